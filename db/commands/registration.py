"""Registering members and units with communities, and ending it: by transfer or by withdrawal with a reason."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from db.access import Scope, command
from db.errors import GONE, N_, Invalid
from db.models import Area, Member, Registration, Unit, UnitRegistration
from db.reach import registered_at
from db.rules import registration as rules
from db.rules.activity import check_name
from db.rules.area import Level
from db.rules.label import fold
from db.rules.member import MemberStatus
from db.rules.note import clean
from db.rules.note import reason as check_reason
from db.rules.registration import Basis, Found, RegistrationStatus
from db.session import ScopedSession

PLACES = (Level.COMMUNITY, Level.GRID)
T = TypeVar("T", Registration, UnitRegistration)
ENDED = N_("This registration has ended already.")


@command("registration:write")
def register_member(
    session: ScopedSession,
    area_id: int,
    member_id: int,
    registered_on: date | None,
    basis: Basis,
    receipt_no: str | None = None,
    claimed_post: str | None = None,
) -> int:
    """A member of the street, whoever keeps his row, registers with a community. One open registration each."""
    day = rules.check_registered_on(registered_on, session.today)
    _check_place(session, area_id)
    with session.looking(Scope.STREET):
        known = session.scalar(select(Member.id).where(Member.id == member_id, Member.status == MemberStatus.ACTIVE))
    if known is None:
        raise Invalid(GONE)
    _check_single(session, member_id)
    made = _registration(area_id, member_id, day, basis)
    made.receipt_no, made.claimed_post = clean(receipt_no, 40), clean(claimed_post, 60)
    session.add(made)
    session.flush()
    return made.id


@command("registration:write")
def register_many(session: ScopedSession, area_id: int, rows: Sequence[Found], basis: Basis) -> int:
    """All rows of a pasted block or none; unknown people are added with their unit."""
    _check_place(session, area_id)
    if not rows:
        raise Invalid(N_("There is no row that could be taken."))
    people = _people(session, area_id, rows)
    with session.looking(Scope.TOTALS):
        taken = registered_at(session, people)
    if taken:
        row = next(row for row, id_ in zip(rows, people, strict=True) if id_ in taken)
        rules.check_single(f"{_area_name(session, taken[people[rows.index(row)]])} ({row.line.name})")
    for row, id_ in zip(rows, people, strict=True):
        session.add(_registration(area_id, id_, rules.check_registered_on(row.line.day, session.today), basis))
    session.flush()
    return len(people)


@command("registration:write")
def change_registration(
    session: ScopedSession,
    id: int,
    version: int,
    registered_on: date | None,
    basis: Basis,
    receipt_no: str | None,
    claimed_post: str | None,
) -> None:
    """Correct what the slip says."""
    row = session.fetch(Registration, id, version)
    row.registered_on = rules.check_registered_on(registered_on, session.today)
    if row.ended_on is not None:
        rules.check_end(row.registered_on, row.ended_on, session.today)
    row.basis, row.receipt_no, row.claimed_post = Basis(basis), clean(receipt_no, 40), clean(claimed_post, 60)


@command("registration:write")
def accept_registration(session: ScopedSession, id: int, version: int) -> None:
    """The slip has come back with its receipt."""
    row = _open(session, Registration, id, version)
    row.status = RegistrationStatus.ACCEPTED


@command("registration:write")
def transfer_registration(
    session: ScopedSession, id: int, version: int, on: date | None, to_area_id: int | None = None
) -> int | None:
    """The member goes to another community. Who works there too opens the new registration at once; who does not
    only closes his own, and the other community registers the member.
    """
    row = _open(session, Registration, id, version)
    day = rules.check_end(row.registered_on, on, session.today)
    if to_area_id == row.area_id:
        raise Invalid(N_("The member is registered here already. Choose another community."))
    row.ended_on, row.status = day, RegistrationStatus.TRANSFERRED
    if to_area_id is None:
        return None
    _check_place(session, to_area_id)
    session.flush()
    _check_single(session, row.member_id)
    made = _registration(to_area_id, row.member_id, day, row.basis)
    session.add(made)
    session.flush()
    return made.id


@command("registration:write")
def withdraw_registration(session: ScopedSession, id: int, version: int, on: date | None, reason: str) -> None:
    row = _open(session, Registration, id, version)
    row.ended_on = rules.check_end(row.registered_on, on, session.today)
    row.status, row.end_reason = RegistrationStatus.WITHDRAWN, check_reason(reason)


@command("registration:write")
def register_unit(
    session: ScopedSession, area_id: int, unit_id: int, registered_on: date | None, receipt_no: str | None = None
) -> int:
    """A unit's Party organisation registers with a community, with each at most once at a time."""
    day = rules.check_registered_on(registered_on, session.today)
    _check_place(session, area_id)
    session.fetch(Unit, unit_id)
    twice = session.scalar(
        select(UnitRegistration.id).where(
            UnitRegistration.unit_id == unit_id,
            UnitRegistration.area_id == area_id,
            UnitRegistration.ended_on.is_(None),
        )
    )
    if twice is not None:
        raise Invalid(N_("This unit is registered with this community already."))
    made = UnitRegistration(
        area_id=area_id,
        unit_id=unit_id,
        registered_on=day,
        receipt_no=clean(receipt_no, 40),
        status=RegistrationStatus.ACCEPTED,
    )
    session.add(made)
    session.flush()
    return made.id


@command("registration:write")
def withdraw_unit(session: ScopedSession, id: int, version: int, on: date | None, reason: str) -> None:
    row = _open(session, UnitRegistration, id, version)
    row.ended_on = rules.check_end(row.registered_on, on, session.today)
    row.status, row.end_reason = RegistrationStatus.WITHDRAWN, check_reason(reason)


def _open(session: ScopedSession, model: type[T], id_: int, version: int) -> T:
    row = session.fetch(model, id_, version)
    if row.ended_on is not None:
        raise Invalid(ENDED)
    return row


def _registration(area_id: int, member_id: int, day: date, basis: Basis) -> Registration:
    return Registration(
        area_id=area_id,
        member_id=member_id,
        registered_on=day,
        basis=Basis(basis),
        status=RegistrationStatus.ACCEPTED,
    )


def _check_place(session: ScopedSession, area_id: int) -> None:
    area = session.execute(select(Area.level, Area.valid_to).where(Area.id == area_id)).first()
    if area is None or area.level not in PLACES:
        raise Invalid(N_("Choose the community to register with."))
    if area.valid_to is not None and area.valid_to < session.today:
        raise Invalid(N_("This area was closed on {day}; choose the one that follows it."), day=area.valid_to)


def _check_single(session: ScopedSession, member_id: int) -> None:
    with session.looking(Scope.TOTALS):
        place = registered_at(session, [member_id]).get(member_id)
    rules.check_single(None if place is None else _area_name(session, place))


def _area_name(session: ScopedSession, area_id: int) -> str:
    return session.scalar(select(Area.name).where(Area.id == area_id)) or ""


def _people(session: ScopedSession, area_id: int, rows: Sequence[Found]) -> list[int]:
    """The member of each row, in order; new ones are made, unless somebody made them meanwhile."""
    units = {row.unit_id for row in rows if row.member_id is None}
    for unit_id in units:
        session.fetch(Unit, unit_id)
    ids = {row.member_id for row in rows if row.member_id is not None}
    names = {fold(row.line.name) for row in rows if row.member_id is None}
    with session.looking(Scope.STREET):
        alive = Member.status != MemberStatus.ERASED
        known = set(session.scalars(select(Member.id).where(Member.id.in_(ids), alive)))
        bearers = session.execute(
            select(Member.name_key, Member.unit_id, Member.id).where(Member.name_key.in_(names), alive)
        )
        there = {(row.name_key, row.unit_id): row.id for row in bearers}
    if known != ids:
        raise Invalid(GONE)
    new = {
        (fold(row.line.name), row.unit_id): Member(
            name=check_name(row.line.name), unit_id=row.unit_id, area_id=area_id, custom={}
        )
        for row in rows
        if row.member_id is None and (fold(row.line.name), row.unit_id) not in there
    }
    session.add_all(new.values())
    session.flush()
    there.update({key: member.id for key, member in new.items()})
    return [row.member_id or there[fold(row.line.name), row.unit_id] for row in rows]

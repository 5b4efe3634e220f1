"""One agreement as its page shows it: parties, commitments with due dates, fulfilments, log, and the moves allowed."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from db import clock
from db.access import query
from db.due import schedules
from db.errors import GONE, Invalid
from db.models import Activity, Agreement, AgreementLog, AgreementSide, Area, Commitment, Fulfilment, Unit
from db.rules import commitment as rules
from db.rules.agreement import Facts, Frequency, Measure, Move, SideOf, State, Status, allowed_moves, check_move
from db.rules.area import Standing
from db.rules.commitment import Due, Rate
from db.session import ScopedSession

NEWEST = 200
UNITS = 1000


@dataclass(frozen=True)
class Side:
    """One party; persons' names are None for those who see no persons."""

    id: int
    side: SideOf
    unit_id: int | None
    name: str | None
    signatory: str | None
    post: str | None
    version: int


@dataclass(frozen=True)
class Promise:
    """One commitment with its due dates and how they were kept."""

    id: int
    version: int
    side_id: int
    unit_id: int | None
    category: str
    content: str
    target_qty: float
    measure: Measure
    frequency: Frequency
    due_on: date | None
    dues: tuple[Due, ...]
    rate: Rate


@dataclass(frozen=True)
class Done:
    """One fulfilment. `confirmable`: it waits for the word of the very unit that is looking."""

    id: int
    version: int
    commitment_id: int
    done_on: date
    qty: float
    activity_id: int | None
    activity: str | None
    note: str | None
    of_unit: bool
    confirmed_on: date | None
    void_reason: str | None
    confirmable: bool


@dataclass(frozen=True)
class Happening:
    day: date
    action: str
    to_status: str | None
    by_name: str | None
    reason: str | None


@dataclass(frozen=True)
class Link:
    """The agreement before or after this one."""

    id: int
    title: str
    status: Status
    starts_on: date


@dataclass(frozen=True)
class Card:
    """`waiting` says what keeps a draft or a signed agreement from its next step."""

    id: int
    version: int
    area_id: int
    area: str
    number: str | None
    title: str
    parties: str
    note: str | None
    starts_on: date
    ends_on: date
    signed_on: date | None
    closed_on: date | None
    close_reason: str | None
    status: Status
    state: State
    moves: tuple[Move, ...]
    waiting: Invalid | None
    sides: tuple[Side, ...]
    promises: tuple[Promise, ...]
    fulfilments: tuple[Done, ...]
    more_fulfilments: int
    log: tuple[Happening, ...]
    before: Link | None
    after: Link | None
    rate: Rate


@query("agreement:read")
def agreement_card(session: ScopedSession, id: int) -> Card:
    """Raises Invalid where there is no such agreement, or it is not the actor's to see."""
    row = session.scalar(select(Agreement).where(Agreement.id == id))
    if row is None:
        raise Invalid(GONE)
    sides, promises = _sides(session, id), _promises(session, row)
    after = session.scalar(
        select(Agreement).where(Agreement.renewal_of_id == id).order_by(Agreement.id.desc()).limit(1)
    )
    before = (
        None
        if row.renewal_of_id is None
        else session.scalar(select(Agreement).where(Agreement.id == row.renewal_of_id))
    )
    facts = Facts(
        row.status,
        row.starts_on,
        row.ends_on,
        renewal=after is not None,
        renewal_signed=after is not None and after.status not in (Status.DRAFT, Status.REVIEW),
        sides=frozenset(side.side for side in sides),
        commitments=len(promises),
    )
    fulfilments, more = _fulfilments(session, id)
    return Card(
        id,
        row.row_version,
        row.area_id,
        session.scalar(select(Area.name).where(Area.id == row.area_id)) or "",
        row.agreement_no,
        row.title,
        row.party_names,
        row.note,
        row.starts_on,
        row.ends_on,
        row.signed_on,
        row.closed_on,
        row.close_reason,
        row.status,
        facts.state(session.today),
        tuple(allowed_moves(facts, session.today)),
        _waiting(facts, session.today),
        sides,
        promises,
        fulfilments,
        more,
        _log(session, id),
        _link(before),
        _link(after),
        sum((promise.rate for promise in promises), Rate()),
    )


@query("agreement:write")
def party_units(session: ScopedSession) -> list[tuple[int, str, str]]:
    """Units of the street that can be a party: id, name, and the community they lie in; by community, then name."""
    rows = session.execute(
        select(Unit.id, Unit.name, func.coalesce(Area.short_name, Area.name))
        .join(Area, Area.id == Unit.area_id)
        .where(Unit.status == Standing.ACTIVE)
        .order_by(Area.path, Unit.name)
        .limit(UNITS)
    )
    return [(id_, name, area) for id_, name, area in rows]


def _waiting(facts: Facts, today: date) -> Invalid | None:
    step = {Status.DRAFT: Move.SUBMIT, Status.SIGNED: Move.START}.get(facts.status)
    if step is None:
        return None
    try:
        check_move(facts, step, today)
    except Invalid as reason:
        return reason
    return None


def _link(row: Agreement | None) -> Link | None:
    return None if row is None else Link(row.id, row.title, row.status, row.starts_on)


def _sides(session: ScopedSession, id: int) -> tuple[Side, ...]:
    rows = session.execute(
        select(AgreementSide, Unit.name)
        .outerjoin(Unit, Unit.id == AgreementSide.unit_id)
        .where(AgreementSide.agreement_id == id)
        .order_by(AgreementSide.side, AgreementSide.id)
    )
    shown = session.actor.sees_persons
    return tuple(
        Side(
            row.id,
            row.side,
            row.unit_id,
            row.party_name or unit,
            row.signatory if shown else None,
            row.post,
            row.row_version,
        )
        for row, unit in rows
    )


def _promises(session: ScopedSession, agreement: Agreement) -> tuple[Promise, ...]:
    begun = agreement.status not in (Status.DRAFT, Status.REVIEW)
    dues = schedules(session, [agreement])[agreement.id]
    rows = session.execute(
        select(Commitment, AgreementSide.unit_id)
        .join(AgreementSide, AgreementSide.id == Commitment.side_id)
        .where(Commitment.agreement_id == agreement.id)
        .order_by(AgreementSide.side, Commitment.id)
    )
    return tuple(
        Promise(
            row.id,
            row.row_version,
            row.side_id,
            unit_id,
            row.category,
            row.content,
            row.target_qty,
            row.measure,
            row.frequency,
            row.due_on,
            tuple(dues[row.id]),
            rules.rate(dues[row.id], session.today) if begun else Rate(),
        )
        for row, unit_id in rows
    )


def _fulfilments(session: ScopedSession, id: int) -> tuple[tuple[Done, ...], int]:
    total = session.scalar(select(func.count(Fulfilment.id)).where(Fulfilment.agreement_id == id)) or 0
    rows = session.execute(
        select(Fulfilment, Activity.title)
        .outerjoin(Activity, Activity.id == Fulfilment.activity_id)
        .where(Fulfilment.agreement_id == id)
        .order_by(Fulfilment.done_on.desc(), Fulfilment.id.desc())
        .limit(NEWEST)
    )
    unit_id = session.actor.unit_id
    made = tuple(
        Done(
            row.id,
            row.row_version,
            row.commitment_id,
            row.done_on,
            row.qty,
            row.activity_id,
            title,
            row.note,
            row.unit_id is not None,
            row.confirmed_at and row.confirmed_at.astimezone(clock.ZONE).date(),
            row.void_reason,
            unit_id is not None and row.unit_id == unit_id and row.confirmed_at is None and row.void_reason is None,
        )
        for row, title in rows
    )
    return made, total - len(made)


def _log(session: ScopedSession, id: int) -> tuple[Happening, ...]:
    rows = session.scalars(
        select(AgreementLog).where(AgreementLog.agreement_id == id).order_by(AgreementLog.id.desc()).limit(NEWEST)
    )
    shown = session.actor.sees_persons
    return tuple(
        Happening(row.happened_on, row.action, row.to_status, row.by_name if shown else None, row.reason)
        for row in rows
    )

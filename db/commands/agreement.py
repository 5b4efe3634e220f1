"""Agreements are drafted, edited, and moved through their states; each step is logged."""

from datetime import date
from typing import Any

from sqlalchemy import func, select

from db.access import command
from db.due import refresh_next_due
from db.errors import GONE, N_, STALE, Invalid, Stale
from db.models import Agreement, AgreementLog, AgreementSide, Area, Commitment, Unit
from db.rules import agreement as rules
from db.rules.agreement import Event, Facts, Move, SideOf, Status
from db.rules.area import Level
from db.rules.commitment import check_due_on, next_term
from db.rules.label import fold, tidy
from db.session import ScopedSession

TITLE = "{unit}与{area}共驻共建协议"  # proposed where none is given; a title is part of the Chinese document
BETWEEN = "、"


@command("agreement:write")
def create_agreement(
    session: ScopedSession,
    area_id: int | None,
    title: str,
    starts_on: date | None,
    ends_on: date | None,
    party_a: str,
    unit_ids: list[int],
    note: str = "",
) -> int:
    """A draft between a community (or the street) and units; more is added to it step by step.

    Party A is the area itself unless named otherwise, and the title is proposed where none is given.
    """
    if area_id is None:
        raise Invalid(N_("Choose the community of the agreement."))
    area = session.fetch(Area, area_id)
    if area.level not in (Level.STREET, Level.COMMUNITY) or (area.valid_to and area.valid_to < session.today):
        raise Invalid(N_("An agreement belongs to a community or the street, and to one that is still open."))
    rules.check_term(starts_on, ends_on)
    units = [session.fetch(Unit, unit_id) for unit_id in dict.fromkeys(unit_ids)]
    title, party_a = tidy(title), rules.check_text(tidy(party_a), 60) or area.name
    if not title and units:
        title = TITLE.format(unit=units[0].name, area=area.name)[: rules.TITLE_LENGTH]
    row = Agreement(
        area_id=area.id,
        title=rules.check_title(title),
        starts_on=starts_on,
        ends_on=ends_on,
        note=rules.check_text(tidy(note), 500) or None,
    )
    _check_new(session, row)
    session.add(row)
    session.flush()
    session.add(AgreementSide(agreement_id=row.id, side=SideOf.PARTY_A, party_name=party_a))
    session.add_all(
        AgreementSide(agreement_id=row.id, side=SideOf.PARTY_B, unit_id=unit.id, party_name=unit.name) for unit in units
    )
    name_parties(session, row)
    log(session, row, Event.DRAFTED, after=Status.DRAFT)
    return row.id


@command("agreement:write")
def change_agreement(
    session: ScopedSession, id: int, version: int, title: str, starts_on: date | None, ends_on: date | None, note: str
) -> None:
    """Title, term and note of a draft."""
    row = locked(session, id, version)
    rules.check_editable(row.status)
    rules.check_term(starts_on, ends_on)
    assert starts_on is not None  # noqa: S101  # why: the check above raised otherwise
    assert ends_on is not None  # noqa: S101  # why: as above
    for due_on in session.scalars(select(Commitment.due_on).where(Commitment.agreement_id == id)):
        check_due_on(due_on, starts_on, ends_on)
    row.title, row.note = rules.check_title(tidy(title)), rules.check_text(tidy(note), 500) or None
    row.starts_on, row.ends_on = starts_on, ends_on
    if session.is_modified(row):
        _check_new(session, row)
        log(session, row, Event.EDITED)


@command("agreement:write")
def submit_agreement(session: ScopedSession, id: int, version: int) -> None:
    _move(session, id, version, Move.SUBMIT, Event.SUBMITTED)


@command("agreement:write")
def return_agreement(session: ScopedSession, id: int, version: int, reason: str) -> None:
    _move(session, id, version, Move.RETURN, Event.RETURNED, reason)


@command("agreement:sign")
def sign_agreement(session: ScopedSession, id: int, version: int, signed_on: date | None) -> str:
    """Signing gives the number: counted up within area and year, under a lock on the area."""
    row = _move(session, id, version, Move.SIGN, Event.SIGNED)
    rules.check_signing(signed_on, row.ends_on, session.today)
    assert signed_on is not None  # noqa: S101  # why: the check above raised otherwise
    session.scalar(select(Area.id).where(Area.id == row.area_id).with_for_update(key_share=True))
    start = rules.number_start(signed_on.year, row.area_id)
    taken = session.scalars(select(Agreement.agreement_no).where(Agreement.agreement_no.startswith(start)))
    row.signed_on, row.agreement_no = signed_on, rules.next_number(start, [number for number in taken if number])
    return row.agreement_no


@command("agreement:sign")
def start_agreement(session: ScopedSession, id: int, version: int) -> None:
    _move(session, id, version, Move.START, Event.STARTED)
    refresh_next_due(session, id)


@command("agreement:write")
def suspend_agreement(session: ScopedSession, id: int, version: int, reason: str) -> None:
    _move(session, id, version, Move.SUSPEND, Event.SUSPENDED, reason)
    refresh_next_due(session, id)


@command("agreement:write")
def resume_agreement(session: ScopedSession, id: int, version: int) -> None:
    _move(session, id, version, Move.RESUME, Event.RESUMED)
    refresh_next_due(session, id)


@command("agreement:sign")
def terminate_agreement(session: ScopedSession, id: int, version: int, reason: str) -> None:
    row = _move(session, id, version, Move.TERMINATE, Event.TERMINATED, reason)
    row.closed_on, row.close_reason = session.today, tidy(reason)
    refresh_next_due(session, id)


@command("agreement:write")
def renew_agreement(session: ScopedSession, id: int, version: int) -> int:
    """A new draft that carries on: same parties and commitments, the next term."""
    old = locked(session, id, version)
    rules.check_move(_facts(session, old), Move.RENEW, session.today)
    starts_on, ends_on = next_term(old.starts_on, old.ends_on, session.today)
    new = Agreement(area_id=old.area_id, title=old.title, starts_on=starts_on, ends_on=ends_on, renewal_of_id=old.id)
    session.add(new)
    session.flush()
    sides: dict[int, AgreementSide] = {}
    for side in _rows(session, AgreementSide, old.id):
        sides[side.id] = AgreementSide(
            agreement_id=new.id, **_kept(side, "side", "unit_id", "party_name", "signatory", "post")
        )
        session.add(sides[side.id])
        session.flush()  # one by one: their order is the order of their ids
    for promise in _rows(session, Commitment, old.id):
        due_on = promise.due_on and min(starts_on + (promise.due_on - old.starts_on), ends_on)
        kept = _kept(promise, "category", "content", "target_qty", "measure", "frequency")
        session.add(Commitment(agreement_id=new.id, side_id=sides[promise.side_id].id, due_on=due_on, **kept))
        session.flush()
    name_parties(session, new)
    log(session, old, Event.RENEWED)
    log(session, new, Event.DRAFTED, after=Status.DRAFT)
    return new.id


def locked(session: ScopedSession, id: int, version: int | None = None) -> Agreement:
    """The agreement, held until the command ends, so that what is checked stays true. Raises Invalid or Stale."""
    row = session.scalar(select(Agreement).where(Agreement.id == id).with_for_update(key_share=True))
    if row is None:
        raise Invalid(GONE)
    if version is not None and row.row_version != version:
        raise Stale(STALE)
    return row


def log(
    session: ScopedSession,
    row: Agreement,
    event: Event,
    *,
    before: Status | None = None,
    after: Status | None = None,
    reason: str | None = None,
) -> None:
    session.add(
        AgreementLog(
            agreement_id=row.id,
            happened_on=session.today,
            action=event.value,
            from_status=before.value if before else None,
            to_status=after.value if after else None,
            by_name=session.actor.name[:40],
            reason=reason[:200] if reason else None,
        )
    )


def name_parties(session: ScopedSession, row: Agreement) -> None:
    """All parties in words, for lists and search."""
    session.flush()
    names = [side.party_name or "" for side in _rows(session, AgreementSide, row.id) if side.side is not SideOf.WITNESS]
    row.party_names = BETWEEN.join(names)[:300]


def _move(
    session: ScopedSession, id: int, version: int, wanted: Move, event: Event, reason: str | None = None
) -> Agreement:
    row = locked(session, id, version)
    before = row.status
    row.status = rules.check_move(_facts(session, row), wanted, session.today)
    said = None if reason is None else rules.check_reason(tidy(reason))
    log(session, row, event, before=before, after=row.status, reason=said)
    return row


def _facts(session: ScopedSession, row: Agreement) -> Facts:
    renewals = select(Agreement.status).where(Agreement.renewal_of_id == row.id)
    statuses = session.scalars(renewals).all()
    sides = session.scalars(select(AgreementSide.side).where(AgreementSide.agreement_id == row.id))
    promised = select(func.count(Commitment.id)).where(Commitment.agreement_id == row.id)
    return Facts(
        row.status,
        row.starts_on,
        row.ends_on,
        renewal=bool(statuses),
        renewal_signed=any(status not in (Status.DRAFT, Status.REVIEW) for status in statuses),
        sides=frozenset(sides),
        commitments=session.scalar(promised) or 0,
    )


def _check_new(session: ScopedSession, row: Agreement) -> None:
    """The same title from the same day on is the same agreement."""
    with session.no_autoflush:
        twin = select(Agreement.id).where(
            Agreement.area_id == row.area_id,
            Agreement.name_key == fold(row.title)[:200],
            Agreement.starts_on == row.starts_on,
        )
        if any(id_ != row.id for id_ in session.scalars(twin)):
            raise Invalid(N_("An agreement with this title and this first day exists already."))


def _rows(session: ScopedSession, model: type[Any], agreement_id: int) -> list[Any]:
    return list(session.scalars(select(model).where(model.agreement_id == agreement_id).order_by(model.id)))


def _kept(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}

"""What was done for a commitment: recorded by hand, confirmed by the unit, voided with a reason."""

from datetime import date

from sqlalchemy import select

from db import clock
from db.access import command
from db.commands.agreement import locked, log
from db.due import refresh_next_due
from db.errors import N_, Invalid
from db.models import Agreement, AgreementSide, Commitment, Fulfilment
from db.rules.agreement import Event, check_reason, check_text
from db.rules.commitment import check_fulfillable, check_fulfilment
from db.rules.label import tidy
from db.session import ScopedSession


@command("agreement:fulfil")
def record_fulfilment(
    session: ScopedSession, commitment_id: int | None, done_on: date | None, qty: float | None, note: str = ""
) -> int:
    """Done for a promise of a unit, it waits for the unit's word; done for a promise of our own, it stands."""
    if commitment_id is None:
        raise Invalid(N_("Choose the commitment for which it was done."))
    promise = session.fetch(Commitment, commitment_id)
    row = locked(session, promise.agreement_id)
    check_fulfillable(row.status)
    check_fulfilment(qty, done_on, row.starts_on, session.today)
    same = select(Fulfilment.id).where(
        Fulfilment.commitment_id == promise.id,
        Fulfilment.done_on == done_on,
        Fulfilment.qty == qty,
        Fulfilment.void_reason.is_(None),
        Fulfilment.activity_id.is_(None),
    )
    if session.scalar(same.limit(1)) is not None:
        raise Invalid(
            N_("The same is recorded for {day} already. If it was done twice that day, record the sum."), day=done_on
        )
    unit_id = session.scalar(select(AgreementSide.unit_id).where(AgreementSide.id == promise.side_id))
    made = Fulfilment(
        agreement_id=row.id,
        commitment_id=promise.id,
        unit_id=unit_id,
        done_on=done_on,
        qty=qty,
        note=check_text(tidy(note), 200) or None,
    )
    if unit_id is None:
        made.confirmed_by, made.confirmed_at = session.actor.account_id, clock.now()
    session.add(made)
    log(session, row, Event.FULFILLED, reason=_said(promise, made))
    refresh_next_due(session, row.id)
    return made.id


@command("fulfilment:confirm")
def confirm_fulfilment(session: ScopedSession, id: int, version: int) -> None:
    """The liaison's word for what his unit did."""
    row = session.fetch(Fulfilment, id, version)
    if session.actor.unit_id is None or row.unit_id != session.actor.unit_id:
        raise Invalid(N_("Only the liaison of the unit that did it can confirm it."))
    if row.void_reason is not None or row.confirmed_at is not None:
        raise Invalid(N_("This is confirmed or void already."))
    row.confirmed_by, row.confirmed_at = session.actor.account_id, clock.now()
    log(session, session.fetch(Agreement, row.agreement_id), Event.CONFIRMED, reason=_said(_promise(session, row), row))


@command("agreement:fulfil")
def void_fulfilment(session: ScopedSession, id: int, version: int, reason: str) -> None:
    """Taken back with a reason; what an activity ticked is taken back at the activity."""
    row = session.fetch(Fulfilment, id, version)
    agreement = locked(session, row.agreement_id)
    if row.activity_id is not None:
        raise Invalid(N_("An activity ticked this. Change or void the activity instead."))
    if row.void_reason is not None:
        raise Invalid(N_("This is void already."))
    row.void_reason = check_reason(tidy(reason))
    log(session, agreement, Event.VOIDED, reason=f"{_said(_promise(session, row), row)}; {row.void_reason}")
    refresh_next_due(session, agreement.id)


def _promise(session: ScopedSession, row: Fulfilment) -> Commitment:
    return session.fetch(Commitment, row.commitment_id)


def _said(promise: Commitment, row: Fulfilment) -> str:
    """In the words of the promise, language aside: "Open the hall: 2, 2026-05-03"."""
    return f"{promise.content}: {row.qty:g}, {row.done_on}"

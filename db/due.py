"""The due dates of agreements from what is stored, and the next one kept true after every change."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Agreement, AgreementLog, Commitment, Fulfilment
from db.rules import commitment as rules
from db.rules.agreement import Status
from db.rules.commitment import Due, Pause


class Term(Protocol):
    """What is needed of an agreement: the row itself, or a selected tuple of these columns."""

    @property
    def id(self) -> int: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def closed_on(self) -> date | None: ...


def schedules(session: Session, terms: Iterable[Term]) -> dict[int, dict[int, list[Due]]]:
    """By agreement and commitment, the due dates and what was done for each; three statements for all of them."""
    known = {term.id: term for term in terms}
    done = _done(session, known)
    pauses = _pauses(session, known)
    made: dict[int, dict[int, list[Due]]] = {id_: {} for id_ in known}
    rows = session.execute(
        select(
            Commitment.id, Commitment.agreement_id, Commitment.frequency, Commitment.due_on, Commitment.target_qty
        ).where(Commitment.agreement_id.in_(known))
    )
    for id_, agreement_id, frequency, due_on, target_qty in rows:
        term = known[agreement_id]
        dates = rules.due_dates(frequency, term.starts_on, term.ends_on, due_on)
        dates = rules.counted(dates, pauses.get(agreement_id, ()), term.closed_on)
        made[agreement_id][id_] = rules.schedule(dates, target_qty, done[id_])
    return made


def refresh_next_due(session: Session, agreement_id: int) -> None:
    """Set `next_due_on` to the earliest due date not met; None unless the agreement is active.

    The row is locked first, so that two desks that tick at once wait for each other instead of losing one; the lock
    lets foreign keys to the row through, else two inserts and two locks would deadlock.
    """
    session.flush()
    agreement = session.scalar(
        select(Agreement)
        .where(Agreement.id == agreement_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    if agreement is None:
        return
    due = None
    if agreement.status is Status.ACTIVE:
        due = rules.next_due(schedules(session, [agreement])[agreement_id].values())
    agreement.next_due_on = due


def _done(session: Session, ids: Iterable[int]) -> dict[int, list[tuple[date, float]]]:
    made: dict[int, list[tuple[date, float]]] = defaultdict(list)
    rows = session.execute(
        select(Fulfilment.commitment_id, Fulfilment.done_on, Fulfilment.qty).where(
            Fulfilment.agreement_id.in_(list(ids)), Fulfilment.void_reason.is_(None)
        )
    )
    for commitment_id, day, qty in rows:
        made[commitment_id].append((day, qty))
    return made


def _pauses(session: Session, ids: Iterable[int]) -> dict[int, list[Pause]]:
    moves: dict[int, list[tuple[date, str | None, str | None]]] = defaultdict(list)
    rows = session.execute(
        select(AgreementLog.agreement_id, AgreementLog.happened_on, AgreementLog.from_status, AgreementLog.to_status)
        .where(AgreementLog.agreement_id.in_(list(ids)), AgreementLog.to_status.is_not(None))
        .order_by(AgreementLog.id)
    )
    for agreement_id, day, before, after in rows:
        moves[agreement_id].append((day, before, after))
    return {id_: rules.pauses(log) for id_, log in moves.items()}

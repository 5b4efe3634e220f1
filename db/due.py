"""Keeps the next due date of an agreement true; whoever changes a commitment or a fulfilment calls it."""

from collections import defaultdict
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Agreement, AgreementLog, Commitment, Fulfilment
from db.rules import commitment as rules
from db.rules.agreement import Status


def refresh_next_due(session: Session, agreement_id: int) -> None:
    """Set `next_due_on` to the earliest due date not met; None unless the agreement is active.

    The row is locked first, so that two desks that tick at once wait for each other instead of losing one.
    """
    session.flush()
    agreement = session.scalar(
        select(Agreement)
        .where(Agreement.id == agreement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if agreement is not None:
        agreement.next_due_on = _next_due(session, agreement) if agreement.status is Status.ACTIVE else None


def _next_due(session: Session, agreement: Agreement) -> date | None:
    done: dict[int, list[tuple[date, float]]] = defaultdict(list)
    rows = select(Fulfilment.commitment_id, Fulfilment.done_on, Fulfilment.qty)
    for commitment_id, day, qty in session.execute(
        rows.where(Fulfilment.agreement_id == agreement.id, Fulfilment.void_reason.is_(None))
    ):
        done[commitment_id].append((day, qty))
    moves = session.execute(
        select(AgreementLog.happened_on, AgreementLog.from_status, AgreementLog.to_status)
        .where(AgreementLog.agreement_id == agreement.id)
        .order_by(AgreementLog.id)
    )
    pauses = rules.pauses((day, before, after) for day, before, after in moves)
    commitments = session.execute(
        select(Commitment.id, Commitment.frequency, Commitment.due_on, Commitment.target_qty).where(
            Commitment.agreement_id == agreement.id
        )
    )
    return rules.next_due(
        rules.schedule(
            rules.counted(rules.due_dates(frequency, agreement.starts_on, agreement.ends_on, due_on), pauses),
            target_qty,
            done[id_],
        )
        for id_, frequency, due_on, target_qty in commitments
    )

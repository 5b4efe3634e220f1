"""An activity that keeps a promise of an agreement: its fulfilment is written, follows it, and falls with it."""

from sqlalchemy import select

from db.due import refresh_next_due
from db.errors import N_, Invalid
from db.models import Activity, Agreement, AgreementSide, Commitment, Fulfilment
from db.rules.activity import COUNTED_BY_ACTIVITY, ActivityStatus
from db.rules.agreement import Measure
from db.rules.commitment import check_fulfillable, check_fulfilment
from db.session import ScopedSession

# Data, not a message: it stands beside the reasons that people write.
UNTICKED = "活动不再对应这项承诺"


def keep_promise(session: ScopedSession, activity: Activity) -> None:
    """Make the fulfilment agree with the activity as it now is, and the next due date with the fulfilment."""
    session.flush()
    held = session.scalar(
        select(Fulfilment).where(Fulfilment.activity_id == activity.id, Fulfilment.void_reason.is_(None))
    )
    touched = {held.agreement_id} if held is not None else set()
    if activity.commitment_id is None or activity.status is ActivityStatus.VOID:
        if held is not None:
            held.void_reason = activity.void_reason or UNTICKED
    else:
        commitment = session.fetch(Commitment, activity.commitment_id)
        if held is None:
            held = Fulfilment(activity_id=activity.id)
        _fill(session, held, activity, commitment)
        session.add(held)
        touched.add(held.agreement_id)
    for agreement_id in sorted(touched):
        refresh_next_due(session, agreement_id)


def _fill(session: ScopedSession, held: Fulfilment, activity: Activity, commitment: Commitment) -> None:
    agreement = session.fetch(Agreement, commitment.agreement_id)
    if commitment.id != held.commitment_id:
        check_fulfillable(agreement.status)
    qty = _quantity(activity, commitment)
    check_fulfilment(qty, activity.held_on, agreement.starts_on, session.today)
    held.agreement_id, held.commitment_id = agreement.id, commitment.id
    held.unit_id = session.scalar(select(AgreementSide.unit_id).where(AgreementSide.id == commitment.side_id))
    held.done_on, held.qty = activity.held_on, qty


def _quantity(activity: Activity, commitment: Commitment) -> float:
    """One for what is counted in times, the length of the activity for what is counted in hours."""
    if commitment.measure not in COUNTED_BY_ACTIVITY:
        raise Invalid(N_("What was promised is not counted in times or hours. Record it with the agreement."))
    if commitment.measure is not Measure.HOURS:
        return 1.0
    if not activity.hours:
        raise Invalid(N_("The promise is counted in hours: say how many hours the activity lasted."))
    return activity.hours

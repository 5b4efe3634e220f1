"""What the forms of the service pages offer: units, promises an activity may keep, needs it may answer."""

from dataclasses import dataclass

from sqlalchemy import select

from db.access import query
from db.models import Agreement, AgreementSide, Area, Commitment, Need, Unit
from db.queries.service import branch
from db.reach import community_of
from db.rules.activity import COUNTED_BY_ACTIVITY
from db.rules.agreement import Measure, Status
from db.rules.area import Standing
from db.rules.need import UNMET
from db.session import ScopedSession

MOST = 500


@dataclass(frozen=True)
class Promise:
    """A commitment of an agreement in force, as far as an activity can keep it."""

    id: int
    unit_id: int | None
    unit: str
    content: str
    measure: Measure
    agreement: str


@query("unit:read")
def unit_offer(session: ScopedSession) -> dict[int, str]:
    """All units of the street in use, by name."""
    rows = session.execute(
        select(Unit.id, Unit.name).where(Unit.status == Standing.ACTIVE).order_by(Unit.name_key, Unit.id).limit(2000)
    )
    return {row.id: row.name for row in rows}


@query("agreement:read")
def promise_offer(session: ScopedSession, area_id: int) -> list[Promise]:
    """Of the community in which the area lies; of the whole street for a street."""
    home = community_of(session, area_id)
    rows = session.execute(
        select(
            Commitment.id,
            AgreementSide.unit_id,
            Unit.name.label("unit"),
            Commitment.content,
            Commitment.measure,
            Agreement.title,
        )
        .select_from(Commitment)
        .join(Agreement, Agreement.id == Commitment.agreement_id)
        .join(Area, Area.id == Agreement.area_id)
        .join(AgreementSide, AgreementSide.id == Commitment.side_id)
        .outerjoin(Unit, Unit.id == AgreementSide.unit_id)
        .where(
            branch(session, home[0] if home else area_id),
            Agreement.status == Status.ACTIVE,
            Commitment.measure.in_(COUNTED_BY_ACTIVITY),
        )
        .order_by(Unit.name_key, Agreement.id, Commitment.id)
        .limit(MOST)
    )
    return [Promise(row.id, row.unit_id, row.unit or "", row.content, row.measure, row.title) for row in rows]


@query("need:read")
def need_offer(session: ScopedSession, area_id: int) -> dict[int, str]:
    """Needs not yet met, newest first."""
    home = community_of(session, area_id)
    rows = session.execute(
        select(Need.id, Need.title)
        .join(Area, Area.id == Need.area_id)
        .where(branch(session, home[0] if home else area_id), Need.status.in_(UNMET))
        .order_by(Need.raised_on.desc(), Need.id.desc())
        .limit(MOST)
    )
    return {row.id: row.title for row in rows}

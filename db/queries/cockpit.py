"""What the cockpit shows: a version to notice changes by, and the numbers of two periods side by side."""

from dataclasses import dataclass

from sqlalchemy import func, select

from db.access import Scope, query
from db.models import Agreement, Area, AuditLog, ServiceTally
from db.queries.agreement import active_by_area
from db.queries.map import told
from db.queries.service import Levelled, ServiceTotals, branch, levelled, service_totals
from db.rules.area import Level
from db.rules.period import Period
from db.session import ScopedSession


@query("totals:read", Scope.TOTALS)
def data_version(session: ScopedSession) -> str:
    """Changes with every command of anybody, and at midnight. One look into one index."""
    return f"{session.scalar(select(func.max(AuditLog.seq))) or 0}/{session.today}"


@dataclass(frozen=True)
class Numbers:
    """The numbers of a period and of the one before."""

    service: ServiceTotals
    before: ServiceTotals
    agreements: int
    agreements_before: int
    served: int
    served_before: int
    communities: int


@query("totals:read", Scope.TOTALS)
def cockpit_numbers(session: ScopedSession, area_id: int, period: Period) -> Numbers:
    """Agreements are counted today, and on the last day of the period before."""
    inside = Agreement.area_id.in_(select(Area.id).where(branch(session, area_id)))
    day = period.before.ends_on
    held_then = (
        Agreement.signed_on.is_not(None)
        & (Agreement.signed_on <= day)
        & (Agreement.starts_on <= day)
        & (Agreement.ends_on >= day)
        & (Agreement.closed_on.is_(None) | (Agreement.closed_on > day))
    )
    shown = levelled(session, area_id, Level.COMMUNITY)
    return Numbers(
        service=told(session, service_totals.run(session, area_id, period)),
        before=told(session, service_totals.run(session, area_id, period.before)),
        agreements=sum(active_by_area.run(session, area_id).values()),
        agreements_before=session.scalar(select(func.count(Agreement.id)).where(inside, held_then)) or 0,
        served=_served(session, area_id, period, shown),
        served_before=_served(session, area_id, period.before, shown),
        communities=len(shown.areas),
    )


def _served(session: ScopedSession, area_id: int, period: Period, shown: Levelled) -> int:
    """Communities in which there was an activity."""
    top = func.substr(Area.path, 1, shown.width)
    found = session.scalars(
        select(top)
        .join(ServiceTally, ServiceTally.area_id == Area.id)
        .where(branch(session, area_id), ServiceTally.activities > 0)
        .where(ServiceTally.month >= period.first, ServiceTally.month <= period.last)
        .group_by(top)
    )
    return len(set(found) & set(shown.by_path))

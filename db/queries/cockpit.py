"""What the cockpit shows: a version to notice changes by, and the numbers of two periods side by side."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import and_, case, func, select

from db.access import Scope, query
from db.models import Agreement, Area, AuditLog, MemberTally, ServiceTally
from db.queries.map import told
from db.queries.service import Levelled, ServiceTotals, branch, levelled
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
    agreements_before: int
    served: int
    served_before: int
    communities: int


@query("totals:read", Scope.TOTALS)
def cockpit_numbers(session: ScopedSession, area_id: int, period: Period) -> Numbers:
    """Agreements are those in force on the last day of the period before."""
    day = period.before.ends_on
    held_then = (
        select(func.count(Agreement.id))
        .where(Agreement.area_id.in_(select(Area.id).where(branch(session, area_id))))
        .where(Agreement.signed_on <= day, Agreement.starts_on <= day, Agreement.ends_on >= day)
        .where(Agreement.closed_on.is_(None) | (Agreement.closed_on > day))
    )
    shown = levelled(session, area_id, Level.COMMUNITY)
    (now, served), (before, served_before) = _service(session, area_id, (period, period.before), shown)
    return Numbers(
        service=told(session, now),
        before=told(session, before),
        agreements_before=session.scalar(held_then) or 0,
        served=served,
        served_before=served_before,
        communities=len(shown.areas),
    )


def _service(
    session: ScopedSession, area_id: int, periods: tuple[Period, Period], shown: Levelled
) -> list[tuple[ServiceTotals, int]]:
    """The totals of both periods, and in how many communities there was an activity."""
    top, within = func.substr(Area.path, 1, shown.width), branch(session, area_id)

    def during(period: Period, amount: Any) -> Any:
        return case((and_(ServiceTally.month >= period.first, ServiceTally.month <= period.last), amount))

    amounts = (ServiceTally.activities, ServiceTally.person_times, ServiceTally.hours)
    sums = [func.sum(during(period, amount)) for period in periods for amount in amounts]
    joined = select(top, *sums).join(Area, Area.id == ServiceTally.area_id).where(within).group_by(top)
    rows = [[row[0], *(n or 0 for n in row[1:])] for row in session.execute(joined)]
    made = []
    for i, period in enumerate(periods):
        # One question for each: a count of both at once walks through all months there are.
        persons = (
            select(func.count(MemberTally.member_id.distinct()))
            .where(MemberTally.area_id.in_(select(Area.id).where(within)))
            .where(MemberTally.month >= period.first, MemberTally.month <= period.last)
        )
        activities, times, hours = (sum(row[1 + 3 * i + j] for row in rows) for j in range(3))
        served = sum(row[0] in shown.by_path and row[1 + 3 * i] > 0 for row in rows)
        made.append((ServiceTotals(int(activities), int(times), session.scalar(persons) or 0, float(hours)), served))
    return made


@query("totals:read", Scope.TOTALS)
def service_trend(session: ScopedSession, area_id: int, period: Period) -> pd.DataFrame:
    """Every month of the period; without persons, whose small counts by month are nobody's business."""
    inside = select(Area.id).where(branch(session, area_id))
    columns = (ServiceTally.activities, ServiceTally.person_times, ServiceTally.hours)
    rows = session.execute(
        select(ServiceTally.month, *(func.sum(column) for column in columns))
        .where(ServiceTally.area_id.in_(inside), ServiceTally.month >= period.first, ServiceTally.month <= period.last)
        .group_by(ServiceTally.month)
    )
    found = {row[0]: tuple(row[1:]) for row in rows}
    made = [(month, *found.get(month, (0, 0, 0.0))) for month in period.months]
    return pd.DataFrame(made, columns=["month", "activities", "person_times", "hours"])

"""What the cockpit shows: a version to notice changes by, and the numbers of two periods side by side."""

from dataclasses import dataclass

from sqlalchemy import func, select

from db.access import Scope, query
from db.models import Agreement, Area, AuditLog, MemberTally, ServiceTally
from db.queries.map import Month, told
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
    months: list[Month]


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
    rows = _service(session, area_id, Period("", period.before.first, period.last), shown)
    now, before = ([row for row in rows if one.first <= row.month <= one.last] for one in (period, period.before))
    return Numbers(
        service=_totals(session, area_id, period, now),
        before=_totals(session, area_id, period.before, before),
        agreements_before=session.scalar(held_then) or 0,
        served=len({row.path for row in now if row.activities} & set(shown.by_path)),
        served_before=len({row.path for row in before if row.activities} & set(shown.by_path)),
        communities=len(shown.areas),
        months=[_month(month, now) for month in period.months],
    )


@dataclass(frozen=True)
class _Row:
    """The service of one month under one path: a community, or the area above for what was held for all of it."""

    path: str
    month: str
    activities: int
    person_times: int
    hours: float


def _service(session: ScopedSession, area_id: int, period: Period, shown: Levelled) -> list[_Row]:
    top = func.substr(Area.path, 1, shown.width)
    amounts = (ServiceTally.activities, ServiceTally.person_times, ServiceTally.hours)
    rows = session.execute(
        select(top, ServiceTally.month, *(func.sum(amount) for amount in amounts))
        .join(Area, Area.id == ServiceTally.area_id)
        .where(branch(session, area_id), ServiceTally.month >= period.first, ServiceTally.month <= period.last)
        .group_by(top, ServiceTally.month)
    )
    return [_Row(path, month, int(held), int(times), float(hours)) for path, month, held, times, hours in rows]


def _totals(session: ScopedSession, area_id: int, period: Period, rows: list[_Row]) -> ServiceTotals:
    persons = (
        select(func.count(MemberTally.member_id.distinct()))
        .where(MemberTally.area_id.in_(select(Area.id).where(branch(session, area_id))))
        .where(MemberTally.month >= period.first, MemberTally.month <= period.last)
    )
    activities, times = sum(row.activities for row in rows), sum(row.person_times for row in rows)
    hours = sum(row.hours for row in rows)
    return told(session, ServiceTotals(activities, times, session.scalar(persons) or 0, hours))


def _month(month: str, rows: list[_Row]) -> Month:
    """Without persons, whose small counts by month are nobody's business."""
    mine = [row for row in rows if row.month == month]
    activities, times = sum(row.activities for row in mine), sum(row.person_times for row in mine)
    return Month(month, activities, times, sum(row.hours for row in mine))

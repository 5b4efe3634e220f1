"""Numbers about service records, read from the rollups: person-times, persons, activities and hours are kept apart."""

from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, func, select

from db.access import Scope, query
from db.models import Area, MemberTally, ServiceTally
from db.models.base import Base
from db.rules.area import ORDER, Level
from db.rules.period import Period
from db.session import ScopedSession


@dataclass(frozen=True)
class ServiceTotals:
    """activities 场次, person_times 人次, persons 人数 (distinct), hours 时长."""

    activities: int = 0
    person_times: int = 0
    persons: int = 0
    hours: float = 0.0


def branch(session: ScopedSession, root_id: int, *, own_only: bool = False) -> ColumnElement[bool]:
    """Areas of a branch by its path, or the root alone; nothing when the actor may not see it."""
    path = session.scalar(select(Area.path).where(Area.id == root_id))
    if path is None:
        return Area.id == -1
    if own_only:
        return Area.id == root_id
    return and_(Area.path >= path, Area.path < path[:-1] + "0")


def _in_period(table: type[Base], period: Period) -> ColumnElement[bool]:
    month = table.__table__.c.month
    return and_(month >= period.first, month <= period.last)


@query("totals:read", Scope.TOTALS)
def service_totals(session: ScopedSession, area_id: int, period: Period, *, own_only: bool = False) -> ServiceTotals:
    """The four numbers of a branch in a period; own_only leaves out the areas below (street-wide activities)."""
    inside = select(Area.id).where(branch(session, area_id, own_only=own_only))
    activities, times, hours = session.execute(
        select(
            func.sum(ServiceTally.activities), func.sum(ServiceTally.person_times), func.sum(ServiceTally.hours)
        ).where(ServiceTally.area_id.in_(inside), _in_period(ServiceTally, period))
    ).one()
    persons = session.scalar(
        select(func.count(MemberTally.member_id.distinct())).where(
            MemberTally.area_id.in_(inside), _in_period(MemberTally, period)
        )
    )
    return ServiceTotals(activities or 0, times or 0, persons or 0, float(hours or 0))


@query("totals:read", Scope.TOTALS)
def service_by_month(session: ScopedSession, area_id: int, period: Period) -> pd.DataFrame:
    """One row per month of the period: month, activities, person_times, persons, hours."""
    inside = select(Area.id).where(branch(session, area_id))
    sums = session.execute(
        select(
            ServiceTally.month,
            func.sum(ServiceTally.activities),
            func.sum(ServiceTally.person_times),
            func.sum(ServiceTally.hours),
        )
        .where(ServiceTally.area_id.in_(inside), _in_period(ServiceTally, period))
        .group_by(ServiceTally.month)
    )
    found = {month: (int(a), int(p), float(h)) for month, a, p, h in sums}
    distinct = session.execute(
        select(MemberTally.month, func.count(MemberTally.member_id.distinct()))
        .where(MemberTally.area_id.in_(inside), _in_period(MemberTally, period))
        .group_by(MemberTally.month)
    )
    persons = {row[0]: int(row[1]) for row in distinct}
    rows = []
    for month in period.months:
        activities, times, hours = found.get(month, (0, 0, 0.0))
        rows.append(
            {
                "month": month,
                "activities": activities,
                "person_times": times,
                "persons": persons.get(month, 0),
                "hours": hours,
            }
        )
    return pd.DataFrame(rows, columns=["month", "activities", "person_times", "persons", "hours"])


@query("totals:read", Scope.TOTALS)
def service_by_kind(session: ScopedSession, area_id: int, period: Period) -> pd.DataFrame:
    """One row per kind that occurred, most activities first: category, activities, person_times, hours."""
    inside = select(Area.id).where(branch(session, area_id))
    activities = func.sum(ServiceTally.activities)
    rows = session.execute(
        select(ServiceTally.category, activities, func.sum(ServiceTally.person_times), func.sum(ServiceTally.hours))
        .where(ServiceTally.area_id.in_(inside), _in_period(ServiceTally, period))
        .group_by(ServiceTally.category)
        .order_by(activities.desc(), ServiceTally.category)
    )
    return pd.DataFrame([tuple(row) for row in rows], columns=["category", "activities", "person_times", "hours"])


def levelled(session: ScopedSession, root_id: int, level: Level) -> tuple[pd.DataFrame, dict[int, int]]:
    """The open areas of a level in a branch; and what each area at or below it, closed ones too, counts for."""
    columns = (Area.id, Area.code, Area.name, Area.short_name, Area.parent_id, Area.path, Area.level, Area.valid_to)
    rows = session.execute(
        select(*columns).where(branch(session, root_id)).order_by(Area.code, Area.sort, Area.id)
    ).all()
    shown = [row for row in rows if row.level is level and (row.valid_to is None or row.valid_to >= session.today)]
    by_id = {row.id: row for row in shown}
    counts_for: dict[int, int] = {}
    for row in rows:
        if ORDER.index(row.level) >= ORDER.index(level):
            above = next((int(part) for part in row.path.split("/") if part and int(part) in by_id), None)
            if above is not None:
                counts_for[row.id] = above
    frame = pd.DataFrame(
        [(row.id, row.code, row.name, row.short_name or row.name, row.parent_id) for row in shown],
        columns=["area_id", "code", "name", "short", "parent_id"],
    )
    return frame, counts_for


@query("totals:read", Scope.TOTALS)
def service_by_area(session: ScopedSession, root_id: int, level: Level, period: Period) -> pd.DataFrame:
    """One row per open area of the level, in code order, zeros included.

    Columns: area_id, code, name, short, parent_id, activities, person_times, persons, hours, and last_on, the last day
    of service ever.
    """
    frame, counts_for = levelled(session, root_id, level)
    inside = select(Area.id).where(branch(session, root_id))
    sums: dict[int, list[float]] = {}
    for area_id, activities, times, hours in session.execute(
        select(
            ServiceTally.area_id,
            func.sum(ServiceTally.activities),
            func.sum(ServiceTally.person_times),
            func.sum(ServiceTally.hours),
        )
        .where(ServiceTally.area_id.in_(inside), _in_period(ServiceTally, period))
        .group_by(ServiceTally.area_id)
    ):
        if (top := counts_for.get(area_id)) is not None:
            total = sums.setdefault(top, [0, 0, 0.0])
            total[0] += activities
            total[1] += times
            total[2] += hours
    last: dict[int, Any] = {}
    for area_id, day in session.execute(
        select(ServiceTally.area_id, func.max(ServiceTally.last_on))
        .where(ServiceTally.area_id.in_(inside))
        .group_by(ServiceTally.area_id)
    ):
        top = counts_for.get(area_id)
        if top is not None and day is not None:
            last[top] = max(last.get(top, day), day)
    persons = _persons_by_area(session, inside, counts_for, period)
    for i, name in enumerate(("activities", "person_times")):
        frame[name] = [int(sums.get(a, [0, 0, 0.0])[i]) for a in frame["area_id"]]
    frame["persons"] = [persons.get(a, 0) for a in frame["area_id"]]
    frame["hours"] = [float(sums.get(a, [0, 0, 0.0])[2]) for a in frame["area_id"]]
    frame["last_on"] = [last.get(a) for a in frame["area_id"]]
    return frame


def _persons_by_area(session: ScopedSession, inside: Any, counts_for: dict[int, int], period: Period) -> dict[int, int]:
    """Distinct persons per shown area: one seen in two grids of a community counts once in it, so a sum will not do."""
    made: dict[int, int] = {}
    groups: dict[int, list[int]] = {}
    for area_id, top in counts_for.items():
        groups.setdefault(top, []).append(area_id)
    single = {top for top, ids in groups.items() if len(ids) == 1}
    for area_id, n in session.execute(
        select(MemberTally.area_id, func.count(MemberTally.member_id.distinct()))
        .where(MemberTally.area_id.in_(inside), _in_period(MemberTally, period))
        .group_by(MemberTally.area_id)
    ):
        if counts_for.get(area_id) in single:
            made[counts_for[area_id]] = n
    for top, ids in groups.items():
        if top not in single:
            made[top] = (
                session.scalar(
                    select(func.count(MemberTally.member_id.distinct())).where(
                        MemberTally.area_id.in_(ids), _in_period(MemberTally, period)
                    )
                )
                or 0
            )
    return made


@query("totals:read", Scope.TOTALS)
def service_by_area_month(session: ScopedSession, root_id: int, level: Level, period: Period) -> pd.DataFrame:
    """One row per open area of the level and month, zeros included: area_id, month, activities, person_times, hours."""
    frame, counts_for = levelled(session, root_id, level)
    sums = {(area_id, month): [0, 0, 0.0] for area_id in frame["area_id"] for month in period.months}
    for area_id, month, activities, times, hours in session.execute(
        select(
            ServiceTally.area_id,
            ServiceTally.month,
            func.sum(ServiceTally.activities),
            func.sum(ServiceTally.person_times),
            func.sum(ServiceTally.hours),
        )
        .where(
            ServiceTally.area_id.in_(select(Area.id).where(branch(session, root_id))), _in_period(ServiceTally, period)
        )
        .group_by(ServiceTally.area_id, ServiceTally.month)
    ):
        if (top := counts_for.get(area_id)) is not None:
            total = sums[top, month]
            total[0] += activities
            total[1] += times
            total[2] += hours
    return pd.DataFrame(
        [(a, m, int(v[0]), int(v[1]), float(v[2])) for (a, m), v in sums.items()],
        columns=["area_id", "month", "activities", "person_times", "hours"],
    )

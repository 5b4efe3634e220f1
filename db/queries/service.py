"""Numbers about service records, read from the rollups: person-times, persons, activities and hours are kept apart."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, and_, case, func, or_, select

from db.access import Scope, query
from db.models import Area, MemberTally, ServiceTally
from db.models.base import Base
from db.rules.area import Level
from db.rules.period import Period
from db.session import ScopedSession

AREA_COLUMNS = [
    "area_id",
    "code",
    "name",
    "short",
    "parent_id",
    "activities",
    "person_times",
    "persons",
    "hours",
    "last_on",
]


@dataclass(frozen=True)
class ServiceTotals:
    """activities 场次, person_times 人次, persons 人数 (distinct), hours 时长."""

    activities: int = 0
    person_times: int = 0
    persons: int = 0
    hours: float = 0.0


def branch(session: ScopedSession, root_id: int, *, own_only: bool = False) -> ColumnElement[bool]:
    """Areas of a branch by its path, or the root alone; nothing when the actor may not see it."""
    paths = session.info.setdefault("paths", {})  # asked for once, however many counts one question is made of
    if root_id not in paths:
        paths[root_id] = session.scalar(select(Area.path).where(Area.id == root_id))
    path = paths[root_id]
    if path is None:
        return Area.id == -1
    if own_only:
        return Area.id == root_id
    return and_(Area.path >= path, Area.path < path[:-1] + "0")


def _in_period(table: type[Base], period: Period) -> ColumnElement[bool]:
    month = table.__table__.c.month
    return and_(month >= period.first, month <= period.last)


@query("totals:read", Scope.TOTALS)
def service_totals(
    session: ScopedSession, area_id: int, period: Period, *, own_only: bool = False, with_persons: bool = True
) -> ServiceTotals:
    """The four numbers of a branch in a period; own_only leaves out the areas below (street-wide activities)."""
    inside = select(Area.id).where(branch(session, area_id, own_only=own_only))
    activities, times, hours = session.execute(
        select(
            func.sum(ServiceTally.activities), func.sum(ServiceTally.person_times), func.sum(ServiceTally.hours)
        ).where(ServiceTally.area_id.in_(inside), _in_period(ServiceTally, period))
    ).one()
    persons = 0
    if with_persons:
        distinct = select(func.count(MemberTally.member_id.distinct()))
        found = session.scalar(distinct.where(MemberTally.area_id.in_(inside), _in_period(MemberTally, period)))
        persons = int(found or 0)
    return ServiceTotals(activities or 0, times or 0, persons, float(hours or 0))


@query("totals:read", Scope.TOTALS)
def service_by_month(
    session: ScopedSession, area_id: int, period: Period, *, with_persons: bool = True
) -> pd.DataFrame:
    """One row per month of the period: month, activities, person_times, persons, hours.

    Distinct persons cost as much as all the rest; without them that column is zero.
    """
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
    persons: dict[str, int] = {}
    if with_persons:
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


@dataclass(frozen=True)
class Levelled:
    """The open areas of a level in a branch, in code order, and the width of their paths.

    Ids in a path have a fixed width, so the first `width` characters of any path name the shown area it counts for;
    closed areas below a shown one count for it too.
    """

    areas: list[Any]
    width: int

    @property
    def by_path(self) -> dict[str, int]:
        return {row.path: row.id for row in self.areas}


def levelled(session: ScopedSession, root_id: int, level: Level) -> Levelled:
    rows = session.execute(
        select(Area.id, Area.code, Area.name, Area.short_name, Area.parent_id, Area.path)
        .where(branch(session, root_id), Area.level == level)
        .where(or_(Area.valid_to.is_(None), Area.valid_to >= session.today))
        .order_by(Area.code, Area.sort, Area.id)
    ).all()
    return Levelled(list(rows), max((len(row.path) for row in rows), default=0))


@query("totals:read", Scope.TOTALS)
def service_by_area(
    session: ScopedSession, root_id: int, level: Level, period: Period, *, with_persons: bool = True
) -> pd.DataFrame:
    """One row per open area of the level, in code order, zeros included.

    Columns: area_id, code, name, short, parent_id, activities, person_times, persons, hours, and last_on, the last day
    of service ever. A person seen in two grids of a community counts once in it; without persons that column is zero.
    """
    shown = levelled(session, root_id, level)
    top = func.substr(Area.path, 1, shown.width)
    within = branch(session, root_id)
    now = _in_period(ServiceTally, period)
    amounts = (
        func.sum(case((now, ServiceTally.activities), else_=0)),
        func.sum(case((now, ServiceTally.person_times), else_=0)),
        func.sum(case((now, ServiceTally.hours), else_=0.0)),
        func.max(ServiceTally.last_on),
    )
    joined = select(top, *amounts).join(Area, Area.id == ServiceTally.area_id).where(within).group_by(top)
    sums = {row[0]: row[1:] for row in session.execute(joined)}
    persons = _persons(session, top, within, period) if with_persons else {}
    rows = []
    for area in shown.areas:
        activities, times, hours, last = sums.get(area.path, (0, 0, 0.0, None))
        numbers = (int(activities), int(times), persons.get(area.path, 0), float(hours), last)
        rows.append((area.id, area.code, area.name, area.short_name or area.name, area.parent_id, *numbers))
    return pd.DataFrame(rows, columns=AREA_COLUMNS)


def _persons(session: ScopedSession, top: Any, within: ColumnElement[bool], period: Period) -> dict[str, int]:
    """Distinct persons per shown area, by its path."""
    found = session.execute(
        select(top, func.count(MemberTally.member_id.distinct()))
        .join(Area, Area.id == MemberTally.area_id)
        .where(within, _in_period(MemberTally, period))
        .group_by(top)
    )
    return {row[0]: int(row[1]) for row in found}


@query("totals:read", Scope.TOTALS)
def service_by_area_month(session: ScopedSession, root_id: int, level: Level, period: Period) -> pd.DataFrame:
    """One row per open area of the level and month, zeros included: area_id, month, activities, person_times, hours."""
    shown = levelled(session, root_id, level)
    top = func.substr(Area.path, 1, shown.width)
    found = session.execute(
        select(
            top,
            ServiceTally.month,
            func.sum(ServiceTally.activities),
            func.sum(ServiceTally.person_times),
            func.sum(ServiceTally.hours),
        )
        .join(Area, Area.id == ServiceTally.area_id)
        .where(branch(session, root_id), _in_period(ServiceTally, period))
        .group_by(top, ServiceTally.month)
    )
    sums = {(row[0], row[1]): (int(row[2]), int(row[3]), float(row[4])) for row in found}
    rows = [
        (area.id, month, *sums.get((area.path, month), (0, 0, 0.0))) for area in shown.areas for month in period.months
    ]
    return pd.DataFrame(rows, columns=["area_id", "month", "activities", "person_times", "hours"])


@dataclass(frozen=True)
class LastDay:
    """The last day of service in an area, None when there never was any."""

    area_id: int
    name: str
    last_on: date | None


@query("totals:read", Scope.TOTALS)
def last_days(session: ScopedSession, root_id: int, level: Level) -> list[LastDay]:
    """Every open area of the level, in code order."""
    shown = levelled(session, root_id, level)
    top = func.substr(Area.path, 1, shown.width)
    found = session.execute(
        select(top, func.max(ServiceTally.last_on))
        .join(Area, Area.id == ServiceTally.area_id)
        .where(branch(session, root_id))
        .group_by(top)
    )
    days = {row[0]: row[1] for row in found}
    return [LastDay(area.id, area.name, days.get(area.path)) for area in shown.areas]

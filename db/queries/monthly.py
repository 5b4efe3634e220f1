"""The monthly table by community or by unit, and who has entered nothing this month."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select

from db.access import Scope, query
from db.errors import GONE, Invalid
from db.models import Activity, Area, CheckIn, ServiceTally, Unit, UnitTally
from db.queries.service import branch, levelled, service_by_area, service_by_kind, service_totals
from db.rules.activity import ActivityStatus, RecordStatus
from db.rules.area import Level, Standing
from db.rules.monthly import By, Monthly, Row
from db.rules.period import Period, parse
from db.session import ScopedSession


@dataclass(frozen=True)
class Silent:
    """A community that has entered nothing in the month; last_on is its last day of service ever."""

    area_id: int
    name: str
    last_on: date | None


@query("totals:read", Scope.TOTALS)
def monthly(session: ScopedSession, area_id: int, month: str, by: By) -> Monthly:
    """One month: the communities of a street, or the grids of a community, in code order; or units by name."""
    level = session.scalar(select(Area.level).where(Area.id == area_id))
    if level is None:
        raise Invalid(GONE)
    period = parse(month, session.today)
    rows, apart = _by_unit(session, area_id, period) if by is By.UNIT else _by_area(session, area_id, level, period)
    whole = service_totals.run(session, area_id, period)
    by_kind = service_by_kind.run(session, area_id, period).to_dict("records")
    kinds = {row["category"]: int(row["activities"]) for row in by_kind}
    total = Row(None, "", whole.activities, whole.person_times, whole.persons, whole.hours, kinds)
    return Monthly(by, month, tuple(rows), apart, total)


@query("totals:read", Scope.TOTALS)
def silent_communities(session: ScopedSession, area_id: int, month: str) -> list[Silent]:
    """Communities of the area without a single activity in the month, in code order."""
    frame = service_by_area.run(session, area_id, Level.COMMUNITY, parse(month, session.today))
    rows = frame.astype(object).to_dict("records")
    return [Silent(int(row["area_id"]), row["name"], row["last_on"]) for row in rows if not row["activities"]]


def _by_area(session: ScopedSession, area_id: int, level: Level, period: Period) -> tuple[list[Row], Row | None]:
    below = Level.GRID if level in (Level.COMMUNITY, Level.GRID) else Level.COMMUNITY
    shown = levelled(session, area_id, below)
    top, by_path = func.substr(Area.path, 1, shown.width), shown.by_path
    kinds: dict[int | None, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for path, category, n in session.execute(
        select(top, ServiceTally.category, func.sum(ServiceTally.activities))
        .join(Area, Area.id == ServiceTally.area_id)
        .where(branch(session, area_id), _month(ServiceTally, period))
        .group_by(top, ServiceTally.category)
    ):
        kinds[by_path.get(path)][category] += int(n)
    frame = service_by_area.run(session, area_id, below, period)
    rows = [
        Row(
            int(row["area_id"]),
            row["name"],
            int(row["activities"]),
            int(row["person_times"]),
            int(row["persons"]),
            float(row["hours"]),
            dict(kinds[row["area_id"]]),
        )
        for row in frame.to_dict("records")
    ]
    if level is below:
        return rows, None
    own = service_totals.run(session, area_id, period, own_only=True)
    return rows, Row(None, "", own.activities, own.person_times, own.persons, own.hours, dict(kinds[None]))


def _by_unit(session: ScopedSession, area_id: int, period: Period) -> tuple[list[Row], Row | None]:
    inside = select(Area.id).where(branch(session, area_id))
    sums: dict[int, list[float]] = defaultdict(lambda: [0, 0, 0.0])
    kinds: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for unit_id, category, activities, times, hours in session.execute(
        select(
            UnitTally.unit_id,
            UnitTally.category,
            func.sum(UnitTally.activities),
            func.sum(UnitTally.person_times),
            func.sum(UnitTally.hours),
        )
        .where(UnitTally.area_id.in_(inside), _month(UnitTally, period))
        .group_by(UnitTally.unit_id, UnitTally.category)
    ):
        for i, n in enumerate((activities, times, hours)):
            sums[unit_id][i] += n
        kinds[unit_id][category] += int(activities)
    persons = {
        unit_id: int(n)
        for unit_id, n in session.execute(
            _records(inside, period, CheckIn.unit_id, func.count(CheckIn.member_id.distinct())).group_by(
                CheckIn.unit_id
            )
        )
    }
    units = session.execute(
        select(Unit.id, Unit.name)
        .where(or_(Unit.status == Standing.ACTIVE, Unit.id.in_(sums)))
        .order_by(Unit.name_key, Unit.id)
        .limit(2000)
    )
    rows = [
        Row(
            unit.id,
            unit.name,
            int(sums[unit.id][0]),
            int(sums[unit.id][1]),
            persons.get(unit.id, 0),
            float(sums[unit.id][2]),
            dict(kinds[unit.id]),
        )
        for unit in units
    ]
    return rows, _without_unit(session, inside, period, persons.get(None, 0)) if None in persons else None


def _without_unit(session: ScopedSession, inside: Any, period: Period, persons: int) -> Row:
    """Those who belong to no unit: the rollup by unit does not know them."""
    hours = func.sum(func.coalesce(CheckIn.hours, Activity.hours, 0.0))
    kinds: dict[str, int] = {}
    times, served = 0, 0.0
    for category, activities, n, h in session.execute(
        _records(
            inside, period, Activity.category, func.count(CheckIn.activity_id.distinct()), func.count(CheckIn.id), hours
        )
        .where(CheckIn.unit_id.is_(None))
        .group_by(Activity.category)
    ):
        kinds[category] = int(activities)
        times += int(n)
        served += float(h or 0)
    return Row(None, "", sum(kinds.values()), times, persons, served, kinds)


def _records(inside: Any, period: Period, *columns: Any) -> Any:
    """Standing service records of some months: bounded by the period, however many there are in all."""
    return (
        select(*columns)
        .select_from(CheckIn)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .where(
            Activity.area_id.in_(inside),
            _month(Activity, period),
            Activity.status != ActivityStatus.VOID,
            CheckIn.status != RecordStatus.VOID,
        )
    )


def _month(table: Any, period: Period) -> Any:
    return table.month.between(period.first, period.last)

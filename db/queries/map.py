"""The values of the map: one number per open area of a level, whatever the measure."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from db.access import Scope, query
from db.errors import GONE, Invalid
from db.models import Area, Member, MemberTally, Need, ServiceTally
from db.queries.agreement import active_by_area
from db.queries.figure import figures_by_area
from db.queries.service import Levelled, ServiceTotals, branch, levelled
from db.rules.area import Level
from db.rules.map import BY_MONTH, FEW, MEASURES, OF_PERSONS
from db.rules.member import MemberKind
from db.rules.need import UNMET
from db.rules.period import Period
from db.session import ScopedSession

Values = dict[int, Any]


@dataclass(frozen=True)
class AreaValue:
    """One open area and its value, None where there is nothing to say.

    `few` marks a count of persons too small for a reader who sees aggregates only: he gets one number for them all.
    """

    id: int
    code: str | None
    name: str
    short: str
    parent_id: int | None
    above: str  # its parent's name, where areas of several parents stand together
    value: float | None
    few: bool


@dataclass(frozen=True)
class Month:
    """One month of service; last_on is its last day of it."""

    month: str
    activities: int = 0
    person_times: int = 0
    hours: float = 0.0
    last_on: date | None = None


@query("totals:read", Scope.TOTALS)
def measure_values(session: ScopedSession, measure: str, root_id: int, level: Level, period: Period) -> list[AreaValue]:
    """The open areas of a level below the root, in code order, with their values."""
    shown = levelled(session, root_id, level)
    there = shown.areas or session.scalar(select(Area.id).where(Area.id == root_id))
    if measure not in MEASURES or not there:
        raise Invalid(GONE)
    values = _values(session, measure, root_id, shown, period)
    few: set[int] = set()
    if measure in OF_PERSONS and not session.actor.sees_persons:
        few = {area_id for area_id, n in values.items() if 0 < n < FEW}
        values |= dict.fromkeys(few, FEW - 1)
    if measure == "members_rate":
        households = {id_: told.households for id_, told in figures_by_area.run(session, root_id, level).items()}
        values = {id_: round(n * 1000 / households[id_], 2) for id_, n in values.items() if households.get(id_)}
    above = _names_above(session, {area.parent_id for area in shown.areas})
    return [
        AreaValue(
            a.id,
            a.code,
            a.name,
            a.short_name or a.name,
            a.parent_id,
            above.get(a.parent_id, ""),
            values.get(a.id),
            a.id in few,
        )
        for a in shown.areas
    ]


@query("totals:read", Scope.TOTALS)
def month_values(
    session: ScopedSession, measure: str, root_id: int, level: Level, period: Period
) -> list[tuple[int, str, float]]:
    """Area, month and value for every open area of the level and every month, for the measures counted by month."""
    if measure not in BY_MONTH:
        raise Invalid(GONE)
    shown = levelled(session, root_id, level)
    top = func.substr(Area.path, 1, shown.width)
    rows = session.execute(
        select(top, ServiceTally.month, func.sum(getattr(ServiceTally, measure)))
        .join(Area, Area.id == ServiceTally.area_id)
        .where(branch(session, root_id), ServiceTally.month >= period.first, ServiceTally.month <= period.last)
        .group_by(top, ServiceTally.month)
    )
    found = {(path, month): float(n) for path, month, n in rows}
    return [(a.id, month, found.get((a.path, month), 0.0)) for a in shown.areas for month in period.months]


def _names_above(session: ScopedSession, parents: set[int | None]) -> dict[int | None, str]:
    """What areas of different parents are told apart by."""
    if len(parents) < 2:
        return {}
    found = session.execute(select(Area.id, Area.short_name, Area.name).where(Area.id.in_(parents)))
    return {id_: short or name for id_, short, name in found}


def told(session: ScopedSession, totals: ServiceTotals) -> ServiceTotals:
    """The totals as the reader may see them: to one of aggregates, one or two persons are the same."""
    if session.actor.sees_persons or not 0 < totals.persons < FEW:
        return totals
    return replace(totals, persons=FEW - 1)


def _values(session: ScopedSession, measure: str, root_id: int, shown: Levelled, period: Period) -> Values:
    """By id of the shown areas; for the rate per households it is the persons, not yet divided."""
    top = func.substr(Area.path, 1, shown.width)

    def grouped(model: Any, amount: Any) -> Select[Any]:
        found = select(top, amount).join(Area, Area.id == model.area_id).where(branch(session, root_id)).group_by(top)
        if model is Need:
            return found.where(Need.status.in_(UNMET))
        if measure == "days_since":
            return found
        return found.where(and_(model.month >= period.first, model.month <= period.last))

    match measure:
        case "agreements":
            found = _by_path(session, active_by_area.run(session, root_id), shown.width)
        case "needs":
            found = dict(session.execute(grouped(Need, func.count(Need.id))).all())
        case "days_since":
            last: dict[str, date | None] = dict(
                session.execute(grouped(ServiceTally, func.max(ServiceTally.last_on))).all()
            )
            days = {path: (session.today - day).days for path, day in last.items() if day is not None}
            return {area.id: days[area.path] for area in shown.areas if area.path in days}
        case "persons" | "members_rate":
            persons = grouped(MemberTally, func.count(MemberTally.member_id.distinct()))
            if measure == "members_rate":
                persons = persons.join(Member, Member.id == MemberTally.member_id)
                persons = persons.where(Member.kind == MemberKind.SERVING)
            found = dict(session.execute(persons).all())
        case _:
            found = dict(session.execute(grouped(ServiceTally, func.sum(getattr(ServiceTally, measure)))).all())
    return {area.id: found.get(area.path, 0) for area in shown.areas}


def _by_path(session: ScopedSession, counted: dict[int, int], width: int) -> dict[str, int]:
    """Amounts of single areas added up under the shown area above each."""
    made: dict[str, int] = {}
    for id_, path in session.execute(select(Area.id, Area.path).where(Area.id.in_(counted))):
        made[path[:width]] = made.get(path[:width], 0) + counted[id_]
    return made

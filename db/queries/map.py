"""The values of the map: one number per open area of a level, whatever the measure."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from db.access import Scope, query
from db.errors import GONE, Invalid
from db.models import Area, Member, MemberTally, Need, ServiceTally
from db.queries.agreement import active_by_area
from db.queries.area import REF, AreaRef, ref
from db.queries.figure import figures_by_area
from db.queries.service import ServiceTotals, branch, levelled
from db.rules.area import ORDER, Level
from db.rules.map import FEW, MEASURES, OF_PERSONS
from db.rules.member import MemberKind
from db.rules.need import UNMET
from db.rules.period import Period
from db.session import ScopedSession

COLUMNS = ["area_id", "code", "name", "short", "parent_id", "above", "value", "few"]
SEGMENT = 9  # of a path: eight digits and the stroke
Values = dict[int, float]


@query("totals:read", Scope.TOTALS)
def measure_values(session: ScopedSession, measure: str, root_id: int, level: Level, period: Period) -> pd.DataFrame:
    """One row per open area of the level, in code order; the value is None where there is nothing to say.

    `few` marks counts of persons too small for a reader who sees aggregates only: he gets the same number for them all.
    """
    row = session.execute(select(*REF).where(Area.id == root_id)).first()
    if row is None or measure not in MEASURES:
        raise Invalid(GONE)
    root = ref(row)
    frame, counts_for = levelled(session, root.id, level)
    few: set[int] = set()
    if measure in OF_PERSONS:
        persons = _persons(session, root, level, period, serving=measure == "members_rate")
        if not session.actor.sees_persons:
            few = {area_id for area_id, n in persons.items() if 0 < n < FEW}
            persons |= dict.fromkeys(few, FEW - 1)
        values = dict.fromkeys(counts_for.values(), 0) | persons
        if measure == "members_rate":
            values = _per_thousand(values, session, root, level)
    elif measure == "agreements":
        values = _folded(active_by_area.run(session, root.id).items(), counts_for)
    elif measure == "needs":
        values = _folded(_open_needs(session, root), counts_for)
    elif measure == "days_since":
        values = _days_since(session, root, counts_for)
    else:
        values = _folded(_service(session, measure, root, period), counts_for)
    parents = select(Area.id, Area.short_name, Area.name).where(
        Area.id.in_({int(a) for a in frame["parent_id"].dropna()})
    )
    above = {id_: short or name for id_, short, name in session.execute(parents)}
    frame["above"] = [above.get(a, "") for a in frame["parent_id"]]
    frame["value"] = pd.Series([values.get(int(a)) for a in frame["area_id"]], dtype=object, index=frame.index)
    frame["few"] = [int(a) in few for a in frame["area_id"]]
    return frame[COLUMNS]


def _folded(rows: Any, counts_for: dict[int, int]) -> Values:
    """Amounts of areas added up where they count."""
    made: Values = dict.fromkeys(counts_for.values(), 0)
    for area_id, amount in rows:
        if (top := counts_for.get(area_id)) is not None:
            made[top] += amount
    return made


def _service(session: ScopedSession, measure: str, root: AreaRef, period: Period) -> Any:
    column = {
        "activities": ServiceTally.activities,
        "person_times": ServiceTally.person_times,
        "hours": ServiceTally.hours,
    }[measure]
    return session.execute(
        select(ServiceTally.area_id, func.sum(column))
        .where(
            ServiceTally.area_id.in_(select(Area.id).where(branch(session, root.id))),
            ServiceTally.month >= period.first,
            ServiceTally.month <= period.last,
        )
        .group_by(ServiceTally.area_id)
    )


def _persons(session: ScopedSession, root: AreaRef, level: Level, period: Period, *, serving: bool) -> dict[int, int]:
    """Distinct persons per area of the level: who was in two grids of a community counts once in it."""
    length = len(root.path) + SEGMENT * (ORDER.index(level) - ORDER.index(root.level))
    shown = func.substr(Area.path, 1, length)
    statement = (
        select(shown, func.count(MemberTally.member_id.distinct()))
        .join(Area, Area.id == MemberTally.area_id)
        .where(
            Area.path >= root.path,
            Area.path < root.high,
            MemberTally.month >= period.first,
            MemberTally.month <= period.last,
        )
        .group_by(shown)
    )
    if serving:
        statement = statement.join(Member, Member.id == MemberTally.member_id).where(Member.kind == MemberKind.SERVING)
    # A shorter path is of an activity held for a whole area above the level: it counts for none of those below.
    return {int(path[-SEGMENT:-1]): n for path, n in session.execute(statement) if len(path) == length}


def _per_thousand(persons: Values, session: ScopedSession, root: AreaRef, level: Level) -> Values:
    known = figures_by_area.run(session, root.id, level)
    return {
        area_id: round(n / known[area_id].households * 1000, 2)
        for area_id, n in persons.items()
        if area_id in known and known[area_id].households
    }


def told(session: ScopedSession, totals: ServiceTotals) -> ServiceTotals:
    """The totals as the reader may see them: to one of aggregates, one or two persons are the same."""
    if session.actor.sees_persons or not 0 < totals.persons < FEW:
        return totals
    return replace(totals, persons=FEW - 1)


def _open_needs(session: ScopedSession, root: AreaRef) -> Any:
    return session.execute(
        select(Need.area_id, func.count(Need.id))
        .where(Need.area_id.in_(select(Area.id).where(branch(session, root.id))), Need.status.in_(UNMET))
        .group_by(Need.area_id)
    )


def _days_since(session: ScopedSession, root: AreaRef, counts_for: dict[int, int]) -> Values:
    last: dict[int, date] = {}
    for area_id, day in session.execute(
        select(ServiceTally.area_id, func.max(ServiceTally.last_on))
        .where(ServiceTally.area_id.in_(select(Area.id).where(branch(session, root.id))))
        .group_by(ServiceTally.area_id)
    ):
        if day is not None and (top := counts_for.get(area_id)) is not None:
            last[top] = max(last.get(top, day), day)
    return {area_id: (session.today - day).days for area_id, day in last.items()}

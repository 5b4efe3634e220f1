"""The rollups: one definition of what a service record counts for, for the flush, the rebuild and the check.

person-times = standing service records; activities = standing activities;
hours = the record's own hours, else the activity's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Table, and_, bindparam, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from db.models import Activity, Base, CheckIn, MemberTally, ServiceTally, UnitTally
from db.rules.activity import ActivityStatus, RecordStatus

Key = tuple[Any, ...]
CHUNK = 400


@dataclass
class Counts:
    """Amounts by key for each rollup; the amounts of a table are in the order of AMOUNTS."""

    service: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0.0]))
    unit: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0.0]))
    member: dict[Key, list[float]] = field(default_factory=lambda: defaultdict(lambda: [0, 0.0]))

    def less(self, before: "Counts") -> "Counts":
        """What has to be added to `before` to arrive here; keys without a difference are left out."""
        made = Counts()
        for mine, old, out in zip(self.parts(), before.parts(), made.parts(), strict=True):
            for key in {*mine, *old}:
                new_amounts, old_amounts = mine.get(key), old.get(key)
                width = len(new_amounts or old_amounts or ())
                diff = [(new_amounts or [0] * width)[i] - (old_amounts or [0] * width)[i] for i in range(width)]
                if any(diff):
                    out[key] = diff
        return made

    def parts(self) -> tuple[dict[Key, list[float]], ...]:
        return self.service, self.unit, self.member


TABLES: tuple[tuple[type[Base], tuple[str, ...], tuple[str, ...]], ...] = (
    (ServiceTally, ("area_id", "month", "category"), ("activities", "person_times", "hours")),
    (UnitTally, ("area_id", "month", "unit_id", "category"), ("activities", "person_times", "hours")),
    (MemberTally, ("area_id", "month", "member_id"), ("times", "hours")),
)


def _table(model: type[Base]) -> Table:
    return Base.metadata.tables[model.__tablename__]


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = sorted(ids)
    for start in range(0, len(rest), CHUNK):
        yield rest[start : start + CHUNK]


def count(connection: Connection, ids: Iterable[int] | None = None) -> Counts:
    """What the given activities (None: all) contribute, read from the rows themselves."""
    made = Counts()
    activity, record = _table(Activity), _table(CheckIn)
    for some in chunks(ids) if ids is not None else [None]:
        held = select(*(activity.c[name] for name in ("id", "area_id", "month", "category", "hours"))).where(
            activity.c.status != ActivityStatus.VOID
        )
        came = (
            select(*(record.c[name] for name in ("activity_id", "member_id", "unit_id", "hours")))
            .where(record.c.status != RecordStatus.VOID)
            .order_by(record.c.activity_id)
        )
        if some is not None:
            held, came = held.where(activity.c.id.in_(some)), came.where(record.c.activity_id.in_(some))
        facts = {row.id: row for row in connection.execute(held)}
        for row in facts.values():
            made.service[row.area_id, row.month, row.category][0] += 1
        units: set[tuple[int, int]] = set()
        for row in connection.execute(came):
            if (of := facts.get(row.activity_id)) is None:
                continue
            hours = row.hours if row.hours is not None else of.hours or 0.0
            service = made.service[of.area_id, of.month, of.category]
            service[1] += 1
            service[2] += hours
            person = made.member[of.area_id, of.month, row.member_id]
            person[0] += 1
            person[1] += hours
            if row.unit_id is not None:
                unit = made.unit[of.area_id, of.month, row.unit_id, of.category]
                unit[0] += (row.unit_id, row.activity_id) not in units
                unit[1] += 1
                unit[2] += hours
                units.add((row.unit_id, row.activity_id))
    return made


def add(connection: Connection, change: Counts) -> None:
    """Add differences to the rollups, drop rows that came to nothing, refresh the last day of service."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for (model, keys, amounts), part in zip(TABLES, change.parts(), strict=True):
        if not part:
            continue
        table = _table(model)
        rows = [
            dict(zip((*keys, *amounts), (*key, *part[key]), strict=True)) for key in sorted(part)
        ]  # sorted: no deadlocks
        upsert = insert(table)
        connection.execute(
            upsert.on_conflict_do_update(
                index_elements=list(keys), set_={name: table.c[name] + upsert.excluded[name] for name in amounts}
            ),
            rows,
        )
        first, second = table.c[amounts[0]], table.c[amounts[1]]
        touched = and_(*(table.c[name] == bindparam(f"k_{name}") for name in keys))
        connection.execute(
            delete(table).where(touched, first == 0, second == 0),
            [{f"k_{name}": key[i] for i, name in enumerate(keys)} for key in sorted(part)],
        )
    refresh_last_days(connection, change.service)


def refresh_last_days(connection: Connection, keys: Iterable[Key]) -> None:
    tally, activity = _table(ServiceTally), _table(Activity)
    params = [{"k_area": a, "k_month": m, "k_category": c} for a, m, c in sorted(keys)]
    if params:
        mine = and_(
            tally.c.area_id == bindparam("k_area"),
            tally.c.month == bindparam("k_month"),
            tally.c.category == bindparam("k_category"),
        )
        last = (
            select(func.max(activity.c.held_on))
            .where(
                activity.c.area_id == tally.c.area_id,
                activity.c.month == tally.c.month,
                activity.c.category == tally.c.category,
                activity.c.status != ActivityStatus.VOID,
            )
            .correlate(tally)
            .scalar_subquery()
        )
        connection.execute(tally.update().where(mine).values(last_on=last), params)


def rebuild(connection: Connection) -> int:
    """Empty the rollups and count them anew; returns the number of rows written."""
    for model, _, _ in TABLES:
        connection.execute(delete(_table(model)))
    counts = count(connection)
    add(connection, counts)
    return sum(len(part) for part in counts.parts())


def differences(connection: Connection) -> list[str]:
    """Every place where the rollups and a recount disagree, in words for an administrator; empty when all is well."""
    found = []
    for (model, keys, amounts), part in zip(TABLES, count(connection).parts(), strict=True):
        table = _table(model)
        kept = {
            tuple(row[: len(keys)]): list(row[len(keys) :])
            for row in connection.execute(select(*(table.c[name] for name in (*keys, *amounts))))
        }
        found += [
            f"{table.name} {dict(zip(keys, key, strict=True))}: rollup {kept.get(key)}, recount {part.get(key)}"
            for key in sorted({*part, *kept})
            if part.get(key) != kept.get(key)
        ]
    return found


def activity_ids_of(rows: Iterable[object]) -> set[int]:
    """The activities whose contributions the given objects may change."""
    ids: set[int | None] = set()
    for row in rows:
        if isinstance(row, Activity):
            ids.add(row.id)
        elif isinstance(row, CheckIn):
            ids.add(row.activity_id)
    return {i for i in ids if i is not None}

"""What a flush leaves behind: the write check, stamps, row changes, and the rollups that follow the service records."""

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, select
from sqlalchemy.orm import Session

from db import clock, tally
from db.access import Actor, Reach
from db.crypto import encrypt
from db.errors import NOT_ALLOWED, Refused
from db.models import AgreementSide, Area, AuditLog, Base, Child, CommandLog, Guarded, Recorded, RowChange, Scoped
from db.models.account import LoginSession, Throttle

if TYPE_CHECKING:
    from collections.abc import Iterable

BOOKKEEPING = (AuditLog, RowChange, CommandLog, LoginSession, Throttle)
ROLLUPS = tuple(model for model, _, _ in tally.TABLES)
STAMPS = frozenset({"created_at", "created_by", "updated_at", "updated_by", "row_version", "name_key", "search_text"})


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value) if hasattr(value, "value") else value


class Trail:
    """Collects, over all flushes of one command, what changed."""

    def __init__(self, actor: Actor | None) -> None:
        self.actor = actor
        self.pending: list[tuple[Base, dict[str, Any] | None, bool]] = []
        self.changes: list[dict[str, Any]] = []
        self.fields: set[str] = set()
        self.first: tuple[str, int | None] | None = None
        self._counted: tally.Counts | None = None
        self._activities: set[int] = set()

    def before(self, session: Session, connection: Connection, rows: "Iterable[Base]") -> None:
        rows = list(rows)
        for row in rows:
            deleted = row in session.deleted
            if self.actor is not None:
                check_write(connection, self.actor, row)
            if isinstance(row, Recorded):
                _stamp(row, self.actor)
            if not isinstance(row, BOOKKEEPING):
                self.pending.append((row, None if row in session.new else _old(row), deleted))
        self._activities = tally.activity_ids_of(rows)
        self._counted = tally.count(connection, self._activities)

    def after(self, connection: Connection) -> None:
        rows = [row for row, _, _ in self.pending]
        for row, old, deleted in self.pending:
            self._note(row, old, deleted=deleted)
        self.pending = []
        ids = self._activities | tally.activity_ids_of(rows)
        if ids:
            tally.add(connection, tally.count(connection, ids).less(self._counted or tally.Counts()))

    def _note(self, row: Base, old: dict[str, Any] | None, *, deleted: bool) -> None:
        state = inspect(row)
        new = (
            None
            if deleted
            else {attr.key: getattr(row, attr.key) for attr in state.mapper.column_attrs if attr.key not in STAMPS}
        )
        if old is not None and new is not None:
            changed = {key for key, value in old.items() if new.get(key) != value}
            old, new = ({k: old[k] for k in changed}, {k: new[k] for k in changed})
        names = set(new or old or ())
        id_ = state.identity[0] if state.identity else None
        table = row.__tablename__
        self.fields |= {f"{table}.{name}" for name in names}
        self.first = self.first or (table, id_)
        columns = state.mapper.columns
        self.changes.append(
            {"table_name": table, "row_id": id_, "before": _safe(columns, old), "after": _safe(columns, new)}
        )


def _safe(columns: Any, values: dict[str, Any] | None) -> dict[str, Any] | None:
    """Personal values encrypted, secrets left out."""
    if values is None:
        return None
    made: dict[str, Any] = {}
    for key, value in values.items():
        info = columns[key].info if key in columns else {}
        if info.get("secret"):
            made[key] = "…"
        elif info.get("personal") and value is not None:
            made[key] = {"enc": encrypt(json.dumps(plain(value), ensure_ascii=False))}
        else:
            made[key] = plain(value)
    return made


def _old(row: Base) -> dict[str, Any]:
    state: Any = inspect(row)
    made: dict[str, Any] = {}
    for attr in state.mapper.column_attrs:
        if attr.key not in STAMPS:
            history = state.attrs[attr.key].history
            made[attr.key] = history.deleted[0] if history.deleted else getattr(row, attr.key)
    return made


def _stamp(row: Recorded, actor: Actor | None) -> None:
    who, at = (actor.account_id if actor else None), clock.now()
    if inspect(row).transient or inspect(row).pending:
        row.created_at, row.created_by = at, who
    row.updated_at, row.updated_by = at, who


def check_write(connection: Connection, actor: Actor, row: Base) -> None:
    """Refuse a row that lies, or lay, outside what is the actor's to write."""
    if isinstance(row, ROLLUPS):
        raise Refused(NOT_ALLOWED)
    if isinstance(row, Area):
        moved = inspect(row).attrs.parent_id.history.has_changes()
        _check_paths(connection, actor, {row.id, row.parent_id if moved or row.id is None else None} - {None})
    elif actor.unit_id is not None and isinstance(row, Guarded):
        _check_liaison(connection, actor, row)
    elif isinstance(row, Scoped):
        old = inspect(row).attrs.area_id.history.deleted
        _check_paths(connection, actor, {row.area_id, *old} - {None})
    elif isinstance(row, Child):
        model, key = row.parent()
        table = Base.metadata.tables[model.__tablename__]  # type: ignore[attr-defined]  # why: every parent is mapped
        parents = {getattr(row, key), *inspect(row).attrs[key].history.deleted} - {None}
        areas = set(connection.execute(select(table.c.area_id).where(table.c.id.in_(parents))).scalars())
        if not parents or not areas:
            raise Refused(NOT_ALLOWED)
        _check_paths(connection, actor, areas)


def _check_paths(connection: Connection, actor: Actor, areas: set[Any]) -> None:
    table = Base.metadata.tables["area"]
    paths = list(connection.execute(select(table.c.path).where(table.c.id.in_(areas))).scalars())
    if len(paths) < len(areas) or not areas or not all(_within(path, actor.own) for path in paths):
        raise Refused(NOT_ALLOWED)


def _within(path: str, reaches: tuple[Reach, ...]) -> bool:
    return any(path.startswith(reach.path) for reach in reaches)


def _check_liaison(connection: Connection, actor: Actor, row: Any) -> None:
    """A liaison writes only what concerns his own unit's promises."""
    side = AgreementSide.__table__
    own_unit = getattr(row, "unit_id", actor.unit_id) == actor.unit_id
    party = (
        getattr(row, "liaison_writes", False)
        and connection.execute(
            select(side.c.id).where(side.c.agreement_id == row.agreement_id, side.c.unit_id == actor.unit_id).limit(1)
        ).first()
    )
    if not (own_unit and party):
        raise Refused(NOT_ALLOWED)

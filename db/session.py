"""The one place that knows the engine, and the session that cannot see or write outside its actor's scope."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Column, Connection, Engine, Select, create_engine, event, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

from db import clock
from db.access import Actor, Scope
from db.errors import GONE, STALE, Invalid, Stale
from db.models import Base, Guarded, StreetWide
from db.trail import Trail

T = TypeVar("T", bound=Base)
DEFAULT_URL = "sqlite:///var/commons.db"
BUSY_SECONDS = 5
# What may stand in the GROUP BY of a count over the whole street: nothing that names one record or person.
GROUPABLE = frozenset(
    [
        "area_id",
        "unit_id",
        "status",
        "category",
        "kind",
        "month",
        "held_on",
        "signed_on",
        "starts_on",
        "ends_on",
        "closed_on",
        "raised_on",
        "next_due_on",
        "measure",
        "frequency",
        "employment",
        "position",
        "role",
        "basis",
        "problem_solved",
        "source",
        "commitment_id",
    ]
)


class ScopeError(RuntimeError):
    """A programming mistake: SQL that would go round the scope."""


def database_url() -> str:
    return os.environ.get("DATABASE_URL", DEFAULT_URL)


@cache
def engine() -> Engine:
    return make_engine(database_url())


def make_engine(url: str, **options: Any) -> Engine:
    """PostgreSQL, or SQLite with WAL, full sync, foreign keys and explicit BEGIN (the implicit one loses updates)."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, **options)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS}, **options)

    @event.listens_for(made, "connect")
    def _prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")
        if parsed.database and parsed.database != ":memory:" and os.name == "posix":
            Path(parsed.database).chmod(0o600)

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")

    return made


class ScopedSession(Session):
    """Reads are narrowed to what the actor may see, writes are checked against what is his, and both leave a trail."""

    def __init__(self, bind: Engine, actor: Actor, scope: Scope = Scope.ROWS, *, writable: bool = False) -> None:
        super().__init__(bind.execution_options(writes=True) if writable else bind, expire_on_commit=False)
        self.actor, self.scope, self.writable = actor, scope, writable
        self.criteria = _criteria(actor, scope)
        self.trail = Trail(actor)

    @property
    def today(self) -> date:
        return clock.today()

    def connection(self, *_args: Any, **_kwargs: Any) -> Any:
        raise ScopeError("Raw connections go round the scope; use execute() with an ORM select.")

    def own_connection(self) -> Connection:
        """For the session's own bookkeeping only (db.gate, db.trail); a test keeps queries and commands off it."""
        return super().connection()

    @contextmanager
    def looking(self, scope: Scope) -> Iterator[None]:
        """Read as a query of another scope would, under that scope's limits: for the checks of a command."""
        before = self.scope, self.criteria
        self.scope, self.criteria = scope, _criteria(self.actor, scope)
        try:
            yield
        finally:
            self.scope, self.criteria = before

    def fetch(self, model: type[T], id: int | None, version: int | None = None) -> T:
        """The row, or Invalid when it is missing or not the actor's (the same words), or Stale when it changed."""
        row: Any = None if id is None else self.scalar(select(model).where(model.__table__.c.id == id))
        if row is None:
            raise Invalid(GONE)
        if version is not None and row.row_version != version:
            raise Stale(STALE)
        return cast(T, row)


@event.listens_for(ScopedSession, "do_orm_execute")
def _narrow_reads(state: ORMExecuteState) -> None:
    session: ScopedSession = state.session  # type: ignore[assignment]  # why: the listener is registered for this class
    if not (state.is_orm_statement and state.is_select):
        raise ScopeError("Only ORM selects may be executed; write by adding and changing objects.")
    if state.is_column_load or state.is_relationship_load:
        return
    if session.scope is Scope.TOTALS:
        _only_totals(state.statement)
    elif session.scope is Scope.STREET:
        _only_street_columns(state.statement)
    criteria = session.criteria
    state.statement = state.statement.options(*(criteria[model] for model in _guarded_in(state.statement)))


@event.listens_for(ScopedSession, "before_flush")
def _before_flush(session: ScopedSession, *_: object) -> None:
    changed = [*session.new, *(row for row in session.dirty if session.is_modified(row)), *session.deleted]
    if not changed:
        return
    if not session.writable:
        raise ScopeError("A query may not change anything.")
    session.trail.before(session, session.own_connection(), changed)


@event.listens_for(ScopedSession, "after_flush")
def _after_flush(session: ScopedSession, *_: object) -> None:
    if session.trail.pending:
        session.trail.after(session.own_connection())


@lru_cache(maxsize=512)
def _criteria(actor: Actor, scope: Scope) -> dict[type[Guarded], Any]:
    return {
        model: with_loader_criteria(model, model.visible(actor, scope), include_aliases=True)
        for model in guarded_models()
    }


def _guarded_in(statement: Any) -> list[type[Guarded]]:
    """The guarded tables a statement speaks of, however deep. Every mention of a mapped class carries its mapper.

    Handing over the criteria of all tables would be right too, but five times as slow. Models have no relationships
    (a test sees to it), so no table can come in unmentioned.
    """
    found = {
        mapper.base_mapper.class_
        for part in visitors.iterate(statement)
        if (entity := getattr(part, "_annotations", {}).get("parententity")) is not None
        for mapper in [entity.mapper]
    }
    return [model for model in guarded_models() if model in found]


@cache
def guarded_models() -> tuple[type[Guarded], ...]:
    """Every guarded table once, by its base mapper."""
    return tuple(
        m.class_
        for m in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__)
        if issubclass(m.class_, Guarded) and m.inherits is None
    )


@cache
def _closed_tables() -> dict[str, type[Guarded]]:
    """Tables of rows that are not open to the whole street anyway."""
    open_to_all = (StreetWide,)
    return {m.__tablename__: m for m in guarded_models() if not issubclass(m, open_to_all) and m.__name__ != "Area"}  # type: ignore[attr-defined]  # why: mapped classes have it


def _bases(element: Any) -> Iterable[Column[Any]]:
    for part in visitors.iterate(element):
        for column in getattr(part, "base_columns", ()):
            if isinstance(column, Column) and column.table is not None:
                yield column


def _only_totals(statement: Any) -> None:
    """Each selected column of a closed table is an aggregate, or groups by something that names nobody."""
    if not isinstance(statement, Select):
        raise ScopeError("A totals query is one plain select.")
    grouped = bool(statement._group_by_clauses)  # noqa: SLF001  # why: there is no public reader
    for column in statement.selected_columns:
        element = getattr(column, "element", column)
        functions = {part.name for part in visitors.iterate(element) if isinstance(part, FunctionElement)}
        if functions & {"count", "sum", "avg"}:
            continue
        for base in _bases(element):
            if base.table.name not in _closed_tables():
                continue
            if base.name not in GROUPABLE or not (grouped or functions & {"min", "max"}):
                raise ScopeError(f"A totals query may only count; {base} is a column of rows.")


def _only_street_columns(statement: Any) -> None:
    """Of members found over the whole street only name, unit and area may be read."""
    for column in statement.selected_columns:
        for base in _bases(column):
            model = _closed_tables().get(base.table.name)
            if model is not None and model.street_columns and base.name not in model.street_columns:
                raise ScopeError(f"A street search may not read {base}.")

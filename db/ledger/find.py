"""Reading a ledger: the list with its search and filters, one row, and what a row may pick."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from db.access import Reach, query
from db.crypto import keyed_hash
from db.ledger.declare import Kind, Ledger
from db.ledger.pick import names_of, own_place
from db.ledger.shape import Column, Shape
from db.models import Area, Base
from db.models.base import HasPhone, in_reaches
from db.rules import cell
from db.rules.label import fold
from db.session import ScopedSession

PAGE = 25
MOST_COUNTED = 10_000
MOST_EXPORTED = 20_000
Value = Any


@dataclass(frozen=True)
class Span:
    """From and to, both included; None is open."""

    low: float | date | None = None
    high: float | date | None = None


@dataclass(frozen=True)
class Find:
    """What is looked for: words, a branch of the area tree, and a value per filtered column."""

    text: str = ""
    area_id: int | None = None
    filters: Mapping[str, Value] = field(default_factory=dict)
    page: int = 1


@dataclass(frozen=True)
class Found:
    """Rows as the list shows them: names for ids, codes and enum members still to be put into words."""

    rows: list[dict[str, Value]]
    columns: tuple[Column, ...]
    total: int
    page: int
    more: bool  # there are more than were counted

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Entry:
    """One row for its form. `mine` says whether the actor may change it."""

    id: int
    version: int
    values: Mapping[str, Value]
    mine: bool
    changed_at: datetime


@query("{0.name}:read")
def listing(session: ScopedSession, ledger: Ledger, shape: Shape, find: Find) -> Found:
    """One page of the list."""
    wanted = _where(session, ledger, shape, find, select(_id(ledger)))
    total = session.scalar(select(func.count()).select_from(wanted.limit(MOST_COUNTED + 1).subquery())) or 0
    more, total = total > MOST_COUNTED, min(total, MOST_COUNTED)
    page = min(max(1, find.page), max(1, -(-total // PAGE)))
    columns = tuple(column for column in shape.for_(session.actor) if column.col.listed)
    rows = _rows(session, ledger, shape, find, columns, (page - 1) * PAGE, PAGE)
    return Found(rows, columns, total, page, more)


@query("export:{0.name}")
def export_rows(session: ScopedSession, ledger: Ledger, shape: Shape, find: Find) -> Found:
    """Everything that is looked for, with all columns, as far as a workbook reasonably goes."""
    columns = shape.for_(session.actor)
    rows = _rows(session, ledger, shape, find, columns, 0, MOST_EXPORTED + 1)
    return Found(rows[:MOST_EXPORTED], columns, min(len(rows), MOST_EXPORTED), 1, len(rows) > MOST_EXPORTED)


@query("{0.name}:read")
def entry(session: ScopedSession, ledger: Ledger, shape: Shape, id: int) -> Entry:
    """One row, or Invalid in the same words when it is missing and when it is not the actor's to see."""
    model: Any = ledger.model
    found = session.scalar(_own(session, ledger, select(model)).where(model.id == id))
    row = found if found is not None else session.fetch(model, None)
    more = ledger.special.more(session, [id]).get(id, {})
    values = {column.name: _value(row, column, more) for column in shape.for_(session.actor)}
    mine = session.actor.can(f"{ledger.name}:write") and own_place(session, getattr(row, ledger.place))
    return Entry(row.id, row.row_version, values, mine, row.updated_at)


def _id(ledger: Ledger) -> Any:
    return ledger.model.id  # type: ignore[attr-defined]  # why: every ledger's table is identified


def _own(session: ScopedSession, ledger: Ledger, statement: Select[Any]) -> Select[Any]:
    """Areas are public within the street; a ledger of them shows one's own."""
    if issubclass(ledger.model, Area):
        return statement.where(in_reaches(Area.path, session.actor.own))  # type: ignore[arg-type]  # why: mypy sees the attribute, not the column
    return statement


def _rows(
    session: ScopedSession,
    ledger: Ledger,
    shape: Shape,
    find: Find,
    columns: tuple[Column, ...],
    offset: int,
    limit: int,
) -> list[dict[str, Value]]:
    model: Any = ledger.model
    key = getattr(model, ledger.order.lstrip("-"))
    order = key.desc() if ledger.order.startswith("-") else key.asc()
    statement = _where(session, ledger, shape, find, select(model)).order_by(order, model.id)
    found = list(session.scalars(statement.offset(offset).limit(limit)))
    more = ledger.special.more(session, [row.id for row in found]) if found else {}
    rows = [{"id": row.id, **{c.name: _value(row, c, more.get(row.id, {})) for c in columns}} for row in found]
    for column in columns:
        if column.col.picks:
            names = names_of(session, column.col.picks, {row[column.name] for row in rows})
            for row in rows:
                row[column.name] = names.get(row[column.name])
    return rows


def _value(row: Base, column: Column, more: Mapping[str, Value]) -> Value:
    if column.spec is not None:
        return read_custom(column, (row.custom or {}).get(column.name))  # type: ignore[attr-defined]  # why: ledgers are Customised
    if column.kind is Kind.PHONE:
        last = row.phone_last4  # type: ignore[attr-defined]  # why: tables with a phone column have it
        return f"****{last}" if last else None
    if column.name in more:
        return more[column.name]
    return getattr(row, column.name, None)


def read_custom(column: Column, value: Value) -> Value:
    """A value of a custom field as JSON keeps it, back as Python has it."""
    if column.kind is Kind.DAY and isinstance(value, str):
        return date.fromisoformat(value)
    return value


def _where(session: ScopedSession, ledger: Ledger, shape: Shape, find: Find, statement: Select[Any]) -> Select[Any]:
    model: Any = ledger.model
    statement = _own(session, ledger, statement)
    for word in cell.line(find.text).split()[:6]:
        statement = statement.where(_matches(session, ledger, word))
    if find.area_id is not None:
        path = session.scalar(select(Area.path).where(Area.id == find.area_id))
        within = in_reaches(Area.path, (Reach(find.area_id, path),) if path else ())  # type: ignore[arg-type]  # why: as above
        inside = within if issubclass(model, Area) else getattr(model, ledger.place).in_(select(Area.id).where(within))
        statement = statement.where(inside)
    allowed = {column.name: column for column in shape.for_(session.actor) if column.col.filter}
    for name, value in find.filters.items():
        if name in allowed:
            statement = statement.where(_filter(model, allowed[name], value))
    return statement


def _matches(session: ScopedSession, ledger: Ledger, word: str) -> ColumnElement[bool]:
    """A part of the name, its pinyin or initials; for those who may know phones, also a number or its end."""
    model: Any = ledger.model
    found: ColumnElement[bool] = model.search_text.contains(fold(word), autoescape=True)
    number = cell.phone(word) if re.search(r"\d{4,}", word) else None
    if issubclass(model, HasPhone) and session.actor.can(f"{ledger.name}:phone"):
        if number:
            found = or_(found, model.phone_hmac == keyed_hash(number))
        elif re.fullmatch(r"\d{4}", word):
            found = or_(found, model.phone_last4 == word)
    return found


def _filter(model: Any, column: Column, value: Value) -> ColumnElement[bool]:
    target = getattr(model, column.name) if column.spec is None else _in_json(model.custom[column.name], column.kind)
    if isinstance(value, Span):
        return _between(target, value, iso=column.spec is not None)
    if column.kind in (Kind.TEXT, Kind.LONG):
        text: ColumnElement[bool] = target.icontains(str(value), autoescape=True)
        return text
    if isinstance(value, bool):
        answer: ColumnElement[bool] = target.is_(value)
        return answer
    chosen: ColumnElement[bool] = target.in_(list(value))
    return chosen


def _in_json(value: Any, kind: Kind) -> Any:
    return {Kind.NUMBER: value.as_float, Kind.FLAG: value.as_boolean}.get(kind, value.as_string)()


def _between(target: Any, span: Span, *, iso: bool) -> ColumnElement[bool]:
    """Days of custom fields stand in JSON as text, which sorts like the days themselves."""
    parts: list[ColumnElement[bool]] = [target.is_not(None)]
    for bound, low in ((span.low, True), (span.high, False)):
        if bound is not None:
            edge = bound.isoformat() if iso and isinstance(bound, date) else bound
            parts.append(target >= edge if low else target <= edge)
    made = parts[0]
    for part in parts[1:]:
        made &= part
    return made

"""Writing a ledger: one row from its form, or many from a pasted block, all of them or none."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from pydantic import BaseModel
from sqlalchemy import inspect, select

from db.access import command, query
from db.crypto import keyed_hash
from db.errors import GONE, N_, NOT_ALLOWED, Invalid, Refused
from db.ledger.declare import Kind, Ledger, Twin
from db.ledger.pick import open_areas, own_place
from db.ledger.shape import Column, Shape, Wrong
from db.ledger.types import as_rule
from db.models import Area, CodeItem, Unit
from db.rules.label import fold
from db.session import ScopedSession

CHUNK = 500
TWIN = N_("This is in the ledger already. Look for it and change it there.")
NAMESAKE = N_(
    "Somebody of this name is in the ledger already, at the same place. If this is another person, give the phone too."
)
NO_CODE = N_("“{value}” is not in the code list any more. Choose another value.")
NO_AREA = N_("Choose an area that exists today.")


@command("{0.name}:write")
def save_row(
    session: ScopedSession,
    ledger: Ledger,
    shape: Shape,
    row: BaseModel,
    id: int | None = None,
    version: int | None = None,
) -> int:
    """A new row, or the row of that id as the form showed it in that version."""
    target: Any = ledger.model() if id is None else session.fetch(ledger.model, id, version)
    if id is not None and not own_place(session, getattr(target, ledger.place)):
        raise Refused(NOT_ALLOWED)  # also where nothing would change and the flush would not look
    old = None if id is None else _keys(ledger, _old_row(target))
    for twin in _twins(session, ledger, [row], but=id):
        if old is None or _key(ledger, twin[1], row) != old.get(twin[1]):
            raise Invalid(NAMESAKE if "phone" in twin[1] else TWIN, field=twin[1][0])
    _check_references(session, shape, [(row, target)])
    ledger.special.check(session, target, row)
    _write(session, shape, target, row)
    session.add(target)
    session.flush()
    ledger.special.keep(session, target, row)
    return int(target.id)


@command("{0.name}:write")
def save_rows(session: ScopedSession, ledger: Ledger, shape: Shape, rows: Sequence[BaseModel]) -> int:
    """New rows, all or none."""
    if any(True for _ in _twins(session, ledger, rows)):
        raise Invalid(N_("Some of these rows were added meanwhile. Check the block again."))
    pairs: list[tuple[BaseModel, Any]] = [(row, ledger.model()) for row in rows]
    _check_references(session, shape, pairs)
    for row, target in pairs:
        ledger.special.check(session, target, row)
        _write(session, shape, target, row)
    session.add_all(target for _, target in pairs)
    session.flush()
    for row, target in pairs:
        ledger.special.keep(session, target, row)
    return len(pairs)


@query("{0.name}:write")
def try_rows(session: ScopedSession, ledger: Ledger, rows: Sequence[BaseModel]) -> dict[int, Wrong]:
    """What speaks against new rows, by their place: that they are there already, and the ledger's own rules."""
    found = {
        i: Wrong(twin[0], "namesake" if "phone" in twin else "twin", {}) for i, twin in _twins(session, ledger, rows)
    }
    for index, row in enumerate(rows):
        try:
            ledger.special.check(session, ledger.model(), row)
        except Invalid as error:
            found[index] = Wrong(str(error.params.get("field") or "") or None, "rule", as_rule(error))
    return found


@command("{0.name}:phone")
def reveal_phone(session: ScopedSession, ledger: Ledger, id: int, reason: str) -> str:
    """The number in clear, for a reason, which the log keeps."""
    row: Any = session.fetch(ledger.model, id)
    if not own_place(session, getattr(row, ledger.place)):
        raise Refused(NOT_ALLOWED)
    if not reason.strip():
        raise Invalid(N_("Say why you need the number; it is noted in the log."))
    session.trail.first = (ledger.model.__tablename__, id)
    session.trail.fields |= {f"{ledger.model.__tablename__}.phone", f"reason:{reason.strip()[:100]}"}
    if not row.phone:
        raise Invalid(N_("No phone is kept here."))
    return str(row.phone)


def _write(session: ScopedSession, shape: Shape, target: Any, row: BaseModel) -> None:
    mapped = inspect(type(target)).attrs
    custom = dict(target.custom or {})
    for column in shape.for_(session.actor):
        value = getattr(row, column.name)
        if column.spec is not None:
            kept = value.isoformat() if isinstance(value, date) else value
            custom.pop(column.name, None) if kept is None else custom.update({column.name: kept})
        elif column.kind is Kind.PHONE:
            if value is not None:  # an empty field keeps the number: nobody could see it to type it again
                target.phone = value or None
        elif column.name in mapped:
            setattr(target, column.name, value)
    if custom != (target.custom or {}) or target.custom is None:
        target.custom = custom


def _check_references(session: ScopedSession, shape: Shape, pairs: Sequence[tuple[BaseModel, Any]]) -> None:
    """Codes are in their list and areas and units exist for the actor; what a row had before it may keep."""
    known: dict[str, set[Any]] = {}
    for column in shape.for_(session.actor):
        if column.kind not in (Kind.CODE, Kind.PICK):
            continue
        source = column.col.codes or ("unit" if column.col.picks == "unit" else "area")
        if source not in known:
            known[source] = _known(session, column)
        for row, target in pairs:
            value = getattr(row, column.name)
            if value is not None and value not in known[source] and value != getattr(target, column.name, None):
                if column.kind is Kind.CODE:
                    raise Invalid(NO_CODE, value=value, field=column.name)
                raise Invalid(GONE if source == "unit" else NO_AREA, field=column.name)


def _known(session: ScopedSession, column: Column) -> set[Any]:
    if column.kind is Kind.CODE:
        items = select(CodeItem.code).where(CodeItem.domain == column.col.codes, CodeItem.active)
        return set(session.scalars(items))
    return set(session.scalars(select(Unit.id))) if column.col.picks == "unit" else open_areas(session)


# -- the same thing twice -------------------------------------------------------------------------------------------


def _key(ledger: Ledger, twin: Twin, row: Any) -> tuple[Any, ...]:
    return tuple(_folded(ledger, name, getattr(row, name)) for name in twin if name != "phone")


def _folded(ledger: Ledger, name: str, value: Any) -> Any:
    return fold(value) if name == _name(ledger) and isinstance(value, str) else value


def _name(ledger: Ledger) -> str:
    return str(ledger.model.search_fields[0])  # type: ignore[attr-defined]  # why: ledgers are Searchable


def _keys(ledger: Ledger, row: Any) -> dict[Twin, tuple[Any, ...]]:
    return {twin: _key(ledger, twin, row) for twin in ledger.twins}


class _Frozen:
    """The values a target had before the form was written over it."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


def _old_row(target: Any) -> _Frozen:
    return _Frozen({attr.key: getattr(target, attr.key) for attr in inspect(type(target)).column_attrs})


def same_in_block(ledger: Ledger, rows: Sequence[BaseModel]) -> dict[int, int]:
    """Rows of a block that repeat an earlier one: their index, and that of the first."""
    found: dict[int, int] = {}
    for twin in ledger.twins:
        seen: dict[tuple[Any, ...], list[int]] = defaultdict(list)
        for index, row in enumerate(rows):
            if getattr(row, twin[0]) is None:
                continue
            earlier = seen[_key(ledger, twin, row)]
            for other in earlier:
                if "phone" not in twin or _same_person(_phone(row), _phone(rows[other])):
                    found.setdefault(index, other)
                    break
            earlier.append(index)
    return found


def _phone(row: Any) -> str | None:
    return keyed_hash(row.phone) if getattr(row, "phone", None) else None


def _same_person(one: str | None, other: str | None) -> bool:
    """Without two different phones, one name at one place is one person."""
    return one is None or other is None or one == other


def _twins(
    session: ScopedSession, ledger: Ledger, rows: Sequence[BaseModel], but: int | None = None
) -> Iterable[tuple[int, Twin]]:
    model: Any = Area if issubclass(ledger.model, Area) else ledger.model
    for twin in ledger.twins:
        first = {_folded(ledger, twin[0], value) for row in rows if (value := getattr(row, twin[0])) is not None}
        columns = [
            model.name_key if name == _name(ledger) else getattr(model, name) for name in twin if name != "phone"
        ]
        phone = model.phone_hmac if "phone" in twin else model.id
        there: dict[tuple[Any, ...], list[str | None]] = defaultdict(list)
        wanted = sorted(first)
        for start in range(0, len(wanted), CHUNK):
            statement = select(*columns, phone).where(
                columns[0].in_(wanted[start : start + CHUNK]), model.id != (but or 0)
            )
            if issubclass(model, Area):
                statement = statement.where(model.valid_to.is_(None))
            for *key, mark in session.execute(statement):
                there[tuple(key)].append(mark)
        for index, row in enumerate(rows):
            marks = there.get(_key(ledger, twin, row), []) if getattr(row, twin[0]) is not None else []
            if marks and ("phone" not in twin or any(_same_person(_phone(row), mark) for mark in marks)):
                yield index, twin

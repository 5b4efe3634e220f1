"""The shape of a ledger's rows today: its declared columns and the fields an administrator added."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError, create_model
from pydantic.fields import FieldInfo

from db.access import Actor
from db.ledger.declare import Col, Kind, Ledger
from db.ledger.types import Day, Flag, Line, Misfit, Number
from db.rules.code import FieldKind, FieldSpec

LONG_TEXT = 120  # from here on a text gets an area of several lines


@dataclass(frozen=True)
class Column:
    """One column, declared or custom, as widgets, filters and cells need it."""

    name: str
    col: Col
    kind: Kind
    required: bool = False
    choices: tuple[str, ...] = ()
    longest: int | None = None
    default: Any = None
    spec: FieldSpec | None = None


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one column; the type and its parameters become words in components/form.py."""

    name: str | None
    type: str
    params: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Shape:
    ledger: Ledger
    columns: tuple[Column, ...]
    row: type[BaseModel]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def for_(self, actor: Actor) -> tuple[Column, ...]:
        """The columns that exist for this person."""
        return tuple(c for c in self.columns if c.col.needs is None or actor.can(f"{self.ledger.name}:{c.col.needs}"))

    def parse(self, raw: Mapping[str, Any], today: date) -> tuple[BaseModel | None, list[Wrong]]:
        """The row, or everything that is wrong with it. Touches no database."""
        given = {name: value for name, value in raw.items() if value is not None and value != ""}
        try:
            return self.row.model_validate(given, context={"today": today}), []
        except ValidationError as error:
            return None, [_wrong(found) for found in error.errors(include_url=False, include_input=False)]


def _wrong(found: Any) -> Wrong:
    name, params = str(found["loc"][0]) if found["loc"] else None, found.get("ctx", {})
    misfit = params.get("error")
    if isinstance(misfit, Misfit):
        return Wrong(name, misfit.type, misfit.params)
    return Wrong(name, found["type"], params)


@lru_cache(maxsize=128)
def shape_of(ledger: Ledger, specs: tuple[FieldSpec, ...] = ()) -> Shape:
    declared = tuple(_declared(name, info) for name, info in ledger.row.model_fields.items())
    if not specs:
        return Shape(ledger, declared, ledger.row)
    extra: dict[str, Any] = {}
    for spec in specs:
        kind = _type(spec)
        extra[spec.key] = kind if spec.required else (kind | None, None)
    row = create_model(f"{ledger.row.__name__}Today", __base__=ledger.row, **extra)
    return Shape(ledger, (*declared, *map(_custom, specs)), row)


def _declared(name: str, info: FieldInfo) -> Column:
    col = next(meta for meta in info.metadata if isinstance(meta, Col))
    inner, metadata = _unwrap(info.annotation, list(info.metadata))
    enum = _choices(inner)
    longest = _bound(metadata, "max_length")
    kind = _kind(name, col, inner, longest, has_choices=bool(enum))
    default = None if info.is_required() else info.default
    return Column(name, col, kind, info.is_required(), enum, longest, default)


def _bound(metadata: list[Any], name: str) -> int | None:
    return next((int(found) for meta in metadata if (found := getattr(meta, name, None)) is not None), None)


def _unwrap(annotation: Any, metadata: list[Any]) -> tuple[Any, list[Any]]:
    """The bare type below Optional and Annotated, and every constraint met on the way."""
    if get_origin(annotation) in (Union, UnionType):
        inner = [part for part in get_args(annotation) if part is not NoneType]
        return _unwrap(inner[0], metadata)
    if get_origin(annotation) is Annotated:
        bare, *more = get_args(annotation)
        for one in more:
            metadata.extend(one.metadata if isinstance(one, FieldInfo) else [one])
        return _unwrap(bare, metadata)
    return annotation, metadata


def _choices(inner: Any) -> tuple[str, ...]:
    if get_origin(inner) is Literal:
        return tuple(get_args(inner))
    return tuple(inner) if isinstance(inner, type) and issubclass(inner, StrEnum) else ()


def _kind(name: str, col: Col, inner: Any, longest: int | None, *, has_choices: bool) -> Kind:
    if col.picks:
        return Kind.PICK
    if col.codes:
        return Kind.CODE
    if has_choices:
        return Kind.CHOICE
    if name == "phone":
        return Kind.PHONE
    by_type = {bool: Kind.FLAG, int: Kind.WHOLE, float: Kind.NUMBER, date: Kind.DAY}
    if inner in by_type:
        return by_type[inner]
    return Kind.LONG if (longest or 0) > LONG_TEXT else Kind.TEXT


_KINDS = {
    FieldKind.TEXT: Kind.TEXT,
    FieldKind.NUMBER: Kind.NUMBER,
    FieldKind.DATE: Kind.DAY,
    FieldKind.YES_NO: Kind.FLAG,
    FieldKind.CHOICE: Kind.OPTION,
}
CUSTOM_TEXT = 200


def _custom(spec: FieldSpec) -> Column:
    longest = CUSTOM_TEXT if spec.kind is FieldKind.TEXT else None
    col = Col(spec.label_zh, filter=True)
    return Column(spec.key, col, _KINDS[spec.kind], spec.required, spec.options, longest, spec=spec)


def _type(spec: FieldSpec) -> Any:
    if spec.kind is FieldKind.CHOICE:
        return Literal[spec.options] if spec.options else Line
    types = {
        FieldKind.TEXT: Annotated[Line, Field(max_length=CUSTOM_TEXT)],
        FieldKind.NUMBER: Number,
        FieldKind.DATE: Day,
        FieldKind.YES_NO: Flag,
    }
    return types[spec.kind]

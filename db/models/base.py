"""The declarative base, column types, and the mixins that say how a table is scoped and recorded."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    ColumnElement,
    DateTime,
    Enum,
    ForeignKey,
    FromClause,
    MetaData,
    String,
    event,
    exists,
    false,
    or_,
    select,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, declared_attr, mapped_column
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.types import TypeDecorator

from db.access import Actor, Reach, Scope
from db.crypto import decrypt, encrypt, keyed_hash
from db.pinyin import pinyin_keys
from db.rules.label import fold

CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """Aware instants, stored in UTC on both databases (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002  # why: the signature is SQLAlchemy's
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(kind: type[StrEnum]) -> list[str]:
    return [member.value for member in kind]


CODE = String(32)
BYTEWISE = String(200).with_variant(String(200, collation="C"), "postgresql")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=CONVENTION)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime(),
        dict[str, Any]: JSON,
        list[str]: JSON,
        StrEnum: Enum(StrEnum, native_enum=False, length=32, values_callable=_values, create_constraint=False),
    }


class Identified:
    id: Mapped[int] = mapped_column(primary_key=True)


class Recorded(Identified):
    """Who made and last changed the row, and the version that guards against lost updates. Set by the session."""

    created_at: Mapped[datetime]
    created_by: Mapped[int | None]
    updated_at: Mapped[datetime]
    updated_by: Mapped[int | None]
    row_version: Mapped[int]

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # why: a declared attribute receives the class
        return {"version_id_col": cls.row_version, **cls.__dict__.get("more_mapper_args", {})}


class Customised:
    """Values of the custom fields an administrator defined, by field key."""

    custom: Mapped[dict[str, Any]] = mapped_column(default=dict)


def _area() -> FromClause:
    # An alias of its own, so that a statement that also selects areas does not correlate with it.
    return Base.metadata.tables["area"].alias("scope_area")


def in_reaches(path: ColumnElement[str], reaches: tuple[Reach, ...]) -> ColumnElement[bool]:
    return or_(false(), *((path >= r.path) & (path < r.high) for r in reaches))


def area_in(column: ColumnElement[int], reaches: tuple[Reach, ...]) -> ColumnElement[bool]:
    """The area of a row lies in one of the branches."""
    if not reaches:
        return false()
    area = _area()
    return column.in_(select(area.c.id).where(in_reaches(area.c.path, reaches)))


class Guarded:
    """A table whose rows not everybody may see; `visible` says which."""

    personal: ClassVar[bool] = False  # rows about persons: leaders and walls count them but never read them
    street_columns: ClassVar[frozenset[str]] = frozenset()  # what a search over the whole street may return

    @classmethod
    def visible(cls, actor: Actor, scope: Scope) -> ColumnElement[bool]:
        raise NotImplementedError(cls.__name__)


class Scoped(Guarded):
    """Rows that belong to one area, their lowest; actors of that area or above see them."""

    @declared_attr
    def area_id(cls) -> Mapped[int]:  # noqa: N805  # why: a declared attribute receives the class
        return mapped_column(ForeignKey("area.id"), index=True)

    @classmethod
    def visible(cls, actor: Actor, scope: Scope) -> ColumnElement[bool]:
        if actor.unit_id is not None:
            return cls.visible_to_unit(actor.unit_id)
        if scope is Scope.TOTALS or (scope is Scope.STREET and cls.street_columns):
            return area_in(cls.area_id, actor.street)  # type: ignore[arg-type]  # why: mypy sees the declared_attr, not the column
        if cls.personal and not actor.sees_persons:
            return false()
        return area_in(cls.area_id, actor.own)  # type: ignore[arg-type]  # why: as above

    @classmethod
    def visible_to_unit(cls, _unit_id: int) -> ColumnElement[bool]:
        """What a unit's liaison sees of this table: nothing, unless the table says otherwise."""
        return false()


class StreetWide(Scoped):
    """Rows of one area that the whole street may read (figures, boundaries, rollups, units); writing stays narrow."""

    @classmethod
    def visible(cls, actor: Actor, _scope: Scope) -> ColumnElement[bool]:
        if actor.unit_id is not None:
            return cls.visible_to_unit(actor.unit_id)
        return area_in(cls.area_id, actor.street)  # type: ignore[arg-type]  # why: as above


class Child(Guarded):
    """Rows seen through their parent: `parent` gives its class and the foreign key column."""

    @classmethod
    def parent(cls) -> tuple[type[Scoped], str]:
        raise NotImplementedError(cls.__name__)

    @classmethod
    def visible(cls, actor: Actor, scope: Scope) -> ColumnElement[bool]:
        if cls.personal and not actor.sees_persons and scope is not Scope.TOTALS:
            return false()
        model, key = cls.parent()
        above = Base.metadata.tables[model.__tablename__].alias(f"scope_{model.__tablename__}")  # type: ignore[attr-defined]  # why: every parent is mapped
        seen = model.visible(actor, Scope.ROWS if scope is Scope.STREET else scope)
        return exists().where(above.c.id == getattr(cls, key), _on_alias(seen, above))


def _on_alias(criterion: ColumnElement[bool], alias: FromClause) -> ColumnElement[bool]:
    adapted: ColumnElement[bool] = ClauseAdapter(alias).traverse(_plain(criterion))
    return adapted


def _plain(criterion: ColumnElement[bool]) -> ColumnElement[bool]:
    """Strip ORM annotations, so that the loader criteria of the parent are not applied a second time."""
    return criterion._deannotate()  # noqa: SLF001  # why: SQLAlchemy offers no public way


class Searchable:
    """Found by its name: a folded key for equality, and a text of name, pinyin and initials for search."""

    search_fields: ClassVar[tuple[str, ...]] = ("name",)

    name_key: Mapped[str] = mapped_column(String(200), index=True, default="")
    search_text: Mapped[str] = mapped_column(String(1000), default="")

    def refresh_search(self) -> None:
        texts = [str(value) for field in self.search_fields if (value := getattr(self, field))]
        self.name_key = fold(texts[0])[:200] if texts else ""
        self.search_text = " ".join([*(fold(t) for t in texts), *(pinyin_keys(t) for t in texts)])[:1000]


@event.listens_for(Searchable, "before_insert", propagate=True)
@event.listens_for(Searchable, "before_update", propagate=True)
def _refresh_search(mapper: Mapper[Any], connection: object, target: Searchable) -> None:  # noqa: ARG001  # why: the signature is SQLAlchemy's
    target.refresh_search()


class HasPhone:
    """A phone kept encrypted, with its last four digits for people and a keyed hash for equality."""

    phone_enc: Mapped[str | None] = mapped_column(String(300), info={"personal": True})
    phone_last4: Mapped[str | None] = mapped_column(String(4), info={"personal": True})
    phone_hmac: Mapped[str | None] = mapped_column(String(64), index=True, info={"personal": True})

    @property
    def phone(self) -> str | None:
        """The number in clear: only for logged unmasking."""
        return decrypt(self.phone_enc) if self.phone_enc else None

    @phone.setter
    def phone(self, number: str | None) -> None:
        if number and self.phone_hmac == keyed_hash(number):
            return  # encrypting again would look like a change
        self.phone_enc = encrypt(number) if number else None
        self.phone_last4 = number[-4:] if number else None
        self.phone_hmac = keyed_hash(number) if number else None

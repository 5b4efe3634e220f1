"""The area tree (city to grid), its dated figures and its versioned boundaries."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Connection, ForeignKey, Index, String, UniqueConstraint, event, or_
from sqlalchemy.orm import Mapped, Mapper, mapped_column
from sqlalchemy.orm.attributes import set_committed_value

from db.access import Actor, Scope
from db.models.base import BYTEWISE, CODE, Base, Customised, Guarded, Recorded, Searchable, StreetWide, in_reaches
from db.rules.area import Level


class Area(Searchable, Customised, Guarded, Recorded, Base):
    """One branch of the tree. `path` holds the zero-padded ids of the ancestors and itself: "00000001/00000004/"."""

    __tablename__ = "area"
    __table_args__ = (Index("ix_area_parent_id_level", "parent_id", "level"),)
    search_fields = ("name", "short_name", "code")

    level: Mapped[Level]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    path: Mapped[str] = mapped_column(BYTEWISE, index=True, default="")
    code: Mapped[str | None] = mapped_column(String(20), index=True)
    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str | None] = mapped_column(String(30))
    sort: Mapped[int] = mapped_column(default=0)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    succeeds_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    party_form: Mapped[str | None] = mapped_column(CODE)
    kind: Mapped[str | None] = mapped_column(CODE)  # of a grid: general, dedicated, micro
    dedicated_place: Mapped[str | None] = mapped_column(CODE)
    boundary_text: Mapped[str | None] = mapped_column(String(300))

    @classmethod
    def visible(cls, actor: Actor, _scope: Scope) -> ColumnElement[bool]:
        # The names of areas are public within a street, and so are those above it: breadcrumbs need them.
        return or_(in_reaches(cls.path, actor.street), cls.id.in_(actor.ancestors))  # type: ignore[arg-type]  # why: mypy sees the attribute, not the column

    more_mapper_args: ClassVar[dict[str, Any]] = {"polymorphic_on": "level"}


class City(Area):
    __mapper_args__ = {"polymorphic_identity": Level.CITY}  # noqa: RUF012  # why: as above


class District(Area):
    __mapper_args__ = {"polymorphic_identity": Level.DISTRICT}  # noqa: RUF012  # why: as above


class Street(Area):
    __mapper_args__ = {"polymorphic_identity": Level.STREET}  # noqa: RUF012  # why: as above


class Community(Area):
    __mapper_args__ = {"polymorphic_identity": Level.COMMUNITY}  # noqa: RUF012  # why: as above


class Grid(Area):
    __mapper_args__ = {"polymorphic_identity": Level.GRID}  # noqa: RUF012  # why: as above


@event.listens_for(Area, "after_insert", propagate=True)
def _give_path(mapper: Mapper[Any], connection: Connection, target: Area) -> None:  # noqa: ARG001  # why: the signature is SQLAlchemy's
    area = Area.__table__
    above = ""
    if target.parent_id is not None:
        above = connection.execute(
            area.select().with_only_columns(area.c.path).where(area.c.id == target.parent_id)
        ).scalar_one()
    path = f"{above}{target.id:08d}/"
    connection.execute(area.update().where(area.c.id == target.id).values(path=path))  # type: ignore[attr-defined]  # why: __table__ is typed as FromClause
    set_committed_value(target, "path", path)


class AreaFigure(StreetWide, Recorded, Base):
    """Households, residents and residents' groups of an area, from a date on."""

    __tablename__ = "area_figure"
    __table_args__ = (UniqueConstraint("area_id", "valid_from"),)

    valid_from: Mapped[date]
    households: Mapped[int]
    residents: Mapped[int]
    groups: Mapped[int] = mapped_column(default=0)


class AreaBoundary(StreetWide, Recorded, Base):
    """One version of the outline of an area: a GeoJSON geometry in lng/lat."""

    __tablename__ = "area_boundary"
    __table_args__ = (UniqueConstraint("area_id", "version"),)

    version: Mapped[int]
    geometry: Mapped[dict[str, Any]]
    source: Mapped[str] = mapped_column(String(60))
    is_current: Mapped[bool] = mapped_column(default=True, index=True)

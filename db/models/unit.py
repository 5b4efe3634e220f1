"""Units located in the street, and their registration with communities."""

from datetime import date

from sqlalchemy import ColumnElement, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import CODE, Base, Customised, HasPhone, Recorded, Scoped, Searchable, StreetWide
from db.rules.area import Standing
from db.rules.registration import RegistrationStatus


class Unit(HasPhone, Searchable, Customised, StreetWide, Recorded, Base):
    """A body located in the area. `should_register` is the number of serving members it reported."""

    __tablename__ = "unit"
    search_fields = ("name", "short_name", "uscc")
    street_columns = frozenset(
        {"id", "name", "name_key", "short_name", "area_id", "kind", "should_register", "status", "search_text"}
    )

    name: Mapped[str] = mapped_column(String(60))
    short_name: Mapped[str | None] = mapped_column(String(30))
    uscc: Mapped[str | None] = mapped_column(String(18), unique=True)
    kind: Mapped[str] = mapped_column(CODE)
    affiliation: Mapped[str | None] = mapped_column(CODE)
    address: Mapped[str | None] = mapped_column(String(100))
    should_register: Mapped[int | None]
    liaison_name: Mapped[str | None] = mapped_column(String(40), info={"personal": True})
    status: Mapped[Standing] = mapped_column(default=Standing.ACTIVE)

    @classmethod
    def visible_to_unit(cls, unit_id: int) -> ColumnElement[bool]:
        return cls.id == unit_id


class UnitRegistration(Scoped, Recorded, Base):
    """A unit's Party organisation registered with a community."""

    __tablename__ = "unit_registration"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    registered_on: Mapped[date]
    receipt_no: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[RegistrationStatus] = mapped_column(default=RegistrationStatus.ACCEPTED)
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(100))

    @classmethod
    def visible_to_unit(cls, unit_id: int) -> ColumnElement[bool]:
        return cls.unit_id == unit_id

"""What a community needs; wishes keep no name of the wisher."""

from datetime import date

from sqlalchemy import ColumnElement, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import CODE, Base, Customised, Recorded, Scoped, Searchable
from db.rules.need import NeedStatus


class Need(Searchable, Customised, Scoped, Recorded, Base):
    """`unit_id` is the unit it was offered to, which its liaison may see."""

    __tablename__ = "need"
    __table_args__ = (Index("ix_need_area_id_status", "area_id", "status"),)
    search_fields = ("title",)

    title: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(CODE)
    detail: Mapped[str | None] = mapped_column(String(500))
    source: Mapped[str | None] = mapped_column(CODE)
    raised_on: Mapped[date]
    status: Mapped[NeedStatus] = mapped_column(default=NeedStatus.OPEN)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    solved_on: Mapped[date | None]

    @classmethod
    def visible_to_unit(cls, unit_id: int) -> ColumnElement[bool]:
        return cls.unit_id == unit_id

"""Party members of the street, and their registration with communities."""

from datetime import date

from sqlalchemy import ColumnElement, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Customised, HasPhone, Recorded, Scoped, Searchable
from db.rules.member import MemberKind, MemberStatus
from db.rules.registration import Basis, RegistrationStatus


class Member(HasPhone, Searchable, Customised, Scoped, Recorded, Base):
    """One person, once for the whole street; area_id is the community (or grid) that keeps the row."""

    __tablename__ = "member"
    __table_args__ = (Index("ix_member_unit_id_status", "unit_id", "status"),)
    personal = True
    street_columns = frozenset({"id", "name", "name_key", "unit_id", "area_id", "status"})

    name: Mapped[str] = mapped_column(String(40), info={"personal": True})
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[MemberKind] = mapped_column(default=MemberKind.SERVING)
    skills: Mapped[str | None] = mapped_column(String(100))
    compound: Mapped[str | None] = mapped_column(String(60), info={"personal": True})
    status: Mapped[MemberStatus] = mapped_column(default=MemberStatus.ACTIVE)

    @classmethod
    def visible_to_unit(cls, unit_id: int) -> ColumnElement[bool]:
        return cls.unit_id == unit_id


class Registration(Scoped, Recorded, Base):
    """A member registered with a community; open while `ended_on` is empty."""

    __tablename__ = "registration"
    __table_args__ = (Index("ix_registration_area_id_ended_on", "area_id", "ended_on"),)
    personal = True

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    registered_on: Mapped[date]
    basis: Mapped[Basis] = mapped_column(default=Basis.RESIDENCE)
    receipt_no: Mapped[str | None] = mapped_column(String(40))
    claimed_post: Mapped[str | None] = mapped_column(String(60))
    status: Mapped[RegistrationStatus] = mapped_column(default=RegistrationStatus.ACCEPTED)
    ended_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(100))

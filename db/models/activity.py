"""Activities and the service records of those who came, with the rollups every number is read from."""

from datetime import date, time

from sqlalchemy import ForeignKey, Index, String, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import CODE, Base, Child, Customised, Recorded, Scoped, StreetWide
from db.rules.activity import ActivityStatus, RecordStatus, Source


class Activity(Customised, Scoped, Recorded, Base):
    """One event of service in a grid, a community or the whole street."""

    __tablename__ = "activity"
    __table_args__ = (
        Index("ix_activity_area_id_held_on", "area_id", "held_on"),
        Index("ix_activity_held_on_id", "held_on", "id"),
    )

    title: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(CODE)
    held_on: Mapped[date]
    month: Mapped[str] = mapped_column(String(7), index=True)
    starts_at: Mapped[time | None]
    place: Mapped[str | None] = mapped_column(String(60))
    hours: Mapped[float | None]  # of each person, unless his record says otherwise
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    commitment_id: Mapped[int | None] = mapped_column(ForeignKey("commitment.id"), index=True)
    need_id: Mapped[int | None] = mapped_column(ForeignKey("need.id"), index=True)
    outcome: Mapped[str | None] = mapped_column(String(200))
    problem_solved: Mapped[bool | None]
    status: Mapped[ActivityStatus] = mapped_column(default=ActivityStatus.HELD)
    void_reason: Mapped[str | None] = mapped_column(String(100))


class CheckIn(Child, Recorded, Base):
    """One member at one activity."""

    __tablename__ = "check_in"
    __table_args__ = (
        Index(
            "uq_check_in_activity_id_member_id_standing",
            "activity_id",
            "member_id",
            unique=True,
            sqlite_where=literal_column("status <> 'void'"),
            postgresql_where=literal_column("status <> 'void'"),
        ),
    )
    personal = True

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # his unit at the time: history is not rewritten
    hours: Mapped[float | None]
    source: Mapped[Source] = mapped_column(default=Source.DESK)
    status: Mapped[RecordStatus] = mapped_column(default=RecordStatus.RECORDED)
    void_reason: Mapped[str | None] = mapped_column(String(100))

    @classmethod
    def parent(cls) -> tuple[type[Scoped], str]:
        return Activity, "activity_id"


class ServiceTally(StreetWide, Base):
    """Rollup: area x month x kind. Written by the session from its flush, never by hand."""

    __tablename__ = "service_tally"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    category: Mapped[str] = mapped_column(CODE, primary_key=True)
    activities: Mapped[int]
    person_times: Mapped[int]
    hours: Mapped[float]
    last_on: Mapped[date | None]


class UnitTally(StreetWide, Base):
    """Rollup: unit of the member x area x month; for the monthly table by unit."""

    __tablename__ = "unit_tally"

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    category: Mapped[str] = mapped_column(CODE, primary_key=True)
    activities: Mapped[int]
    person_times: Mapped[int]
    hours: Mapped[float]


class MemberTally(Scoped, Base):
    """Rollup: area x month x member, for exact counts of distinct persons."""

    __tablename__ = "member_tally"
    __table_args__ = (Index("ix_member_tally_member_id_month", "member_id", "month"),)
    personal = True

    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), primary_key=True)
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    times: Mapped[int]
    hours: Mapped[float]

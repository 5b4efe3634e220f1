"""Co-construction agreements: parties, measurable commitments, fulfilments, and the log of what happened."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, exists
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import CODE, Base, Child, Customised, Recorded, Scoped, Searchable
from db.rules.agreement import Frequency, Measure, SideOf, Status


class Agreement(Searchable, Customised, Scoped, Recorded, Base):
    """The number is given at signing. `next_due_on` is the earliest unmet due date, kept by the commands."""

    __tablename__ = "agreement"
    __table_args__ = (
        Index("ix_agreement_area_id_status", "area_id", "status"),
        Index("ix_agreement_ends_on", "ends_on"),
    )
    search_fields = ("title", "agreement_no", "party_names")

    agreement_no: Mapped[str | None] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(80))
    party_names: Mapped[str] = mapped_column(String(300), default="")  # all parties in words, for lists and search
    signed_on: Mapped[date | None]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    renewal_of_id: Mapped[int | None] = mapped_column(ForeignKey("agreement.id"), index=True)
    next_due_on: Mapped[date | None] = mapped_column(index=True)
    closed_on: Mapped[date | None]
    close_reason: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(500))

    @classmethod
    def visible_to_unit(cls, unit_id: int) -> ColumnElement[bool]:
        side = AgreementSide.__table__.alias("scope_side")
        return exists().where(side.c.agreement_id == cls.id, side.c.unit_id == unit_id)


class OfAgreement(Child):
    """A row seen with its agreement."""

    @classmethod
    def parent(cls) -> tuple[type[Scoped], str]:
        return Agreement, "agreement_id"


class AgreementSide(OfAgreement, Recorded, Base):
    """One party: a unit, or a Party organisation in words. `party_name` is the name as it stands in the agreement."""

    __tablename__ = "agreement_side"
    __table_args__ = (CheckConstraint("unit_id IS NOT NULL OR party_name IS NOT NULL", name="a_party"),)

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    side: Mapped[SideOf]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    party_name: Mapped[str | None] = mapped_column(String(60))
    signatory: Mapped[str | None] = mapped_column(String(40), info={"personal": True})
    post: Mapped[str | None] = mapped_column(String(40))


class Commitment(OfAgreement, Recorded, Base):
    """One measurable promise of one side: `target_qty` of `measure` in each period, or once by `due_on`."""

    __tablename__ = "commitment"

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    side_id: Mapped[int] = mapped_column(ForeignKey("agreement_side.id"))
    category: Mapped[str] = mapped_column(CODE)
    content: Mapped[str] = mapped_column(String(120))
    target_qty: Mapped[float]
    measure: Mapped[Measure]
    frequency: Mapped[Frequency]
    due_on: Mapped[date | None]


class Fulfilment(OfAgreement, Recorded, Base):
    """Something done for a commitment: by hand, or by an activity (`activity_id`)."""

    __tablename__ = "fulfilment"
    liaison_writes = True

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))  # the unit whose promise it keeps
    done_on: Mapped[date]
    qty: Mapped[float]
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activity.id"), index=True)
    note: Mapped[str | None] = mapped_column(String(200))
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
    void_reason: Mapped[str | None] = mapped_column(String(100))


class AgreementLog(OfAgreement, Recorded, Base):
    """What happened to an agreement, in order."""

    __tablename__ = "agreement_log"
    liaison_writes = True

    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    happened_on: Mapped[date]
    action: Mapped[str] = mapped_column(String(32))
    from_status: Mapped[str | None] = mapped_column(String(32))
    to_status: Mapped[str | None] = mapped_column(String(32))
    by_name: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str | None] = mapped_column(String(200))

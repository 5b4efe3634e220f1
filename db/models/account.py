"""People who sign in, where they work, their sessions, and the counters that slow guessing down."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from db.access import Role
from db.models.base import Base, Identified, Recorded
from db.rules.session import SessionKind


class Account(Recorded, Base):
    __tablename__ = "account"

    username: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str] = mapped_column(String(40))
    password_hash: Mapped[str] = mapped_column(String(100), info={"secret": True})
    must_change: Mapped[bool] = mapped_column(default=False)
    role: Mapped[Role]
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    language: Mapped[str] = mapped_column(String(10), default="zh_CN")
    disabled_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]
    tour_step: Mapped[int] = mapped_column(default=0)


class AccountArea(Identified, Base):
    """Where an account works; a grid worker may have several grids."""

    __tablename__ = "account_area"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)


class LoginSession(Identified, Base):
    """One signed-in browser, or one wall. `sid` is the SHA-256 of the cookie's token."""

    __tablename__ = "login_session"

    sid: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))  # of a wall
    kind: Mapped[SessionKind]
    started_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None] = mapped_column(String(40))
    address: Mapped[str | None] = mapped_column(String(45))
    previous_sign_in_at: Mapped[datetime | None]


class Throttle(Identified, Base):
    """Failed sign-ins of one account or one address."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(120), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    blocked_until: Mapped[datetime | None]
    updated_at: Mapped[datetime]


class OneTimeCode(Identified, Base):
    """A code that works once: for the first set-up, or to open a wall."""

    __tablename__ = "one_time_code"

    purpose: Mapped[str] = mapped_column(String(20))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    area_id: Mapped[int | None] = mapped_column(ForeignKey("area.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

"""What was done: the hash-chained log, the erasable row changes, and the nonces that were spent."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Identified


class AuditLog(Base):
    """Append-only. Each row holds the hash of the row before it; no values, only names of fields."""

    __tablename__ = "audit_log"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(index=True)
    username: Mapped[str] = mapped_column(String(40))
    role: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(60), index=True)
    object_type: Mapped[str | None] = mapped_column(String(40))
    object_id: Mapped[int | None]
    fields: Mapped[str] = mapped_column(String(1000), default="")
    ok: Mapped[bool]
    address: Mapped[str | None] = mapped_column(String(45))
    prev_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class RowChange(Identified, Base):
    """One row before and after; personal fields are encrypted, and the whole can be erased without breaking the log."""

    __tablename__ = "row_change"

    audit_seq: Mapped[int] = mapped_column(index=True)
    table_name: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[int | None] = mapped_column(index=True)
    before: Mapped[dict[str, Any] | None]
    after: Mapped[dict[str, Any] | None]


class CommandLog(Identified, Base):
    __tablename__ = "command_log"

    nonce: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None]
    command: Mapped[str] = mapped_column(String(60))

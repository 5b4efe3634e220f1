"""Code lists and custom fields: what administrators may extend without a restart."""

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import CODE, Base, Recorded
from db.rules.code import FieldKind


class CodeItem(Recorded, Base):
    __tablename__ = "code_item"
    __table_args__ = (UniqueConstraint("domain", "code"),)

    domain: Mapped[str] = mapped_column(CODE)
    code: Mapped[str] = mapped_column(CODE)
    label_zh: Mapped[str] = mapped_column(String(60))
    label_en: Mapped[str | None] = mapped_column(String(60))
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)


class FieldDef(Recorded, Base):
    """A custom field of a ledger; its values stand in the `custom` column under `key`."""

    __tablename__ = "field_def"
    __table_args__ = (UniqueConstraint("ledger", "key"),)

    ledger: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(40))
    label_zh: Mapped[str] = mapped_column(String(60))
    label_en: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[FieldKind]
    options: Mapped[list[str]] = mapped_column(default=list)
    required: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

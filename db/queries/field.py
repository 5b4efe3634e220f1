"""Read models of the fields an administrator gave the ledgers."""

from dataclasses import dataclass

from sqlalchemy import select

from db.access import query
from db.models import CodeItem, FieldDef
from db.rules.code import FieldKind, FieldSpec
from db.session import ScopedSession


@dataclass(frozen=True)
class FieldLine:
    """A custom field as the page of code lists shows it."""

    id: int
    version: int
    ledger: str
    spec: FieldSpec
    sort: int
    active: bool


@dataclass(frozen=True)
class CodeLine:
    id: int
    version: int
    code: str
    label_zh: str
    label_en: str | None
    sort: int
    active: bool


def _spec(row: FieldDef) -> FieldSpec:
    return FieldSpec(row.key, row.label_zh, row.label_en, FieldKind(row.kind), tuple(row.options or ()), row.required)


@query("own:read")
def field_specs(session: ScopedSession, ledger: str) -> tuple[FieldSpec, ...]:
    """The fields of a ledger that are in use, in their order."""
    rows = session.scalars(
        select(FieldDef).where(FieldDef.ledger == ledger, FieldDef.active).order_by(FieldDef.sort, FieldDef.id)
    )
    return tuple(map(_spec, rows))


@query("field:read")
def field_lines(session: ScopedSession, ledger: str) -> list[FieldLine]:
    """Every field of a ledger, those no longer used too."""
    rows = session.scalars(select(FieldDef).where(FieldDef.ledger == ledger).order_by(FieldDef.sort, FieldDef.id))
    return [FieldLine(row.id, row.row_version, row.ledger, _spec(row), row.sort, row.active) for row in rows]


@query("code:read")
def code_lines(session: ScopedSession, domain: str) -> list[CodeLine]:
    """Every value of a code list, retired ones too."""
    rows = session.scalars(select(CodeItem).where(CodeItem.domain == domain).order_by(CodeItem.sort, CodeItem.id))
    return [
        CodeLine(row.id, row.row_version, row.code, row.label_zh, row.label_en, row.sort, row.active) for row in rows
    ]

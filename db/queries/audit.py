"""Read models of the audit log: who did what, when, and whether it was allowed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from db import clock
from db.access import query
from db.models import AuditLog
from db.session import ScopedSession

PAGE = 50


@dataclass(frozen=True)
class AuditFilter:
    """Empty values do not narrow. `first` and `last` are business days."""

    person: str = ""
    action: str = ""
    refused_only: bool = False
    first: date | None = None
    last: date | None = None


def _narrow(statement: Any, wanted: AuditFilter) -> Any:
    if wanted.person:
        statement = statement.where(AuditLog.username.icontains(wanted.person, autoescape=True))
    if wanted.action:
        statement = statement.where(AuditLog.action == wanted.action)
    if wanted.refused_only:
        statement = statement.where(AuditLog.ok.is_(False))
    if wanted.first:
        statement = statement.where(AuditLog.at >= _midnight(wanted.first))
    if wanted.last:
        statement = statement.where(AuditLog.at < _midnight(wanted.last + timedelta(days=1)))
    return statement


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=clock.ZONE)


@query("audit:read")
def audit_listing(session: ScopedSession, wanted: AuditFilter, page: int = 1) -> tuple[pd.DataFrame, int]:
    """One page of the log, newest first, and the number of all rows that fit."""
    total = session.scalar(_narrow(select(func.count(AuditLog.seq)), wanted)) or 0
    columns = (
        AuditLog.seq,
        AuditLog.at,
        AuditLog.username,
        AuditLog.role,
        AuditLog.action,
        AuditLog.object_type,
        AuditLog.object_id,
    )
    statement = _narrow(select(*columns, AuditLog.fields, AuditLog.ok, AuditLog.address), wanted)
    rows = session.execute(statement.order_by(AuditLog.seq.desc()).limit(PAGE).offset((max(page, 1) - 1) * PAGE))
    return pd.DataFrame([tuple(row) for row in rows], columns=list(rows.keys())), int(total)


@query("audit:read")
def audit_actions(session: ScopedSession) -> list[str]:
    """Every kind of action that occurs in the log."""
    return sorted(session.scalars(select(AuditLog.action).distinct()))

"""What the cockpit shows: a version to notice changes by, and the numbers of two periods side by side."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from db.access import Scope, query
from db.models import Agreement, Area, AuditLog, ServiceTally
from db.queries.agreement import in_force
from db.queries.service import ServiceTotals, branch, levelled, service_totals
from db.rules.area import Level
from db.rules.map import FEW
from db.rules.period import Period
from db.session import ScopedSession


@query("totals:read", Scope.TOTALS)
def data_version(session: ScopedSession) -> str:
    """Changes with every command of anybody, and at midnight. One look into one index."""
    return f"{session.scalar(select(func.max(AuditLog.seq))) or 0}/{session.today}"

"""What the doors of the desk must know before anybody is signed in, and the list of walls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db import clock
from db.access import Role, query
from db.audit import DEMO_LOADED
from db.models import Account, AccountArea, Area, AuditLog, LoginSession, Unit
from db.reach import inside
from db.rules.session import SessionKind
from db.session import ScopedSession


@dataclass(frozen=True)
class Known:
    """An account as the sign-in page needs it."""

    id: int
    username: str
    password_hash: str
    disabled: bool
    must_change: bool
    language: str


@dataclass(frozen=True)
class Card:
    """One role to enter the demo with."""

    username: str
    name: str
    role: Role
    place: str


def known_account(session: Session, username: str) -> Known | None:
    row = session.scalar(select(Account).where(Account.username == username))
    if row is None:
        return None
    return Known(row.id, row.username, row.password_hash, row.disabled_at is not None, row.must_change, row.language)


def has_accounts(session: Session) -> bool:
    return session.scalar(select(Account.id).limit(1)) is not None


def demo_cards(session: Session) -> list[Card]:
    """The first enabled account of each role, in the order of the roles; none where no demo was loaded."""
    if session.scalar(select(AuditLog.seq).where(AuditLog.action == DEMO_LOADED).limit(1)) is None:
        return []
    first = select(func.min(Account.id)).where(Account.disabled_at.is_(None)).group_by(Account.role)
    rows = session.execute(
        select(Account.username, Account.display_name, Account.role, func.min(Area.name), func.min(Unit.name))
        .outerjoin(AccountArea, AccountArea.account_id == Account.id)
        .outerjoin(Area, Area.id == AccountArea.area_id)
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.id.in_(first))
        .group_by(Account.id, Account.username, Account.display_name, Account.role)
    )
    order = list(Role)
    cards = [Card(username, name, role, unit or area or "") for username, name, role, area, unit in rows]
    return sorted(cards, key=lambda card: order.index(card.role))


@query("wall:read")
def wall_listing(session: ScopedSession) -> pd.DataFrame:
    """The walls of one's own areas that still show something."""
    rows: list[dict[str, Any]] = []
    within = inside(session.actor.own)
    now: datetime = clock.now()
    found = session.execute(
        select(LoginSession.id, Area.name, LoginSession.started_at, LoginSession.expires_at, LoginSession.address)
        .join(Area, Area.id == LoginSession.area_id)
        .where(
            LoginSession.kind == SessionKind.WALL,
            LoginSession.ended_at.is_(None),
            LoginSession.expires_at > now,
            within,
        )
        .order_by(LoginSession.started_at.desc())
        .limit(100)
    )
    for id_, name, started, expires, address in found:
        rows.append({"id": id_, "area": name, "started": started, "expires": expires, "address": address or ""})
    return pd.DataFrame(rows, columns=["id", "area", "started", "expires", "address"])

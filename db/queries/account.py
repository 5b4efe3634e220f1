"""Read models of accounts, as far as the actor may manage them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import case, exists, func, or_, select
from sqlalchemy.orm import aliased

from db import clock
from db.access import Role, query
from db.models import Account, AccountArea, Area, LoginSession, Throttle, Unit
from db.reach import inside, manageable, place_reaches
from db.rules import account as rules
from db.rules.account import AccountState
from db.rules.area import Level
from db.rules.label import tidy
from db.rules.session import IDLE, SessionKind
from db.session import ScopedSession

PAGE = 50
COLUMNS = ["id", "username", "name", "role", "place", "state", "last_sign_in", "sessions"]


@dataclass(frozen=True)
class AccountCard:
    """One account as its form shows it."""

    id: int
    version: int
    username: str
    display_name: str
    role: Role
    area_ids: tuple[int, ...]
    unit_id: int | None
    disabled: bool
    must_change: bool
    locked_minutes: int
    last_sign_in: datetime | None
    sessions: int


@query("account:read")
def account_listing(
    session: ScopedSession,
    text: str = "",
    role: Role | None = None,
    state: AccountState | None = None,
    *,
    page: int = 1,
) -> tuple[pd.DataFrame, int]:
    """One page of accounts, by role and username, and how many there are in all."""
    now = clock.now()
    found = manageable(select(Account.id), session.actor)
    if words := tidy(text):
        named = Account.display_name.contains(words, autoescape=True)
        found = found.where(or_(Account.username.contains(words.lower(), autoescape=True), named))
    if role is not None:
        found = found.where(Account.role == role)
    if state is not None:
        found = found.where(_state(now) == state)
    total = session.scalar(select(func.count()).select_from(Account).where(Account.id.in_(found))) or 0
    sessions = select(func.count(LoginSession.id)).where(LoginSession.account_id == Account.id, *_open(now))
    columns = (Account.id, Account.username, Account.display_name, Account.role, Unit.name, _state(now))
    rows = session.execute(
        select(*columns, Account.last_sign_in_at, sessions.scalar_subquery())
        .outerjoin(Unit, Unit.id == Account.unit_id)
        .where(Account.id.in_(found))
        .order_by(case({code: i for i, code in enumerate(Role)}, value=Account.role), Account.username)
        .limit(PAGE)
        .offset((max(page, 1) - 1) * PAGE)
    ).all()
    places = _places(session, [row[0] for row in rows])
    made = [
        [id_, user, name, code, unit or "、".join(places.get(id_, [])), AccountState(state_), *rest]
        for id_, user, name, code, unit, state_, *rest in rows
    ]
    return pd.DataFrame(made, columns=COLUMNS, dtype=object), total  # object: pandas would turn None into NaT


@query("account:read")
def account_card(session: ScopedSession, id: int) -> AccountCard | None:
    now = clock.now()
    account = session.scalar(manageable(select(Account), session.actor).where(Account.id == id))
    if account is None:
        return None
    areas = session.scalars(
        select(AccountArea.area_id).where(AccountArea.account_id == id).order_by(AccountArea.id)
    ).all()
    until = session.scalar(select(Throttle.blocked_until).where(Throttle.key == f"account:{account.username}"))
    sessions = session.scalar(select(func.count(LoginSession.id)).where(LoginSession.account_id == id, *_open(now)))
    return AccountCard(
        id=account.id,
        version=account.row_version,
        username=account.username,
        display_name=account.display_name,
        role=account.role,
        area_ids=tuple(areas),
        unit_id=account.unit_id,
        disabled=account.disabled_at is not None,
        must_change=account.must_change,
        locked_minutes=rules.minutes_to_wait(until, now),
        last_sign_in=account.last_sign_in_at,
        sessions=sessions or 0,
    )


@query("account:read")
def home_choices(session: ScopedSession, role: Role) -> dict[int, str]:
    """Where somebody with this role can work: open areas of the fitting level, or units for a liaison."""
    within = inside(place_reaches(session.actor))
    if role is Role.UNIT_LIAISON:
        units = session.execute(
            select(Unit.id, Unit.name).join(Area, Area.id == Unit.area_id).where(within).order_by(Unit.name).limit(2000)
        )
        return {row.id: row.name for row in units}
    levels = [Level(level) for level in rules.LEVELS[role]]
    open_ = or_(Area.valid_to.is_(None), Area.valid_to >= session.today)
    rows = session.execute(
        select(Area.id, Area.name, Area.level, Area.parent_id)
        .where(Area.level.in_(levels), within, open_)
        .order_by(Area.path)
        .limit(2000)
    ).all()
    above = {parent for _, _, level, parent in rows if level is Level.GRID}
    names = {row.id: row.name for row in session.execute(select(Area.id, Area.name).where(Area.id.in_(above)))}
    return {id_: f"{names[parent]} · {name}" if parent in names else name for id_, name, _, parent in rows}


def _state(now: datetime) -> Any:
    """What hinders signing in, the strongest first."""
    waits = select(Throttle.id).where(Throttle.key == "account:" + Account.username, Throttle.blocked_until > now)
    return case(
        (Account.disabled_at.is_not(None), AccountState.DISABLED.value),
        (exists(waits), AccountState.LOCKED.value),
        (Account.must_change, AccountState.TEMPORARY_PASSWORD.value),
        else_=AccountState.ACTIVE.value,
    )


def _open(now: datetime) -> tuple[Any, ...]:
    return (
        LoginSession.kind == SessionKind.DESK, LoginSession.ended_at.is_(None), LoginSession.expires_at > now,
        LoginSession.last_seen_at > now - IDLE,
    )  # fmt: skip


def _places(session: ScopedSession, ids: list[int]) -> dict[int, list[str]]:
    """The names of the areas of each account; grids of one community stand behind its name."""
    above = aliased(Area)
    rows = session.execute(
        select(AccountArea.account_id, Area.name, Area.level, func.coalesce(above.short_name, above.name))
        .join(Area, Area.id == AccountArea.area_id)
        .outerjoin(above, above.id == Area.parent_id)
        .where(AccountArea.account_id.in_(ids))
        .order_by(Area.path)
    )
    made: dict[int, list[str]] = {}
    last: dict[int, str] = {}
    for account_id, name, level, parent in rows:
        new = level is Level.GRID and last.get(account_id) != parent
        made.setdefault(account_id, []).append(f"{parent} {name}" if new else name)
        last[account_id] = parent
    return made

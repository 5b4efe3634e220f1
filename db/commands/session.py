"""Signing in and out, slowing guessers down, walls: what happens before, or apart from, an actor."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import audit, clock
from db.access import command
from db.errors import GONE, N_, Invalid
from db.models import Account, Area, LoginSession, OneTimeCode, Throttle
from db.rules import account as rules
from db.rules.session import ABSOLUTE, WALL_LIFE, SessionKind
from db.session import ScopedSession

Counter = tuple[str, int]  # key, and how many failures are free
BAD_CODE = N_("This code is wrong, was used before or has expired. Ask for a new one.")
FORGET_AFTER = timedelta(days=1)


def sid_of(token: str) -> str:
    """What is stored of a token: whoever reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


# Guessing


def counters(username: str, address: str) -> list[Counter]:
    return [(f"account:{username[:60]}", rules.FREE_PER_ACCOUNT), (f"address:{address[:45]}", rules.FREE_PER_ADDRESS)]


def take_attempt(session: Session, keys: Sequence[Counter]) -> int:
    """Minutes to wait, or 0 and the attempt counts as failed: beforehand, so that many at once gain nothing."""
    now = clock.now()
    rows = [_counter(session, key) for key, _ in keys]
    wait = max(rules.minutes_to_wait(row.blocked_until, now) for row in rows)
    if wait:
        return wait
    for row, (_, free) in zip(rows, keys, strict=True):
        row.failures = rules.failures_left_over(row.failures, row.updated_at, now) + 1
        row.blocked_until = now + rules.wait_after(row.failures, free)
        row.updated_at = now
    session.execute(delete(Throttle).where(Throttle.updated_at < now - FORGET_AFTER))
    return 0


def forgive_attempt(session: Session, keys: Sequence[Counter]) -> None:
    """The attempt was right: the account starts afresh; the address only gets this one back."""
    for key, free in keys:
        row = _counter(session, key)
        row.failures = 0 if key.startswith("account:") else max(row.failures - 1, 0)
        if row.failures < free:
            row.blocked_until = None


def _counter(session: Session, key: str) -> Throttle:
    found = select(Throttle).where(Throttle.key == key).with_for_update()
    row = session.scalar(found)
    if row is None:
        row = Throttle(key=key, failures=0, updated_at=clock.now())
        try:
            with session.begin_nested():
                session.add(row)
        except IntegrityError:  # somebody else counts for the same key at this moment
            row = session.scalars(found).one()
    return row


# Sessions


def open_session(session: Session, account_id: int, address: str) -> str:
    """Begin a session and hand out its token, which is kept nowhere else."""
    now = clock.now()
    account = session.get_one(Account, account_id)
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            sid=sid_of(token), account_id=account.id, kind=SessionKind.DESK, started_at=now, last_seen_at=now,
            expires_at=now + ABSOLUTE, address=address, previous_sign_in_at=account.last_sign_in_at,
        )
    )  # fmt: skip
    # Not through the object: a new row version would make the form of whoever edits this account stale.
    session.execute(
        update(Account).where(Account.id == account.id).values(last_sign_in_at=now),
        execution_options={"synchronize_session": False},
    )
    _log(session, "sign_in", account.username, address, object_id=account.id)
    return token


def note_failure(session: Session, username: str, address: str) -> None:
    """A refused attempt in the log. Only a known name is kept: people type passwords into the wrong field."""
    known = session.scalar(select(Account.username).where(Account.username == username))
    _log(session, "sign_in", known or "?", address, ok=False)


def close_session(session: Session, sid: str, reason: str) -> None:
    login = session.scalar(select(LoginSession).where(LoginSession.sid == sid, LoginSession.ended_at.is_(None)))
    if login is None:
        return
    login.ended_at, login.reason = clock.now(), reason
    username = session.scalar(select(Account.username).where(Account.id == login.account_id))
    _log(session, "sign_out", username or f"wall-{login.id}", login.address)


def end_sessions_of(session: Session, account_id: int, reason: str) -> int:
    """End every open session of an account; returns how many there were."""
    rows = session.scalars(
        select(LoginSession).where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
    )
    ended = 0
    for login in rows:
        login.ended_at, login.reason = clock.now(), reason
        ended += 1
    return ended


def set_password(session: Session, account_id: int, hashed: str, address: str) -> str:
    """The owner's new password: every session ends, also those elsewhere, and a fresh one begins here."""
    account = session.get_one(Account, account_id)
    account.password_hash, account.must_change, account.updated_at = hashed, False, clock.now()
    end_sessions_of(session, account_id, "password")
    session.flush()
    _log(session, "set_password", account.username, address, object_id=account.id, fields=("account.password_hash",))
    return open_session(session, account_id, address)


# One-time codes and walls


def new_code(
    session: Session, purpose: str, life: timedelta, *, area_id: int | None = None, account_id: int | None = None
) -> str:
    # Digits can be read out and typed; 16 of them are beyond guessing within the life of a code.
    code = "".join(secrets.choice("0123456789") for _ in range(16))
    session.add(
        OneTimeCode(
            purpose=purpose,
            code_hash=sid_of(code),
            area_id=area_id,
            account_id=account_id,
            expires_at=clock.now() + life,
        )
    )
    session.flush()
    return code


def use_code(session: Session, purpose: str, typed: str) -> OneTimeCode:
    """Spend a code. Wrong, spent and expired are told in the same words."""
    digits = "".join(ch for ch in typed if ch.isdigit() and ch.isascii())
    found = select(OneTimeCode).where(OneTimeCode.code_hash == sid_of(digits)).with_for_update()
    code = session.scalar(found)
    if code is None or code.purpose != purpose or code.used_at is not None or code.expires_at <= clock.now():
        raise Invalid(BAD_CODE)
    code.used_at = clock.now()
    return code


@command("wall:write")
def make_wall_code(session: ScopedSession, area_id: int) -> str:
    """A code that opens one wall of an area within half an hour."""
    area = session.fetch(Area, area_id)
    if not any(area.path.startswith(reach.path) for reach in session.actor.own):
        raise Invalid(GONE)
    return new_code(session, "wall", rules.WALL_CODE_LIFE, area_id=area.id, account_id=session.actor.account_id)


@command("wall:write")
def end_wall(session: ScopedSession, id: int) -> None:
    """Take a wall down; it goes dark at its next look."""
    path = (
        select(LoginSession, Area.path)
        .join(Area, Area.id == LoginSession.area_id)
        .where(LoginSession.id == id, LoginSession.kind == SessionKind.WALL, LoginSession.ended_at.is_(None))
    )
    row = session.execute(path).first()
    if row is None or not any(row[1].startswith(reach.path) for reach in session.actor.own):
        raise Invalid(GONE)
    row[0].ended_at, row[0].reason = clock.now(), "revoked"


def open_wall(session: Session, code: str, address: str) -> str:
    """A wall's own session: it sees what a wall may see of the area, for seven days, and nobody sits at it."""
    spent = use_code(session, "wall", code)
    now = clock.now()
    token = secrets.token_urlsafe(32)
    session.add(
        LoginSession(
            sid=sid_of(token), area_id=spent.area_id, kind=SessionKind.WALL, started_at=now, last_seen_at=now,
            expires_at=now + WALL_LIFE, address=address,
        )
    )  # fmt: skip
    _log(session, "open_wall", "wall", address)
    return token


def _log(
    session: Session, action: str, who: str, address: str | None, *, ok: bool = True, object_id: int | None = None,
    fields: Sequence[str] = (),
) -> None:  # fmt: skip
    kind = "account" if object_id is not None else None
    session.flush()
    audit.append(session.connection(), audit.Entry(action, ok, kind, object_id, fields), who=who, address=address)

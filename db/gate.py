"""The only doors to the data: ask() runs a query, do() a command, system() the few jobs without an actor."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from db import audit, clock
from db.access import Actor, Command, Query, Reach, Role, Scope
from db.errors import N_, NOT_ALLOWED, SIGNED_OUT, SPENT, STALE, AppError, Invalid, Refused, SignedOut, Spent, Stale
from db.models import Account, AccountArea, Area, CommandLog, LoginSession, RowChange, Unit
from db.rules.area import Level
from db.rules.session import SessionKind, is_open
from db.session import ScopedSession, engine
from db.trail import Trail

P = ParamSpec("P")
R = TypeVar("R")
SYSTEM = frozenset(
    {"sign_in", "sign_out", "set_up", "touch", "refusal", "logged_read", "wall", "health", "demo", "job"}
)
BUSY = N_("Another program is using the database. Nothing was changed; try again in a moment.")
DOUBLE = N_("This already exists; nothing was changed. Look for the existing record.")
# Roles that keep accounts or logs and work on no area of their own.
WITHOUT_AREA = (Role.SYSADMIN, Role.AUDITOR)


def load_actor(sid: str) -> Actor:
    """Read session, account and places afresh each time, so that a revoked right bites at once. Raises SignedOut."""
    with engine().connect() as connection:
        login = connection.execute(_LOGIN, {"asked": sid}).first()
        if login is None or not is_open(login.kind, login.last_seen_at, login.expires_at, login.ended_at, clock.now()):
            raise SignedOut(SIGNED_OUT)
        place: dict[str, Any] = {"session_id": login.id, "address": login.address}
        if login.kind is SessionKind.WALL:
            own, _, ancestors = _places(connection, [login.wall_area_id])
            return Actor(None, f"wall-{login.id}", "", Role.WALL, own, own, ancestors, **place)
        if login.username is None or login.disabled_at is not None:
            raise SignedOut(SIGNED_OUT)
        own, street, ancestors = _reaches(connection, login)
        return Actor(
            login.account_id,
            login.username,
            login.display_name,
            login.role,
            own,
            street,
            ancestors,
            unit_id=login.unit_id if login.role is Role.UNIT_LIAISON else None,
            language=login.language,
            must_change=login.must_change,
            last_sign_in=_local(login.previous_sign_in_at),
            **place,
        )


_S, _A, _AREA, _AT = LoginSession.__table__.c, Account.__table__.c, Area.__table__.c, AccountArea.__table__.c
_LOGIN = (
    select(_S.id, _S.kind, _S.account_id, _S.last_seen_at, _S.expires_at, _S.ended_at, _S.address)
    .add_columns(_S.previous_sign_in_at, _S.area_id.label("wall_area_id"))
    .add_columns(_A.username, _A.display_name, _A.role, _A.unit_id, _A.language, _A.must_change, _A.disabled_at)
    .select_from(LoginSession.__table__.outerjoin(Account.__table__, _A.id == _S.account_id))
    .where(_S.sid == bindparam("asked"))
)
Places = tuple[tuple[Reach, ...], tuple[Reach, ...], tuple[int, ...]]


def _reaches(connection: Connection, login: Any) -> Places:
    """Own branches, the streets around them, the areas above those; what they are depends on the role."""
    if login.role is Role.UNIT_LIAISON:
        unit = Unit.__table__.c
        at = connection.execute(select(unit.area_id).where(unit.id == login.unit_id)).scalar()
        return (), *_places(connection, [at])[1:]
    if login.role in WITHOUT_AREA:
        roots = connection.execute(select(_AREA.id, _AREA.path).where(_AREA.parent_id.is_(None)).order_by(_AREA.path))
        return (), tuple(Reach(id_, path) for id_, path in roots), ()
    ids = connection.execute(select(_AT.area_id).where(_AT.account_id == login.account_id).order_by(_AT.id))
    return _places(connection, list(ids.scalars()))


def _local(at: datetime | None) -> str | None:
    return at.astimezone(clock.ZONE).isoformat() if at else None


def _places(connection: Connection, ids: list[int | None]) -> Places:
    found = connection.execute(select(_AREA.id, _AREA.path).where(_AREA.id.in_(ids)).order_by(_AREA.path))
    own = tuple(Reach(id_, path) for id_, path in found)
    lines = {reach: [int(part) for part in reach.path.split("/") if part] for reach in own}
    streets = select(_AREA.id, _AREA.path).where(_AREA.level == Level.STREET)
    above = {id_ for line in lines.values() for id_ in line}
    paths: dict[int, str] = {row.id: row.path for row in connection.execute(streets.where(_AREA.id.in_(above)))}
    street: dict[int, Reach] = {}
    for reach, line in lines.items():
        top = next((id_ for id_ in line if id_ in paths), reach.area_id)
        street[top] = Reach(top, paths.get(top, reach.path))
    higher = {int(part) for reach in street.values() for part in reach.path.split("/")[:-2]}
    return own, tuple(street.values()), tuple(sorted(higher))


def ask(sid: str, query: Query[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Run a query inside the actor's scope and hand back detached data."""
    return ask_as(load_actor(sid), query, *args, **kwargs)


def ask_as(actor: Actor, query: Query[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """The same for an actor that load_actor gave a moment ago: the many questions of one run look him up once."""
    _permit(actor, query, *args)
    with ScopedSession(engine(), actor, query.scope) as session, _said_plainly():
        result = query.run(session, *args, **kwargs)
    if query.logged:
        with system("logged_read") as session:
            audit.append(session.connection(), audit.Entry(query.name), actor=actor)
    return result


def do(sid: str, command: Command[P, R], *args: P.args, nonce: str | None = None, **kwargs: P.kwargs) -> R:  # type: ignore[valid-type]  # why: PEP 612 has no keyword beside P.kwargs
    """Run a command inside the actor's scope as one transaction; a nonce that was spent before raises Spent."""
    actor = load_actor(sid)
    _permit(actor, command, *args)
    try:
        with ScopedSession(engine(), actor, writable=True) as session, _said_plainly(), session.begin():
            _spend(session, nonce, command.name)
            result = command.run(session, *args, **kwargs)
            session.flush()
            _seal(session, command.name)
            return result
    except Refused:
        _refuse(actor, command.name)
        raise


def touch(sid: str) -> None:
    """A person did something: his session lives on. Self-refreshing screens must not call this."""
    with system("touch") as session:
        login = session.scalar(select(LoginSession).where(LoginSession.sid == sid))
        if login is not None and (clock.now() - login.last_seen_at).total_seconds() > 60:
            login.last_seen_at = clock.now()


@contextmanager
def system(name: str) -> Iterator[Session]:
    """One transaction without an actor, for the listed jobs only."""
    if name not in SYSTEM:
        raise LookupError(name)
    with (
        Session(engine().execution_options(writes=True), expire_on_commit=False) as session,
        _said_plainly(),
        session.begin(),
    ):
        yield session


def _permit(actor: Actor, door: Query[..., Any] | Command[..., Any], *args: object) -> None:
    permission = door.permission.format(*args)
    if not actor.can(permission) or (actor.must_change and not permission.startswith("own:")):
        _refuse(actor, door.name)
        raise Refused(NOT_ALLOWED)


def _refuse(actor: Actor, action: str) -> None:
    with system("refusal") as session:
        audit.append(session.connection(), audit.Entry(action, ok=False), actor=actor)


def _spend(session: ScopedSession, nonce: str | None, command: str) -> None:
    if nonce is None:
        return
    row = {"nonce": nonce, "at": clock.now(), "account_id": session.actor.account_id, "command": command}
    try:
        session.own_connection().execute(insert(CommandLog), row)
    except IntegrityError:
        raise Spent(SPENT) from None


def _seal(session: ScopedSession, command: str) -> None:
    """The audit row of the command, and beside it what changed in each row."""
    write_trail(session.own_connection(), command, session.trail)


def write_trail(connection: Any, action: str, trail: Trail) -> None:
    table, id_ = trail.first or (None, None)
    seq = audit.append(connection, audit.Entry(action, True, table, id_, trail.fields), actor=trail.actor)
    if trail.changes:
        connection.execute(insert(RowChange), [{"audit_seq": seq, **change} for change in trail.changes])


@contextmanager
def _said_plainly() -> Iterator[None]:
    """What the database says, in words a reader can act on."""
    try:
        yield
    except AppError:
        raise
    except StaleDataError:
        raise Stale(STALE) from None
    except IntegrityError:
        raise Invalid(DOUBLE) from None
    except OperationalError as error:
        if "locked" in str(error).lower():
            raise Invalid(BUSY) from None
        raise


__all__ = ["Scope", "ask", "do", "load_actor", "system", "touch"]

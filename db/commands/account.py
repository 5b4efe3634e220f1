"""Changes to accounts. Passwords arrive here as hashes; what is a good password is decided before."""

from collections.abc import Sequence

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from db import audit, clock
from db.access import Role, command
from db.commands.session import end_sessions_of, new_code, sid_of, use_code
from db.errors import GONE, N_, NOT_ALLOWED, Invalid, Refused
from db.models import Account, AccountArea, Area, OneTimeCode, Street, Unit
from db.reach import inside, manageable, place_reaches
from db.rules import account as rules
from db.rules import area as area_rules
from db.rules.area import Level
from db.rules.label import tidy
from db.session import ScopedSession

LANGUAGES = ("zh_CN", "en")
SET_UP = "set-up"
TAKEN = N_("The username “{username}” is taken.")
NOT_YOURSELF = N_("Not your own account: ask another administrator.")
SET_UP_OVER = N_("This desk has been set up already. Sign in.")


@command("account:write")
def add_account(
    session: ScopedSession,
    *,
    username: str,
    display_name: str,
    role: Role,
    area_ids: Sequence[int],
    unit_id: int | None,
    hashed: str,
) -> int:
    """A new account with a temporary password that must be changed at the first sign-in."""
    username, display_name = rules.username(username), rules.display_name(display_name)
    if session.scalar(select(Account.id).where(Account.username == username)) is not None:
        raise Invalid(TAKEN, username=username)
    account = Account(username=username, display_name=display_name, password_hash=hashed, must_change=True, role=role)
    _give(session, role)
    account.unit_id = _unit(session, role, unit_id)
    areas = _areas(session, role, area_ids)
    session.add(account)
    session.flush()
    session.add_all(AccountArea(account_id=account.id, area_id=area) for area in areas)
    return account.id


@command("account:write")
def change_account(
    session: ScopedSession,
    id: int,
    version: int,
    *,
    display_name: str,
    role: Role,
    area_ids: Sequence[int],
    unit_id: int | None,
) -> None:
    """Another name, role or place. Whoever is signed in works on with the new rights at the next click."""
    account = _fetch(session, id, version)
    account.display_name = rules.display_name(display_name)
    if account.id == session.actor.account_id and role is not account.role:
        raise Invalid(NOT_YOURSELF)
    if role is not account.role:
        _give(session, role)
        account.role = role
    account.unit_id = _unit(session, role, unit_id)
    wanted = set(_areas(session, role, area_ids))
    held = {
        row.area_id: row for row in session.scalars(select(AccountArea).where(AccountArea.account_id == account.id))
    }
    if account.id == session.actor.account_id and wanted != set(held):
        raise Invalid(NOT_YOURSELF)
    for area_id in set(held) - wanted:
        session.delete(held[area_id])
    session.add_all(AccountArea(account_id=account.id, area_id=area_id) for area_id in sorted(wanted - set(held)))


@command("account:write")
def disable_account(session: ScopedSession, id: int) -> None:
    """Shut an account out; open tabs end at their next click."""
    account = _fetch_other(session, id)
    if account.disabled_at is None:
        account.disabled_at = clock.now()
    end_sessions_of(session, account.id, "disabled")


@command("account:write")
def enable_account(session: ScopedSession, id: int) -> None:
    _fetch_other(session, id).disabled_at = None


@command("account:write")
def reset_password(session: ScopedSession, id: int, hashed: str) -> None:
    """A temporary password, to be changed at once; every session of the account ends."""
    account = _fetch_other(session, id)
    account.password_hash, account.must_change = hashed, True
    end_sessions_of(session, account.id, "reset")


@command("account:write")
def end_sessions(session: ScopedSession, id: int) -> int:
    """Sign an account out everywhere."""
    return end_sessions_of(session, _fetch_other(session, id).id, "revoked")


@command("own:write")
def set_language(session: ScopedSession, language: str) -> None:
    account = None if session.actor.account_id is None else session.get(Account, session.actor.account_id)
    if account is None or language not in LANGUAGES:
        raise Refused(NOT_ALLOWED)
    account.language = language


def _fetch(session: ScopedSession, id: int, version: int | None = None) -> Account:
    """The account if the actor may manage it; a foreign one is told in the words of a missing one."""
    if session.scalar(manageable(select(Account.id), session.actor).where(Account.id == id)) is None:
        raise Invalid(GONE)
    return session.fetch(Account, id, version)


def _fetch_other(session: ScopedSession, id: int) -> Account:
    account = _fetch(session, id)
    if account.id == session.actor.account_id:
        raise Invalid(NOT_YOURSELF)
    return account


def _give(session: ScopedSession, role: Role) -> None:
    if not rules.may_give(session.actor.role, role):
        raise Refused(NOT_ALLOWED)


def _areas(session: ScopedSession, role: Role, area_ids: Sequence[int]) -> list[int]:
    """The asked areas, when they are the giver's to give and fit the role."""
    if not rules.LEVELS[role]:
        return []
    asked = sorted(set(area_ids))
    within = inside(place_reaches(session.actor))
    open_ = or_(Area.valid_to.is_(None), Area.valid_to >= session.today)
    found = list(session.execute(select(Area.id, Area.level).where(Area.id.in_(asked), within, open_)))
    if len(found) < len(asked):
        raise Invalid(GONE)
    if not found:
        rules.check_home(role, None, has_unit=False)
    for _, level in found:
        rules.check_home(role, level, has_unit=False)
    if len(found) > 1 and role is not Role.GRID_WORKER:
        raise Invalid(N_("Only a grid worker may have several areas."))
    return [id_ for id_, _ in found]


def _unit(session: ScopedSession, role: Role, unit_id: int | None) -> int | None:
    if role is not Role.UNIT_LIAISON:
        return None
    rules.check_home(role, None, has_unit=unit_id is not None)
    path = select(Area.path).join(Unit, Unit.area_id == Area.id).where(Unit.id == unit_id)
    found = session.scalar(path)
    if found is None or not any(found.startswith(reach.path) for reach in place_reaches(session.actor)):
        raise Invalid(GONE)
    return unit_id


# The first administrator, made by the set-up page or at the console: there is no actor yet.


def new_set_up_code(session: Session) -> str | None:
    """A code for the set-up page, or None when there is somebody who can sign in."""
    return None if _has_accounts(session) else new_code(session, SET_UP, rules.CODE_LIFE)


def spend_set_up_code(session: Session, code: str) -> None:
    use_code(session, SET_UP, code)


def make_first_admin(
    session: Session,
    *,
    street: str,
    street_code: str | None,
    display_name: str,
    username: str,
    hashed: str,
    address: str | None = None,
) -> int:
    """The root of the area tree and its administrator; only once in the life of a desk."""
    now = clock.now()
    if _has_accounts(session):
        raise Invalid(SET_UP_OVER)
    name, code = tidy(street), tidy(street_code or "") or None
    if not 2 <= len(name) <= 60 or not name.isprintable():
        raise Invalid(N_("The name of the street has 2 to 60 characters."))
    area_rules.check_code(Level.STREET, code, None)
    _only_once(session)
    root = Street(name=name, code=code, valid_from=clock.today(), sort=0, custom={}, created_at=now, updated_at=now)
    account = Account(
        username=rules.username(username), display_name=rules.display_name(display_name), password_hash=hashed,
        role=Role.STREET_ADMIN, created_at=now, updated_at=now,
    )  # fmt: skip
    session.add_all([root, account])
    session.flush()
    session.add(AccountArea(account_id=account.id, area_id=root.id))
    session.execute(
        update(OneTimeCode).where(OneTimeCode.purpose == SET_UP, OneTimeCode.used_at.is_(None)).values(used_at=now)
    )
    session.flush()
    entry = audit.Entry("make_first_admin", True, "account", account.id, ("account.username", "area.name"))
    audit.append(session.connection(), entry, who=account.username, address=address)
    return account.id


def _has_accounts(session: Session) -> bool:
    return session.scalar(select(Account.id).limit(1)) is not None


def _only_once(session: Session) -> None:
    """Two people sending the set-up page at the same moment must not both succeed: a unique row stands for the deed."""
    now = clock.now()
    session.add(
        OneTimeCode(purpose="first-admin", code_hash=sid_of("first administrator"), expires_at=now, used_at=now)
    )
    try:
        session.flush()
    except IntegrityError:
        raise Invalid(SET_UP_OVER) from None

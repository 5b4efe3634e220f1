"""Who may do what: actors, roles, grants, and the permission every query and command declares."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)


class Role(StrEnum):
    SYSADMIN = "sysadmin"
    STREET_ADMIN = "street_admin"
    STREET_STAFF = "street_staff"
    COMMUNITY_SECRETARY = "community_secretary"
    COMMUNITY_STAFF = "community_staff"
    GRID_WORKER = "grid_worker"
    UNIT_LIAISON = "unit_liaison"
    LEADER = "leader"
    AUDITOR = "auditor"
    WALL = "wall"  # the read-only screen on a wall; never given to a person


COMMUNITY = (
    "home:read", "area:read", "map:read", "totals:read", "grid:*", "worker:*", "unit:*", "member:*", "registration:*",
    "activity:*", "need:*", "agreement:*", "fulfilment:*", "export:*",
)  # fmt: skip
STREET = (*COMMUNITY, "cockpit:read")
GRANTS: dict[Role, tuple[str, ...]] = {
    Role.SYSADMIN: ("account:*", "code:*", "field:*", "area:read"),
    Role.STREET_ADMIN: (*STREET, "area:*", "community:*", "account:*", "code:*", "field:*", "wall:*", "set_up:*"),
    Role.STREET_STAFF: STREET,
    Role.COMMUNITY_SECRETARY: COMMUNITY,
    Role.COMMUNITY_STAFF: COMMUNITY,
    Role.GRID_WORKER: ("area:read", "map:read", "totals:read", "grid:read", "need:*", "unit:read"),
    Role.UNIT_LIAISON: ("agreement:read", "fulfilment:*", "member:read", "need:read", "unit:read", "area:read"),
    Role.LEADER: (
        "cockpit:read",
        "area:read",
        "map:read",
        "totals:read",
        "agreement:read",
        "activity:read",
        "unit:read",
    ),
    Role.AUDITOR: ("audit:read",),
    Role.WALL: ("cockpit:read", "area:read", "totals:read"),
}
# What anybody who is signed in may do with his own account.
OWN = ("own:*",)


class Scope(StrEnum):
    """How far a query looks: rows of one's own area, aggregates of the street, or whitelisted columns of the street."""

    ROWS = "rows"
    TOTALS = "totals"
    STREET = "street"


@dataclass(frozen=True)
class Reach:
    """One branch of the area tree: the half-open range of materialised paths [low, high)."""

    area_id: int
    path: str

    @property
    def high(self) -> str:
        return self.path[:-1] + "0"  # "0" is the character after "/"


@dataclass(frozen=True)
class Actor:
    """A signed-in person or wall: the role says what, the reaches say where."""

    account_id: int | None
    username: str
    name: str
    role: Role
    own: tuple[Reach, ...]
    street: tuple[Reach, ...]
    ancestors: tuple[int, ...]
    unit_id: int | None = None
    language: str = "zh_CN"
    must_change: bool = False
    session_id: int | None = None
    address: str | None = None
    last_sign_in: str | None = None

    def can(self, permission: str) -> bool:
        return any(fnmatchcase(permission, grant) for grant in (*GRANTS[self.role], *OWN))

    @property
    def sees_persons(self) -> bool:
        return self.role not in (Role.LEADER, Role.WALL)

    @property
    def is_wall(self) -> bool:
        return self.role is Role.WALL

    @property
    def home(self) -> Reach | None:
        return self.own[0] if self.own else None


@dataclass(frozen=True)
class Query(Generic[P, R_co]):
    """A read, and the permission it demands. The permission may name the first argument: "{0.name}:read"."""

    permission: str
    run: Callable[Concatenate[Any, P], R_co]
    scope: Scope = Scope.ROWS
    logged: bool = False

    @property
    def name(self) -> str:
        return self.run.__name__


@dataclass(frozen=True)
class Command(Generic[P, R_co]):
    """A change, and the permission it demands."""

    permission: str
    run: Callable[Concatenate[Any, P], R_co]

    @property
    def name(self) -> str:
        return self.run.__name__


REGISTRY: list[Query[..., Any] | Command[..., Any]] = []


def query(
    permission: str, scope: Scope = Scope.ROWS, *, logged: bool = False
) -> Callable[[Callable[Concatenate[Any, P], R]], Query[P, R]]:
    def wrap(run: Callable[Concatenate[Any, P], R]) -> Query[P, R]:
        made = Query(permission, run, scope, logged)
        REGISTRY.append(made)
        return made

    return wrap


def command(permission: str) -> Callable[[Callable[Concatenate[Any, P], R]], Command[P, R]]:
    def wrap(run: Callable[Concatenate[Any, P], R]) -> Command[P, R]:
        made = Command(permission, run)
        REGISTRY.append(made)
        return made

    return wrap

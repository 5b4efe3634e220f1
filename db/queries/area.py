"""Read models of the area tree."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from db.access import query
from db.models import Area
from db.rules.area import ORDER, Level
from db.session import ScopedSession


@dataclass(frozen=True)
class AreaRef:
    """An area as pages carry it about; line are the ids from the top of the tree down to itself."""

    id: int
    name: str
    level: Level
    path: str
    code: str | None = None
    short: str | None = None
    parent_id: int | None = None

    @property
    def line(self) -> list[int]:
        return [int(part) for part in self.path.split("/") if part]

    @property
    def high(self) -> str:
        """The end of the half-open range of paths of this branch."""
        return self.path[:-1] + "0"

    @property
    def label(self) -> str:
        return self.short or self.name


def ref(row: Any) -> AreaRef:
    return AreaRef(row.id, row.name, row.level, row.path, row.code, row.short_name, row.parent_id)


REF = (Area.id, Area.name, Area.level, Area.path, Area.code, Area.short_name, Area.parent_id)


@query("area:read")
def area_ref(session: ScopedSession, asked: str | int | None = None) -> AreaRef | None:
    """The asked area if the actor may see it, else his own, else the first street he may see."""
    if asked is not None and str(asked).isascii() and str(asked).isdigit() and len(str(asked)) < 10:
        row = session.execute(select(*REF).where(Area.id == int(asked))).first()
        if row is not None:
            return ref(row)
    home = session.actor.home or (session.actor.street[0] if session.actor.street else None)
    if home is None:
        return None
    row = session.execute(select(*REF).where(Area.id == home.area_id)).first()
    return ref(row) if row is not None else None


@query("area:read")
def area_line(session: ScopedSession, area_id: int) -> list[AreaRef]:
    """The breadcrumb: from the highest area the actor may see down to this one."""
    path = session.scalar(select(Area.path).where(Area.id == area_id))
    ids = [int(part) for part in (path or "").split("/") if part]
    rows = session.execute(select(*REF).where(Area.id.in_(ids)).order_by(Area.path))
    return [ref(row) for row in rows]


@query("area:read")
def areas_below(session: ScopedSession, root_id: int, level: Level, *, closed: bool = False) -> list[AreaRef]:
    """All areas of a level in a branch, in code order; closed ones only when asked for."""
    path = session.scalar(select(Area.path).where(Area.id == root_id))
    if path is None:
        return []
    statement = select(*REF).where(Area.level == level, Area.path >= path, Area.path < path[:-1] + "0")
    if not closed:
        statement = statement.where((Area.valid_to.is_(None)) | (Area.valid_to >= session.today))
    return [ref(row) for row in session.execute(statement.order_by(Area.code, Area.sort, Area.id))]


@query("area:read")
def own_areas(session: ScopedSession, *levels: Level) -> list[AreaRef]:
    """The open areas in which the actor works (his to write), top down; all levels when none is named."""
    made: list[AreaRef] = []
    for reach in session.actor.own:
        statement = (
            select(*REF)
            .where(Area.path >= reach.path, Area.path < reach.high, Area.level.in_(levels or ORDER))
            .where((Area.valid_to.is_(None)) | (Area.valid_to >= session.today))
        )
        made += [ref(row) for row in session.execute(statement)]
    order = {level: i for i, level in enumerate(ORDER)}
    return (
        sorted(made, key=lambda a: (order[a.level], a.code or "", a.id))
        if len(levels) != 1
        else sorted(made, key=lambda a: (a.code or "", a.id))
    )

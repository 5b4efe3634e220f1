"""Households, residents and groups of areas, as they hold today."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from db.access import Scope, query
from db.models import Area, AreaFigure
from db.queries.service import branch, levelled
from db.rules.area import Level
from db.session import ScopedSession


@dataclass(frozen=True)
class Figures:
    """valid_from is the date of the figure, the latest of them for a sum."""

    households: int = 0
    residents: int = 0
    groups: int = 0
    valid_from: date | None = None

    def __add__(self, other: "Figures") -> "Figures":
        days = [day for day in (self.valid_from, other.valid_from) if day]
        return Figures(
            self.households + other.households,
            self.residents + other.residents,
            self.groups + other.groups,
            max(days, default=None),
        )


def _latest(session: ScopedSession, root_id: int) -> dict[int, Figures]:
    rows = session.execute(
        select(
            AreaFigure.area_id, AreaFigure.households, AreaFigure.residents, AreaFigure.groups, AreaFigure.valid_from
        )
        .where(
            AreaFigure.area_id.in_(select(Area.id).where(branch(session, root_id))),
            AreaFigure.valid_from <= session.today,
        )
        .order_by(AreaFigure.area_id, AreaFigure.valid_from)
    )
    return {row.area_id: Figures(row.households, row.residents, row.groups, row.valid_from) for row in rows}


def _open_children(session: ScopedSession, root_id: int) -> dict[int, list[int]]:
    children: dict[int, list[int]] = {}
    for id_, parent in session.execute(
        select(Area.id, Area.parent_id).where(
            branch(session, root_id), (Area.valid_to.is_(None)) | (Area.valid_to >= session.today)
        )
    ):
        if parent is not None:
            children.setdefault(parent, []).append(id_)
    return children


def _of(area_id: int, known: dict[int, Figures], children: dict[int, list[int]]) -> Figures:
    """An area's own figure, else the sum of the areas directly below it."""
    if area_id in known:
        return known[area_id]
    total = Figures()
    for child in children.get(area_id, ()):
        total += _of(child, known, children)
    return total


@query("totals:read", Scope.TOTALS)
def figures(session: ScopedSession, area_id: int) -> Figures:
    return _of(area_id, _latest(session, area_id), _open_children(session, area_id))


@query("totals:read", Scope.TOTALS)
def figures_by_area(session: ScopedSession, root_id: int, level: Level) -> dict[int, Figures]:
    """The figures of every open area of a level in a branch."""
    known, children = _latest(session, root_id), _open_children(session, root_id)
    shown = levelled(session, root_id, level)
    return {area.id: _of(area.id, known, children) for area in shown.areas}

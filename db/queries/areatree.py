"""The area tree as one table, with the figures that hold today, and the facts one area's panel shows."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from sqlalchemy import select

from db.access import query
from db.errors import GONE, Invalid
from db.models import Area, AreaFigure
from db.queries.service import branch
from db.rules.area import Level
from db.session import ScopedSession

COLUMNS = ["id", "depth", "name", "level", "code", "households", "residents", "groups", "figure_from", "valid_to"]


@query("area:read")
def area_tree(session: ScopedSession, root_id: int, *, closed: bool = False) -> pd.DataFrame:
    """One row per area of a branch, parents before children, in code order; figures are an area's own, or empty."""
    rows = session.execute(
        select(Area.id, Area.parent_id, Area.name, Area.level, Area.code, Area.sort, Area.valid_to)
        .where(branch(session, root_id))
        .order_by(Area.code, Area.sort, Area.id)
    ).all()
    latest = {
        row.area_id: row
        for row in session.execute(
            select(
                AreaFigure.area_id,
                AreaFigure.valid_from,
                AreaFigure.households,
                AreaFigure.residents,
                AreaFigure.groups,
            )
            .where(AreaFigure.area_id.in_([row.id for row in rows]), AreaFigure.valid_from <= session.today)
            .order_by(AreaFigure.valid_from)
        )
    }
    children: dict[int | None, list[int]] = {}
    by_id = {row.id: row for row in rows}
    for row in rows:
        if closed or row.valid_to is None or row.valid_to >= session.today:
            children.setdefault(row.parent_id, []).append(row.id)
    made: list[tuple[object, ...]] = []

    def walk(id_: int, depth: int) -> None:
        row, figure = by_id[id_], latest.get(id_)
        amounts = (
            (figure.households, figure.residents, figure.groups, figure.valid_from)
            if figure
            else (None, None, None, None)
        )
        made.append((row.id, depth, row.name, row.level, row.code, *amounts, row.valid_to))
        for child in children.get(id_, ()):
            walk(child, depth + 1)

    if root_id in by_id:
        walk(root_id, 0)
    return pd.DataFrame(made, columns=COLUMNS)


@dataclass(frozen=True)
class AreaDetail:
    """One area as its form needs it; figures are (valid_from, households, residents, groups), newest first."""

    id: int
    version: int
    level: Level
    name: str
    short_name: str | None
    code: str | None
    party_form: str | None
    valid_from: date
    valid_to: date | None
    figures: list[tuple[date, int, int, int]]


@query("area:read")
def area_detail(session: ScopedSession, id: int) -> AreaDetail:
    columns = (
        Area.id,
        Area.row_version,
        Area.level,
        Area.name,
        Area.short_name,
        Area.code,
        Area.party_form,
        Area.valid_from,
        Area.valid_to,
    )
    row = session.execute(select(*columns).where(Area.id == id)).first()
    if row is None:
        raise Invalid(GONE)
    figures = session.execute(
        select(AreaFigure.valid_from, AreaFigure.households, AreaFigure.residents, AreaFigure.groups)
        .where(AreaFigure.area_id == id)
        .order_by(AreaFigure.valid_from.desc())
        .limit(20)
    )
    return AreaDetail(*row, figures=[(f.valid_from, f.households, f.residents, f.groups) for f in figures])

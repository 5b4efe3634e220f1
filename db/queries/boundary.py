"""The outlines of areas, and the version that lets a browser keep them."""

import hashlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select

from db.access import query
from db.models import Area, AreaBoundary
from db.rules.area import Level
from db.session import ScopedSession

LIMIT = 10_000


@dataclass(frozen=True)
class Outlines:
    """Which areas can be drawn, and the version to ask their outlines by."""

    version: str
    areas: dict[int, str]  # id -> short name
    sources: frozenset[str]


@query("area:read")
def boundary_version(session: ScopedSession) -> str:
    """Changes whenever an outline, or the name or code on it, does."""
    current = AreaBoundary.is_current.is_(True)
    found = session.execute(
        select(
            select(func.count(AreaBoundary.id)).where(current).scalar_subquery(),
            select(func.max(AreaBoundary.updated_at)).where(current).scalar_subquery(),
            select(func.count(Area.id)).scalar_subquery(),
            select(func.max(Area.updated_at)).scalar_subquery(),
        )
    ).one()
    # Areas close at midnight without anybody writing a row.
    seen = "|".join(str(part) for part in (*found, session.today))
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


@query("area:read")
def boundary_shapes(session: ScopedSession, level: Level, root_id: int) -> list[dict[str, Any]]:
    """Every open area of a level under the root (or the root itself) that has an outline, in the order of codes."""
    path = session.scalar(select(Area.path).where(Area.id == root_id))
    if path is None:
        return []
    rows = session.execute(
        select(Area.id, Area.code, Area.name, Area.short_name, Area.parent_id, AreaBoundary.geometry)
        .join(AreaBoundary, AreaBoundary.area_id == Area.id)
        .where(
            Area.level == level,
            Area.path >= path,
            Area.path < path[:-1] + "0",
            AreaBoundary.is_current.is_(True),
            or_(Area.valid_to.is_(None), Area.valid_to >= session.today),
        )
        .order_by(Area.code, Area.id)
        .limit(LIMIT)
    )
    return [
        {"id": id_, "code": code, "name": name, "short_name": short, "parent": parent, "geojson": geometry}
        for id_, code, name, short, parent, geometry in rows
    ]


@query("area:read")
def outlines(session: ScopedSession, level: Level, root_id: int) -> Outlines:
    """The open areas of a level under the root that have an outline."""
    path = session.scalar(select(Area.path).where(Area.id == root_id)) or "-"
    rows = session.execute(
        select(Area.id, Area.short_name, Area.name, AreaBoundary.source)
        .join(AreaBoundary, AreaBoundary.area_id == Area.id)
        .where(
            Area.level == level,
            Area.path >= path,
            Area.path < path[:-1] + "0",
            AreaBoundary.is_current.is_(True),
            or_(Area.valid_to.is_(None), Area.valid_to >= session.today),
        )
        .limit(LIMIT)
    ).all()
    areas = {row.id: row.short_name or row.name for row in rows}
    return Outlines(boundary_version.run(session), areas, frozenset(row.source for row in rows))

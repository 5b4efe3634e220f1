"""How far a new desk has come in its set-up."""

from dataclasses import dataclass

from sqlalchemy import func, select

from db.access import query
from db.models import Activity, Area, Member, Unit
from db.rules.area import Level
from db.session import ScopedSession


@dataclass(frozen=True)
class Progress:
    """What there is already, each counted in the actor's own area."""

    communities: int
    grids: int
    units: int
    members: int
    activities: int


@query("set_up:read")
def set_up_progress(session: ScopedSession) -> Progress:
    areas = select(Area.level, func.count()).where(Area.valid_to.is_(None)).group_by(Area.level)
    levels = {row[0]: int(row[1]) for row in session.execute(areas)}
    units, members, activities = (
        session.scalar(select(func.count()).select_from(model)) or 0 for model in (Unit, Member, Activity)
    )
    return Progress(levels.get(Level.COMMUNITY, 0), levels.get(Level.GRID, 0), units, members, activities)

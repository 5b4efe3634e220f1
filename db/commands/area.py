"""Changes to the area tree. Closing and moving never rewrite history: old rows keep the old area."""

from datetime import date, timedelta

from sqlalchemy import select

from db.access import command
from db.errors import N_, Invalid
from db.models import Area, AreaBoundary, AreaFigure, City, Community, District, Grid, GridAssignment, Street
from db.rules.area import Level, check_code, check_place
from db.rules.label import fold, tidy
from db.session import ScopedSession

KINDS: dict[Level, type[Area]] = {
    Level.CITY: City,
    Level.DISTRICT: District,
    Level.STREET: Street,
    Level.COMMUNITY: Community,
    Level.GRID: Grid,
}


@command("area:write")
def add_area(
    session: ScopedSession,
    level: Level,
    parent_id: int,
    name: str,
    code: str | None = None,
    short_name: str | None = None,
    *,
    valid_from: date | None = None,
) -> int:
    """A new area under one of the actor's own; returns its id."""
    parent = session.fetch(Area, parent_id)
    check_place(level, parent.level)
    area = KINDS[level](parent_id=parent_id, valid_from=valid_from or session.today, sort=0)
    _name(session, area, parent, name, code, short_name)
    session.add(area)
    session.flush()
    return area.id


@command("area:write")
def edit_area(
    session: ScopedSession,
    id: int,
    version: int,
    name: str,
    code: str | None,
    short_name: str | None,
    party_form: str | None,
) -> None:
    area = session.fetch(Area, id, version)
    parent = session.scalar(select(Area).where(Area.id == area.parent_id)) if area.parent_id else None
    _name(session, area, parent, name, code, short_name)
    area.party_form = party_form or None


def _name(
    session: ScopedSession, area: Area, parent: Area | None, name: str, code: str | None, short: str | None
) -> None:
    name, code, short = tidy(name), tidy(code or "") or None, tidy(short or "") or None
    if not 1 <= len(name) <= 60:
        raise Invalid(N_("A name has 1 to 60 characters."))
    check_code(area.level, code, parent.code if parent else None)
    if parent is not None:
        twins = select(Area.id).where(Area.parent_id == parent.id, Area.name_key == fold(name), Area.valid_to.is_(None))
        if any(twin != area.id for twin in session.scalars(twins)):
            raise Invalid(N_("“{parent_name}” already has an area named “{name}”."), parent_name=parent.name, name=name)
    if code and any(
        other != area.id for other in session.scalars(select(Area.id).where(Area.code == code, Area.valid_to.is_(None)))
    ):
        raise Invalid(N_("The code {code} is in use already."), code=code)
    area.name, area.code, area.short_name = name, code, short


@command("area:write")
def close_area(session: ScopedSession, id: int, version: int, last_day: date) -> None:
    """The area exists up to and including `last_day`; what was recorded in it stays where it is."""
    area = session.fetch(Area, id, version)
    _check_last_day(session, area, last_day)
    if session.scalar(select(Area.id).where(Area.parent_id == area.id, Area.valid_to.is_(None)).limit(1)):
        raise Invalid(N_("Close or move the areas below “{name}” first."), name=area.name)
    _end(session, area, last_day)


def _check_last_day(session: ScopedSession, area: Area, last_day: date) -> None:
    if area.valid_to is not None:
        raise Invalid(N_("“{name}” is closed already."), name=area.name)
    if not area.valid_from <= last_day <= session.today:
        raise Invalid(N_("The last day lies between {first} and today."), first=area.valid_from)


def _end(session: ScopedSession, area: Area, last_day: date) -> list[GridAssignment]:
    area.valid_to = last_day
    ended = list(
        session.scalars(
            select(GridAssignment).where(GridAssignment.area_id == area.id, GridAssignment.to_date.is_(None))
        )
    )
    for assignment in ended:
        assignment.to_date = last_day
    return ended


@command("area:write")
def move_grid(
    session: ScopedSession, id: int, version: int, community_id: int, from_day: date, code: str | None = None
) -> int:
    """A grid goes to another community from a day on; its successor carries name, people and outline."""
    old, community = session.fetch(Grid, id, version), session.fetch(Community, community_id)
    if old.parent_id == community_id:
        raise Invalid(N_("The grid is in this community already."))
    _check_last_day(session, old, from_day - timedelta(days=1))
    made = Grid(parent_id=community_id, valid_from=from_day, sort=old.sort, succeeds_id=old.id, custom=dict(old.custom))
    made.kind, made.dedicated_place, made.party_form, made.boundary_text = (
        old.kind,
        old.dedicated_place,
        old.party_form,
        old.boundary_text,
    )
    _name(session, made, community, old.name, code, old.short_name)
    ended = _end(session, old, from_day - timedelta(days=1))
    session.add(made)
    session.flush()
    session.add_all(
        GridAssignment(area_id=made.id, worker_id=a.worker_id, role=a.role, from_date=from_day) for a in ended
    )
    figure = session.scalar(
        select(AreaFigure).where(AreaFigure.area_id == old.id).order_by(AreaFigure.valid_from.desc()).limit(1)
    )
    if figure is not None:
        values = {"households": figure.households, "residents": figure.residents, "groups": figure.groups}
        session.add(AreaFigure(area_id=made.id, valid_from=from_day, **values))
    outline = session.scalar(select(AreaBoundary).where(AreaBoundary.area_id == old.id, AreaBoundary.is_current))
    if outline is not None:
        outline.is_current = False
        session.add(
            AreaBoundary(area_id=made.id, version=1, geometry=outline.geometry, source=outline.source, is_current=True)
        )
    return made.id


@command("area:write")
def set_figure(
    session: ScopedSession, area_id: int, valid_from: date, households: int, residents: int, groups: int
) -> None:
    """Households, residents and groups of an area from a date on; figures before it stay."""
    area = session.fetch(Area, area_id)
    if valid_from > session.today:
        raise Invalid(N_("Figures hold from a day that has come; {day} lies in the future."), day=valid_from)
    if min(households, residents, groups) < 0 or max(households, residents) > 50_000_000 or groups > 100_000:
        raise Invalid(N_("Households, residents and groups are whole numbers from 0 up; look for a digit too many."))
    figure = session.scalar(
        select(AreaFigure).where(AreaFigure.area_id == area.id, AreaFigure.valid_from == valid_from)
    )
    if figure is None:
        figure = AreaFigure(area_id=area.id, valid_from=valid_from)
        session.add(figure)
    figure.households, figure.residents, figure.groups = households, residents, groups

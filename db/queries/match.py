"""Finding people by name over the whole street: name, unit and community, never phones or registrations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from db.access import Scope, query
from db.models import Area, Member, Unit
from db.reach import community_of
from db.rules.activity import check_people
from db.rules.area import Level
from db.rules.label import fold
from db.rules.match import Candidate, Match
from db.rules.member import MemberStatus
from db.session import ScopedSession


@query("member:match", Scope.STREET, logged=True)
def match_names(session: ScopedSession, names: Sequence[str], area_id: int | None = None) -> list[Match]:
    """Who bears each of the names, in the order given. Nobody outside the street, nobody whose data were erased."""
    keys = {fold(name): name for name in names if fold(name)}
    check_people(len(keys))
    community = community_of(session, area_id)
    rows = session.execute(
        select(
            Member.id,
            Member.name,
            Member.name_key,
            Member.unit_id,
            Member.area_id,
            Member.status,
            Unit.name.label("unit"),
        )
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .where(Member.name_key.in_(keys), Member.status != MemberStatus.ERASED)
        .order_by(Member.id)
    ).all()
    places = places_of(session, {row.area_id for row in rows})
    found: dict[str, list[Candidate]] = {key: [] for key in keys}
    for row in rows:
        place = places[row.area_id]
        found[row.name_key].append(
            Candidate(
                row.id,
                row.name,
                row.unit_id,
                row.unit or "",
                place.community,
                near=community is not None and place.community_id == community[0],
                left=row.status is MemberStatus.LEFT,
            )
        )
    return [
        Match(name, tuple(sorted(found[key], key=lambda one: (one.left, not one.near, one.unit, one.id))))
        for key, name in keys.items()
    ]


@dataclass(frozen=True)
class Place:
    """An area in words; the community is empty for the street and above, the grid for everything but a grid."""

    name: str
    level: Level
    community_id: int | None = None
    community: str = ""
    grid: str = ""


def places_of(session: ScopedSession, area_ids: Iterable[int]) -> dict[int, Place]:
    """The given areas, each with the community it lies in."""
    columns = (Area.id, Area.name, Area.short_name, Area.level, Area.parent_id)
    rows = session.execute(select(*columns).where(Area.id.in_(set(area_ids)))).all()
    parents = {row.parent_id for row in rows if row.level is Level.GRID}
    above = {row.id: row for row in session.execute(select(*columns).where(Area.id.in_(parents)))} if parents else {}
    made = {}
    for row in rows:
        community = (
            above.get(row.parent_id) if row.level is Level.GRID else row if row.level is Level.COMMUNITY else None
        )
        made[row.id] = Place(
            row.short_name or row.name,
            row.level,
            community.id if community else None,
            (community.short_name or community.name) if community else "",
            (row.short_name or row.name) if row.level is Level.GRID else "",
        )
    return made

"""Finding people by name over the whole street: name, unit and community, never phones or registrations."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from db.access import Scope, query
from db.models import Area, Member, Unit
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
    path = session.scalar(select(Area.path).where(Area.id == area_id)) or ""
    here, above = aliased(Area), aliased(Area)
    rows = session.execute(
        select(
            Member.id,
            Member.name,
            Member.name_key,
            Member.unit_id,
            Member.status,
            Unit.name.label("unit"),
            here.name.label("area"),
            here.level,
            here.path,
            above.name.label("above"),
        )
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .join(here, here.id == Member.area_id)
        .outerjoin(above, above.id == here.parent_id)
        .where(Member.name_key.in_(keys), Member.status != MemberStatus.ERASED)
        .order_by(Member.id)
    )
    community = _community(path)
    found: dict[str, list[Candidate]] = {key: [] for key in keys}
    for row in rows:
        found[row.name_key].append(
            Candidate(
                row.id,
                row.name,
                row.unit_id,
                row.unit or "",
                (row.above if row.level is Level.GRID else row.area) or "",
                near=bool(community) and row.path.startswith(community),
                left=row.status is MemberStatus.LEFT,
            )
        )
    return [
        Match(name, tuple(sorted(found[key], key=lambda one: (one.left, not one.near, one.unit, one.id))))
        for key, name in keys.items()
    ]


def _community(path: str) -> str:
    """City, district, street, community: the first four steps of a path; empty above a community."""
    steps = path.split("/")[:-1]
    return "/".join(steps[:4]) + "/" if len(steps) >= 4 else ""

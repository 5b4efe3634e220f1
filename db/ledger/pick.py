"""Areas and units a ledger row may point to: their names, and by which words they are found."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import or_, select

from db.access import query
from db.ledger.declare import Ledger
from db.ledger.shape import Shape
from db.models import Area, StreetWide, Unit
from db.models.base import in_reaches
from db.rules.area import Level, Standing
from db.session import ScopedSession

LEVELS = {
    "area": (Level.STREET, Level.COMMUNITY, Level.GRID),
    "community": (Level.COMMUNITY,),
    "street": (Level.STREET,),
}
ENDINGS = ("社区居民委员会", "社区居委会", "村民委员会", "居民委员会", "社区", "居委会", "村委会", "村")


@dataclass(frozen=True)
class Choice:
    """One thing that can be picked. `open_` and `mine`: new rows may use it; `seen`: a filter may offer it."""

    id: int
    label: str
    words: tuple[str, ...]
    open_: bool = True
    mine: bool = True
    seen: bool = True


@query("{0.name}:read")
def choices(session: ScopedSession, ledger: Ledger, shape: Shape) -> dict[str, list[Choice]]:
    """By kind of pick, in the order of codes or names."""
    made: dict[str, list[Choice]] = {}
    for kind in {column.col.picks for column in shape.columns if column.col.picks}:
        made[kind] = _units(session) if kind == "unit" else _areas(session, ledger, LEVELS[kind])
    return made


def _areas(session: ScopedSession, ledger: Ledger, levels: tuple[Level, ...]) -> list[Choice]:
    own = [reach.path for reach in session.actor.own]
    wide = issubclass(ledger.model, StreetWide)
    rows = session.execute(
        select(Area.id, Area.name, Area.short_name, Area.code, Area.level, Area.path, Area.valid_to, Area.parent_id)
        .where(in_reaches(Area.path, session.actor.street), Area.level.in_(LEVELS["area"]))  # type: ignore[arg-type]  # why: mypy sees the attribute, not the column
        .order_by(Area.code, Area.sort, Area.id)
    ).all()
    above = {row.id: row.short_name or row.name for row in rows}
    made = []
    for row in sorted(rows, key=lambda row: (LEVELS["area"].index(row.level), row.code or "", row.id)):
        if row.level not in levels:
            continue
        mine = any(row.path.startswith(path) for path in own)
        label = row.name
        words = [row.name, row.short_name, row.code]
        if row.level is Level.GRID and row.parent_id in above:
            label = f"{above[row.parent_id]} {row.name}"
            words.append(label)
        words += [row.name.removesuffix(ending) for ending in ENDINGS if row.name.endswith(ending)][:1]
        open_ = row.valid_to is None or row.valid_to >= session.today
        made.append(Choice(row.id, label, tuple(filter(None, words)), open_, mine, mine or wide))
    return made


def _units(session: ScopedSession) -> list[Choice]:
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.short_name, Unit.uscc, Unit.status).order_by(Unit.name_key, Unit.id)
    )
    return [
        Choice(r.id, r.name, tuple(filter(None, (r.name, r.short_name, r.uscc))), open_=r.status is Standing.ACTIVE)
        for r in rows
    ]


def names_of(session: ScopedSession, kind: str, ids: Iterable[int | None]) -> dict[int | None, str]:
    """The labels of the given ids."""
    wanted = sorted({id_ for id_ in ids if id_ is not None})
    if not wanted:
        return {}
    if kind == "unit":
        return {row.id: row.name for row in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))}
    columns = select(Area.id, Area.name, Area.short_name, Area.level, Area.parent_id)
    rows = session.execute(columns.where(Area.id.in_(wanted))).all()
    parents = {row.parent_id for row in rows if row.level is Level.GRID}
    above = (
        {row.id: row.short_name or row.name for row in session.execute(columns.where(Area.id.in_(parents)))}
        if parents
        else {}
    )
    return {
        row.id: f"{above[row.parent_id]} {row.name}" if row.parent_id in above and row.level is Level.GRID else row.name
        for row in rows
    }


def own_place(session: ScopedSession, area_id: int | None) -> bool:
    """Whether the actor works in this area."""
    reaches = session.actor.own
    if area_id is None or not reaches:
        return False
    return session.scalar(select(Area.id).where(Area.id == area_id, in_reaches(Area.path, reaches))) is not None  # type: ignore[arg-type]  # why: mypy sees the attribute, not the column


def open_areas(session: ScopedSession) -> set[int]:
    """Areas that exist today and may be seen; whether they are the actor's is checked at the flush."""
    return set(session.scalars(select(Area.id).where(or_(Area.valid_to.is_(None), Area.valid_to >= session.today))))

"""About two thousand invented Party members, and where the serving ones registered: crowded here, thin there."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from random import Random

from db.demo.names import Names, phones
from db.demo.town import AreaRow, Town
from db.demo.units import UnitRow
from db.demo.words import POSTS, SKILLS

# Members who are kept by their community, in all; the serving ones come from the units.
KEPT_BY_COMMUNITIES = 520
# How strongly each community draws registrations. The unevenness is planted on purpose.
PULL = {
    "新霞": 24.0,
    "中新": 20.0,
    "北关": 12.0,
    "东南": 11.0,
    "东关": 9.0,
    "西北": 8.0,
    "南洲": 7.0,
    "霞东": 4.5,
    "霞园": 3.0,
    "霞张": 0.9,
    "前型": 0.6,
}
# The same name at two units, so that telling people apart by their unit can be tried.
NAMESAKES = {
    "张伟": ("新霞税务", "螺州一中"),
    "林志辉": ("县交通局", "县中医院", "南洲中学"),
    "陈丽娟": ("仁济医院", "县农业局"),
}


@dataclass(frozen=True)
class MemberRow:
    id: int
    area_id: int
    community_id: int
    name: str
    unit_id: int | None
    kind: str
    phone: str | None
    skills: str | None
    compound: str | None
    status: str = "active"


@dataclass(frozen=True)
class RegistrationRow:
    member_id: int
    area_id: int
    registered_on: date
    basis: str
    receipt_no: str | None
    claimed_post: str | None
    status: str
    ended_on: date | None = None


def make_members(town: Town, units: tuple[UnitRow, ...]) -> tuple[MemberRow, ...]:
    rng, ids, numbers = Random("members"), count(1), phones(2)
    names = Names(rng)
    rows: list[MemberRow] = []

    def add(area: AreaRow, community_id: int, name: str, unit: UnitRow | None, kind: str) -> None:
        home = rng.choice(town.of_level("grid")) if unit else area
        rows.append(
            MemberRow(
                id=next(ids),
                area_id=area.id,
                community_id=community_id,
                name=name,
                unit_id=unit.id if unit else None,
                kind=kind,
                phone=next(numbers) if rng.random() < 0.95 else None,
                skills=rng.choice(SKILLS) if rng.random() < 0.3 else None,
                compound=home.place if rng.random() < 0.5 else None,
                status="left" if rng.random() < 0.012 else "active",
            )
        )

    for unit in units:
        community = next(area for area in town.areas if area.id == unit.community_id)
        given = [name for name, where in NAMESAKES.items() if unit.short_name in where]
        for n in range(max(1, round(unit.should_register * rng.uniform(0.82, 1.0)))):
            name = names.claim(given[n], unit.id) if n < len(given) else names.take(unit.id)
            kind = "new_org" if unit.kind in {"private", "sole_trader"} else "serving"
            add(community, community.id, name, unit, kind)
    grids = town.of_level("grid")
    for n in range(KEPT_BY_COMMUNITIES):
        grid = grids[n * 7 % len(grids)]
        kind = rng.choices(("retired", "resident", "mobile"), (6, 3, 1))[0]
        if grid.parent_id is not None:
            add(grid, grid.parent_id, names.take(grid.parent_id), None, kind)
    return tuple(rows)


def register_members(
    town: Town, units: tuple[UnitRow, ...], members: tuple[MemberRow, ...], today: date
) -> Iterator[RegistrationRow]:
    """Each unit has its own zeal; a first wave came by order two years ago, the rest trickles in."""
    rng, receipts = Random("registrations"), count(1)
    zeal = {unit.id: min(1.0, max(0.25, rng.gauss(0.78, 0.2))) for unit in units}
    pull = {town.community(short).id: weight for short, weight in PULL.items()}
    for member in members:
        if member.unit_id is None or member.status == "left" or rng.random() > zeal[member.unit_id]:
            continue
        at_work = rng.random() < 0.3 and pull[member.community_id] > 1
        chosen = member.community_id if at_work else rng.choices(list(pull), list(pull.values()))[0]
        since = today - timedelta(days=rng.randint(770, 960) if rng.random() < 0.7 else rng.randint(4, 770))
        basis = "workplace" if at_work else "residence"
        if (today - since).days > 400 and rng.random() < 0.05:  # moved house since
            first = rng.choice(list(pull))
            moved = since + timedelta(days=rng.randint(60, 300))
            if first != chosen:
                yield RegistrationRow(member.id, first, since, basis, None, rng.choice(POSTS), "transferred", moved)
                since = moved
        pending = (today - since).days < 20 and rng.random() < 0.4
        yield RegistrationRow(
            member_id=member.id,
            area_id=chosen,
            registered_on=since,
            basis=basis,
            receipt_no=None if pending else f"党员报{since.year}-{next(receipts):04d}",
            claimed_post=rng.choice(POSTS) if rng.random() < 0.6 else None,
            status="pending" if pending else "accepted",
        )

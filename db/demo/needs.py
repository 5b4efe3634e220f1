"""What the grids need. The quiet communities need as much as the busy ones: that gap is planted on purpose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from db.demo.town import Town
from db.demo.units import UnitRow
from db.demo.words import NEEDS, WISHES

COUNT = 120


@dataclass(frozen=True)
class NeedRow:
    id: int
    area_id: int
    community_id: int
    title: str
    category: str
    source: str
    raised_on: date
    status: str
    unit_id: int | None
    solved_on: date | None


def make_needs(town: Town, units: tuple[UnitRow, ...], today: date) -> Iterator[NeedRow]:
    rng = Random("needs")
    grids = town.of_level("grid")
    for number in range(1, COUNT + 1):
        grid = grids[(number * 23) % len(grids)]
        age = int(rng.triangular(1, 500, 60))
        source = rng.choices(("visit", "issue", "meeting", "hotline", "wish"), (5, 4, 3, 2, 2))[0]
        titles = WISHES if source == "wish" else NEEDS
        category = rng.choice(list(titles))
        status = _status(age, rng)
        raised_on = today - timedelta(days=age)
        solved_on = raised_on + timedelta(days=rng.randint(1, max(1, min(age, 75)))) if status == "solved" else None
        near = [unit for unit in units if unit.community_id == grid.parent_id]
        yield NeedRow(
            id=number,
            area_id=grid.id,
            community_id=grid.parent_id or 0,
            title=rng.choice(titles[category]).format(p=grid.place),
            category=category,
            source=source,
            raised_on=raised_on,
            status=status,
            unit_id=rng.choice(near).id if near and status not in {"open", "closed"} else None,
            solved_on=solved_on,
        )


def _status(age: int, rng: Random) -> str:
    """New needs are open, old ones mostly solved; some have lain for months."""
    if age < 15:
        return rng.choice(("open", "open", "matched"))
    if age < 90:
        return rng.choices(("open", "matched", "doing", "solved"), (3, 2, 2, 3))[0]
    return rng.choices(("open", "doing", "solved", "closed"), (2, 1, 8, 1))[0]

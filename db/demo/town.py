"""The town itself: the area tree with codes, figures and outlines, and the people who serve its grids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

import shapely
from shapely.geometry import Polygon

from db.demo.geometry import Seed, draw_town
from db.demo.names import Names, phones
from db.demo.words import PLACES

HOUSEHOLDS, RESIDENTS, GROUPS = 31_653, 95_436, 155
STREET_CODE = "990101101000"
LAST_YEARS = 0.988  # what the figures of three years ago were of today's

# Name, key, metres from the centre, grids, Party organisation; in the order of their codes.
COMMUNITIES = (
    ("北关", Seed("beiguan", -100, 830, 5), "committee"),
    ("东南", Seed("dongnan", 620, -60, 6), "committee"),
    ("西北", Seed("xibei", -820, 560, 5), "general_branch"),
    ("中新", Seed("zhongxin", -120, 120, 7), "committee"),
    ("东关", Seed("dongguan", 640, 640, 5), "general_branch"),
    ("新霞", Seed("xinxia", -780, -230, 7), "committee"),
    ("霞东", Seed("xiadong", 1450, 420, 5), "general_branch"),
    ("霞张", Seed("xiazhang", -1550, 900, 4), "branch"),
    ("霞园", Seed("xiayuan", -1750, 100, 5), "general_branch"),
    ("南洲", Seed("nanzhou", 250, -1150, 6, south=True), "committee"),
    ("前型", Seed("qianxing", -1050, -1050, 4, south=True), "branch"),
)
NUMERALS = "一二三四五六七"
# Community key, number of the grid -> the one large place it stands for.
DEDICATED = {
    ("zhongxin", 5): "market",
    ("xinxia", 6): "school",
    ("dongnan", 4): "hospital",
    ("xiadong", 5): "park",
    ("zhongxin", 2): "business_district",
}


@dataclass(frozen=True)
class AreaRow:
    id: int
    level: str
    parent_id: int | None
    code: str
    name: str
    short_name: str
    sort: int
    valid_from: date
    party_form: str | None = None
    kind: str | None = None
    dedicated_place: str | None = None
    boundary_text: str | None = None
    place: str = ""  # the compound people name when they mean this grid
    outline: Polygon | None = None


@dataclass(frozen=True)
class FigureRow:
    area_id: int
    valid_from: date
    households: int
    residents: int
    groups: int


@dataclass(frozen=True)
class WorkerRow:
    id: int
    area_id: int
    name: str
    position: str
    employment: str
    phone: str


@dataclass(frozen=True)
class AssignmentRow:
    area_id: int
    worker_id: int
    role: str
    from_date: date
    to_date: date | None = None


@dataclass(frozen=True)
class Town:
    street: AreaRow
    areas: tuple[AreaRow, ...]
    figures: tuple[FigureRow, ...]
    workers: tuple[WorkerRow, ...]
    assignments: tuple[AssignmentRow, ...]

    def of_level(self, level: str) -> list[AreaRow]:
        return [area for area in self.areas if area.level == level]

    def grids_of(self, community_id: int) -> list[AreaRow]:
        return [area for area in self.areas if area.parent_id == community_id and area.level == "grid"]

    def community(self, short_name: str) -> AreaRow:
        return next(area for area in self.of_level("community") if area.short_name == short_name)


def make_town(today: date) -> Town:
    areas = _areas(date(today.year - 6, 1, 1))
    figures = tuple(_figures(areas, today))
    workers, assignments = _staff(areas, today)
    street = next(area for area in areas if area.level == "street")
    return Town(street, areas, figures, workers, assignments)


def _areas(since: date) -> tuple[AreaRow, ...]:
    shapes = draw_town([seed for _, seed, _ in COMMUNITIES], Random(4))
    rows = [
        AreaRow(1, "city", None, "990100000000", "示例市", "示例", 1, since),
        AreaRow(2, "district", 1, "990101000000", "螺州县(示例)", "螺州", 1, since),
        AreaRow(3, "street", 2, STREET_CODE, "螺城镇(演示)", "螺城", 1, since, outline=shapes.street),
    ]
    for number, (name, seed, form) in enumerate(COMMUNITIES, 1):
        code, outline = f"{STREET_CODE[:9]}{number:03d}", shapes.communities[seed.key]
        rows.append(
            AreaRow(3 + number, "community", 3, code, f"{name}社区", name, number, since, form, outline=outline)
        )
    places = iter(PLACES)
    all_grids = {(key, n): shape for key, group in shapes.grids.items() for n, shape in enumerate(group, 1)}
    for community, (name, seed, _) in zip(rows[3:14], COMMUNITIES, strict=True):
        for n in range(1, seed.grids + 1):
            outline, dedicated = all_grids[seed.key, n], DEDICATED.get((seed.key, n))
            rows.append(
                AreaRow(
                    id=len(rows) + 1,
                    level="grid",
                    parent_id=community.id,
                    code=f"{community.code}{n:03d}",
                    name=f"第{NUMERALS[n - 1]}网格",
                    short_name=f"{name}{n}",
                    sort=n,
                    valid_from=since,
                    party_form=("branch", "party_group", "party_group", "hub_household", "joint_branch")[
                        (n + number) % 5
                    ],
                    kind="dedicated" if dedicated else "general",
                    dedicated_place=dedicated,
                    boundary_text=_limits(outline, all_grids),
                    place=next(places),
                    outline=outline,
                )
            )
    return tuple(rows)


def _limits(outline: Polygon, grids: dict[tuple[str, int], Polygon]) -> str:
    """What lies to the east, south, west and north, in words."""
    names = {seed.key: name for name, seed, _ in COMMUNITIES}
    here = outline.centroid
    found: dict[str, tuple[float, str]] = {}
    for (key, n), other in grids.items():
        if other is outline or not shapely.intersects(outline, other):
            continue
        dx, dy = other.centroid.x - here.x, other.centroid.y - here.y
        side = ("东" if dx > 0 else "西") if abs(dx) > abs(dy) else ("北" if dy > 0 else "南")
        border = float(outline.intersection(other).length)
        if border > found.get(side, (0.0, ""))[0]:
            found[side] = (border, f"{names[key]}社区第{NUMERALS[n - 1]}网格")
    return ",".join(f"{side}至{found.get(side, (0.0, '镇界'))[1]}" for side in "东南西北")


def _figures(areas: Sequence[AreaRow], today: date) -> Iterator[FigureRow]:
    """Exact totals today; a little less three years ago, so that a change of figures can be seen in the demo."""
    rng = Random("figures")
    grids = [area for area in areas if area.level == "grid"]
    crowd = {"中新": 1.35, "新霞": 1.3, "东南": 1.15, "霞张": 0.72, "前型": 0.62, "霞园": 0.85}
    weights = [crowd.get(area.short_name[:-1], 1.0) * rng.uniform(0.4, 1.7) for area in grids]
    households = shared_out(HOUSEHOLDS - 160 * len(grids), weights, base=160)
    residents = shared_out(RESIDENTS - 2 * HOUSEHOLDS, [h * rng.uniform(0.75, 1.3) for h in households])
    residents = [extra + 2 * h for extra, h in zip(residents, households, strict=True)]
    groups = shared_out(GROUPS - len(grids), [h**1.6 * rng.uniform(0.4, 1.6) for h in households], base=1)
    recent, earlier = date(today.year - 1, 1, 1), date(today.year - 4, 1, 1)
    ids = [area.id for area in grids]
    current = {i: row for i, *row in zip(ids, households, residents, groups, strict=True)}
    former = {i: [round(h * LAST_YEARS), round(r * LAST_YEARS), g] for i, (h, r, g) in current.items()}
    for since, by_grid in ((earlier, former), (recent, current)):
        sums: dict[int, list[int]] = {}
        for grid in grids:
            yield FigureRow(grid.id, since, *by_grid[grid.id])
            for above in (grid.parent_id, 3):
                if above is not None:
                    sums[above] = [a + b for a, b in zip(sums.get(above, [0, 0, 0]), by_grid[grid.id], strict=True)]
        for area_id, row in sorted(sums.items()):
            yield FigureRow(area_id, since, *row)


def shared_out(total: int, weights: Sequence[float], base: int = 0) -> list[int]:
    """Whole numbers in proportion to the weights that add up exactly; each gets `base` on top."""
    exact = [total * weight / sum(weights) for weight in weights]
    shares = [int(value) for value in exact]
    by_rest = sorted(range(len(exact)), key=lambda i: shares[i] - exact[i])
    for i in by_rest[: total - sum(shares)]:
        shares[i] += 1
    return [share + base for share in shares]


def _staff(areas: Sequence[AreaRow], today: date) -> tuple[tuple[WorkerRow, ...], tuple[AssignmentRow, ...]]:
    """A full-time worker for each grid; the secretary and two committee members lead; a cadre of the street helps."""
    rng = Random("staff")
    names, numbers = Names(rng), phones(1)
    workers: list[WorkerRow] = []
    assigned: list[AssignmentRow] = []

    def hire(area_id: int, position: str, employment: str) -> int:
        workers.append(WorkerRow(len(workers) + 1, area_id, names.take(), position, employment, next(numbers)))
        return len(workers)

    for community in (area for area in areas if area.level == "community"):
        leads = [hire(community.id, "secretary", "full_time")]
        leads += [hire(community.id, "committee_member", "full_time") for _ in range(2)]
        cadre = hire(3, "street_cadre", "part_time")
        for n, grid in enumerate(area for area in areas if area.parent_id == community.id):
            since = date(today.year - rng.randint(1, 4), rng.randint(1, 12), 1)
            assigned.append(AssignmentRow(grid.id, leads[n % 3], "lead", since))
            assigned.append(AssignmentRow(grid.id, hire(community.id, "grid_worker", "full_time"), "worker", since))
            if n == 0:
                assigned.append(AssignmentRow(grid.id, cadre, "street_liaison", since))
            if n == 1:  # a former lead, so that history is there to see
                assigned.append(AssignmentRow(grid.id, leads[2], "lead", date(since.year - 2, 1, 1), since))
    return tuple(workers), tuple(assigned)

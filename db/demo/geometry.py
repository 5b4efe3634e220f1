"""The made-up town's boundaries: an irregular outline, communities and grids that share their edges exactly.

All borders are drawn as one set of lines on a plane in metres, noded on a one-metre lattice, bent by one smooth field
and rounded once. Every polygon is read off that single net, so neighbours cannot disagree about an edge.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random

import shapely
from shapely.geometry import LineString, MultiPoint, Point, Polygon
from shapely.ops import polygonize

# An invented place: the offset puts the drawing on the globe without following any real border.
CENTRE_LNG, CENTRE_LAT = 118.013, 25.492
METRES_PER_DEGREE = 111_320.0
DECIMALS = 6
LONGEST_EDGE = 60.0
FAR = 9000.0


@dataclass(frozen=True)
class Seed:
    """Where a community lies (metres east and north of the centre), its number of grids, its bank of the river."""

    key: str
    x: float
    y: float
    grids: int
    south: bool = False


@dataclass(frozen=True)
class Shapes:
    """Longitude and latitude; the grids of a community run from its north-west to its south-east."""

    street: Polygon
    communities: dict[str, Polygon]
    grids: dict[str, tuple[Polygon, ...]]


def draw_town(seeds: Sequence[Seed], rng: Random) -> Shapes:
    north, south = _banks(_outline(rng), _river())
    cells = _cells([s for s in seeds if not s.south], north) | _cells([s for s in seeds if s.south], south)
    blocks = {seed.key: _split(cells[seed.key], seed.grids, rng) for seed in seeds}
    faces = _net([block for group in blocks.values() for block in group])
    grids = {
        key: tuple(_in_reading_order([_placed(_face_of(block, faces)) for block in group]))
        for key, group in blocks.items()
    }
    communities = {key: _merged(group) for key, group in grids.items()}
    return Shapes(_merged(communities.values()), communities, grids)


def _outline(rng: Random) -> Polygon:
    """A bumpy oval of about twelve square kilometres."""
    waves = [(k, rng.uniform(0.6, 1.0) * 0.22 / k, rng.uniform(0, math.tau)) for k in (2, 3, 5, 7, 11, 17)]
    points = []
    for degree in range(0, 360, 3):
        angle = math.radians(degree)
        reach = 1 + sum(size * math.sin(k * angle + phase) for k, size, phase in waves)
        points.append((2250 * reach * math.cos(angle), 1800 * reach * math.sin(angle)))
    return Polygon(points)


def _river() -> LineString:
    """A winding line that cuts off the southern third, from beyond one side of the town to beyond the other."""
    xs = range(-5000, 5001, 50)
    return LineString([(x, -640 - 0.12 * x + 260 * math.sin(x / 560 + 0.9) + 70 * math.sin(x / 210)) for x in xs])


def _banks(outline: Polygon, river: LineString) -> tuple[Polygon, Polygon]:
    below = Polygon([*river.coords, (FAR, -FAR), (-FAR, -FAR)])
    return _largest(outline.difference(below)), _largest(outline.intersection(below))


def _largest(shape: shapely.Geometry) -> Polygon:
    parts = [part for part in shapely.get_parts(shape) if isinstance(part, Polygon)]
    return max(parts, key=lambda part: float(part.area))


def _cells(seeds: Sequence[Seed], bank: Polygon) -> dict[str, Polygon]:
    """One cell per community: whatever of the bank lies nearest to its seed."""
    diagram = shapely.voronoi_polygons(MultiPoint([(s.x, s.y) for s in seeds]), extend_to=bank.buffer(3000))
    cells = shapely.get_parts(diagram)
    return {
        seed.key: _largest(next(cell for cell in cells if cell.contains(Point(seed.x, seed.y))).intersection(bank))
        for seed in seeds
    }


def _split(block: Polygon, count: int, rng: Random) -> list[Polygon]:
    """Cut across the long side again and again, as streets do; the parts are deliberately unequal."""
    if count == 1:
        return [block]
    few = count // 2
    small, rest = _cut(block, few / count * rng.uniform(0.8, 1.15), rng)
    return _split(small, few, rng) + _split(rest, count - few, rng)


def _cut(block: Polygon, share: float, rng: Random) -> tuple[Polygon, Polygon]:
    """A straight cut that leaves about this share of the area on its first side, both sides in one piece."""
    along = _long_side(block) + rng.choice((0.0, math.pi))
    for turn in (rng.uniform(-0.3, 0.3), *(0.15 * step for step in range(21))):
        nx, ny = math.cos(along + turn), math.sin(along + turn)
        offsets = [nx * x + ny * y for x, y in block.exterior.coords]
        low, high = min(offsets), max(offsets)
        for _ in range(24):
            middle = (low + high) / 2
            part = block.intersection(_half_plane(nx, ny, middle))
            low, high = (middle, high) if part.area < share * block.area else (low, middle)
        first, second = block.intersection(half := _half_plane(nx, ny, low)), block.difference(half)
        if isinstance(first, Polygon) and isinstance(second, Polygon):
            return first, second
    raise ValueError("No straight cut divides this block in two.")


def _long_side(block: Polygon) -> float:
    corners = list(shapely.minimum_rotated_rectangle(block).exterior.coords)
    sides = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(corners)]
    dx, dy = max(sides, key=lambda side: math.hypot(*side))
    return math.atan2(dy, dx)


def _half_plane(nx: float, ny: float, offset: float) -> Polygon:
    """Everything before a line with the given normal (one very large box)."""
    ax, ay = nx * offset, ny * offset
    return Polygon(
        [
            (ax - ny * FAR, ay + nx * FAR),
            (ax + ny * FAR, ay - nx * FAR),
            (ax + ny * FAR - nx * 2 * FAR, ay - nx * FAR - ny * 2 * FAR),
            (ax - ny * FAR - nx * 2 * FAR, ay + nx * FAR - ny * 2 * FAR),
        ]
    )


def _net(blocks: Sequence[Polygon]) -> list[Polygon]:
    """The faces of all borders together; edges are subdivided before faces are formed, so both sides get the same."""
    lines = shapely.union_all([block.boundary for block in blocks], grid_size=1.0)
    return list(polygonize(shapely.segmentize(lines, LONGEST_EDGE)))


def _face_of(block: Polygon, faces: Sequence[Polygon]) -> Polygon:
    inside = block.representative_point()
    return next(face for face in faces if face.contains(inside))


def _placed(face: Polygon) -> Polygon:
    return Polygon([_lng_lat(*_bent(x, y)) for x, y in face.exterior.coords])


def _bent(x: float, y: float) -> tuple[float, float]:
    """One smooth displacement for every point: straight cuts become streets. Its slope stays well below
    one, so it folds nothing over."""
    east = 58 * math.sin(y / 430 + 0.6) + 42 * math.sin((x + 1.4 * y) / 240) + 10 * math.sin(y / 61 + x / 170)
    north = 52 * math.sin(x / 470 + 2.1) + 38 * math.sin((y - 1.2 * x) / 250) + 10 * math.sin(x / 57 - y / 190)
    return x + east, y + north


def _lng_lat(x: float, y: float) -> tuple[float, float]:
    shrink = math.cos(math.radians(CENTRE_LAT))
    return (
        round(CENTRE_LNG + x / METRES_PER_DEGREE / shrink, DECIMALS),
        round(CENTRE_LAT + y / METRES_PER_DEGREE, DECIMALS),
    )


def _merged(parts: Iterable[Polygon]) -> Polygon:
    merged = shapely.coverage_union_all(list(parts))
    if isinstance(merged, Polygon):
        return merged
    raise ValueError("These areas do not form one piece.")


def _in_reading_order(shapes: Sequence[Polygon]) -> list[Polygon]:
    """From north to south; of neighbours at about the same height the western one first."""
    return sorted(shapes, key=lambda shape: 0.35 * float(shape.centroid.x) - float(shape.centroid.y))

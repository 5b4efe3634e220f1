"""The made-up town lies flat: no gap, no overlap, every grid inside its community."""

import math
from itertools import pairwise

import pytest
import shapely
from shapely.geometry import Polygon

from db.demo.town import AreaRow, Town, make_town
from tests.demo.days import TODAY


@pytest.fixture(scope="module")
def town() -> Town:
    return make_town(TODAY)


def outline(area: AreaRow) -> Polygon:
    assert isinstance(area.outline, Polygon)
    return area.outline


def outlines(town: Town, level: str) -> list[Polygon]:
    return [outline(area) for area in town.of_level(level)]


@pytest.mark.parametrize(("level", "number"), [("community", 11), ("grid", 59)])
def test_areas_of_a_level_share_their_edges_exactly(town: Town, level: str, number: int) -> None:
    shapes = outlines(town, level)
    assert len(shapes) == number
    assert all(shape.is_valid for shape in shapes)
    assert shapely.coverage_is_valid(shapes)


def test_grids_fill_their_community_and_communities_fill_the_street(town: Town) -> None:
    for above in [town.street, *town.of_level("community")]:
        parts = [outline(area) for area in town.areas if area.parent_id == above.id]
        assert shapely.coverage_union_all(parts).equals(outline(above))


def test_no_place_in_the_town_is_left_out(town: Town) -> None:
    assert len(outline(town.street).interiors) == 0


def test_coordinates_are_rounded_to_six_decimals(town: Town) -> None:
    for shape in outlines(town, "grid"):
        for lng, lat in shape.exterior.coords:
            assert (round(lng, 6), round(lat, 6)) == (lng, lat)


def test_blocks_are_irregular(town: Town) -> None:
    """Nothing is a rectangle: borders turn in many directions and sizes differ."""
    shapes = outlines(town, "grid")
    sizes = [shape.area for shape in shapes]
    assert max(sizes) > 3 * min(sizes)
    for shape in shapes:
        turns = {
            round(math.degrees(math.atan2(dy - by, dx - bx))) for (bx, by), (dx, dy) in pairwise(shape.exterior.coords)
        }
        assert len(turns) > 8


def test_grids_are_numbered_from_the_north_west(town: Town) -> None:
    for community in town.of_level("community"):
        grids = town.grids_of(community.id)
        assert [grid.sort for grid in grids] == list(range(1, len(grids) + 1))
        first, last = outline(grids[0]).centroid, outline(grids[-1]).centroid
        assert (first.y, -first.x) > (last.y, -last.x)

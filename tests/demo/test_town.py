"""The town's tree, codes, totals and staff."""

import pytest

from db.demo.town import GROUPS, HOUSEHOLDS, RESIDENTS, Town, make_town, shared_out
from tests.demo.days import TODAY


@pytest.fixture(scope="module")
def town() -> Town:
    return make_town(TODAY)


@pytest.mark.parametrize("level", ["grid", "community", "street"])
def test_figures_of_each_level_add_up_to_the_published_totals(town: Town, level: str) -> None:
    of_level = {area.id for area in town.of_level(level)}
    latest = max(row.valid_from for row in town.figures)
    rows = [row for row in town.figures if row.area_id in of_level and row.valid_from == latest]
    assert (HOUSEHOLDS, RESIDENTS, GROUPS) == (31_653, 95_436, 155)
    assert sum(row.households for row in rows) == 31_653
    assert sum(row.residents for row in rows) == 95_436
    assert sum(row.groups for row in rows) == 155
    assert len(rows) == {"grid": 59, "community": 11, "street": 1}[level]


def test_households_of_grids_are_uneven_but_plausible(town: Town) -> None:
    grids = {area.id for area in town.of_level("grid")}
    sizes = [row.households for row in town.figures if row.area_id in grids]
    assert min(sizes) >= 150
    assert max(sizes) <= 950
    assert max(sizes) > 2 * min(sizes)


def test_figures_have_a_history(town: Town) -> None:
    assert len({row.valid_from for row in town.figures}) == 2
    assert all(row.valid_from <= TODAY for row in town.figures)


def test_codes_follow_the_rule_and_belong_to_no_province(town: Town) -> None:
    by_id = {area.id: area for area in town.areas}
    assert len({area.code for area in town.areas}) == len(town.areas)
    for area in town.areas:
        assert area.code.startswith("99")
        assert len(area.code) == (15 if area.level == "grid" else 12)
        if area.level == "grid" and area.parent_id:
            assert area.code[:12] == by_id[area.parent_id].code


def test_each_community_has_four_to_seven_grids(town: Town) -> None:
    assert all(4 <= len(town.grids_of(area.id)) <= 7 for area in town.of_level("community"))


def test_each_grid_has_one_full_time_worker_and_one_lead(town: Town) -> None:
    grids = [area.id for area in town.of_level("grid")]
    for role in ("worker", "lead"):
        assert sorted(row.area_id for row in town.assignments if row.role == role and row.to_date is None) == grids
    assert sum(row.position == "grid_worker" and row.employment == "full_time" for row in town.workers) == 59
    assert sum(row.position == "secretary" for row in town.workers) == 11


def test_limits_in_words_name_all_four_sides(town: Town) -> None:
    for grid in town.of_level("grid"):
        assert [part[:2] for part in (grid.boundary_text or "").split(",")] == ["东至", "南至", "西至", "北至"]


def test_shares_add_up_whatever_the_weights() -> None:
    assert shared_out(10, [1.0, 1.0, 1.0]) == [4, 3, 3]
    assert sum(shared_out(31_653, [0.1 * n for n in range(1, 60)])) == 31_653

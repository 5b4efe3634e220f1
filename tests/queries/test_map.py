"""What the map shows is what a recount by hand gives, whatever the measure, the level and the reader."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from components import palette
from db import clock
from db.errors import Invalid, Refused
from db.models import Area, Grid
from db.queries.map import measure_values, month_values
from db.rules.area import Level
from db.rules.map import MEASURES, level_under, levels_under
from db.rules.period import parse
from tests import busy

YEAR = parse("last12", busy.TODAY)
Ask = Callable[..., Any]


@pytest.fixture
def year(town: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr("db.clock.today", lambda: busy.TODAY)
    busy.fill(town)
    return town


def values(ask: Ask, who: str, measure: str, root: int, level: Level, period: str = "last12") -> dict[str, Any]:
    return {one.name: one.value for one in ask(who, measure_values, measure, root, level, parse(period, busy.TODAY))}


BY_COMMUNITY = {
    "activities": {"East": 4, "West": 0},
    "person_times": {"East": 6, "West": 0},
    "persons": {"East": 4, "West": 0},
    "hours": {"East": 8.0, "West": 0},
    "members_rate": {"East": 6.0, "West": 0},
    "agreements": {"East": 2, "West": 0},
    "needs": {"East": 2, "West": 1},
    "days_since": {"East": 21, "West": 417},
}
BY_GRID = {
    "activities": {"East-1": 2, "East-2": 1, "West-1": 0},
    "person_times": {"East-1": 3, "East-2": 2, "West-1": 0},
    "persons": {"East-1": 2, "East-2": 2, "West-1": 0},
    "hours": {"East-1": 4.0, "East-2": 3.0, "West-1": 0},
    "members_rate": {"East-1": 3.33, "East-2": 10.0, "West-1": 0},
    "agreements": {"East-1": 1, "East-2": 0, "West-1": 0},
    "needs": {"East-1": 1, "East-2": 1, "West-1": 0},
    "days_since": {"East-1": 43, "East-2": 33, "West-1": 417},
}


def test_there_is_a_colour_and_a_definition_for_every_measure() -> None:
    assert set(MEASURES) == set(palette.MEASURES) == set(BY_COMMUNITY)


@pytest.mark.parametrize("measure", MEASURES)
def test_a_community_counts_what_happened_in_it_and_in_its_grids(year: Engine, ask: Ask, measure: str) -> None:
    assert values(ask, "ada", measure, 1, Level.COMMUNITY) == BY_COMMUNITY[measure]


@pytest.mark.parametrize("measure", MEASURES)
def test_a_grid_counts_what_happened_in_it_alone(year: Engine, ask: Ask, measure: str) -> None:
    assert values(ask, "ada", measure, 1, Level.GRID) == BY_GRID[measure]


def test_a_period_bounds_what_is_counted(year: Engine, ask: Ask) -> None:
    assert values(ask, "ada", "activities", 1, Level.COMMUNITY, "2026-10") == {"East": 2, "West": 0}
    assert values(ask, "ada", "persons", 1, Level.COMMUNITY, "2026-10") == {"East": 2, "West": 0}
    assert values(ask, "ada", "persons", 1, Level.COMMUNITY, "2025") == {"East": 0, "West": 1}
    assert values(ask, "ada", "days_since", 1, Level.COMMUNITY, "2025") == BY_COMMUNITY["days_since"]


def test_areas_come_in_the_order_of_their_codes_with_the_name_above(year: Engine, ask: Ask) -> None:
    found = ask("ada", measure_values, "activities", 1, Level.GRID, YEAR)
    assert [one.code for one in found] == sorted(one.code for one in found)
    assert [one.above for one in found] == ["East", "East", "West"]


def test_without_households_there_is_no_rate_and_without_service_no_days(year: Engine, ask: Ask) -> None:
    assert values(ask, "far", "members_rate", 9, Level.COMMUNITY) == {"Far-1": None}
    assert values(ask, "far", "days_since", 9, Level.COMMUNITY) == {"Far-1": None}


@pytest.mark.parametrize("who", ["bo", "wen", "cy", "lea", "sam"])
def test_everybody_of_the_street_sees_its_totals(year: Engine, ask: Ask, who: str) -> None:
    assert values(ask, who, "person_times", 1, Level.COMMUNITY) == BY_COMMUNITY["person_times"]


def test_above_the_street_only_ones_own_street_is_drawn(year: Engine, ask: Ask) -> None:
    assert values(ask, "ada", "activities", 101, Level.COMMUNITY) == {"East": 4, "West": 0}
    assert values(ask, "far", "activities", 101, Level.COMMUNITY) == {"Far-1": 0}


def test_another_street_is_not_there(year: Engine, ask: Ask) -> None:
    for root in (1, 2, 4, 999):
        with pytest.raises(Invalid):
            ask("far", measure_values, "activities", root, Level.GRID, YEAR)


@pytest.mark.parametrize("who", ["root", "aud", "li"])
def test_who_may_not_see_totals_is_refused(year: Engine, ask: Ask, who: str) -> None:
    with pytest.raises(Refused):
        ask(who, measure_values, "activities", 1, Level.GRID, YEAR)


def test_an_unknown_measure_is_refused(year: Engine, ask: Ask) -> None:
    with pytest.raises(Invalid):
        ask("ada", measure_values, "password_hash", 1, Level.GRID, YEAR)


def test_a_leader_cannot_tell_one_person_from_two(year: Engine, ask: Ask) -> None:
    for measure, same in (("persons", 2), ("members_rate", 6.67)):
        found = ask("lea", measure_values, measure, 1, Level.GRID, YEAR)
        assert found[0].value == same
        assert [one.few for one in found] == [True, True, False]
    for who, level in (("ada", Level.GRID), ("lea", Level.COMMUNITY)):
        assert not any(one.few for one in ask(who, measure_values, "persons", 1, level, YEAR))


def test_a_closed_grid_leaves_the_map_and_its_history_stays_with_its_community(year: Engine, ask: Ask) -> None:
    with Session(year.execution_options(writes=True)) as session, session.begin():
        session.get_one(Area, 5).valid_to = date(2026, 11, 1)
    assert "East-2" not in values(ask, "ada", "activities", 1, Level.GRID)
    assert values(ask, "ada", "activities", 1, Level.COMMUNITY) == BY_COMMUNITY["activities"]
    assert values(ask, "ada", "persons", 1, Level.COMMUNITY) == BY_COMMUNITY["persons"]


def test_a_grid_that_moved_begins_anew_and_leaves_its_past_behind(year: Engine, ask: Ask) -> None:
    now = clock.now()
    with Session(year.execution_options(writes=True)) as session, session.begin():
        session.get_one(Area, 5).valid_to = date(2026, 11, 1)
        session.add(
            Grid(
                id=7,
                name="East-2",
                parent_id=3,
                code="990101001002002",
                valid_from=date(2026, 11, 2),
                succeeds_id=5,
                created_at=now,
                updated_at=now,
            )
        )
    ask("ada", measure_values, "activities", 1, Level.GRID, YEAR)
    assert values(ask, "ada", "activities", 3, Level.GRID) == {"West-1": 0, "East-2": 0}
    assert values(ask, "ada", "activities", 1, Level.COMMUNITY) == BY_COMMUNITY["activities"]


def test_only_levels_below_the_root_can_be_drawn() -> None:
    assert levels_under(Level.STREET) == (Level.COMMUNITY, Level.GRID)
    assert levels_under(Level.COMMUNITY) == levels_under(Level.GRID) == (Level.GRID,)
    assert level_under(Level.STREET, "grid") is Level.GRID
    assert level_under(Level.STREET, "nonsense") is level_under(Level.CITY, None) is Level.COMMUNITY
    assert level_under(Level.COMMUNITY, "community") is Level.GRID


def test_months_are_counted_for_every_area_zeros_included(year: Engine, ask: Ask) -> None:
    found = ask("lea", month_values, "person_times", 1, Level.COMMUNITY, YEAR)
    assert len(found) == 24
    assert [one for one in found if one[2]] == [(2, "2026-03", 2.0), (2, "2026-10", 3.0), (2, "2026-11", 1.0)]
    assert ask("far", month_values, "activities", 1, Level.COMMUNITY, YEAR) == []
    with pytest.raises(Invalid):
        ask("ada", month_values, "persons", 1, Level.COMMUNITY, YEAR)

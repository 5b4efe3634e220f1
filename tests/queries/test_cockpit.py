"""The cockpit's numbers, and the version by which it notices that something changed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from db.errors import Refused
from db.queries.cockpit import cockpit_numbers, data_version
from db.queries.map import measure_values
from db.rules.area import Level
from db.rules.period import parse
from tests import busy

YEAR = parse("last12", busy.TODAY)
Ask = Callable[..., Any]


@pytest.fixture
def year(town: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr("db.clock.today", lambda: busy.TODAY)
    busy.fill(town)
    return town


@pytest.mark.parametrize("who", ["ada", "lea", "sam"])
def test_the_numbers_of_a_street_are_those_of_all_its_areas(year: Engine, ask: Ask, who: str) -> None:
    numbers = ask(who, cockpit_numbers, 1, YEAR)
    service, before = numbers.service, numbers.before
    assert (service.activities, service.person_times, service.persons, service.hours) == (5, 9, 4, 11.0)
    assert (before.activities, before.person_times, before.hours) == (1, 1, 3.0)
    assert (numbers.served, numbers.served_before, numbers.communities) == (1, 1, 2)
    assert numbers.agreements_before == 1
    assert {one.month: one.activities for one in numbers.months if one.activities} == {
        "2026-03": 1,
        "2026-10": 2,
        "2026-11": 2,
    }
    assert len(numbers.months) == 12


def test_a_leader_cannot_tell_one_person_from_two(year: Engine, ask: Ask) -> None:
    assert ask("ada", cockpit_numbers, 1, YEAR).before.persons == 1
    assert ask("lea", cockpit_numbers, 1, YEAR).before.persons == 2


def test_a_street_wide_activity_serves_the_street_and_no_community(year: Engine, ask: Ask) -> None:
    november = parse("2026-11", busy.TODAY)
    assert ask("ada", cockpit_numbers, 1, november).service.activities == 2
    assert ask("ada", cockpit_numbers, 1, november).served == 1
    found = ask("ada", measure_values, "activities", 1, Level.COMMUNITY, november)
    assert [one.value for one in found] == [1, 0]


def test_another_street_counts_nothing_here(year: Engine, ask: Ask) -> None:
    numbers = ask("far", cockpit_numbers, 1, YEAR)
    assert (numbers.service.activities, numbers.agreements_before, numbers.communities) == (0, 0, 0)


def test_the_version_changes_with_every_command_and_with_the_day(
    year: Engine, ask: Ask, do: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ask("lea", data_version)
    assert ask("lea", data_version) == first
    do("bo", busy.hold, 4, date(2026, 11, 20), (1,), None)
    second = ask("lea", data_version)
    assert second != first
    monkeypatch.setattr("db.clock.today", lambda: date(2026, 11, 23))
    assert ask("lea", data_version) != second


@pytest.mark.parametrize("who", ["li", "aud", "root"])
def test_who_may_not_see_totals_is_refused(year: Engine, ask: Ask, who: str) -> None:
    with pytest.raises(Refused):
        ask(who, data_version)
    with pytest.raises(Refused):
        ask(who, cockpit_numbers, 1, YEAR)

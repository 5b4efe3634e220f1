"""The monthly table agrees with the records, by community and by unit, and tells who has entered nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from db.commands.activity import record_activity, void_activity
from db.errors import Invalid, Refused
from db.queries.monthly import monthly, silent_communities
from db.rules.activity import Entry
from db.rules.monthly import By, Row

Act = Callable[..., Any]
ENTRY = Entry(area_id=2, held_on=date(2026, 3, 5), category="sanitation", place="北门里", hours=2)


@pytest.fixture
def march(do: Act) -> None:
    do("bo", record_activity, ENTRY, [1, 3])
    do("bo", record_activity, replace(ENTRY, area_id=4, category="health", hours=1), [1], [("Xu", None)])
    do("sam", record_activity, replace(ENTRY, area_id=1, category="health", hours=None), [1, 4])
    do("bo", record_activity, replace(ENTRY, held_on=date(2026, 4, 1)), [2])
    void = do("wen", record_activity, replace(ENTRY, area_id=3), [3])
    do("wen", void_activity, void, 1, "重复录入")


def test_by_community_in_code_order_with_what_the_street_did_apart(ask: Act, march: None) -> None:
    table = ask("bo", monthly, 1, "2026-03", By.COMMUNITY)
    assert table.rows == (
        Row(2, "East", 2, 4, 3, 6.0, {"sanitation": 1, "health": 1}),
        Row(3, "West", 0, 0, 0, 0.0, {}),
    )
    assert table.apart == Row(None, "", 1, 2, 2, 0.0, {"health": 1})
    assert table.total == Row(None, "", 3, 6, 4, 6.0, {"health": 2, "sanitation": 1})
    assert sorted(table.kinds) == ["health", "sanitation"]


def test_of_a_community_the_rows_are_its_grids(ask: Act, march: None) -> None:
    table = ask("wen", monthly, 2, "2026-03", By.COMMUNITY)
    assert [(row.name, row.activities, row.persons) for row in table.rows] == [("East-1", 1, 2), ("East-2", 0, 0)]
    assert table.apart is not None
    assert (table.apart.activities, table.total.activities, table.total.persons) == (1, 2, 3)


def test_by_unit_each_counts_its_own_people(ask: Act, march: None) -> None:
    table = ask("ada", monthly, 1, "2026-03", By.UNIT)
    assert table.rows == (
        Row(1, "Bank", 3, 3, 1, 3.0, {"sanitation": 1, "health": 2}),
        Row(3, "Clinic"),
        Row(2, "School", 2, 2, 2, 2.0, {"sanitation": 1, "health": 1}),
    )
    assert table.apart == Row(None, "", 1, 1, 1, 1.0, {"health": 1})
    assert table.total.person_times == sum(row.person_times for row in table.rows) + table.apart.person_times
    assert table.total.activities == 3


def test_an_empty_month_is_a_table_of_zeros(ask: Act, march: None) -> None:
    for by in By:
        table = ask("bo", monthly, 1, "2025-01", by)
        assert all(row.activities == 0 for row in table.rows)
        assert (table.kinds, table.total.persons) == ([], 0)


def test_who_has_entered_nothing_is_told_in_code_order(ask: Act, march: None) -> None:
    assert [one.name for one in ask("bo", silent_communities, 1, "2026-03")] == ["West"]
    assert [(one.name, one.last_on) for one in ask("bo", silent_communities, 1, "2026-05")] == [
        ("East", date(2026, 4, 1)),
        ("West", None),
    ]


@pytest.mark.parametrize("who", ["li", "aud", "root"])
def test_others_see_no_totals(ask: Act, who: str) -> None:
    with pytest.raises(Refused):
        ask(who, monthly, 1, "2026-03", By.UNIT)


def test_another_street_and_a_month_that_is_none_are_refused(ask: Act, march: None) -> None:
    with pytest.raises(Invalid):
        ask("far", monthly, 1, "2026-03", By.COMMUNITY)
    with pytest.raises(Invalid):
        ask("bo", monthly, 1, "2026-13", By.COMMUNITY)

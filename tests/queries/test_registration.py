"""Registrations are seen by the community they were made with; how many are registered, by the whole street."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db.commands.registration import register_member, register_unit, withdraw_registration
from db.errors import Refused
from db.queries.registration import (
    Asked,
    preview_block,
    registered_by_unit,
    registered_total,
    registrations,
    unit_registrations,
)
from db.rules.registration import Basis, Line, RegistrationStatus

Act = Callable[..., Any]
DAY = date(2026, 3, 5)


@pytest.fixture
def enrolled(do: Act) -> None:
    """An of the Bank and Chen of the School with East; An of the School with West; Ba was with East once."""
    do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    do("bo", register_member, 2, 3, date(2026, 4, 1), Basis.WORKPLACE)
    do("wen", register_member, 3, 4, DAY, Basis.RESIDENCE)
    ba = do("bo", register_member, 2, 2, DAY, Basis.RESIDENCE)
    do("bo", withdraw_registration, ba, 1, date(2026, 5, 1), "搬走")


def _names(ask: Act, who: str, **more: Any) -> list[str]:
    rows, total = ask(who, registrations, Asked(**({"area_id": 1} | more)))
    assert total == len(rows)
    return [row.name for row in rows]


def test_a_community_sees_its_own_wherever_the_member_is_kept(ask: Act, enrolled: None) -> None:
    assert _names(ask, "bo") == ["Chen", "An"]
    assert _names(ask, "wen") == ["An"]
    assert _names(ask, "ada") == ["Chen", "An", "An"]
    assert _names(ask, "far") == []


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"still": None}, ["Chen", "Ba", "An"]),
        ({"still": False}, ["Ba"]),
        ({"basis": Basis.WORKPLACE}, ["Chen"]),
        ({"unit_id": 1}, ["An"]),
        ({"text": "ch"}, ["Chen"]),
        ({"text": "%"}, []),
        ({"area_id": 3}, []),
    ],
)
def test_the_list_is_narrowed(ask: Act, enrolled: None, more: dict[str, Any], names: list[str]) -> None:
    assert _names(ask, "bo", **more) == names


def test_a_line_tells_what_the_slip_says(ask: Act, enrolled: None) -> None:
    (row,), _ = ask("bo", registrations, Asked(2, still=False))
    assert (row.unit, row.area.name, row.status, row.end_reason) == (
        "Bank",
        "East",
        RegistrationStatus.WITHDRAWN,
        "搬走",
    )


@pytest.mark.parametrize("who", ["lea", "li", "cy", "aud", "root"])
def test_others_may_not_see_who_is_registered(ask: Act, enrolled: None, who: str) -> None:
    for question in (registrations, unit_registrations):
        with pytest.raises(Refused):
            ask(who, question, Asked(1))
    with pytest.raises(Refused):
        ask(who, preview_block, [Line(1, "An", "", DAY, "")], 2)


def test_units_are_listed_with_their_communities(do: Act, ask: Act) -> None:
    do("bo", register_unit, 2, 2, DAY, "U-1")
    rows, total = ask("bo", unit_registrations, Asked(2, text="school"))
    assert [(row.name, row.area.name, row.receipt_no) for row in rows] == [("School", "East", "U-1")]
    assert total == 1
    assert ask("wen", unit_registrations, Asked(1)) == ([], 0)


def test_registered_and_should_are_told_for_each_unit_that_reported(ask: Act, enrolled: None) -> None:
    for who in ("bo", "lea"):
        frame = ask(who, registered_by_unit, 1)
        assert list(frame.itertuples(index=False, name=None)) == [(1, "Bank", 20, 1), (2, "School", 10, 2)]
    assert list(ask("bo", registered_by_unit, 3)["unit"]) == ["School"]
    assert [ask("bo", registered_total, area) for area in (1, 2, 3, 10)] == [3, 2, 1, 0]
    assert ask("far", registered_total, 10) == 0

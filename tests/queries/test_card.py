"""The card of an area: totals for the whole street, rows for those whose area it is, persons for nobody."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from db.errors import Invalid, Refused
from db.models import Area
from db.queries.agreement import active_by_area
from db.queries.card import area_card, area_staff, area_totals
from db.rules.area import AssignmentRole
from db.rules.period import parse
from tests import busy

YEAR = parse("last12", busy.TODAY)
Ask = Callable[..., Any]


@pytest.fixture
def year(town: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    monkeypatch.setattr("db.clock.today", lambda: busy.TODAY)
    busy.fill(town)
    return town


@pytest.mark.parametrize("who", ["ada", "wen", "cy", "lea"])
def test_everybody_of_the_street_gets_the_totals_of_any_area(year: Engine, ask: Ask, who: str) -> None:
    totals = ask(who, area_totals, 2, YEAR)
    service = totals.service
    assert (service.activities, service.person_times, service.persons, service.hours) == (4, 6, 4, 8.0)
    assert (totals.figures.households, totals.figures.residents, totals.figures.groups) == (500, 1500, 3)
    assert (totals.agreements, totals.needs, totals.units, totals.grids) == (2, 2, 2, 2)
    assert totals.agreements == sum(ask(who, active_by_area, 2).values())
    assert totals.last_on == date(2026, 11, 1)
    months = {one.month: one.person_times for one in totals.months}
    assert next(iter(months)) == "2025-12"
    assert [months[month] for month in ("2026-03", "2026-04", "2026-10")] == [2, 0, 3]
    assert not hasattr(totals.months[0], "persons")


def test_a_leader_cannot_tell_one_person_from_two(year: Engine, ask: Ask) -> None:
    october = parse("2026-10", busy.TODAY)
    assert ask("ada", area_totals, 4, october).service.persons == 1
    assert ask("lea", area_totals, 4, october).service.persons == 2
    assert ask("lea", area_totals, 4, YEAR).service.persons == 2


def test_the_card_of_ones_own_community_tells_what_is_behind_the_totals(year: Engine, ask: Ask) -> None:
    with Session(year.execution_options(writes=True)) as session, session.begin():
        session.get_one(Area, 2).party_form = "general_branch"
        session.get_one(Area, 4).party_form = session.get_one(Area, 5).party_form = "branch"
    card = ask("bo", area_card, 2)
    assert (card.mine, card.above, card.area.name) == (True, "Street", "East")
    assert (card.party_form, card.party_forms) == ("general_branch", {"branch": 2})
    assert card.units == ["Bank", "Clinic"]
    assert card.agreements == [("Agreement 1", date(2026, 12, 31)), ("Agreement 2", date(2027, 12, 31))]
    assert [day for day, _, _ in card.activities] == [
        date(2026, 11, 1),
        date(2026, 10, 20),
        date(2026, 10, 10),
        date(2026, 3, 5),
    ]


def test_only_five_activities_are_told_and_voided_ones_never(year: Engine, ask: Ask) -> None:
    card = ask("ada", area_card, 1)
    assert len(card.activities) == 5
    assert "Voided" not in {title for _, title, _ in card.activities}


@pytest.mark.parametrize(("who", "area"), [("wen", 2), ("cy", 3), ("bo", 1), ("bo", 6), ("ada", 101)])
def test_an_area_that_is_not_ones_own_tells_nothing_but_its_totals(year: Engine, ask: Ask, who: str, area: int) -> None:
    card = ask(who, area_card, area)
    assert card.mine is False
    assert (card.units, card.agreements, card.activities, card.party_forms) == ([], [], [], {})


def test_a_role_sees_only_the_lists_it_may_open(year: Engine, ask: Ask) -> None:
    card = ask("cy", area_card, 6)
    assert card.mine is True
    assert (card.agreements, card.activities) == ([], [])
    assert ask("lea", area_card, 2).activities != []


def test_the_staff_of_a_grid_is_named_without_a_phone(year: Engine, ask: Ask) -> None:
    (lead,) = ask("bo", area_staff, 4)
    assert (lead.name, lead.role, lead.grid) == ("吴网", AssignmentRole.LEAD, "East-1")
    assert [one.grid for one in ask("ada", area_staff, 1)] == ["East-1"]
    assert ask("bo", area_staff, 5) == []
    for stranger in ("wen", "cy", "far"):
        assert ask(stranger, area_staff, 4) == []


def test_another_street_and_no_street_look_the_same(year: Engine, ask: Ask) -> None:
    for area in (2, 4, 999):
        with pytest.raises(Invalid):
            ask("far", area_card, area)
        totals = ask("far", area_totals, area, YEAR)
        assert (totals.service.activities, totals.units, totals.grids, totals.figures.households) == (0, 0, 0, 0)
    above = ask("far", area_totals, 101, YEAR)  # the city both streets lie in
    assert (above.service.activities, above.service.persons, above.agreements, above.needs) == (0, 0, 0, 0)
    assert (above.units, above.grids, above.last_on, above.figures.households) == (0, 0, None, 0)
    for who in ("li", "aud", "root"):
        with pytest.raises(Refused):
            ask(who, area_card, 2)


def test_a_card_costs_a_bounded_number_of_statements(year: Engine, ask: Ask) -> None:
    said: list[str] = []
    event.listen(year, "before_cursor_execute", lambda *a: said.append(a[2]))
    ask("ada", area_card, 2)
    ask("ada", area_totals, 2, YEAR)
    ask("ada", area_staff, 2)
    assert len(said) <= 40, "\n".join(said)

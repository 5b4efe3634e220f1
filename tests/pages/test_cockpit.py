"""The cockpit: numbers with definitions and a way behind each, no persons, and a wall that shows nothing else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from db import clock
from db.gate import do
from db.models import LoginSession
from db.rules.map import MEASURES
from db.rules.session import SessionKind
from tests import busy

Open = Callable[..., AppTest]


@pytest.fixture(autouse=True)
def year(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.clock.today", lambda: busy.TODAY)
    busy.fill(town)


@pytest.fixture
def wall(town: Engine) -> str:
    """A wall of the street; returns the key of its session."""
    now = clock.now()
    with Session(town.execution_options(writes=True)) as session, session.begin():
        session.add(
            LoginSession(
                sid="wall",
                kind=SessionKind.WALL,
                area_id=1,
                started_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(days=7),
            )
        )
    return "wall"


def text(test: AppTest) -> str:
    return " ".join(part.proto.body for part in test.get("html"))


def told(test: AppTest) -> list[str]:
    return [metric.value for metric in test.metric]


@pytest.mark.parametrize("who", ["lea", "ada", "sam"])
def test_six_numbers_each_with_definition_and_change(open_page: Open, who: str) -> None:
    test = open_page("cockpit", who)
    assert not test.exception
    assert told(test) == ["5", "9", "4", "11", "2", "1 / 2"]
    assert all(metric.proto.help for metric in test.metric)
    assert "对比时段" in test.metric[0].proto.help
    assert [metric.delta.split("(")[0].split("\uff08")[0] for metric in test.metric[:2]] == ["+4", "+8"]


def grouped(open_page: Open, who: str, name: str, **params: str) -> list[object]:
    """What stands in the popover of a number once it is opened; before, nothing was asked for."""
    test = open_page("cockpit", who, **params)
    assert not test.dataframe
    test.session_state[f"cockpit-by-{name}"] = True
    (frame,) = test.run().dataframe
    assert list(frame.value["short"]) == ["East", "West"]
    return list(frame.value["value"])


def test_every_number_opens_rows_or_grouped_counts(open_page: Open) -> None:
    page = text(open_page("cockpit", "lea"))
    assert "/activities?area=1&amp;period=last12" in page
    assert "/agreements?state=in_force&amp;area=1" in page
    assert grouped(open_page, "lea", "person_times") == [6, 0]
    assert grouped(open_page, "lea", "persons") == ["4", "0"]
    assert grouped(open_page, "lea", "hours") == [8.0, 0.0]
    assert grouped(open_page, "lea", "last_on") == ["2026-11-01", "2025-10-01"]


def test_one_or_two_persons_are_fewer_than_three_to_a_leader(open_page: Open) -> None:
    leader, staff = open_page("cockpit", "lea", period="2026-10"), open_page("cockpit", "sam", period="2026-10")
    assert (told(leader)[2], told(staff)[2]) == ("少于3", "2")
    assert leader.metric[2].delta == ""
    assert staff.metric[2].delta != ""
    assert grouped(open_page, "lea", "persons", period="2026-10") == ["少于3", "0"]
    assert grouped(open_page, "sam", "persons", period="2026-10") == ["2", "0"]


def test_a_wall_shows_numbers_and_nothing_to_open(open_page: Open, wall: str) -> None:
    test = open_page("cockpit", wall)
    assert not test.exception
    assert told(test) == ["5", "9", "4", "11", "2", "1 / 2"]
    assert not test.dataframe
    assert not test.selectbox
    assert not test.button
    assert "href" not in text(test)
    assert "#0b211f" in text(test)


def test_a_leader_may_have_the_same_screen_without_menus(open_page: Open) -> None:
    plain, screen = open_page("cockpit", "lea"), open_page("cockpit", "lea", screen="1")
    assert "#0b211f" in text(screen)
    assert "#0b211f" not in text(plain)
    assert "href" not in text(screen)
    assert told(screen) == told(plain)


def test_only_who_may_open_walls_is_led_to_them(open_page: Open) -> None:
    assert "/accounts" in text(open_page("cockpit", "ada"))
    assert "/accounts" not in text(open_page("cockpit", "lea"))


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_can_be_drawn(open_page: Open, measure: str) -> None:
    test = open_page("cockpit", "lea", measure=measure)
    assert not test.exception
    assert test.selectbox(key="cockpit.measure").value == measure
    assert len(test.get("vega_lite_chart")) == 4


def test_choices_live_in_the_url(open_page: Open) -> None:
    test = open_page("cockpit", "lea")
    test.selectbox(key="cockpit.period").set_value("2026-11").run()
    assert test.query_params["period"] == "2026-11"
    assert told(test)[0] == "2"


def test_what_was_saved_is_there_at_the_next_look(open_page: Open) -> None:
    test = open_page("cockpit", "lea")
    do("bo", busy.hold, 4, busy.TODAY, (1, 2), 1.0)
    test.run()
    assert told(test)[:2] == ["6", "11"]


def test_another_streets_number_is_not_shown(open_page: Open) -> None:
    assert told(open_page("cockpit", "lea", area="9")) == told(open_page("cockpit", "lea"))

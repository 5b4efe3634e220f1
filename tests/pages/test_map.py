"""The map page: what the URL says is what it shows, and nobody learns more than he may."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from db import clock
from db.models import AreaBoundary, Grid
from db.rules.map import MEASURES
from tests import busy

Open = Callable[..., AppTest]
STATEMENTS = 120


@pytest.fixture(autouse=True)
def year(town: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.clock.today", lambda: busy.TODAY)
    busy.fill(town)


def outline(engine: Engine, *areas: int) -> None:
    """Give areas a square each."""
    now = clock.now()
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        for i in areas:
            ring = [[i, 0], [i, 1], [i + 1, 1], [i + 1, 0], [i, 0]]
            square = {"type": "Polygon", "coordinates": [ring]}
            session.add(
                AreaBoundary(area_id=i, version=1, geometry=square, source="Sketch", created_at=now, updated_at=now)
            )


def text(test: AppTest) -> str:
    """Everything written in the page's own markup."""
    return " ".join(part.proto.body for part in test.get("html"))


def head(test: AppTest) -> str:
    """Whose card it is."""
    return text(test).split('class="card-head"><b>')[1].split("</b>")[0]


def drawn(test: AppTest) -> dict[str, Any]:
    """What the Leaflet map was given."""
    (component,) = test.get("bidi_component")
    found: dict[str, Any] = json.loads(component.proto.json)
    return found


@pytest.mark.parametrize(
    ("who", "root", "level", "card"),
    [
        ("ada", "Street", "community", "Street"),
        ("lea", "Street", "community", "Street"),
        ("bo", "East", "grid", "East"),
        ("cy", "West", "grid", "West-1"),
    ],
)
def test_everybody_begins_where_he_works(open_page: Open, who: str, root: str, level: str, card: str) -> None:
    test = open_page("map", who)
    assert not test.exception
    assert root in test.button[-1].label
    assert test.session_state["map.level"] == level
    assert head(test) == card


def test_the_url_says_what_is_shown(open_page: Open) -> None:
    asked = {"area": "1", "level": "grid", "measure": "hours", "period": "2026-10", "classes": "equal", "pick": "5"}
    test = open_page("map", "ada", **asked)
    state = test.session_state
    assert (state["map.measure"], state["map.level"], state["map.period"], state["map.classes"]) == (
        "hours", "grid", "2026-10", "equal",
    )  # fmt: skip
    assert head(test) == "East-2"
    frame = test.dataframe[0].value
    assert list(frame["name"]) == ["East-1", "East-2", "West-1"]
    assert list(frame["value"]) == [0, 3, 0]
    assert test.session_state["map.table.1.grid"]["selection"]["rows"] == [1]


@pytest.mark.parametrize(
    "asked",
    [
        {"area": "9"},
        {"area": "999"},
        {"area": "x' OR 1=1"},
        {"pick": "10"},
        {"pick": "-1"},
        {"level": "street"},
        {"measure": "password_hash"},
        {"period": "yesterday"},
        {"classes": "rainbow"},
    ],
)
def test_a_foreign_or_mistaken_url_shows_what_one_begins_with(open_page: Open, asked: dict[str, str]) -> None:
    plain, test = open_page("map", "ada"), open_page("map", "ada", **asked)
    assert not test.exception
    assert head(test) == head(plain) == "Street"
    assert list(test.dataframe[0].value["value"]) == [4, 0]


def test_a_choice_goes_into_the_url_and_the_selection_stays(open_page: Open) -> None:
    test = open_page("map", "ada", pick="2")
    test.selectbox(key="map.measure").set_value("person_times").run()
    assert test.query_params["measure"] == "person_times"
    assert test.query_params["pick"] == "2"
    assert list(test.dataframe[0].value["value"]) == [6, 0]
    assert head(test) == "East"


def test_the_breadcrumb_leads_up_and_forgets_the_selection(open_page: Open) -> None:
    test = open_page("map", "bo")
    test.button(key="map.up.1").click().run()
    assert test.query_params["area"] == "1"
    assert "pick" not in test.query_params
    assert list(test.dataframe[0].value["name"]) == ["East", "West"]


def test_another_community_shows_totals_and_says_so(open_page: Open) -> None:
    own, foreign = open_page("map", "wen", area="1", pick="3"), open_page("map", "wen", area="1", pick="2")
    assert "不是您负责的区域" not in text(own)
    assert "不是您负责的区域" in text(foreign)
    assert head(foreign) == "East"
    for hidden in ("Activity of", "Agreement 1", "Bank", "吴网", "href"):
        assert hidden not in text(foreign)
    for told in ("Activity of", "Agreement 1", "Bank", "吴网", "/activities?area=2", "/agreements?area=2"):
        assert told in text(open_page("map", "bo"))


def test_links_are_offered_only_to_lists_one_may_open(open_page: Open) -> None:
    leader = text(open_page("map", "lea"))
    assert "/activities?area=1" in leader
    assert "/needs" not in leader
    worker = text(open_page("map", "cy"))
    assert "/activities" not in worker
    assert "/needs?area=6" not in worker  # there is none to show
    assert "/units" not in worker


def test_a_leader_reads_fewer_than_three_everywhere(town: Engine, open_page: Open) -> None:
    outline(town, 4, 5, 6)
    asked = {"area": "1", "level": "grid", "measure": "persons", "pick": "4"}
    leader, staff = open_page("map", "lea", **asked), open_page("map", "sam", **asked)
    assert drawn(leader)["texts"].split("\n") == ["少于3", "少于3", "0"]
    assert drawn(staff)["texts"].split("\n") == ["2", "2", "0"]
    assert drawn(leader)["legend"][1:] == ["少于3"]
    assert "<b>少于3</b>服务人数" in text(leader)
    assert "<b>2</b>服务人数" in text(staff)
    shown = leader.dataframe[0]
    assert (list(shown.value["value"].isna()), shown.proto.placeholder) == ([True, True, False], "少于3")
    assert list(staff.dataframe[0].value["value"]) == [2, 2, 0]
    rate = open_page("map", "lea", **(asked | {"measure": "members_rate"}))
    assert drawn(rate)["texts"].split("\n")[0] == "少于3人"
    assert rate.dataframe[0].proto.placeholder == "少于3人"
    with town.begin() as connection:
        connection.exec_driver_sql("DELETE FROM area_figure WHERE area_id = 6")
    gaps = open_page("map", "lea", **(asked | {"measure": "members_rate"}))
    assert list(gaps.dataframe[0].value["value"]) == ["少于3人", "少于3人", "无数据"]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_is_drawn_with_boundaries_and_without(town: Engine, open_page: Open, measure: str) -> None:
    bare = open_page("map", "ada", level="grid", measure=measure)
    assert not bare.exception
    assert not bare.get("bidi_component")
    outline(town, 2, 3, 4, 6)
    mixed = open_page("map", "ada", level="grid", measure=measure)
    assert not mixed.exception
    assert drawn(mixed)["ids"] == [4, 5, 6]
    assert drawn(mixed)["geo"].endswith("/grid/1")
    assert drawn(mixed)["outline"].endswith("/community/1")
    assert drawn(mixed)["watermark"] == "Sketch"
    assert "没有边界的区域" in mixed.caption[0].value


def test_a_community_without_grids_says_what_to_do(open_page: Open) -> None:
    test = open_page("map", "far")
    assert "Far-1" in text(test)
    assert "desk-hint" in text(test)
    assert not test.dataframe


def test_names_are_shown_literally(town: Engine, open_page: Open) -> None:
    with town.begin() as connection:
        connection.exec_driver_sql("UPDATE area SET name = '<b>*East*</b>' WHERE id = 2")
    test = open_page("map", "bo")
    assert "<b>*East*</b>" not in text(test)
    assert "&lt;b&gt;*East*&lt;/b&gt;" in text(test)
    assert "\\*East\\*" in test.button[-1].label


def test_opening_costs_no_more_statements_for_more_grids(town: Engine, open_page: Open) -> None:
    def cost() -> int:
        said: list[str] = []

        def note(*event_: Any) -> None:
            said.append(event_[2])

        event.listen(town, "before_cursor_execute", note)
        open_page("map", "ada", level="grid", measure="members_rate")
        event.remove(town, "before_cursor_execute", note)
        return len(said)

    outline(town, 4, 5, 6)
    few = cost()
    now = clock.now()
    with Session(town.execution_options(writes=True)) as session, session.begin():
        for i in range(20, 50):
            stamps = {"valid_from": date(2020, 1, 1), "created_at": now, "updated_at": now}
            session.add(Grid(id=i, name=f"Grid {i}", parent_id=3, code=f"9901010010020{i}", **stamps))
    outline(town, *range(20, 50))
    assert cost() == few <= STATEMENTS

"""On a page: the chart by its name, the sentence for nothing, and the map that sends values only."""

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.gridmap import clicked


def page(kind, rows=None, size=59):
    from types import SimpleNamespace
    from typing import Any

    from components.chart import picked, show
    from components.classes import classify
    from components.gridmap import grid_map
    from components.i18n import translator

    ctx: Any = SimpleNamespace(t=translator("zh_CN"), language="zh_CN")
    if kind == "chart":
        show(ctx, "kinds_bars", rows or [])
        assert picked("nothing.yet") is None
    else:
        values = [None, 0, *range(1, size - 1)]
        texts = [f"{value} 场" for value in values]
        grid_map(ctx, "map", geo_url="/geo/1/grid/1", ids=list(range(size)), classes=classify(values), texts=texts)


def run(*args: Any) -> AppTest:
    return AppTest.from_function(page, args=args, default_timeout=20).run()


def test_a_chart_is_shown_by_its_name():
    test = run("chart", [{"label": "A", "value": 1, "marked": False}])
    assert not test.exception
    assert len(test.get("vega_lite_chart")) == 1


def test_no_rows_say_so_in_a_sentence():
    test = run("chart")
    assert test.caption[0].value == "当前条件下还没有可以显示的数据。"
    assert not test.get("vega_lite_chart")


def sent(size: int) -> Any:
    test = run("map", None, size)
    assert not test.exception
    return test.get("bidi_component")[0].proto


def test_the_map_gets_one_letter_per_class_and_no_geometry():
    data = json.loads(sent(59).mixed.json or sent(59).json)
    assert data["classes"].startswith("-01")
    assert len(data["classes"]) == 59
    assert data["texts"].split("\n")[2] == "1 场"
    assert data["words"]["zoomIn"] == "放大"
    assert "coordinates" not in json.dumps(data)


def test_a_run_costs_a_few_kilobytes():
    assert sent(59).ByteSize() < 5_000
    assert sent(1_000).ByteSize() < 30_000


@pytest.mark.parametrize("claim", [7, "1", 1.0, True, None, [1], {"id": 1}])
def test_an_area_that_was_not_on_the_map_cannot_be_clicked(claim):
    assert clicked(claim, frozenset({1, 2})) is None


def test_an_area_on_the_map_can():
    assert clicked(1, frozenset({1, 2})) == 1

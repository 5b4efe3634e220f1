"""Every chart: in the reader's language, upright, without Streamlit's or Vega's own buttons, and built once."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from components import palette
from components.charts import CHARTS, MAPS, template

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def params(name: str) -> dict[str, Any]:
    return {"measure": "activities", "classes": 6} if name in MAPS else {}


def body(name: str, language: str = "zh_CN", *, dark: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = json.loads(template(name, language, dark=dark, **params(name)))
    return made


def walk(node: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield key, value
            yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)


@pytest.mark.parametrize("name", CHARTS)
def test_titles_are_chinese_on_a_chinese_page(name):
    titles = [value for key, value in walk(body(name)) if key == "title" and isinstance(value, str)]
    assert titles
    assert all(CHINESE.search(title) for title in titles)


@pytest.mark.parametrize("name", CHARTS)
def test_titles_are_english_on_an_english_page(name):
    assert not CHINESE.search(template(name, "en", **params(name)))


@pytest.mark.parametrize("name", CHARTS)
def test_no_text_is_turned(name):
    angles = [value for key, value in walk(body(name)) if key in {"labelAngle", "titleAngle", "angle"}]
    assert set(angles) <= {0}


@pytest.mark.parametrize("name", CHARTS)
def test_no_axis_speaks_the_english_of_d3(name):
    formats = {value for key, value in walk(body(name)) if key == "format" and isinstance(value, str)}
    assert not {one for one in formats if re.search(r"%[aAbBpcxX]", one)}


@pytest.mark.parametrize("name", CHARTS)
def test_it_is_as_wide_as_its_place_and_has_no_buttons(name):
    made = body(name)
    assert made["usermeta"] == {"embedOptions": {"actions": False}}
    assert "facet" in made or made["width"] == "container"
    assert made["config"]["font"] == palette.FONT


@pytest.mark.parametrize("name", CHARTS)
def test_the_wall_has_light_letters(name):
    assert body(name, dark=True)["config"]["title"]["color"] == palette.INK_DARK
    assert body(name)["config"]["title"]["color"] == palette.INK


@pytest.mark.parametrize("name", CHARTS)
def test_it_carries_no_data(name):
    assert "datasets" not in body(name)


def test_it_is_built_once():
    assert template("kinds_bars", "zh_CN") is template("kinds_bars", "zh_CN")


@pytest.mark.parametrize("measure", ["activities", "person_times", "persons", "hours"])
def test_the_trend_is_drawn_in_the_one_hue_of_its_measure(measure):
    text = template("monthly_trend", "zh_CN", measure=measure)
    others = {palette.hue(other) for other in palette.MEASURES} - {palette.hue(measure)}
    assert palette.hue(measure) in text
    assert not [hue for hue in others if hue in text]


def test_maps_are_drawn_by_geoshape_with_boundaries_from_elsewhere():
    for name in ("month_maps", "community_map"):
        marks = [value for key, value in walk(body(name)) if key == "mark"]
        assert any(mark.get("type") == "geoshape" for mark in marks)
        assert "coordinates" not in json.dumps(body(name))

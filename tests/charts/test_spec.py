"""A chart with its data: the order, the shares, and text of users that stays data."""

import json
from datetime import date

import pandas as pd
import pytest

from components.charts import spec, template

KINDS = [
    {"label": "助老服务", "value": 20, "marked": False},
    {"label": "政策宣讲", "value": 50, "marked": True},
    {"label": "环境卫生", "value": 30, "marked": True},
]
NAUGHTY = "\"];alert('x')//</script>\\"


def drawn(name, rows, language="zh_CN", **more):
    return spec(name, language, rows, **more)


def test_kinds_come_with_the_largest_first_and_the_share_of_the_marked_ones():
    made = drawn("kinds_bars", KINDS)
    assert [row["label"] for row in made["datasets"]["rows"]] == ["政策宣讲", "环境卫生", "助老服务"]
    assert made["title"]["subtitle"] == "政策宣讲与环境卫生合计占 80%"


def test_without_marked_kinds_nothing_is_claimed():
    made = drawn("kinds_bars", [row | {"marked": False} for row in KINDS])
    assert "subtitle" not in made["title"]


def test_communities_stand_in_the_order_of_their_codes_not_of_their_numbers():
    rows = [{"area": "B", "order": 2, "value": 90}, {"area": "A", "order": 1, "value": 3}]
    made = drawn("distribution", rows, measure="activities", average=46.5)
    assert [row["area"] for row in made["datasets"]["rows"]] == ["A", "B"]
    assert made["datasets"]["mean"] == [{"value": 46.5, "label": "平均 46"}]


def test_units_stand_as_given():
    rows = [{"unit": name, "should": 1, "registered": n} for n, name in enumerate("CAB")]
    assert [row["unit"] for row in drawn("registered_vs_should", rows)["datasets"]["rows"]] == ["C", "A", "B"]


def test_two_agreements_of_one_name_are_two_bars():
    row = {"label": "甲 × 乙", "start": "2026-01-01", "end": "2026-12-31", "state": "履行中"}
    made = drawn("term_gantt", [row | {"id": 1}, row | {"id": 2}], today=date(2026, 11, 22))
    labels = [one["label"] for one in made["datasets"]["rows"]]
    assert len(set(labels)) == 2
    assert {label.rstrip("\u200b") for label in labels} == {"甲 × 乙"}
    assert made["datasets"]["today"] == [{"day": "2026-11-22", "label": "今天 11-22"}]


def test_the_chart_grows_with_its_lines():
    heights = [drawn("kinds_bars", KINDS[:n])["height"] for n in (1, 3)]
    assert heights[1] == 3 * heights[0]


def test_the_line_of_the_street_passes_through_its_own_rate():
    rows = [{"area": "A", "households": 1000, "activities": 5}, {"area": "B", "households": 3000, "activities": 35}]
    zero, end = drawn("activities_vs_households", rows)["datasets"]["guide"]
    assert (zero["households"], zero["activities"]) == (0, 0)
    assert end["activities"] / end["households"] == pytest.approx(0.01)
    assert "10.0" in end["label"]


def test_names_of_crowded_points_take_different_sides():
    rows = [{"area": "北关社区", "households": 2000 + n, "activities": 20} for n in range(3)]
    rows.append({"area": "南洲社区", "households": 4000, "activities": 60})
    sides = [row["side"] for row in drawn("activities_vs_households", rows)["datasets"]["rows"]]
    assert len(set(sides[:3])) == 3


def test_tiles_are_nested_by_community_in_the_order_of_their_codes():
    rows = [
        {"id": i, "group": group, "group_order": n, "order": -i, "name": str(i), "c": 0, "text": ""}
        for n, group in ((2, "B"), (1, "A"))
        for i in range(10)
    ]
    made = drawn("tile_map", rows, measure="activities", labels=("0",))["datasets"]["rows"]
    assert [row["id"] for row in made[:10]] == list(range(9, -1, -1))
    assert [row["line"] for row in made] == ["A"] * 8 + ["A\u200b"] * 2 + ["B"] * 8 + ["B\u200b"] * 2
    assert [row["column"] for row in made[:10]] == [0, 1, 2, 3, 4, 5, 6, 7, 0, 1]


@pytest.mark.parametrize(
    ("name", "rows", "more"),
    [
        ("kinds_bars", [{"label": NAUGHTY, "value": 1, "marked": True}], {}),
        ("distribution", [{"area": NAUGHTY, "order": 1, "value": 1}], {}),
        ("registered_vs_should", [{"unit": NAUGHTY, "should": 1, "registered": 1}], {}),
    ],
)
def test_text_of_users_is_data_and_never_part_of_an_expression(name, rows, more):
    made = drawn(name, rows, **more)
    made.pop("datasets")
    assert "alert" not in json.dumps(made)


def test_limits_of_classes_are_a_literal_whatever_they_contain():
    row = {"id": 1, "name": "A", "c": 0, "text": "1"}
    made = drawn("community_map", [row], measure="activities", labels=("0", NAUGHTY), shapes="/geo/1/community/1")
    rule = made["layer"][0]["encoding"]["color"]["condition"]["legend"]["labelExpr"]
    assert json.loads(rule.removesuffix("[datum.value]")) == ["0", NAUGHTY]


def test_boundaries_come_by_address_or_along_with_the_rows():
    row = {"id": 1, "month": "2026-11", "name": "A", "c": 0, "text": "1"}
    by_address = drawn("month_maps", [row], measure="activities", labels=("0",), shapes="/geo/1/community/1")
    assert "/geo/1/community/1" in json.dumps(by_address)
    feature = {"type": "Feature", "properties": {"id": 1}, "geometry": None}
    along = drawn("month_maps", [row], measure="activities", labels=("0",), shapes=[feature])
    assert along["datasets"]["shapes"] == [feature]
    assert "url" not in json.dumps(along)


def test_a_frame_is_as_good_as_a_list():
    assert drawn("kinds_bars", pd.DataFrame(KINDS))["datasets"] == drawn("kinds_bars", KINDS)["datasets"]


def test_a_missing_column_is_named():
    with pytest.raises(ValueError, match="kinds_bars lack marked"):
        drawn("kinds_bars", [{"label": "A", "value": 1}])


def test_a_title_can_be_left_out_or_replaced():
    assert "title" not in drawn("kinds_bars", KINDS, title="")
    assert drawn("kinds_bars", KINDS, title="X")["title"]["text"] == "X"


def test_what_one_page_does_to_its_chart_does_not_reach_the_next():
    drawn("kinds_bars", KINDS)["config"]["font"] = "Comic Sans"
    assert "Comic" not in template("kinds_bars", "zh_CN")
    assert "Comic" not in json.dumps(drawn("kinds_bars", KINDS))

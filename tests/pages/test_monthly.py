"""The monthly table, its workbook, and the analysis: the same numbers everywhere, small ones hidden where needed."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from components.web.monthly import export_monthly
from db import clock
from db.commands.activity import record_activity
from db.commands.registration import register_member
from db.errors import Invalid
from db.rules.activity import Entry
from db.rules.period import month_of
from db.rules.registration import Basis
from tests.workbooks import table

Open = Callable[..., AppTest]
Act = Callable[..., Any]
TODAY = clock.today()
ENTRY = Entry(area_id=2, held_on=TODAY, category="sanitation", place="北门里", hours=2)


@pytest.fixture
def served(do: Act) -> None:
    do("bo", record_activity, ENTRY, [1, 3])
    do("bo", record_activity, replace(ENTRY, category="health"), [1, 2, 3])
    do("sam", record_activity, replace(ENTRY, area_id=1), [1])


def _table(page: AppTest) -> list[list[str]]:
    assert not page.exception
    (markup,) = [str(one.value) for one in page.html if "<table" in str(one.value)]
    return [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in re.findall(r"<tr[^>]*>(.*?)</tr>", markup)][1:]


def test_communities_in_code_order_with_what_stands_apart_and_totals(open_page: Open, served: None) -> None:
    rows = _table(open_page("monthly", "bo"))
    assert [row[1:5] for row in rows] == [
        ["2", "5", "3", "10"],
        ["0", "0", "0", "0"],
        ["1", "1", "1", "2"],
        ["3", "6", "3", "12"],
    ]
    assert [row[0] for row in rows[:2]] == ["East", "West"]


def test_by_unit_and_for_one_community_as_the_url_says(open_page: Open, served: None) -> None:
    rows = _table(open_page("monthly", "bo", by="unit", area="2"))
    assert [row[:4] for row in rows[:3]] == [
        ["Bank", "2", "3", "2"],
        ["Clinic", "0", "0", "0"],
        ["School", "2", "2", "1"],
    ]
    assert [row[0] for row in _table(open_page("monthly", "bo", area="2"))[:2]] == ["East-1", "East-2"]
    assert not open_page("monthly", "bo", month="2026-99", by="x", area="10").exception


def test_who_entered_nothing_is_named_in_a_text_to_copy(open_page: Open, served: None) -> None:
    page = open_page("monthly", "sam")
    assert "West" in page.code[0].value
    assert "East" not in page.code[0].value


def test_a_leader_sees_no_small_numbers_and_no_workbook(open_page: Open, do: Act) -> None:
    do("bo", record_activity, ENTRY, [1])
    page = open_page("monthly", "lea")
    assert _table(page)[0][3] not in ("1", "2")
    assert not any("export/monthly" in str(one.value) for one in page.html)
    assert any("export/monthly" in str(one.value) for one in open_page("monthly", "bo").html)


def test_the_workbook_says_the_same(served: None) -> None:
    book = export_monthly("bo", "zh_CN", {"month": month_of(TODAY), "by": "community"})
    rows = table(book.content)[3:7]
    assert [row[:5] for row in rows] == [
        ["East", "2", "5", "3", "10"],
        ["West", "0", "0", "0", "0"],
        [rows[2][0], "1", "1", rows[2][3], "2"],
        [rows[3][0], "3", "6", "3", "12"],
    ]
    assert rows[2][3] != "1", "one or two persons are not told apart in what is handed on"
    assert (book.rows, book.filename.endswith(".xlsx")) == (2, True)


def test_a_workbook_of_nonsense_is_refused(served: None) -> None:
    with pytest.raises(Invalid):
        export_monthly("bo", "zh_CN", {"month": "never"})
    assert export_monthly("bo", "en", {"by": "'; drop", "area": "999"}).rows == 2


@pytest.mark.parametrize("who", ["bo", "sam", "lea"])
@pytest.mark.parametrize("measure", ["activities", "persons"])
def test_the_analysis_draws_all_five(open_page: Open, do: Act, served: None, who: str, measure: str) -> None:
    do("bo", register_member, 2, 1, TODAY, Basis.RESIDENCE)
    page = open_page("service-charts", who, measure=measure)
    assert not page.exception
    charts = page.get("arrow_vega_lite_chart") or page.get("vega_lite_chart")
    assert len(charts) == 5
    assert not open_page("service-charts", who, area="2", period="2026Q1").exception

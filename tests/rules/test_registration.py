"""Registrations: one at a time, in the right order of days, and pasted as a block."""

from datetime import date

import pytest

from db.errors import Invalid
from db.rules import registration as rules
from db.rules.match import Candidate
from db.rules.registration import (
    Known,
    Line,
    check_end,
    check_registered_on,
    check_single,
    judge,
    read_block,
    read_date,
)

TODAY = date(2026, 11, 22)


def test_a_second_open_registration_names_the_first():
    check_single(None)
    with pytest.raises(Invalid, match="East"):
        check_single("East")


@pytest.mark.parametrize("day", [None, date(2026, 11, 23), date(1989, 12, 31)])
def test_a_registration_begins_on_a_sensible_day(day: date | None):
    with pytest.raises(Invalid):
        check_registered_on(day, TODAY)


def test_a_registration_ends_after_it_began():
    assert check_end(date(2026, 1, 1), TODAY, TODAY) == TODAY
    with pytest.raises(Invalid):
        check_end(date(2026, 1, 2), date(2026, 1, 1), TODAY)


@pytest.mark.parametrize(
    "text", ["2026-3-5", "2026/03/05", "2026.3.5", "20260305", "2026年3月5日", "2026-03-05 00:00:00", "２０２６-3-5"]
)
def test_dates_are_read_as_offices_write_them(text: str):
    assert read_date(text) == date(2026, 3, 5)


@pytest.mark.parametrize("text", ["", "5.3.2026", "2026-13-01", "2026-02-30", "soon", "26-3-5"])
def test_what_is_no_date_is_none(text: str):
    assert read_date(text) is None


def test_a_month_is_its_first_day():
    assert read_date("2026年3月") == date(2026, 3, 1)


def test_a_pasted_block_is_read_row_by_row():
    text = "姓名\t单位\t报到时间\n张伟\t银行\t2026-03-05\n2\t李 娜\t学校\n\n王芳，诊所，昨天\n赵敏\t2026.3.1"
    assert read_block(text, TODAY) == [
        Line(2, "张伟", "银行", date(2026, 3, 5), "2026-03-05"),
        Line(3, "李 娜", "学校", TODAY, ""),
        Line(5, "王芳", "诊所", None, "昨天"),
        Line(6, "赵敏", "", date(2026, 3, 1), "2026.3.1"),
    ]


def test_a_block_has_an_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rules, "MOST_ROWS", 2)
    assert len(read_block("a\nb", TODAY)) == 2
    with pytest.raises(Invalid):
        read_block("a\nb\nc", TODAY)


def _line(number: int, name: str, unit: str = "", day: date | None = TODAY) -> Line:
    return Line(number, name, unit, day, "")


AN = Candidate(1, "An", 1, "Bank", "East")
KNOWN = Known(
    people={"an": [AN, Candidate(4, "An", 2, "School", "West")], "ba": [Candidate(2, "Ba", 1, "Bank", "East")]},
    units={"bank": 1, "school": 2},
    registered={2: "West"},
)


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (_line(1, "An", "Bank"), (1, 1, None)),
        (_line(1, "An", "School"), (4, 2, None)),
        (_line(1, "An"), (None, None, "people are called")),
        (_line(1, "Ba", "Bank"), (None, None, "Already registered")),
        (_line(1, "Ba", "School"), (None, 2, None)),
        (_line(1, "Xu", "Bank"), (None, 1, None)),
        (_line(1, "Xu"), (None, None, "give the unit")),
        (_line(1, "Xu", "Nowhere"), (None, None, "not in the list")),
        (_line(1, "", "Bank"), (None, None, "does not look like")),
        (_line(1, "Xu", "Bank", None), (None, None, "not a date")),
        (_line(1, "Xu", "Bank", date(2027, 1, 1)), (None, None, "future")),
    ],
)
def test_each_row_finds_its_member_or_its_reason(line: Line, found: tuple[int | None, int | None, str | None]):
    (made,) = judge([line], KNOWN, TODAY)
    assert (made.member_id, made.unit_id) == found[:2]
    assert made.good == (found[2] is None)
    assert (found[2] or "") in (made.problem or "")


def test_one_person_stands_once_in_a_block():
    rows = judge(
        [_line(1, "An", "Bank"), _line(2, "Xu", "Bank"), _line(3, " an ", "Bank"), _line(4, "Xu", "Bank")], KNOWN, TODAY
    )
    assert [row.good for row in rows] == [True, True, False, False]
    assert [row.params.get("n") for row in rows[2:]] == [1, 2]

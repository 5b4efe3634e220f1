"""What may be recorded of an activity, and how pasted names are read."""

from datetime import date, time

import pytest

from db.errors import Invalid
from db.rules.activity import (
    MOST_PEOPLE,
    Stay,
    check_day,
    check_day_hours,
    check_hours,
    check_name,
    check_people,
    overlapping,
    overlaps,
    split_names,
)

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("张伟、李娜、王芳", ["张伟", "李娜", "王芳"]),
        ("张伟,李娜，王芳;赵敏；钱多", ["张伟", "李娜", "王芳", "赵敏", "钱多"]),
        ("张伟 李娜　王芳", ["张伟", "李娜", "王芳"]),
        ("张伟\n李娜\r\n王芳\n\n", ["张伟", "李娜", "王芳"]),
        ("姓名\n1\t张伟\n2\t李娜", ["张伟", "李娜"]),
        ("1、张伟 2、李娜 3.王芳 4)赵敏 ⑤钱多", ["张伟", "李娜", "王芳", "赵敏", "钱多"]),
        ("张 伟、李　娜、王小明", ["张伟", "李娜", "王小明"]),
        ("张 伟 李 娜", ["张伟", "李娜"]),
        ("王 小 明、张 伟", ["王小明", "张伟"]),
        ("张\t伟", ["张", "伟"]),
        ("张伟、张伟、 张 伟 ", ["张伟"]),
        ("参加人员:张伟(组长)、李娜(后到)等,共2人", ["张伟", "李娜"]),
        ("张伟、李娜等2人", ["张伟", "李娜"]),
        ("张伟、李娜 合计 2人", ["张伟", "李娜"]),
        ("买买提·吐尔逊、欧阳娜娜", ["买买提·吐尔逊", "欧阳娜娜"]),
        ("Ａnna、Bo", ["Anna", "Bo"]),
        ("欧阳 司徒 张 伟", ["欧阳", "司徒", "张伟"]),
        ("<b>张伟</b>、=李娜、*王芳*", ["<b>张伟<", "b>", "=李娜", "*王芳*"]),
        ("12 34、-- 、。", []),
        ("", []),
    ],
)
def test_pasted_names_are_told_apart(text: str, names: list[str]):
    assert split_names(text) == names


def test_sixty_names_stay_sixty_in_their_order():
    names = [f"{a}{b}" for a in "陈林黄张李王" for b in "一二三四五六七八九十"]
    for between in ("、", ",", " ", "\n", "\t", "; "):
        assert split_names(between.join(names)) == names


def test_a_name_of_another_person_is_not_cut_short_and_a_very_long_one_is():
    assert split_names("张" * 60) == ["张" * 40]


def test_an_activity_lies_in_the_past_and_not_before_the_century():
    assert check_day(TODAY, TODAY) == TODAY
    for day in (None, date(2026, 11, 23), date(1999, 12, 31)):
        with pytest.raises(Invalid):
            check_day(day, TODAY)


@pytest.mark.parametrize("hours", [None, 0.5, 1, 2.5, 24])
def test_hours_go_in_halves(hours: float | None):
    assert check_hours(hours) == hours


@pytest.mark.parametrize("hours", [0, -1, 0.25, 24.5, 2.1])
def test_other_hours_are_refused(hours: float):
    with pytest.raises(Invalid):
        check_hours(hours)


def test_nobody_serves_more_than_a_day_in_a_day():
    check_day_hours("张伟", TODAY, 24)
    with pytest.raises(Invalid, match="张伟"):
        check_day_hours("张伟", TODAY, 24.5)


def test_an_activity_needs_people_but_not_a_whole_town():
    check_people(1)
    check_people(MOST_PEOPLE)
    for number in (0, MOST_PEOPLE + 1):
        with pytest.raises(Invalid):
            check_people(number)


@pytest.mark.parametrize("name", ["张伟", " 张 伟 ", "Anna Li", "<i>王</i>", "=李"])
def test_a_name_needs_a_letter(name: str):
    assert check_name(name)


@pytest.mark.parametrize("name", ["", "  ", "---", "张3", "13800138000", "张" * 41])
def test_what_is_no_name_is_refused(name: str):
    with pytest.raises(Invalid):
        check_name(name)


def test_stays_that_touch_do_not_overlap():
    assert not overlaps(540, 60, 600, 60)
    assert overlaps(540, 61, 600, 60)
    assert overlaps(600, 60, 540, 240)


def test_overlapping_stays_are_found_by_name_and_only_with_times():
    stays = [Stay("张伟", "扫除", time(9), 2), Stay("李娜", "宣讲", time(14), 1)]
    assert overlapping(time(10, 30), 2, stays) == stays[:1]
    assert overlapping(time(11), 3, stays) == []
    assert overlapping(time(10, 30), 4, stays) == stays
    assert overlapping(None, 2, stays) == overlapping(time(10), None, stays) == []

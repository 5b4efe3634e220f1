"""What a person meant by a cell."""

from datetime import date

import pytest

from db.rules import cell


@pytest.mark.parametrize(
    "text",
    [
        "2024.10.5",
        "2024年10月5日",
        "2024/10/5",
        "2024-10-05",
        "２０２４．１０．５",
        "20241005",
        "24.10.5",
        "45570",
        "45570.0",
        "2024-10-05 00:00:00",
        " 2024年10月05日 星期六 ",
        "2024/10/05 8:30",
    ],
)
def test_a_day_is_read_in_every_usual_spelling(text):
    assert cell.day(text) == date(2024, 10, 5)


@pytest.mark.parametrize(
    "text", ["2024.10", "2024年10月", "2024-13-01", "2023-02-29", "长期", "10月5日", "123", "", "2024.1.2.3"]
)
def test_what_names_no_single_day_is_not_guessed(text):
    assert cell.day(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,234", 1234),
        ("２，５００", 2500),
        ("300户", 300),
        ("约500人", 500),
        ("1.2万", 12000),
        (" 12 ", 12),
        ("3.5", 3.5),
        ("-4", -4),
        ("1 234 567", 1234567),
    ],
)
def test_numbers_are_read_through_their_dress(text, value):
    assert cell.number(text) == value


@pytest.mark.parametrize("text", ["三百", "2-3次", "1,23", "", "一", "12a", "1e5"])
def test_what_is_no_number_is_none(text):
    assert cell.number(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("13800138000", "13800138000"),
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("13800138000.0", "13800138000"),
        ("0591-87654321", "059187654321"),
        ("(0591)8765432", "05918765432"),
        ("661234", "661234"),
    ],
)
def test_phones_are_reduced_to_their_digits(text, number):
    assert cell.phone(text) == number


@pytest.mark.parametrize("text", ["13800138000/13900139000", "1.38E+10", "张三13800138000", "23800138000", "", "1234"])
def test_what_is_not_one_phone_is_none(text):
    assert cell.phone(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张 伟", "张伟"),
        (" 张\u3000伟 ", "张伟"),
        ("欧阳 娜 娜", "欧阳娜娜"),
        ("买买提•艾力", "买买提·艾力"),
        ("阿依 · 古丽", "阿依·古丽"),
        ("Ｌｉ Ｍｉｎｇ", "Li Ming"),
        ("丁家垚\u200b", "丁家垚"),
    ],
)
def test_names_lose_their_spaces_and_width(text, name):
    assert cell.person(text) == name


def test_text_keeps_its_characters():
    assert cell.line(" 第①网格（北）  三号 ") == "第①网格（北） 三号"
    assert cell.code(" ９１35 0100m0 ") == "91350100M0"


@pytest.mark.parametrize(
    ("text", "value"),
    [("是", True), ("√", True), ("Ｙ", True), ("否", False), ("×", False), ("0", False), ("也许", None), ("", None)],
)
def test_yes_and_no(text, value):
    assert cell.yes_no(text) is value


def test_nothing_is_nothing_in_many_ways():
    assert all(map(cell.is_blank, ["", " ", "/", "—", "无", "暂无", "N/A", "－"]))
    assert not cell.is_blank("无锡路")
    assert cell.is_masked("****8000")
    assert cell.is_masked("138****8000")
    assert not cell.is_masked("13800138000")

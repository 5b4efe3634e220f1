"""Free text keeps no identity, bank or phone numbers."""

import pytest

from db.errors import Invalid
from db.rules.note import clean, reason


@pytest.mark.parametrize(
    "text",
    ["身份证11010119900307876X", "卡号6222021234567890123", "电话13800138000", "138 0013 8000", "a 138-0013-8000"],
)
def test_personal_numbers_are_refused(text: str):
    with pytest.raises(Invalid):
        clean(text, 200)


@pytest.mark.parametrize("text", ["清走杂物3处", "2026年11月", "12345", "<b>x</b> $1$ =1+1", "编号 20261122001"])
def test_other_text_stays_as_it_is(text: str):
    assert clean(f" {text} ", 200) == text


def test_text_ends_somewhere_and_nothing_is_none():
    assert clean("x" * 5, 5) == "x" * 5
    assert clean("  ", 5) is None
    with pytest.raises(Invalid):
        clean("x" * 6, 5)


def test_a_reason_is_given():
    assert reason(" 重复录入 ") == "重复录入"
    with pytest.raises(Invalid):
        reason(" ")

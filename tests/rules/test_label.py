"""Names are compared the way people mean them."""

from enum import StrEnum

import pytest

from db.pinyin import pinyin_keys
from db.rules.label import fold, label, tidy


class Kind(StrEnum):
    GENERAL_BRANCH = "general_branch"


@pytest.mark.parametrize(
    ("typed", "meant"), [(" 张　伟 ", "张 伟"), ("Ａ１２", "A12"), ("a\u200bb", "ab"), ("", ""), ("x\t\ny", "x y")]
)
def test_tidy_takes_out_what_nobody_meant(typed: str, meant: str) -> None:
    assert tidy(typed) == meant


@pytest.mark.parametrize(("one", "other"), [("张 伟", "张伟"), ("阿·买提", "阿买提"), ("ABC", "ａｂｃ")])
def test_fold_makes_equal_names_equal(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_a_code_is_a_label() -> None:
    assert label(Kind.GENERAL_BRANCH) == "General branch"


@pytest.mark.parametrize(
    ("name", "key"), [("丁家垚", "djy"), ("单丹", "shandan"), ("新霞社区", "xxsq"), ("曾华", "zeng")]
)
def test_pinyin_and_initials_find_a_name(name: str, key: str) -> None:
    assert any(part.startswith(key) for part in pinyin_keys(name).split())

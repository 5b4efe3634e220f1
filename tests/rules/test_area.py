"""Codes and places of areas."""

import pytest

from db.errors import Invalid
from db.rules.area import Level, below, check_code, check_place


def test_each_level_stands_on_the_next() -> None:
    for upper, lower in zip(list(Level), list(Level)[1:], strict=False):
        assert below(upper) is lower
        check_place(lower, upper)
    assert below(Level.GRID) is None


@pytest.mark.parametrize(
    ("level", "parent"), [(Level.GRID, Level.STREET), (Level.GRID, None), (Level.STREET, Level.GRID)]
)
def test_no_level_is_skipped(level: Level, parent: Level | None) -> None:
    with pytest.raises(Invalid):
        check_place(level, parent)


@pytest.mark.parametrize(
    ("level", "code", "parent"),
    [
        (Level.COMMUNITY, "990101001001", None),
        (Level.COMMUNITY, None, None),
        (Level.GRID, "990101001001003", "990101001001"),
        (Level.GRID, "XX-03", "990101001001"),
        (Level.GRID, "990101001001003", None),
    ],
)
def test_codes_that_fit(level: Level, code: str | None, parent: str | None) -> None:
    check_code(level, code, parent)


@pytest.mark.parametrize(
    ("level", "code", "parent"),
    [
        (Level.COMMUNITY, "99010100100", None),
        (Level.GRID, "990101001002003", "990101001001"),
        (Level.GRID, "第一网格", None),
        (Level.GRID, "1", None),
        (Level.STREET, "9" * 13, None),
    ],
)
def test_codes_that_do_not_fit(level: Level, code: str, parent: str | None) -> None:
    with pytest.raises(Invalid):
        check_code(level, code, parent)

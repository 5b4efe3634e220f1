"""Periods of counting are whole months, and what is none is refused."""

from datetime import date

import pytest

from db.errors import Invalid
from db.rules.period import add_months, choices, month_of, parse

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("code", "first", "last", "months"),
    [
        ("2026-11", "2026-11", "2026-11", 1),
        ("2026Q1", "2026-01", "2026-03", 3),
        ("2026Q4", "2026-10", "2026-12", 3),
        ("2026H1", "2026-01", "2026-06", 6),
        ("2026H2", "2026-07", "2026-12", 6),
        ("2026", "2026-01", "2026-12", 12),
        ("last12", "2025-12", "2026-11", 12),
    ],
)
def test_a_code_names_its_months(code: str, first: str, last: str, months: int) -> None:
    period = parse(code, TODAY)
    assert (period.first, period.last, len(period.months)) == (first, last, months)
    assert period.before.last == add_months(first, -1)
    assert len(period.before.months) == months


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026Q5", "2026H3", "1066", "x", "2026-1", "２０２６", "2026-11-01"]
)
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse(text, TODAY)


def test_the_days_of_a_period_reach_to_the_end_of_its_last_month() -> None:
    assert parse("2024-02", TODAY).ends_on == date(2024, 2, 29)
    assert parse("2026Q4", TODAY).ends_on == date(2026, 12, 31)
    assert month_of(date(2026, 1, 31)) == "2026-01"


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 6, 30), date(2026, 7, 1), date(2026, 12, 31)])
def test_every_choice_is_a_period_and_none_lies_ahead(day: date) -> None:
    for code in choices(day):
        assert parse(code, day).first <= month_of(day)

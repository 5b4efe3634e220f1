"""Due dates, what was done for them in order, and the fulfilment rate."""

from datetime import date

import pytest

from db.errors import Invalid
from db.rules.agreement import Frequency, Status
from db.rules.commitment import (
    Due,
    Mark,
    Rate,
    check_fulfillable,
    check_fulfilment,
    check_promise,
    counted,
    due_dates,
    months_on,
    next_due,
    next_term,
    pauses,
    rate,
    schedule,
)

START, END = date(2026, 1, 1), date(2026, 12, 31)
QUARTERS = [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]


@pytest.mark.parametrize(
    ("frequency", "n", "first", "last"),
    [
        (Frequency.MONTHLY, 12, date(2026, 1, 31), END),
        (Frequency.QUARTERLY, 4, date(2026, 3, 31), END),
        (Frequency.HALF_YEAR, 2, date(2026, 6, 30), END),
        (Frequency.YEAR, 1, END, END),
        (Frequency.ONCE, 1, END, END),
    ],
)
def test_each_period_of_the_term_ends_with_a_due_date(frequency: Frequency, n: int, first: date, last: date) -> None:
    dates = due_dates(frequency, START, END)
    assert (len(dates), dates[0], dates[-1]) == (n, first, last)
    assert dates == sorted(set(dates))


def test_what_is_promised_once_is_due_on_its_day() -> None:
    assert due_dates(Frequency.ONCE, START, END, date(2026, 5, 1)) == [date(2026, 5, 1)]


def test_the_term_of_the_source_has_twelve_quarters() -> None:
    dates = due_dates(Frequency.QUARTERLY, date(2019, 6, 1), date(2022, 5, 31))
    assert (len(dates), dates[0], dates[-1]) == (12, date(2019, 8, 31), date(2022, 5, 31))


@pytest.mark.parametrize(
    ("ends_on", "n"), [(date(2026, 8, 14), 2), (date(2026, 8, 15), 3), (date(2026, 1, 20), 1), (date(2026, 3, 31), 1)]
)
def test_a_rest_shorter_than_half_a_period_demands_nothing_but_a_short_term_does(ends_on: date, n: int) -> None:
    dates = due_dates(Frequency.QUARTERLY, START, ends_on)
    assert len(dates) == n
    assert dates[-1] <= ends_on


def test_periods_that_begin_at_the_end_of_a_month_do_not_drift() -> None:
    dates = due_dates(Frequency.MONTHLY, date(2026, 1, 31), date(2026, 6, 29))
    assert dates[:4] == [date(2026, 2, 27), date(2026, 3, 30), date(2026, 4, 29), date(2026, 5, 30)]
    assert months_on(date(2024, 1, 31), 1) == date(2024, 2, 29)


def test_suspension_and_termination_take_due_dates_away() -> None:
    assert counted(QUARTERS, [(date(2026, 6, 1), date(2026, 9, 30))]) == [QUARTERS[0], QUARTERS[2], QUARTERS[3]]
    assert counted(QUARTERS, [(date(2026, 6, 1), None)]) == QUARTERS[:1]
    assert counted(QUARTERS, closed_on=date(2026, 6, 30)) == QUARTERS[:2]


def test_pauses_are_read_from_the_log() -> None:
    moves = [
        (date(2026, 1, 1), "signed", "active"),
        (date(2026, 2, 1), "active", "suspended"),
        (date(2026, 3, 1), "suspended", "active"),
        (date(2026, 8, 1), "active", "suspended"),
    ]
    assert pauses(moves) == [(date(2026, 2, 1), date(2026, 3, 1)), (date(2026, 8, 1), None)]


def test_what_is_done_counts_for_the_earliest_open_due_date() -> None:
    dues = schedule(QUARTERS, 2, [(date(2026, 5, 1), 1), (date(2026, 2, 1), 1), (date(2026, 5, 20), 3)])
    assert [(due.done, due.met_on) for due in dues] == [
        (2, date(2026, 5, 1)),
        (2, date(2026, 5, 20)),
        (1, None),
        (0, None),
    ]
    today = date(2026, 10, 1)
    assert [due.mark(today) for due in dues] == [Mark.MET_LATE, Mark.MET, Mark.LATE, Mark.NOT_YET_DUE]
    assert next_due([dues]) == QUARTERS[2]
    assert rate(dues, today) == Rate(2, 3)


def test_a_due_date_is_late_only_when_its_day_is_over() -> None:
    due = Due(date(2026, 3, 31), 1, 0, None)
    assert due.mark(date(2026, 3, 31)) is Mark.NOT_YET_DUE
    assert due.mark(date(2026, 4, 1)) is Mark.LATE
    assert rate([due], date(2026, 3, 31)) == Rate(0, 0)


def test_tenths_add_up() -> None:
    dues = schedule(QUARTERS[:1], 0.3, [(START, 0.1), (START, 0.1), (START, 0.1)])
    assert dues[0].met_on == START
    many = schedule(QUARTERS, 0.1, [(START, 0.4)])
    assert all(due.met for due in many)


def test_the_rate_adds_up_and_is_unknown_before_anything_is_due() -> None:
    assert (Rate(1, 2) + Rate(2, 2)).share == 0.75
    assert Rate().share is None
    assert next_due([]) is None


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "today", "term"),
    [
        (START, END, date(2026, 11, 1), (date(2027, 1, 1), date(2027, 12, 31))),
        (date(2023, 2, 10), date(2026, 2, 9), date(2026, 3, 1), (date(2026, 2, 10), date(2029, 2, 9))),
        (date(2026, 1, 1), date(2026, 1, 20), date(2026, 1, 5), (date(2026, 1, 21), date(2026, 2, 9))),
        (date(2019, 6, 1), date(2022, 5, 31), date(2026, 11, 22), (date(2026, 11, 22), date(2029, 11, 21))),
    ],
)
def test_the_next_term_is_as_long_and_follows_at_once_or_from_today(
    starts_on: date, ends_on: date, today: date, term: tuple[date, date]
) -> None:
    assert next_term(starts_on, ends_on, today) == term


@pytest.mark.parametrize(
    ("content", "qty", "frequency", "due_on"),
    [
        ("", 1, Frequency.YEAR, None),
        ("x" * 121, 1, Frequency.YEAR, None),
        ("Open the hall", None, Frequency.YEAR, None),
        ("Open the hall", 0, Frequency.YEAR, None),
        ("Open the hall", -1, Frequency.YEAR, None),
        ("Open the hall", float("nan"), Frequency.YEAR, None),
        ("Open the hall", float("inf"), Frequency.YEAR, None),
        ("Open the hall", 1e7, Frequency.YEAR, None),
        ("Open the hall", 0.333, Frequency.YEAR, None),
        ("Open the hall", 1, Frequency.YEAR, date(2026, 5, 1)),
        ("Open the hall", 1, Frequency.ONCE, date(2025, 12, 31)),
        ("Open the hall", 1, Frequency.ONCE, date(2027, 1, 1)),
    ],
)
def test_a_promise_must_be_measurable_and_within_the_term(
    content: str, qty: float | None, frequency: Frequency, due_on: date | None
) -> None:
    with pytest.raises(Invalid):
        check_promise(content, qty, frequency, due_on, (START, END))


def test_a_sound_promise_passes() -> None:
    check_promise("Open the hall", 0.5, Frequency.ONCE, END, (START, END))
    check_promise("Open the hall", 4, Frequency.QUARTERLY, None, (START, END))


@pytest.mark.parametrize(
    ("qty", "done_on"), [(1, None), (1, date(2026, 7, 2)), (1, date(2025, 12, 31)), (0, START), (None, START)]
)
def test_nothing_is_fulfilled_before_the_start_or_in_the_future(qty: float | None, done_on: date | None) -> None:
    with pytest.raises(Invalid):
        check_fulfilment(qty, done_on, START, date(2026, 7, 1))


@pytest.mark.parametrize("status", list(Status))
def test_only_an_agreement_in_force_is_fulfilled(status: Status) -> None:
    if status is Status.ACTIVE:
        check_fulfillable(status)
    else:
        with pytest.raises(Invalid):
            check_fulfillable(status)

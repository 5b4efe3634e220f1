"""Classes of a map say the truth about their values."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.classes import classify

whole = st.lists(st.one_of(st.none(), st.integers(0, 50_000)), max_size=80)
broken = st.lists(st.one_of(st.none(), st.floats(0.01, 9_999)), max_size=80)


@pytest.mark.parametrize("method", ["quantile", "fixed"])
@given(values=st.one_of(whole, broken))
def test_every_value_lies_within_the_limits_of_its_class(values, method):
    made = classify(values, method=method)
    assert list(made.limits) == sorted(set(made.limits))
    assert len(made.labels) == len(made.limits) + 1 <= 6
    for value, index in zip(values, made.index, strict=True):
        if value is None:
            assert index is None
            continue
        assert index is not None
        assert (index == 0) == (value == 0)
        if index:
            assert value <= made.limits[index - 1]
            assert index == 1 or value > made.limits[index - 2]


@given(values=whole)
def test_quantiles_leave_no_class_empty(values):
    made = classify(values)
    used = {index for index in made.index if index}
    assert used == set(range(1, len(made.limits) + 1))


@given(values=st.lists(st.integers(1, 9_000), min_size=8, max_size=60, unique=True))
def test_fixed_classes_are_of_one_width_and_reach_the_largest_value(values):
    made = classify(values, method="fixed")
    steps = {round(b - a, 6) for a, b in zip((0.0, *made.limits), made.limits, strict=False)}
    assert len(steps) == 1
    assert max(values) <= made.limits[-1] < max(values) + steps.pop()


def test_a_few_distinct_values_stand_for_themselves():
    made = classify([3, 1, 3, 0, None, 7])
    assert made.labels == ("0", "1", "3", "7")
    assert made.index == (2, 1, 2, 0, None, 3)


def test_labels_of_whole_numbers_do_not_overlap():
    assert classify(range(1, 61), method="fixed").labels == ("0", "1–15", "16–30", "31–45", "46–60")
    assert classify(range(1, 51)).labels == ("0", "1–10", "11–20", "21–30", "31–40", "41–50")


def test_large_numbers_are_grouped_by_thousands():
    assert classify([n * 1000 for n in range(1, 41)], method="fixed").labels[-1] == "32,001–40,000"


def test_broken_numbers_get_limits_one_can_read():
    labels = classify([n * 0.37 for n in range(1, 60)]).labels
    assert labels[1].startswith("≤")
    assert all(len(label) < 12 for label in labels)


def test_equal_values_never_fall_into_two_classes():
    made = classify([1] * 40 + [2, 3, 4, 5, 6, 7])
    assert len(set(made.index[:40])) == 1


@pytest.mark.parametrize("values", [[], [None], [math.nan, None]])
def test_nothing_known_gives_no_class(values):
    made = classify(values)
    assert made.limits == ()
    assert set(made.index) <= {None}

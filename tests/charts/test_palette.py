"""Colours tell amounts by lightness alone."""

from itertools import pairwise

import pytest

from components import palette
from components.charts.base import measure_title


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("measure", palette.MEASURES)
def test_each_step_differs_from_the_next_in_lightness(measure, dark):
    steps = [palette.luminance(colour) + 0.05 for colour in palette.shades(measure, 5, dark=dark)]
    rising = [b / a for a, b in pairwise(steps)] if dark else [a / b for a, b in pairwise(steps)]
    assert min(rising) > 1.15


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("n", range(6))
def test_there_are_as_many_shades_as_classes(n, dark):
    assert len(set(palette.shades("hours", n, dark=dark))) == n + 1


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("measure", palette.MEASURES)
def test_letters_can_be_read_on_every_shade(measure, dark):
    for ground in (*palette.shades(measure, 5, dark=dark), palette.NO_DATA, palette.NO_DATA_DARK):
        pair = sorted((palette.luminance(ground), palette.luminance(palette.ink_on(ground))))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.1, ground


def test_every_measure_has_a_name():
    names = {measure_title(lambda msgid, **_: msgid, measure) for measure in palette.MEASURES}
    assert len(names) == len(palette.MEASURES)


def test_no_two_measures_share_a_hue():
    assert len({palette.hue(measure) for measure in palette.MEASURES}) == len(palette.MEASURES)

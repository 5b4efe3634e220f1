"""Colours: one hue per measure, told apart by lightness alone, so that nobody needs to see colour to read a map."""

from typing import Final

INK: Final = "#16302d"
INK_DARK: Final = "#e6f2f0"
MUTED: Final = "#5f726f"
MUTED_DARK: Final = "#9fb8b4"
GRID: Final = "#e2e8f0"
GRID_DARK: Final = "#24423f"
DEEPEST: Final = "#0b211f"
PAPER: Final = "#edf2f1"
PAPER_DARK: Final = DEEPEST
ACCENT: Final = "#c2410c"
ACCENT_DARK: Final = "#fb923c"
# No data is grey and a true zero nearly white: the two must not be taken for each other.
NO_DATA: Final = "#d9dfe2"
NO_DATA_DARK: Final = "#34403f"
ZERO: Final = "#ffffff"
ZERO_DARK: Final = "#152d2a"
FONT: Final = (
    "'Microsoft YaHei UI', 'Microsoft YaHei', 'PingFang SC', 'Noto Sans CJK SC', 'Source Han Sans SC', sans-serif"
)

# Five steps in OKLCH of even lightness, first for light paper, then for the dark wall.
_RAMPS: Final[dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "activities": (
        ("#c6f1e8", "#86dacb", "#38b5a3", "#0e8376", "#02544b"),
        ("#103e37", "#046056", "#018b7c", "#2bbdaa", "#83ead9"),
    ),
    "person_times": (
        ("#d4e9ff", "#9dccfd", "#67a3e0", "#3d75ac", "#1f4a73"),
        ("#21374e", "#2d557d", "#437bb3", "#67aaed", "#b4d8fe"),
    ),
    "persons": (
        ("#e8e2ff", "#cbbdf9", "#a390dc", "#7664a8", "#4b3d70"),
        ("#37304c", "#56497a", "#7c6aaf", "#aa95e8", "#d7ccfe"),
    ),
    "hours": (
        ("#f7e3c5", "#e6c188", "#c49548", "#93691a", "#604102"),
        ("#433215", "#6b4c16", "#996f22", "#ce9a43", "#f9cc87"),
    ),
    "members_rate": (
        ("#fedbed", "#f0b1d4", "#cf82ae", "#9c5780", "#673352"),
        ("#482b3b", "#713f5d", "#a35d85", "#da85b6", "#febee1"),
    ),
    "agreements": (
        ("#daeed0", "#b0d49d", "#80ae67", "#567f3d", "#33521f"),
        ("#2a3b20", "#3f5c2d", "#5c8543", "#83b567", "#b8e3a1"),
    ),
    "needs": (
        ("#fedfcf", "#f6b797", "#d68960", "#a25d37", "#6c381a"),
        ("#4a2d1e", "#764429", "#a9633d", "#e18c5f", "#ffc6a9"),
    ),
    "days_since": (
        ("#ffddda", "#ffb0a9", "#e77972", "#b14e49", "#772b29"),
        ("#512725", "#813935", "#b8544f", "#f47b74", "#fec4be"),
    ),
}

MEASURES: Final = tuple(_RAMPS)
# Which of the five steps serve n classes: few classes lie far apart.
_STEPS: Final = {0: (), 1: (2,), 2: (1, 3), 3: (0, 2, 4), 4: (0, 1, 3, 4), 5: (0, 1, 2, 3, 4)}


def ramp(measure: str, *, dark: bool = False) -> tuple[str, ...]:
    return _RAMPS[measure][dark]


def hue(measure: str, *, dark: bool = False) -> str:
    """The colour in which the measure is drawn where it is not classed: bars, lines, points."""
    return ramp(measure, dark=dark)[3]


def tint(measure: str, *, dark: bool = False) -> str:
    """The same hue, quiet: an unfinished month, a bar beside the one that matters."""
    return ramp(measure, dark=dark)[1]


def shades(measure: str, n: int, *, dark: bool = False) -> list[str]:
    """The zero class first, then n classes from few to many."""
    steps = ramp(measure, dark=dark)
    return [ZERO_DARK if dark else ZERO, *(steps[i] for i in _STEPS[n])]


def ink_on(ground: str) -> str:
    """White or near-black, whichever reads better on a colour (WCAG contrast)."""
    light = luminance(ground) + 0.05
    return "#ffffff" if 1.05 / light > light / (luminance(DEEPEST) + 0.05) else DEEPEST


def luminance(colour: str) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

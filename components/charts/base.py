"""What all charts share: the look in both lights, words of measures, months in the reader's language."""

import json
from dataclasses import dataclass
from typing import Any, Final

import altair as alt

from components import palette
from components.i18n import Translate

ROWS: Final = "rows"
WHOLE: Final = ",.0f"
NUMBER: Final = ",.1~f"
ENGLISH_MONTHS: Final = "['Jan','Feb','Mar','Apr','May','Jun','Jul','Aug','Sep','Oct','Nov','Dec']"


@dataclass(frozen=True)
class Look:
    """Given to every template with the translator: the language decides about months, the light about colours."""

    language: str
    dark: bool = False

    @property
    def ink(self) -> str:
        return palette.INK_DARK if self.dark else palette.INK

    @property
    def muted(self) -> str:
        return palette.MUTED_DARK if self.dark else palette.MUTED

    @property
    def grid(self) -> str:
        return palette.GRID_DARK if self.dark else palette.GRID

    @property
    def paper(self) -> str:
        return palette.PAPER_DARK if self.dark else "#f7f9f8"

    @property
    def faint(self) -> str:
        """Small samples and what is over: there, but not to be compared."""
        return "#4a5f5c" if self.dark else "#b9c5c2"

    @property
    def accent(self) -> str:
        return palette.ACCENT_DARK if self.dark else palette.ACCENT

    @property
    def no_data(self) -> str:
        return palette.NO_DATA_DARK if self.dark else palette.NO_DATA

    def hue(self, measure: str) -> str:
        return palette.hue(measure, dark=self.dark)

    def tint(self, measure: str) -> str:
        return palette.tint(measure, dark=self.dark)

    def shades(self, measure: str, n: int) -> list[str]:
        return palette.shades(measure, n, dark=self.dark)

    def month(self, value: str) -> str:
        """A Vega expression: "2026-11" as "11月" or "Nov"."""
        if self.language == "zh_CN":
            return f"(toNumber(slice({value},5))+'月')"
        return f"{ENGLISH_MONTHS}[toNumber(slice({value},5))-1]"

    def month_and_year(self, value: str) -> str:
        if self.language == "zh_CN":
            return f"slice({value},0,4)+'年'+{self.month(value)}"
        return f"{self.month(value)}+' '+slice({value},0,4)"

    def month_axis(self, **more: Any) -> alt.Axis:
        """Months upright in one line; the year stands under the first one and under each January."""
        first = "slice(datum.value,5)=='01'||datum.index==0&&slice(datum.value,5)<'11'"
        month = self.month("datum.value")
        if self.language == "zh_CN":  # on a phone the bare number, which fits under every bar
            month = (
                f"(width < 350 ? slice(datum.value,5,6)=='0' ? slice(datum.value,6) : slice(datum.value,5) : {month})"
            )
        return alt.Axis(
            title=None,
            labelAngle=0,
            labelOverlap="parity",
            labelExpr=f"{first}?[{month},slice(datum.value,0,4)]:{month}",
            **more,
        )


def measure_title(t: Translate, measure: str) -> str:
    return {
        "activities": t("Activities held"),
        "person_times": t("Person-times"),
        "persons": t("Persons"),
        "hours": t("Service hours"),
        "members_rate": t("Members per 1,000 households"),
        "agreements": t("Active agreements"),
        "needs": t("Open needs"),
        "days_since": t("Days since last service"),
    }[measure]


def number_of(measure: str) -> str:
    return NUMBER if measure in {"hours", "members_rate"} else WHOLE


def rows() -> alt.NamedData:
    return alt.NamedData(ROWS)


def names(field: str, *, limit: float = 0.34) -> alt.Y:
    """Names down the left side, as the rows come: never turned, never wider than a share of the chart."""
    axis = alt.Axis(
        title=None,
        labelLimit=alt.ExprRef(f"max(64,containerSize()[0]*{limit})"),
        domain=False,
        ticks=False,
        labelPadding=6,
    )
    return alt.Y(f"{field}:N", sort=None, axis=axis)


def amounts(field: str, title: str) -> alt.X:
    """An axis of numbers along the bottom."""
    return alt.X(f"{field}:Q", title=title, axis=alt.Axis(format=NUMBER, tickCount=4, tickMinStep=1, domain=False))


def bare(field: str) -> alt.X:
    """Lengths without an axis, where each bar carries its own figure."""
    return alt.X(f"{field}:Q", axis=None, stack=None, scale=alt.Scale(domainMin=0, nice=False))


def room(base: alt.Chart, field: str, pixels: int) -> alt.Chart:
    """Invisible bars, so much longer than the longest real one that its figure still fits beside it."""
    bars: alt.Chart = (
        base.transform_joinaggregate(top=f"max({field})")
        .transform_calculate(reach=f"max(1,datum.top)*(1+{pixels}/max(60,width-{pixels}))")
        .mark_bar(opacity=0)
        .encode(x=bare("reach"))
    )
    return bars


def haloed(marks: alt.Chart, look: Look, **text: Any) -> Any:
    """Text that stays readable where a line runs through it."""
    ground = alt.value(look.paper)
    below = marks.mark_text(**text, stroke=look.paper, strokeWidth=4, strokeJoin="round").encode(color=ground)
    return alt.layer(below, marks.mark_text(**text))


def quoted(text: str) -> str:
    """A text as a literal inside a Vega expression."""
    return json.dumps(text, ensure_ascii=False)


def finish(chart: alt.TopLevelMixin, look: Look, title: str = "", height: Any = None) -> dict[str, Any]:
    """The chart as Vega-Lite, dressed: as wide as its place, fonts of the system, no buttons."""
    body: dict[str, Any] = chart.to_dict(validate=True)
    body.setdefault("width", "container")
    if height is not None:
        body["height"] = height
    body["autosize"] = {"type": "fit-x", "contains": "padding"}
    body["padding"] = {"left": 2, "right": 6, "top": 4, "bottom": 4}
    if title:
        body["title"] = title
    body["config"] = config(look)
    body["usermeta"] = {"embedOptions": {"actions": False}}
    return body


def config(look: Look) -> dict[str, Any]:
    text = {
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 400,
        "labelColor": look.muted,
        "titleColor": look.muted,
    }
    return {
        "background": "transparent",
        "font": palette.FONT,
        "view": {"stroke": None},
        "title": {
            "anchor": "start",
            "frame": "bounds",
            "subtitleFontSize": 12,
            "subtitleColor": look.accent,
            "subtitlePadding": 5,
            "fontSize": 14,
            "fontWeight": 600,
            "color": look.ink,
            "offset": 10,
        },
        "axis": {**text, "gridColor": look.grid, "domainColor": look.grid, "tickColor": look.grid, "titlePadding": 8},
        "legend": {**text, "orient": "bottom", "direction": "horizontal", "symbolStrokeWidth": 0, "title": None},
        "header": {**text, "title": None, "labelPadding": 4},
        "mark": {"tooltip": None},
        "text": {"fontSize": 12, "color": look.ink},
        "bar": {"cornerRadiusEnd": 2},
    }

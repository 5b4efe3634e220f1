"""Communities side by side, always in the order of their codes: nobody is ranked."""

import json
from collections.abc import Sequence
from typing import Any

import altair as alt

from components.charts.base import (
    Look,
    amounts,
    bare,
    finish,
    haloed,
    measure_title,
    names,
    number_of,
    quoted,
    room,
    rows,
)
from components.i18n import Translate
from components.palette import DEEPEST, ink_on

BESIDE = {
    "align": "datum.side=='right' ? 'left' : datum.side=='left' ? 'right' : 'center'",
    "dx": "datum.side=='right' ? 8 : datum.side=='left' ? -8 : 0",
    "dy": "datum.side=='top' ? -13 : datum.side=='bottom' ? 13 : 0",
}
ACROSS = 250.0  # a phone; where there is more room there is less to run into


def community_month(t: Translate, look: Look, *, measure: str = "activities") -> dict[str, Any]:
    """Rows: area, order, month, value (None is no data). Each cell says its number, so colour is only a help."""
    steps = look.shades(measure, 5)[1:]
    base = (
        alt.Chart(rows())
        .transform_calculate(
            when=look.month_and_year("datum.month"),
            shown="isValid(datum.value) ? format(datum.value,',.0f') : ''",
        )
        .transform_joinaggregate(top="max(value)", months="distinct(month)")
        .transform_calculate(part="datum.top > 0 ? datum.value/datum.top : 0")
        .encode(
            x=alt.X("month:O", axis=look.month_axis(ticks=False, domain=False), scale=alt.Scale(padding=0)),
            y=names("area", limit=0.24),
        )
    )
    tooltip = [
        alt.Tooltip("area:N", title=t("Community")),
        alt.Tooltip("when:N", title=t("Month")),
        alt.Tooltip("value:Q", title=measure_title(t, measure), format=number_of(measure)),
    ]
    zero = look.shades(measure, 1)[0]
    cells = base.mark_rect(stroke=look.paper, strokeWidth=2, cornerRadius=3).encode(
        color=alt.condition(
            "datum.value > 0",
            alt.Color("part:Q", scale=alt.Scale(type="quantize", domain=[0, 1], range=steps), legend=None),
            alt.value(zero),
        ),
        tooltip=tooltip,
    )
    gaps = (
        base.transform_filter("!isValid(datum.value)")
        .mark_rect(stroke=look.paper, strokeWidth=2, cornerRadius=3, color=look.no_data)
        .encode()
    )
    white = [ink_on(step) == "#ffffff" for step in (zero, *steps)]
    figures = base.mark_text(fontSize=11).encode(
        text="shown:N",
        color=alt.condition(
            # Fifths of the largest value, as above; zero is the first entry.
            f"{json.dumps(white)}[datum.part > 0 ? min(5, 1+floor(5*datum.part)) : 0]",
            alt.value("#ffffff"),
            alt.value(DEEPEST),
        ),
        opacity=alt.condition("width/datum.months < 20", alt.value(0), alt.value(1)),
    )
    title = t("{measure} by community and month", measure=measure_title(t, measure))
    return finish(cells + gaps + figures, look, title, {"step": 27})


def distribution(t: Translate, look: Look, *, measure: str = "activities") -> dict[str, Any]:
    """Rows: area, order, value, perhaps text (instead of the number) and small (a sample too small to compare)."""
    digits = number_of(measure)
    base = (
        alt.Chart(rows())
        .transform_calculate(
            shown=f"datum.text ? datum.text : isValid(datum.value) ? format(datum.value,'{digits}') : '–'",
            note=_small_note(t),
        )
        .encode(y=names("area", limit=0.28))
    )
    bars = base.mark_bar(size=15).encode(
        x=bare("value"),
        color=alt.condition("datum.small", alt.value(look.faint), alt.value(look.hue(measure))),
        tooltip=[
            alt.Tooltip("area:N", title=t("Community")),
            alt.Tooltip("shown:N", title=measure_title(t, measure)),
            alt.Tooltip("note:N", title=t("Note")),
        ],
    )
    ink: Any = alt.condition("datum.small", alt.value(look.muted), alt.value(look.ink))
    figures = haloed(base.encode(x="value:Q", text="shown:N", color=ink), look, align="left", dx=5)
    mean = alt.Chart(alt.NamedData("mean"))
    line = mean.mark_rule(strokeDash=[4, 3], color=look.muted).encode(x="value:Q")
    label = mean.mark_text(align="left", dx=4, baseline="bottom", y=-2, fontSize=11, color=look.muted).encode(
        x="value:Q", text="label:N"
    )
    title = t("{measure} by community", measure=measure_title(t, measure))
    return finish(room(base, "value", 56) + bars + line + label + figures, look, title, {"step": 25})


def mean_line(t: Translate, average: float | None, measure: str) -> list[dict[str, Any]]:
    if average is None:
        return []
    figure = f"{average:,.1f}" if number_of(measure) != ",.0f" or average < 10 else f"{average:,.0f}"
    return [{"value": average, "label": t("Average {figure}", figure=figure)}]


def activities_vs_households(t: Translate, look: Look) -> dict[str, Any]:
    """Rows: area, households, activities, perhaps small. The line is the street's own rate; below it is thin cover."""
    base = alt.Chart(rows()).transform_calculate(
        rate="datum.households > 0 ? 1000*datum.activities/datum.households : null", note=_small_note(t)
    )
    x = amounts("households", t("Households"))
    y = alt.Y(
        "activities:Q",
        title=measure_title(t, "activities"),
        axis=alt.Axis(
            format="~s",
            tickCount=5,
            tickMinStep=1,
            domain=False,
            titleAngle=0,
            titleAlign="left",
            titleX=-24,
            titleY=-12,
        ),
    )
    shade: Any = alt.condition("datum.small", alt.value(look.faint), alt.value(look.hue("activities")))
    points = base.mark_circle(size=90, opacity=0.9).encode(
        x=x,
        y=y,
        color=shade,
        tooltip=[
            alt.Tooltip("area:N", title=t("Community")),
            alt.Tooltip("households:Q", title=t("Households"), format=",.0f"),
            alt.Tooltip("activities:Q", title=measure_title(t, "activities"), format=",.0f"),
            alt.Tooltip("rate:Q", title=t("Per 1,000 households"), format=",.1f"),
            alt.Tooltip("note:N", title=t("Note")),
        ],
    )
    ink: Any = alt.condition("datum.small", alt.value(look.muted), alt.value(look.ink))
    named = base.encode(x="households:Q", y="activities:Q", text="area:N", color=ink)
    labels = haloed(named, look, **{name: alt.ExprRef(rule) for name, rule in BESIDE.items()})
    guide = alt.Chart(alt.NamedData("guide")).encode(x="households:Q", y="activities:Q")
    line = guide.mark_line(strokeDash=[4, 3], color=look.muted, strokeWidth=1)
    said = (
        guide.transform_filter("datum.label")
        .mark_text(align="right", baseline="bottom", dy=-4, fontSize=11, color=look.muted)
        .encode(text="label:N")
    )
    return finish(alt.layer(line, points, labels, said), look, t("Activities against households, by community"), 320)


def placed(given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each name on that side of its point where it does not run into another name or point."""
    wide = max((float(row["households"] or 0) for row in given), default=0) or 1.0
    tall = max((float(row["activities"] or 0) for row in given), default=0) or 1.0
    spots = [
        (float(row["households"] or 0) / wide * ACROSS, float(row["activities"] or 0) / tall * 280) for row in given
    ]
    taken = [(x - 5, y - 5, x + 5, y + 5) for x, y in spots]
    done = []
    for row, (x, y) in zip(given, spots, strict=True):
        length = sum(12 if char > "\u2e7f" else 7 for char in str(row["area"]))
        boxes = {
            "right": (x + 7, y - 7, x + 7 + length, y + 7),
            "left": (x - 7 - length, y - 7, x - 7, y + 7),
            "top": (x - length / 2, y + 7, x + length / 2, y + 20),
            "bottom": (x - length / 2, y - 20, x + length / 2, y - 7),
        }
        free = (
            side for side, box in boxes.items() if box[2] < ACROSS + 60 and not any(_meet(box, one) for one in taken)
        )
        side = next(free, "right")
        taken.append(boxes[side])
        done.append({**row, "side": side})
    return done


def _meet(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def street_rate(t: Translate, given: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two points of the line on which every community would have its share."""
    households = sum(float(row["households"] or 0) for row in given)
    if not households:
        return []
    rate = sum(float(row["activities"] or 0) for row in given) / households
    reach = max(float(row["households"] or 0) for row in given)
    label = t("Street average: {figure} per 1,000 households", figure=f"{rate * 1000:,.1f}")
    return [
        {"households": 0.0, "activities": 0.0, "label": ""},
        {"households": reach, "activities": rate * reach, "label": label},
    ]


def _small_note(t: Translate) -> str:
    return f"datum.small ? {quoted(t('Too few to compare'))} : '–'"

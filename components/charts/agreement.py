"""Agreements: how many are in which state, and the terms of each against today."""

import json
from typing import Any

import altair as alt

from components.charts.base import Look, bare, finish, names, room, rows
from components.i18n import Translate


def _tone(look: Look, legend: alt.Legend | None = None) -> alt.Color:
    """Running, over, or wanting attention: told apart by lightness first, by hue second."""
    scale = alt.Scale(domain=["main", "alert", "muted"], range=[look.hue("agreements"), look.accent, look.faint])
    return alt.Color("tone:N", legend=legend, scale=scale)


def _click(chart: alt.Chart, *, selectable: bool) -> alt.Chart:
    if not selectable:
        return chart
    return chart.add_params(alt.selection_point("pick", fields=["id"], empty=False))


def agreements_by_state(t: Translate, look: Look, *, selectable: bool = False) -> dict[str, Any]:
    """Rows: label, value, perhaps tone ("main", "muted", "alert") and id; in the order given."""
    base = (
        alt.Chart(rows())
        .transform_calculate(tone="datum.tone ? datum.tone : 'main'")
        .encode(y=names("label", limit=0.3))
    )
    bars = base.mark_bar(size=15, cursor="pointer" if selectable else "default").encode(
        x=bare("value"),
        color=_tone(look),
        tooltip=[
            alt.Tooltip("label:N", title=t("State")),
            alt.Tooltip("value:Q", title=t("Agreements"), format=",.0f"),
        ],
    )
    figures = base.mark_text(align="left", dx=5).encode(x="value:Q", text=alt.Text("value:Q", format=",.0f"))
    chart = room(base, "value", 44) + _click(bars, selectable=selectable) + figures
    return finish(chart, look, t("Agreements by state"), {"step": 26})


def term_gantt(t: Translate, look: Look, *, selectable: bool = False) -> dict[str, Any]:
    """Rows: id, label, start, end (ISO dates), state (a label), perhaps tone; in the order given."""
    base = (
        alt.Chart(rows())
        .transform_calculate(
            opens="toDate(datum.start+'T00:00:00')",
            closes="toDate(datum.end+'T00:00:00')",
            tone="datum.tone ? datum.tone : 'main'",
        )
        .encode(y=names("label", limit=0.4))
    )
    axis = alt.Axis(format="%Y-%m", labelAngle=0, labelOverlap="greedy", orient="top", tickCount=6, domain=False)
    said = {"main": t("In force"), "alert": t("Needs attention"), "muted": t("Not in force")}
    legend = alt.Legend(
        title=None,
        orient="bottom",
        offset=24,
        columns=alt.ExprRef("width < 300 ? 2 : 3"),
        labelExpr=f"{json.dumps(said, ensure_ascii=False)}[datum.value]",
    )
    bars = base.mark_bar(size=13, cornerRadius=3, cursor="pointer" if selectable else "default").encode(
        x=alt.X("opens:T", title=None, axis=axis),
        x2="closes:T",
        color=_tone(look, legend),
        tooltip=[
            alt.Tooltip("label:N", title=t("Agreement")),
            alt.Tooltip("state:N", title=t("State")),
            alt.Tooltip("start:N", title=t("Starts")),
            alt.Tooltip("end:N", title=t("Ends")),
        ],
    )
    day = alt.Chart(alt.NamedData("today")).transform_calculate(day="toDate(datum.day+'T00:00:00')").encode(x="day:T")
    line = day.mark_rule(color=look.accent, strokeWidth=1.5)
    label = day.mark_text(align="center", baseline="top", y="height", dy=5, color=look.accent, fontSize=11).encode(
        text="label:N"
    )
    chart = _click(bars, selectable=selectable) + line + label
    return finish(chart, look, t("Terms of agreements"), {"step": 24})


def today_line(t: Translate, day: str) -> list[dict[str, Any]]:
    return [{"day": day, "label": t("Today {day}", day=day[5:])}] if day else []

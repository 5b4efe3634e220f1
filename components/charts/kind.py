"""What the service consists of: kinds of activities, the all too common ones marked."""

from collections.abc import Sequence
from typing import Any

import altair as alt

from components.charts.base import Look, bare, finish, measure_title, names, room, rows
from components.i18n import Translate

PAIR = 2


def kinds_bars(t: Translate, look: Look, *, measure: str = "activities") -> dict[str, Any]:
    """Rows: label, value, marked. The largest first; the marked kinds stand out in the colour of attention."""
    base = (
        alt.Chart(rows())
        .transform_joinaggregate(all="sum(value)")
        .transform_calculate(share="datum.all > 0 ? datum.value/datum.all : 0")
        .transform_calculate(figure="format(datum.value,',.0f')+' · '+format(datum.share,'.0%')")
        .encode(y=names("label", limit=0.3))
    )
    bars = base.mark_bar(size=15).encode(
        x=bare("value"),
        color=alt.condition("datum.marked", alt.value(look.accent), alt.value(look.hue(measure))),
        tooltip=[
            alt.Tooltip("label:N", title=t("Kind")),
            alt.Tooltip("value:Q", title=measure_title(t, measure), format=",.0f"),
            alt.Tooltip("share:Q", title=t("Share"), format=".1%"),
        ],
    )
    figures = base.mark_text(align="left", dx=5, color=look.muted).encode(x="value:Q", text="figure:N")
    return finish(room(base, "value", 86) + bars + figures, look, t("Kinds of activities"), {"step": 26})


def marked_share(t: Translate, given: Sequence[dict[str, Any]]) -> str:
    """One line under the title: how much of all the marked kinds are."""
    total = sum(float(row["value"] or 0) for row in given)
    marked = [row for row in given if row["marked"]]
    if not total or not marked:
        return ""
    share = f"{sum(float(row['value'] or 0) for row in marked) / total:.0%}"
    if len(marked) == PAIR:
        first, second = (row["label"] for row in marked)
        return t("{first} and {second} make up {share}", first=first, second=second, share=share)
    return t("The marked kinds make up {share}", share=share)

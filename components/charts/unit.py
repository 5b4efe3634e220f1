"""Units: how many of their members should have registered, and how many did."""

from typing import Any

import altair as alt

from components.charts.base import Look, bare, finish, names, room, rows
from components.i18n import Translate


def registered_vs_should(t: Translate, look: Look) -> dict[str, Any]:
    """Rows: unit, should, registered; in the order given. A hollow bar for the duty, a filled one for the deed."""
    base = (
        alt.Chart(rows())
        .transform_calculate(
            most="max(datum.should, datum.registered)",
            figure="format(datum.registered,',.0f')+' / '+(datum.should > 0 ? format(datum.should,',.0f') : '–')",
            rate="datum.should > 0 ? datum.registered/datum.should : null",
        )
        .encode(y=names("unit", limit=0.38))
    )
    duty = base.mark_bar(size=15, filled=False, stroke=look.muted, strokeWidth=1, cornerRadiusEnd=2).encode(
        x=bare("should")
    )
    deed = base.mark_bar(size=15, color=look.hue("persons")).encode(
        x=bare("registered"),
        tooltip=[
            alt.Tooltip("unit:N", title=t("Unit")),
            alt.Tooltip("should:Q", title=t("Should register"), format=",.0f"),
            alt.Tooltip("registered:Q", title=t("Registered"), format=",.0f"),
            alt.Tooltip("rate:Q", title=t("Registration rate"), format=".0%"),
        ],
    )
    figures = base.mark_text(align="left", dx=5, color=look.muted).encode(x="most:Q", text="figure:N")
    title = t("Registered and should register, by unit")
    return finish(room(base, "most", 66) + deed + duty + figures, look, title, {"step": 25})

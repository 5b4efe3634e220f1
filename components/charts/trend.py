"""How it went month by month: the trend of a page and the small one of a card."""

from typing import Any

import altair as alt

from components.charts.base import Look, finish, measure_title, number_of, quoted, rows
from components.i18n import Translate


def monthly_trend(t: Translate, look: Look, *, measure: str = "activities") -> dict[str, Any]:
    """Rows: month, one column per measure, perhaps partial (the month is not over). Draws one measure."""
    title = measure_title(t, measure)
    base = (
        alt.Chart(rows())
        .transform_calculate(
            when=look.month_and_year("datum.month"),
            state=f"datum.partial ? {quoted(t('Not over yet'))} : {quoted(t('Complete'))}",
        )
        .transform_joinaggregate(months="count()")
        .encode(x=alt.X("month:O", axis=look.month_axis(ticks=False), scale=alt.Scale(paddingInner=0.28)))
    )
    bars = base.mark_bar().encode(
        y=alt.Y(f"{measure}:Q", title=None, axis=alt.Axis(format="~s", tickCount=4, tickMinStep=1, domain=False)),
        color=alt.condition("datum.partial", alt.value(look.tint(measure)), alt.value(look.hue(measure))),
        tooltip=[
            alt.Tooltip("when:N", title=t("Month")),
            alt.Tooltip(f"{measure}:Q", title=title, format=number_of(measure)),
            alt.Tooltip("state:N", title=t("State")),
        ],
    )
    # The numbers stand above the bars as long as there is room for them.
    figures = base.mark_text(dy=-7, fontSize=11, color=look.muted).encode(
        y=f"{measure}:Q",
        text=alt.Text(f"{measure}:Q", format=",.0f"),
        opacity=alt.condition("width/datum.months < 24", alt.value(0), alt.value(1)),
    )
    return finish(bars + figures, look, title, 220)


def sparkline(t: Translate, look: Look, *, measure: str = "activities") -> dict[str, Any]:
    """Rows: month, value. A card's trend: no value axis, the last figure written out."""
    base = (
        alt.Chart(rows())
        .transform_calculate(when=look.month_and_year("datum.month"))
        .transform_joinaggregate(last="max(month)", first="min(month)")
    )
    months = alt.X(
        "month:O",
        axis=look.month_axis(ticks=False, domain=False, labelFlush=True),
        scale=alt.Scale(padding=0.3),
    )
    tooltip = [
        alt.Tooltip("when:N", title=t("Month")),
        alt.Tooltip("value:Q", title=measure_title(t, measure), format=number_of(measure)),
    ]
    amount = alt.Y("value:Q", axis=None, scale=alt.Scale(domainMin=0, nice=False))
    bars = base.mark_bar(size=alt.ExprRef("max(4,width/20)")).encode(
        x=months,
        y=amount,
        tooltip=tooltip,
        color=alt.condition("datum.month==datum.last", alt.value(look.hue(measure)), alt.value(look.tint(measure))),
    )
    figure = base.mark_text(dy=-7, fontSize=11, fontWeight=600).encode(
        x="month:O",
        y="value:Q",
        text=alt.Text("value:Q", format=number_of(measure)),
        opacity=alt.condition("datum.month==datum.last", alt.value(1), alt.value(0)),
    )
    return finish(bars + figure, look, "", 76)

"""Where the day begins: one large button, what is due this week, four numbers, trend and kinds."""

from typing import Any

import streamlit as st

from components.chart import show
from components.context import Context
from components.due import due_list
from components.look import esc, page_head, raw
from components.tour import tour
from db.queries.service import ServiceTotals, service_by_kind, service_by_month, service_totals
from db.rules.activity import TALK_AND_TIDY
from db.rules.period import month_of


def home(ctx: Context) -> None:
    t = ctx.t
    page_head(ctx, "Home", "What is due, what has been done, and the quickest way to record it.")
    if ctx.area is None:
        return
    tour(ctx)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if ctx.can("activity:write"):
            href = ctx.link("activities", new=1)
            raw(f'<a class="desk-big" href="{esc(href)}" target="_self">{esc(t("Record an activity"))}</a>')
        st.subheader(t("Due this week"), anchor=False)
        due_list(ctx, ctx.area)
    with right:
        _numbers(ctx)
    left, right = st.columns(2, gap="large")
    with left:
        months: list[Any] = ctx.ask(service_by_month, ctx.area.id, ctx.period, with_persons=False).to_dict("records")
        present = month_of(ctx.today)
        show(
            ctx,
            "monthly_trend",
            [row | {"partial": row["month"] == present} for row in months],
            key="home.trend",
            measure="activities",
            empty=t("No activity yet. Record the first one."),
        )
    with right:
        kinds = ctx.ask(service_by_kind, ctx.area.id, ctx.period)
        rows = [
            {
                "label": ctx.code("service_category", str(row.category)),
                "value": row.activities,
                "marked": row.category in TALK_AND_TIDY,
            }
            for row in kinds.itertuples()
        ]
        show(
            ctx,
            "kinds_bars",
            rows,
            key="home.kinds",
            measure="activities",
            empty=t("No activity yet. Record the first one."),
        )


def _numbers(ctx: Context) -> None:
    """The four numbers of the last twelve months, against the twelve before."""
    t = ctx.t
    assert ctx.area is not None  # noqa: S101  # why: the caller returned otherwise
    now: ServiceTotals = ctx.ask(service_totals, ctx.area.id, ctx.period)
    before: ServiceTotals = ctx.ask(service_totals, ctx.area.id, ctx.period.before)
    definitions = (
        (
            "activities",
            t("Activities held"),
            t("Activities held in the period, void ones left out. Each counts once, whoever came."),
        ),
        ("person_times", t("Person-times"), t("Service records: one person at one activity counts one.")),
        ("persons", t("Persons"), t("Different people who served at least once in the period.")),
        ("hours", t("Service hours"), t("Sum of the hours of all service records; those without hours count nothing.")),
    )
    st.caption(t("{area}, {period}", area=ctx.area.name, period=ctx.period_label(ctx.period.code)))
    with st.container(horizontal=True):
        for name, label, definition in definitions:
            value, old = getattr(now, name), getattr(before, name)
            st.metric(
                label,
                ctx.number(value),
                delta=t("{n} vs. before", n=f"{value - old:+,.0f}"),
                delta_color="off",
                help=definition,
                border=True,
                width=190,
            )

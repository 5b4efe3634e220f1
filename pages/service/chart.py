"""服务分析: trend, kinds, months of each community, registration by unit, activities against households."""

from collections import Counter
from typing import Any

import streamlit as st

from components.chart import show
from components.context import Context
from components.few import hidden
from components.filters import Filters
from components.look import page_head
from components.monthly import MEASURES, street_of
from db.errors import N_
from db.queries.area import AreaRef, area_ref, areas_below
from db.queries.figure import figures_by_area
from db.queries.registration import registered_by_unit
from db.queries.service import service_by_area_month, service_by_kind, service_by_month, service_totals
from db.rules import period as periods
from db.rules.activity import TALK_AND_TIDY
from db.rules.area import Level
from db.rules.map import DEFINITIONS
from db.rules.period import Period, month_of

NONE_YET = N_("No activity in this period. Record the first one, or choose a longer period.")
FEW_ACTIVITIES = 3  # below, a bar says little about a community and is drawn in grey


def service_chart(ctx: Context) -> None:
    t, street = ctx.t, street_of(ctx)
    page_head(
        ctx,
        N_("Service analysis"),
        N_("How service is spread over months, kinds, places and units. Nothing is ranked."),
    )
    if street is None:
        return
    communities = ctx.ask(areas_below, street.id, Level.COMMUNITY)
    area, period, measure = _choices(ctx, street, communities)
    left, right = st.columns(2, gap="large")
    with left:
        _trend(ctx, area, period, measure)
    with right:
        _kinds(ctx, area, period, measure)
    places = communities if area.id == street.id else ctx.ask(areas_below, area.id, Level.GRID)
    level = Level.COMMUNITY if area.level is Level.STREET else Level.GRID
    held: list[Any] = ctx.ask(service_by_area_month, area.id, level, period).to_dict("records")
    _months(ctx, area, period, measure, places, held)
    left, right = st.columns(2, gap="large")
    with left:
        _registered(ctx, area)
    with right:
        _households(ctx, area, places, held)
    st.caption(t("People are counted once in each month of the trend; the months do not add up to the year."))


def _choices(ctx: Context, street: AreaRef, communities: list[AreaRef]) -> tuple[AreaRef, Period, str]:
    t, filters = ctx.t, Filters(ctx, "chart")
    words = {str(street.id): t("Whole street")}
    words |= {str(one.id): one.name for one in communities}
    cells = st.columns(3, gap="small")
    with cells[0]:
        period = filters.period()
    with cells[1]:
        place = filters.select("area", t("Area"), words, first=str(street.id))
    with cells[2]:
        measure = filters.select(
            "measure", t("Measure"), {name: t(label) for name, label in MEASURES.items()}, first="activities"
        )
    return ctx.ask(area_ref, place) or street, periods.parse(period, ctx.today), measure


def _trend(ctx: Context, area: AreaRef, period: Period, measure: str) -> None:
    months: list[Any] = ctx.ask(service_by_month, area.id, period, with_persons=measure == "persons").to_dict("records")
    present = month_of(ctx.today)
    rows = [
        row | {"persons": None if hidden(ctx, row["persons"]) else row["persons"], "partial": row["month"] == present}
        for row in months
    ]
    rows = rows if any(row["activities"] for row in months) else []
    show(ctx, "monthly_trend", rows, key="chart.trend", measure=measure, empty=ctx.t(NONE_YET))
    st.caption(ctx.t(DEFINITIONS[measure]))


def _kinds(ctx: Context, area: AreaRef, period: Period, measure: str) -> None:
    t, kinds = ctx.t, ctx.ask(service_by_kind, area.id, period)
    column = measure if measure in kinds else "activities"
    rows = [
        {
            "label": ctx.code("service_category", row["category"]),
            "value": row[column],
            "marked": row["category"] in TALK_AND_TIDY,
        }
        for row in kinds.to_dict("records")
    ]
    show(ctx, "kinds_bars", rows, key="chart.kinds", measure=column, empty=t(NONE_YET))
    names = [ctx.code("service_category", code) for code in TALK_AND_TIDY]
    st.caption(
        t(
            "Marked: {first} and {second}. Their share of all shows how far service is more than talk and tidying.",
            first=names[0],
            second=names[1],
        )
        + (" " + t("By kind, persons are not counted; these are activities.") if column != measure else "")
    )


def _months(ctx: Context, area: AreaRef, period: Period, measure: str, places: list[AreaRef], held: list[Any]) -> None:
    """Communities of a street, or grids of a community, in code order; what was held for the whole stands apart."""
    t, level = ctx.t, Level.COMMUNITY if area.level is Level.STREET else Level.GRID
    column = "activities" if measure == "persons" else measure
    names = {place.id: (place.label, order) for order, place in enumerate(places)}
    rows = [
        {
            "area": names[row["area_id"]][0],
            "order": names[row["area_id"]][1],
            "month": row["month"],
            "value": row[column],
        }
        for row in held
        if row["area_id"] in names
    ]
    show(ctx, "community_month", rows, key="chart.months", measure=column, empty=t(NONE_YET))
    own = ctx.ask(service_totals, area.id, period, own_only=True, with_persons=False)
    if own.activities:
        said = (
            t("Besides, {n} activities were held for the whole street.")
            if level is Level.COMMUNITY
            else t("Besides, {n} activities were held for the whole community.")
        )
        st.caption(said.format(n=own.activities))


def _registered(ctx: Context, area: AreaRef) -> None:
    t = ctx.t
    units: list[Any] = ctx.ask(registered_by_unit, area.id).to_dict("records")
    left_out = [row["unit"] for row in units if hidden(ctx, row["registered"])]
    show(
        ctx,
        "registered_vs_should",
        [row for row in units if not hidden(ctx, row["registered"])],
        key="chart.registered",
        empty=t("No unit has reported how many of its members should register."),
    )
    st.caption(
        t(
            "Should register: serving members as the unit reported them. Registered: members of the unit with an open "
            "registration anywhere in the street. Units in order of name."
        )
    )
    if left_out:
        st.caption(t("Not drawn, because only one or two have registered: {units}", units="、".join(left_out)))


def _households(ctx: Context, area: AreaRef, places: list[AreaRef], held: list[Any]) -> None:
    t, level = ctx.t, Level.COMMUNITY if area.level is Level.STREET else Level.GRID
    figures = ctx.ask(figures_by_area, area.id, level)
    activities: Counter[int] = Counter()
    for row in held:
        activities[row["area_id"]] += row["activities"]
    rows = [
        {
            "area": place.label,
            "households": figures[place.id].households,
            "activities": activities[place.id],
            "small": activities[place.id] < FEW_ACTIVITIES,
        }
        for place in places
        if place.id in figures and figures[place.id].households
    ]
    show(
        ctx,
        "activities_vs_households",
        rows,
        key="chart.households",
        empty=t("Enter the households of the areas first."),
    )
    st.caption(t("Households as they hold today. Grey: fewer than {n} activities.", n=FEW_ACTIVITIES))

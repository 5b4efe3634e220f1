"""The cockpit: how the street stands, on one calm screen that refreshes itself; ?screen=1 is the wall."""

import streamlit as st

from components.charts.base import measure_title
from components.cockpit import DRAWN, keep_fresh, numbers, spread, states, town, trend
from components.context import Context
from components.look import esc, hint, link, md, raw, style
from components.mapstate import choose
from db.errors import N_
from db.queries.agreement import agreement_states_totals
from db.queries.area import AreaRef
from db.queries.cockpit import cockpit_numbers, data_version
from db.queries.map import measure_values
from db.rules.agreement import IN_FORCE
from db.rules.area import Level
from db.rules.map import DEFINITIONS, MEASURES
from db.rules.period import choices


def cockpit(ctx: Context) -> None:
    wall = ctx.actor.is_wall or ctx.params.get("screen") == "1"
    style("cockpit.css", *(["wall.css"] if wall else []))
    st.session_state[DRAWN] = True
    seen = ctx.ask(data_version)  # before the numbers: what changes meanwhile is noticed at the next look
    area = ctx.area
    if area is None:
        hint(ctx, N_("There is no area yet. Set up the street, its communities and grids first."))
        return
    measure = ctx.params.get("measure", "")
    measure = measure if measure in MEASURES else MEASURES[0]
    _head(ctx, area, measure, seen, wall=wall)
    counts = ctx.ask(agreement_states_totals, area.id)
    told = ctx.ask(cockpit_numbers, area.id, ctx.period)
    numbers(ctx, area, told, counts[IN_FORCE], wall=wall)
    values = ctx.ask(measure_values, measure, area.id, Level.COMMUNITY, ctx.period)
    left, middle, right = st.columns([24, 14, 17], gap="medium")
    with left:
        town(ctx, area, measure, values, wall=wall)
    with middle:
        spread(ctx, measure, values, wall=wall)
    with right:
        trend(ctx, measure, told.months, wall=wall)
        states(ctx, counts, wall=wall)


def _head(ctx: Context, area: AreaRef, measure: str, seen: str, *, wall: bool) -> None:
    t = ctx.t
    title, period = t("Cockpit"), ctx.period_label(ctx.period.code)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(md(area.name), anchor=False, width="content")
        raw(f'<p class="cock-what">{esc(title)} · {esc(period)}</p>')
        if not wall:
            _choices(ctx, measure)
            if ctx.can("wall:write"):
                way = link(t("Put it on a wall"), ctx.link("accounts", tab="walls"))
                raw(f'<p class="cock-live">{way}</p>')
        keep_fresh(ctx, seen)


def _choices(ctx: Context, measure: str) -> None:
    """Measure of the map and period of everything; both live in the URL."""
    t, periods = ctx.t, choices(ctx.today)
    if ctx.period.code not in periods:
        periods.append(ctx.period.code)
    st.session_state["cockpit.measure"], st.session_state["cockpit.period"] = measure, ctx.period.code
    st.selectbox(
        t("Measure"),
        MEASURES,
        format_func=lambda m: measure_title(t, m),
        key="cockpit.measure",
        width=230,
        label_visibility="collapsed",
        help=t(DEFINITIONS[measure]),
        on_change=choose,
        args=("measure", "cockpit.measure"),
        placeholder=t("Choose"),
    )
    st.selectbox(
        t("Period"),
        periods,
        format_func=ctx.period_label,
        key="cockpit.period",
        width=170,
        label_visibility="collapsed",
        on_change=choose,
        args=("period", "cockpit.period"),
        placeholder=t("Choose"),
    )

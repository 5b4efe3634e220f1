"""The cockpit's parts: six numbers and the way behind each, map, distribution, trend and states of agreements."""

from typing import Any, Literal

import pandas as pd
import streamlit as st

from components.act import look_again, plainly
from components.amount import value_text
from components.chart import show
from components.charts.base import measure_title
from components.context import Context
from components.few import hidden, people
from components.look import esc, link, raw
from components.mapview import classes_of
from db import clock
from db.errors import N_, AppError
from db.queries.area import AreaRef
from db.queries.boundary import outlines
from db.queries.cockpit import Numbers, data_version
from db.queries.map import AreaValue, Month
from db.queries.service import service_by_area
from db.rules.agreement import IN_FORCE, STATE_NAMES, Derived, State, Status
from db.rules.area import Level
from db.rules.map import BY_MONTH, DEFINITIONS, OF_PERSONS
from db.rules.period import month_of

OPENING = ("activities", "person_times", "persons", "hours")
DRAWN = "cockpit.drawn"  # just now, with the whole page
SERVED = N_("Communities with at least one activity in the period, of all that exist today.")
TONES: dict[State, str] = {Status.ACTIVE: "main", Derived.EXPIRING: "main", Derived.EXPIRED: "alert"}


@st.fragment(run_every="4s")
def keep_fresh(ctx: Context, seen: str) -> None:
    """Ask what changed; only when something did, or the session ended, is the screen drawn again."""
    if not st.session_state.pop(DRAWN, False):
        try:
            now = ctx.ask(data_version)
        except AppError:
            now = ""
        if now != seen:
            look_again()
    said = ctx.t("Refreshes by itself")
    raw(f'<p class="cock-live">{esc(said)} · {esc(ctx.date(clock.now()))}</p>')


@st.fragment(key="cockpit.numbers")
def numbers(ctx: Context, area: AreaRef, told: Numbers, in_force: int, *, wall: bool) -> None:
    """Six numbers against the period before, with definitions; behind each the rows or counts the role may see."""
    with plainly(ctx), st.container(key="cockpit-numbers"):
        _numbers(ctx, area, told, in_force, wall=wall)


def _numbers(ctx: Context, area: AreaRef, told: Numbers, in_force: int, *, wall: bool) -> None:
    t, before = ctx.t, ctx.period.before
    against = t("Compared with {first} to {last}.", first=before.first, last=before.last)
    if ctx.period.last == month_of(ctx.today):
        against += " " + t("The present month is not over yet.")
    cells = st.columns(6, gap="small")
    for cell, name in zip(cells, OPENING, strict=False):
        with cell:
            _service_number(ctx, name, told, f"{t(DEFINITIONS[name])} {against}")
            if not wall:
                _behind(ctx, area, name)
    with cells[4]:
        then = t("Compared with {day}.", day=before.ends_on)
        change = in_force - told.agreements_before
        _metric(ctx, t("Active agreements"), ctx.number(in_force), change, f"{t(DEFINITIONS['agreements'])} {then}")
        if ctx.can("agreement:read") and not wall:
            _way(ctx, "agreements", state=IN_FORCE, area=area.id)
    with cells[5]:
        served, change = f"{told.served} / {told.communities}", told.served - told.served_before
        _metric(ctx, t("Communities served"), served, change, f"{t(SERVED)} {against}")
        if not wall:
            _behind(ctx, area, "last_on")


def _service_number(ctx: Context, name: str, told: Numbers, definition: str) -> None:
    value, old = getattr(told.service, name), getattr(told.before, name)
    if name != "persons":
        _metric(ctx, measure_title(ctx.t, name), ctx.number(value), value - old, definition)
        return
    # The difference to a hidden number would give it away.
    change = None if hidden(ctx, value) or hidden(ctx, old) else value - old
    _metric(ctx, measure_title(ctx.t, name), people(ctx, value), change, definition)


def _metric(ctx: Context, label: str, value: str, change: float | None, definition: str) -> None:
    sign = "" if change is None else ("+" if change > 0 else "−" if change < 0 else "±") + ctx.number(abs(change))
    delta = ctx.t("{n} vs. before", n=sign) if sign else None
    st.metric(label, value, delta=delta, delta_color="off", delta_arrow="off", help=definition, border=True)


def _way(ctx: Context, page: str, **params: object) -> None:
    way = link(ctx.t("Show the rows"), ctx.link(page, **params))
    raw(f'<p class="cock-way">{way}</p>')


def _behind(ctx: Context, area: AreaRef, name: str) -> None:
    """Activities open their list where the role may; the rest opens into counts by community, asked for when opened."""
    if name == "activities" and ctx.can("activity:read"):
        _way(ctx, "activities", area=area.id, period=ctx.period.code)
        return
    key = f"cockpit-by-{name}"
    with st.popover(ctx.t("By community"), type="tertiary", key=key, on_change="rerun") as opened:
        if opened.open:
            _grouped(ctx, area, name)


def _grouped(ctx: Context, area: AreaRef, name: str) -> None:
    t, groups = ctx.t, ctx.ask(service_by_area, area.id, Level.COMMUNITY, ctx.period)
    title = t("Last service") if name == "last_on" else measure_title(t, name)
    values = list(groups[name])
    if name == "persons":
        values = [people(ctx, n) for n in groups[name].tolist()]
    if name == "last_on":
        values = [ctx.date(day) or t("never yet") for day in values]
    st.caption(f"{title} · {ctx.period_label(ctx.period.code)}")
    st.dataframe(
        pd.DataFrame({"short": groups["short"], "value": values}),
        hide_index=True,
        key=f"cockpit.table.{name}",
        width=320,
        height="content",
        column_config={"short": t("Community"), "value": title},
    )


def town(ctx: Context, area: AreaRef, measure: str, values: list[AreaValue], *, wall: bool) -> None:
    """The map of the communities, or tiles where boundaries are missing."""
    classes, drawn = classes_of(ctx, measure, values), ctx.ask(outlines, Level.COMMUNITY, area.id)
    rows: list[dict[str, Any]] = [
        {"id": one.id, "name": one.short, "c": classes.index[i], "text": value_text(ctx, measure, one)}
        for i, one in enumerate(values)
    ]
    more: dict[str, Any] = {"dark": wall, "measure": measure, "labels": classes.labels}
    if all(one.id in drawn.areas for one in values):
        shapes, height = f"/geo/{drawn.version}/{Level.COMMUNITY}/{area.id}", 470 if wall else 390
        show(ctx, "community_map", rows, key="cockpit.map", height=height, shapes=shapes, **more)
    else:
        tiles = [{**row, "group": "", "group_order": 0, "order": i} for i, row in enumerate(rows)]
        show(ctx, "tile_map", tiles, key="cockpit.tiles", **more)


def spread(ctx: Context, measure: str, values: list[AreaValue], *, wall: bool) -> None:
    """The same measure as bars, in the order of codes: nobody is ranked."""
    known = [one.value for one in values if one.value is not None]
    rows = [
        {
            "area": one.short,
            "order": i,
            "value": one.value,
            "small": one.few,
            "text": value_text(ctx, measure, one) if one.few else None,
        }
        for i, one in enumerate(values)
    ]
    average = None if any(one.few for one in values) or not known else sum(known) / len(known)
    height: int | Literal["content"] = 468 if wall else "content"
    show(ctx, "distribution", rows, key="cockpit.spread", dark=wall, measure=measure, average=average, height=height)


def trend(ctx: Context, measure: str, months: list[Month], *, wall: bool) -> None:
    drawn = measure if measure in BY_MONTH else "person_times" if measure in OF_PERSONS else "activities"
    rows = [
        {"month": one.month, drawn: getattr(one, drawn), "partial": one.month == month_of(ctx.today)} for one in months
    ]
    show(ctx, "monthly_trend", rows, key="cockpit.trend", dark=wall, measure=drawn, height=200 if wall else 150)


def states(ctx: Context, counts: dict[str, int], *, wall: bool) -> None:
    """Agreements by the state a reader sees, in the order of their life."""
    rows = [
        {"label": ctx.t(name), "value": counts[state], "tone": TONES.get(state, "muted")}
        for state, name in STATE_NAMES.items()
        if counts.get(state)
    ]
    height: int | Literal["content"] = 215 if wall else "content"
    show(
        ctx,
        "agreements_by_state",
        rows,
        key="cockpit.states",
        dark=wall,
        height=height,
        empty=ctx.t("No agreement yet."),
    )

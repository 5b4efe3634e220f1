"""The list of activities: filters in the URL, one page at a time, newest first; a click opens one of them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.context import Context
from components.few import people
from components.filters import Filters
from components.look import hint
from components.paging import paging
from components.picktable import pick_table
from db.errors import N_
from db.queries.activity import PAGE, ActivityLine, Wanted, activities, attendance
from db.queries.area import AreaRef
from db.queries.offer import unit_offer
from db.rules.activity import ActivityStatus
from db.rules.area import Level
from db.rules.period import Period, month_of, parse

PICK = "activity"
LATELY = 5


def activity_list(ctx: Context, *, narrow: bool = False) -> None:
    wanted = _filters(ctx, narrow=narrow)
    if wanted is None:
        return
    page = paging(ctx, PICK)
    listing = ctx.ask(activities, wanted, page)
    if not listing.rows:
        hint(ctx, N_("No activity fits. Choose a longer period or fewer filters, or record the first one."))
        return
    if listing.street_wide and not wanted.own_only:
        st.caption(
            ctx.t(
                "{n} of them were held for the whole street; they count for the street and for no community.",
                n=listing.street_wide,
            )
        )
    _table(ctx, listing.rows, ctx.ask(attendance, [row.id for row in listing.rows]), narrow=narrow)
    paging(ctx, PICK, total=listing.total, size=PAGE, current=page)


def lately_entered(ctx: Context, *, narrow: bool = False) -> None:
    """Below the form: what was just saved stands first, so that the reader sees that it was."""
    if ctx.area is None:
        return
    ever = Period("", "1990-01", month_of(ctx.today))
    rows = ctx.ask(activities, Wanted(ctx.area.id, ever, as_entered=True)).rows[:LATELY]
    if rows:
        title = ctx.t("Entered lately")
        st.markdown(f"**{title}**")
        _table(ctx, rows, ctx.ask(attendance, [row.id for row in rows]), narrow=narrow)


def _filters(ctx: Context, *, narrow: bool) -> Wanted | None:
    t, filters = ctx.t, Filters(ctx, PICK)
    kinds = {"": t("Every kind"), **ctx.codes("service_category")}
    units = {"": t("All units"), **{str(id_): name for id_, name in ctx.ask(unit_offer).items()}}
    cells = [*st.columns(3, gap="small"), *st.columns(2, gap="small")] if narrow else st.columns(5, gap="small")
    with cells[0]:
        period = filters.period()
    with cells[1]:
        area = filters.area()
    with cells[2]:
        kind = filters.select("kind", t("Kind"), kinds)
    with cells[3]:
        unit = filters.select("unit", t("Unit"), units, help=t("Held by the unit, or its people came."))
    with cells[4]:
        text = filters.text("q", t("Search"), t("Title, place or outcome"))
    if area is None:
        return None
    with st.container(horizontal=True):
        void = filters.flag("void", t("Show void ones"))
        own = _own_only(ctx, filters, area)
    return Wanted(
        area.id,
        parse(period, ctx.today),
        own_only=own,
        category=kind or None,
        unit_id=int(unit) if unit else None,
        void=void,
        text=text,
    )


def _own_only(ctx: Context, filters: Filters, area: AreaRef) -> bool:
    if area.level is Level.GRID:
        return False
    label = ctx.t("Whole street only") if area.level is Level.STREET else ctx.t("Without its grids")
    return filters.flag("own", label)


def _table(ctx: Context, rows: Sequence[ActivityLine], came: dict[int, int], *, narrow: bool) -> None:
    t, ids = ctx.t, [row.id for row in rows]
    heads = {
        "day": t("Date"),
        "title": t("Title"),
        "area": t("Area"),
        "came": t("Person-times"),
        "kind": t("Kind"),
        "hours": t("Hours each"),
        "unit": t("Unit"),
        "status": t("Remark"),
    }
    frame = pd.DataFrame([_cells(ctx, row, came.get(row.id, 0)) for row in rows], columns=list(heads))
    if narrow:
        frame = frame[["day", "title", "area", "came", "status"]]
    if not any(row.status is ActivityStatus.VOID for row in rows):
        frame = frame.drop(columns="status")
    config = {
        heads["came"]: st.column_config.TextColumn(
            width="small", help=t("Service records of this activity: each who came counts one.")
        ),
        heads["day"]: st.column_config.TextColumn(width="small"),
    }
    pick_table(ctx, PICK, frame.rename(columns=heads), ids, height=760, config=config)


def _cells(ctx: Context, row: ActivityLine, came: int) -> list[Any]:
    place = ctx.t("Whole street") if row.area.level is Level.STREET else row.area.community
    if row.area.grid:
        place = row.area.grid if row.area.grid.startswith(row.area.community) else f"{place} · {row.area.grid}"
    return [
        ctx.date(row.held_on),
        row.title,
        place,
        people(ctx, came),
        ctx.code("service_category", row.category),
        ctx.number(row.hours, 1) if row.hours else "",
        row.unit,
        ctx.t("Void") if row.status is ActivityStatus.VOID else "",
    ]

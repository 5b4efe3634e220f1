"""The list of agreements: filters in the URL, chips that count, the table, and the chart of terms."""

from functools import partial
from typing import Any

import streamlit as st

from components.chart import picked, show
from components.context import Context
from components.filters import Filters as Asked
from components.look import hint
from components.paging import paging
from db.errors import N_
from db.queries.agreement import (
    PAGE,
    TERMS,
    WITHIN,
    Filters,
    Listed,
    agreement_counts,
    agreement_listing,
    agreement_terms,
)
from db.rules.agreement import IN_FORCE, LATE, STATE_NAMES, Derived, Status
from db.rules.area import Level
from db.rules.commitment import RATE_DEFINITION

KEY = "agreements"
WIDTHS = (106, 212, 158, 86, 172, 80, 118, 96)  # of the table; together what 1366 pixels leave
ROW = 35  # pixels of one line of the table
CHIPS = {IN_FORCE: N_("All in force"), LATE: N_("Commitments late")} | STATE_NAMES
COLOURS = {
    Status.DRAFT: "gray",
    Status.REVIEW: "blue",
    Status.SIGNED: "blue",
    Status.ACTIVE: "green",
    Derived.EXPIRING: "orange",
    Derived.EXPIRED: "red",
    Derived.RENEWED: "gray",
    Status.SUSPENDED: "violet",
    Status.TERMINATED: "gray",
}
TONES = {Status.ACTIVE: "main", Derived.EXPIRING: "alert", Derived.EXPIRED: "alert"}


def state_name(ctx: Context, state: str) -> str:
    return ctx.t(CHIPS[state])


def filter_bar(ctx: Context) -> Filters:
    """What is asked for, from widgets that start from the URL and write to it."""
    t, asked = ctx.t, Asked(ctx, KEY)
    wide = [4, 3, 3, 3, 3] if ctx.actor.own else [4, 3, 3, 3]
    places = iter(st.columns(wide, vertical_alignment="bottom", gap="small"))
    with next(places):
        text = asked.text("q", t("Search"), t("Title, party, pinyin or number"))
    area = None
    if ctx.actor.own:  # a liaison works in no area; he sees what his unit signed
        with next(places):
            area = asked.area(Level.STREET, Level.COMMUNITY)
    with next(places):
        kinds = {"": t("All kinds")} | ctx.codes("unit_kind")
        kind = asked.select("kind", t("Kind of unit"), kinds)
    with next(places):
        categories = {"": t("All categories")} | ctx.codes("commitment_category")
        category = asked.select("category", t("Category"), categories)
    with next(places):
        ends = {"": t("At any time")} | {str(n): t("Within {n} days", n=n) for n in WITHIN}
        within = asked.select("within", t("Ending"), ends)
    return Filters(
        text=text,
        area_id=area.id if area else None,
        unit_kind=kind or None,
        category=category or None,
        within=int(within) if within else None,
    )


def state_chips(ctx: Context, filters: Filters) -> tuple[str, ...]:
    """One chip per state that occurs, with its count; those chosen narrow the list."""
    counts, key = ctx.ask(agreement_counts, filters.area_id, filters), f"{KEY}.status"
    asked = ctx.params.get("status") or ctx.params.get("state") or ""
    st.session_state.setdefault(key, [state for state in asked.split(",") if state in CHIPS])
    chosen = st.session_state[key]
    offered = [state for state in CHIPS if counts[state] or state in chosen]
    if not offered:
        return ()
    st.pills(
        ctx.t("State"),
        offered,
        selection_mode="multi",
        key=key,
        format_func=lambda state: f"{state_name(ctx, state)} {ctx.number(counts[state])}",
        help=ctx.t("Expiring means in force and ending within 90 days; late means a due date has passed unmet."),
        on_change=_chose,
    )
    return tuple(str(state) for state in st.session_state[key])


def _chose() -> None:
    st.query_params.pop(f"{KEY}_page", None)
    st.query_params.pop("state", None)
    if chosen := st.session_state.get(f"{KEY}.status"):
        st.query_params["status"] = ",".join(chosen)
    else:
        st.query_params.pop("status", None)


def open_one(id: int | None) -> None:
    """Open an agreement by its id, or go back to the list."""
    st.query_params.pop("do", None)
    if id is None:
        st.query_params.pop("id", None)
    else:
        st.query_params["id"] = str(id)


def agreement_table(ctx: Context, filters: Filters) -> None:
    """One page of the list; a click on a row opens it."""
    t, page = ctx.t, paging(ctx, KEY)
    rows, total = ctx.ask(agreement_listing, filters, page)
    if not rows:
        _nothing(ctx, filters)
        return
    heads = (
        t("Agreement no."),
        t("Title"),
        t("Parties"),
        t("Community"),
        t("Term"),
        t("State"),
        t("Next due"),
        t("Fulfilment"),
    )
    table: dict[str, list[Any]] = {head: [] for head in heads}
    for row in rows:
        for head, value in zip(heads, _line(ctx, row), strict=True):
            table[head].append(value)
    names = list(STATE_NAMES)
    config: dict[str, Any] = {
        head: st.column_config.Column(width=width) for head, width in zip(heads, WIDTHS, strict=True)
    }
    config[heads[5]] = st.column_config.MultiselectColumn(
        width=WIDTHS[5], options=[state_name(ctx, n) for n in names], color=[COLOURS[n] for n in names]
    )
    config[heads[6]]["help"] = t("The earliest due date that is not met. What has ended has none.")
    config[heads[7]] = st.column_config.ProgressColumn(
        width=WIDTHS[7], min_value=0, max_value=100, format="%.0f%%", help=t(RATE_DEFINITION)
    )
    key = f"{KEY}.table.{page}"
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        column_config=config,
        height=ROW * (len(rows) + 1) + 3,
        on_select=partial(_clicked, key, [row.id for row in rows]),
        selection_mode="single-row",
        key=key,
    )
    paging(ctx, KEY, total=total, size=PAGE, current=page)


def _line(ctx: Context, row: Listed) -> tuple[Any, ...]:
    term = f"{ctx.date(row.starts_on)} – {ctx.date(row.ends_on)}"
    due = ctx.date(row.next_due_on)
    if row.next_due_on and row.next_due_on < ctx.today:
        due = ctx.t("{day} late", day=due)
    share = None if row.rate.share is None else row.rate.share * 100
    return row.number, row.title, row.parties, row.area, term, [state_name(ctx, row.state)], due, share


def _clicked(key: str, ids: list[int]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(ids):
        open_one(ids[rows[0]])


def _nothing(ctx: Context, filters: Filters) -> None:
    narrowed = filters.text or filters.states or filters.unit_kind or filters.category or filters.within
    if narrowed:
        hint(ctx, "Nothing fits this choice. Take a filter away, or search for less.")
    elif ctx.can("agreement:write"):
        hint(ctx, "No agreement yet. Draft the first one: choose the units and the term, then add what is promised.")
    else:
        hint(ctx, "No agreement yet.")


def term_chart(ctx: Context, filters: Filters) -> None:
    """Terms as bars with a line at today; a click on a bar opens the agreement."""
    key = f"{KEY}.terms"
    found, total = ctx.ask(agreement_terms, filters)
    rows = [
        {
            "id": row.id,
            "label": row.title,
            "start": row.starts_on.isoformat(),
            "end": row.ends_on.isoformat(),
            "state": state_name(ctx, row.state),
            "tone": TONES.get(row.state, "muted"),
        }
        for row in found
    ]
    if total > TERMS:
        st.caption(ctx.t("The {n} that end next, of {total}. Narrow the choice to see others.", n=TERMS, total=total))
    show(
        ctx,
        "term_gantt",
        rows,
        key=key,
        today=ctx.today,
        selectable=True,
        on_select=partial(_picked, key),
        empty=ctx.t("No agreement fits this choice."),
    )


def _picked(key: str) -> None:
    if id_ := picked(key):
        open_one(int(id_))

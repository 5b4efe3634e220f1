"""The list of agreements: filters in the URL, chips that count, the table, and the chart of terms."""

from functools import partial

import pandas as pd
import streamlit as st

from components.chart import picked, show
from components.context import Context
from components.filters import Filters as Asked
from components.look import hint
from components.paging import paging
from db.errors import N_
from db.queries.agreement import PAGE, TERMS, WITHIN, Filters, agreement_counts, agreement_listing, agreement_terms
from db.rules.agreement import IN_FORCE, LATE, STATE_NAMES, Derived, Status
from db.rules.area import Level
from db.rules.commitment import RATE_DEFINITION

KEY = "agreements"
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
TONES = {Derived.EXPIRED: "alert", Derived.EXPIRING: "alert", Derived.RENEWED: "muted", Status.TERMINATED: "muted"}


def state_name(ctx: Context, state: str) -> str:
    return ctx.t(CHIPS[state])


def filter_bar(ctx: Context) -> Filters:
    """What is asked for, from widgets that start from the URL and write to it."""
    t, asked = ctx.t, Asked(ctx, KEY)
    places = st.columns([4, 3, 3, 3, 3], vertical_alignment="bottom", gap="small")
    with places[0]:
        text = asked.text("q", t("Search"), t("Title, party, pinyin or number"))
    with places[1]:
        area = asked.area(Level.STREET, Level.COMMUNITY)
    with places[2]:
        kinds = {"": t("All kinds")} | ctx.codes("unit_kind")
        kind = asked.select("kind", t("Kind of unit"), kinds)
    with places[3]:
        categories = {"": t("All categories")} | ctx.codes("commitment_category")
        category = asked.select("category", t("Category"), categories)
    with places[4]:
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
    frame, total = ctx.ask(agreement_listing, filters, page)
    if frame.empty:
        _nothing(ctx, filters)
        return
    heads = {
        "number": t("Agreement number"),
        "title": t("Title"),
        "parties": t("Parties"),
        "area": t("Community"),
        "term": t("Term"),
        "state": t("State"),
        "next": t("Next due"),
        "share": t("Fulfilment"),
    }
    shown = frame.assign(
        term=[f"{ctx.date(row.starts_on)} – {ctx.date(row.ends_on)}" for row in frame.itertuples()],
        state=[[state_name(ctx, state)] for state in frame["state"]],
        next=[_due(ctx, day) for day in frame["next_due_on"]],
        share=[row.met / row.due * 100 if row.due else None for row in frame.itertuples()],
    )
    names = list(STATE_NAMES)
    config = {
        heads["number"]: st.column_config.Column(width=110),
        heads["title"]: st.column_config.Column(width=250),
        heads["parties"]: st.column_config.Column(width=200),
        heads["area"]: st.column_config.Column(width=70),
        heads["term"]: st.column_config.Column(width=170),
        heads["state"]: st.column_config.MultiselectColumn(
            width=80, options=[state_name(ctx, n) for n in names], color=[COLOURS[n] for n in names]
        ),
        heads["next"]: st.column_config.Column(
            width=115, help=t("The earliest due date that is not met. What has ended has none.")
        ),
        heads["share"]: st.column_config.ProgressColumn(
            width=90, min_value=0, max_value=100, format="%.0f%%", help=t(RATE_DEFINITION)
        ),
    }
    key = f"{KEY}.table.{page}"
    st.dataframe(
        shown[list(heads)].rename(columns=heads),
        hide_index=True,
        placeholder="",
        column_config=config,
        height=ROW * (len(shown) + 1) + 3,
        on_select=partial(_clicked, key, [int(id_) for id_ in frame["id"]]),
        selection_mode="single-row",
        key=key,
    )
    paging(ctx, KEY, total=total, size=PAGE, current=page)


def _clicked(key: str, ids: list[int]) -> None:
    rows = st.session_state[key]["selection"]["rows"]
    if rows and rows[0] < len(ids):
        open_one(ids[rows[0]])


def _due(ctx: Context, day: object) -> str:
    if day is None or pd.isna(day):  # type: ignore[call-overload]  # why: the column holds dates and None
        return ""
    said = ctx.date(day)  # type: ignore[arg-type]  # why: as above
    return ctx.t("{day} late", day=said) if day < ctx.today else said  # type: ignore[operator]  # why: as above


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
    frame, total = ctx.ask(agreement_terms, filters)
    rows = [
        {
            "id": int(row.id),
            "label": row.title,
            "start": row.starts_on.isoformat(),
            "end": row.ends_on.isoformat(),
            "state": state_name(ctx, row.state),
            "tone": TONES.get(row.state, "main"),
        }
        for row in frame.itertuples()
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

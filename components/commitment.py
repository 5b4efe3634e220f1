"""Commitments of an agreement: what is promised, how it was kept, due dates; and their form while it is a draft."""

from typing import Any

import streamlit as st

from components.act import action_button
from components.agreementform import day_input, save, say, text
from components.context import Context
from components.look import esc, hint, raw
from db.commands.commitment import add_commitment, change_commitment, remove_commitment
from db.errors import N_
from db.queries.agreementcard import Card, Promise
from db.rules.agreement import Frequency, Measure, SideOf, Status
from db.rules.commitment import (
    CONTENT_LENGTH,
    FREQUENCY_WORDS,
    MAX_QTY,
    MEASURE_WORDS,
    ONE_WORDS,
    RATE_DEFINITION,
    Due,
    Mark,
)

MARK_WORDS = {
    Mark.MET: N_("Met"),
    Mark.MET_LATE: N_("Met late"),
    Mark.LATE: N_("Late"),
    Mark.NOT_YET_DUE: N_("Not yet due"),
}
SQUARES = {Mark.MET: "#0f766e", Mark.MET_LATE: "#d9a441", Mark.LATE: "#c2410c", Mark.NOT_YET_DUE: "#dbe5e2"}
WIDTHS = (92, 196, 66, 66, 92, 88)  # of the due dates; together what fits beside the parties
UNSIGNED = (Status.DRAFT, Status.REVIEW)
MARK_COLOURS = {Mark.MET: "green", Mark.MET_LATE: "yellow", Mark.LATE: "red", Mark.NOT_YET_DUE: "gray"}


def quantity(ctx: Context, qty: float, measure: Measure) -> str:
    """ "4 hours", "1 hour"."""
    words = ONE_WORDS if qty == 1 else MEASURE_WORDS
    return f"{ctx.number(qty, 2)} {ctx.t(words[measure])}"


def whose(card: Card, promise: Promise) -> str:
    return next((side.name or "" for side in card.sides if side.id == promise.side_id), "")


def commitment_list(ctx: Context, card: Card, *, editable: bool) -> None:
    """Each commitment in a box: the promise, whose it is, and a square per due date."""
    if not card.promises:
        hint(ctx, "Nothing is promised yet. Add at least one commitment: who does what, how much, how often.")
    if card.promises and card.status not in UNSIGNED:
        raw(f'<p class="desk-dues">{"".join(_legend(ctx, mark) for mark in Mark)}</p>')
    for promise in card.promises:
        with st.container(border=True):
            _promise(ctx, card, promise)
            if editable:
                with st.container(horizontal=True):
                    with st.popover(ctx.t("Change"), icon=":material/edit:"):
                        _form(ctx, card, f"agreement.promise.{promise.id}.{promise.version}", promise)
                    key = f"agreement.unpromise.{promise.id}"
                    action_button(ctx, ctx.t("Remove"), remove_commitment, promise.id, promise.version, key=key)
    if editable:
        with st.expander(ctx.t("Add a commitment"), expanded=not card.promises, icon=":material/add:"):
            _form(ctx, card, f"agreement.promise.new.{card.id}", None)


def _promise(ctx: Context, card: Card, promise: Promise) -> None:
    t = ctx.t
    words = [
        quantity(ctx, promise.target_qty, promise.measure),
        t(FREQUENCY_WORDS[promise.frequency]),
        ctx.code("commitment_category", promise.category),
        whose(card, promise),
    ]
    if promise.due_on:
        words.insert(2, t("due {day}", day=promise.due_on))
    raw(f'<div class="desk-promise"><b>{esc(promise.content)}</b><br><span>{esc(" · ".join(words))}</span></div>')
    if card.status in UNSIGNED:
        return
    squares = "".join(_square(ctx, due) for due in promise.dues)
    rate = promise.rate
    said = (
        t("{met} of {due} due dates met", met=rate.met, due=rate.due) if rate.due else t("Nothing has fallen due yet")
    )
    raw(f'<div class="desk-dues">{squares}<small>{esc(said)}</small></div>')


def _legend(ctx: Context, mark: Mark) -> str:
    return f'<i style="background:{SQUARES[mark]}"></i><small>{esc(ctx.t(MARK_WORDS[mark]))}</small> &ensp;'


def _square(ctx: Context, due: Due) -> str:
    mark = due.mark(ctx.today)
    said = f"{ctx.date(due.due_on)} {ctx.t(MARK_WORDS[mark])}"
    return f'<i role="img" aria-label="{esc(said)}" title="{esc(said)}" style="background:{SQUARES[mark]}"></i>'


def due_table(ctx: Context, card: Card) -> None:
    """All due dates in order, with what was done for each."""
    t = ctx.t
    rows = sorted(
        ((due, promise) for promise in card.promises for due in promise.dues), key=lambda pair: pair[0].due_on
    )
    if not rows:
        st.caption(t("No due dates."))
        return
    heads = (t("Due on"), t("Commitment"), t("Demanded"), t("Done so far"), t("Met on"), t("Mark"))
    table: dict[str, list[Any]] = {head: [] for head in heads}
    for due, promise in rows:
        mark = t(MARK_WORDS[due.mark(ctx.today)])
        values = (
            ctx.date(due.due_on),
            promise.content,
            quantity(ctx, due.required, promise.measure),
            quantity(ctx, due.done, promise.measure),
            ctx.date(due.met_on),
            [mark],
        )
        for head, value in zip(heads, values, strict=True):
            table[head].append(value)
    marks = [t(word) for word in MARK_WORDS.values()]
    st.caption(t(RATE_DEFINITION))
    st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        height=min(420, 35 * (len(rows) + 1) + 3),
        column_config={
            **{head: st.column_config.Column(width=width) for head, width in zip(heads, WIDTHS, strict=True)},
            heads[5]: st.column_config.MultiselectColumn(
                width=WIDTHS[5], options=marks, color=list(MARK_COLOURS.values())
            ),
        },
        key=f"agreement.dues.{card.id}",
    )


def _form(ctx: Context, card: Card, key: str, promise: Promise | None) -> None:
    """Who, what, how much, how often. The same for a new commitment and for changing one."""
    t = ctx.t
    sides = {side.id: side.name or "" for side in card.sides if side.side is not SideOf.WITNESS}
    categories = ctx.codes("commitment_category")
    if promise is not None:
        categories.setdefault(promise.category, ctx.code("commitment_category", promise.category))
    first: dict[str, Any] = {
        "side": promise.side_id if promise else next((s.id for s in card.sides if s.side is SideOf.PARTY_B), None),
        "category": promise.category if promise else None,
        "content": promise.content if promise else "",
        "qty": promise.target_qty if promise else None,
        "measure": promise.measure if promise else Measure.TIMES,
        "frequency": promise.frequency if promise else Frequency.QUARTERLY,
    }
    for name, value in first.items():
        st.session_state.setdefault(f"{key}.{name}", value)
    choose = t("Choose")
    with st.form(key, border=False):
        say(key)
        left, right = st.columns(2)
        left.selectbox(
            t("Who promises"), list(sides), key=f"{key}.side", format_func=sides.__getitem__, placeholder=choose
        )
        right.selectbox(
            t("Category"),
            list(categories),
            key=f"{key}.category",
            format_func=categories.__getitem__,
            placeholder=choose,
        )
        said = t("One measurable promise, such as: open the hall to residents")
        st.text_input(t("What is promised"), key=f"{key}.content", max_chars=CONTENT_LENGTH, placeholder=said)
        places = st.columns([5, 4, 5, 6])
        places[0].number_input(
            t("Quantity"), value=None, min_value=0.0, max_value=float(MAX_QTY), step=1.0, format="%g", key=f"{key}.qty"
        )
        places[1].selectbox(
            t("Counted in"),
            list(Measure),
            key=f"{key}.measure",
            format_func=lambda m: t(MEASURE_WORDS[m]),
            placeholder=choose,
        )
        places[2].selectbox(
            t("How often"),
            list(Frequency),
            key=f"{key}.frequency",
            format_func=lambda f: t(FREQUENCY_WORDS[f]),
            placeholder=choose,
        )
        with places[3]:
            day_input(t("Due date (if once)"), f"{key}.due", promise.due_on if promise else None)
        args = (ctx, key, promise)
        st.form_submit_button(t("Save") if promise else t("Add commitment"), on_click=_save, args=args)


def _save(ctx: Context, key: str, promise: Promise | None) -> None:
    state = st.session_state
    values = (
        state.get(f"{key}.side"),
        state.get(f"{key}.category"),
        text(f"{key}.content"),
        state.get(f"{key}.qty"),
        state.get(f"{key}.measure"),
        state.get(f"{key}.frequency"),
        state.get(f"{key}.due"),
    )
    if promise is None:
        save(ctx, key, add_commitment, *values)
    else:
        save(ctx, key, change_commitment, promise.id, promise.version, *values)

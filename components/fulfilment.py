"""Fulfilments of an agreement: the list, the form, the liaison's word, and taking one back."""

from typing import Any

import streamlit as st

from components.act import action_button, reason_button
from components.agreementform import day_input, save, say, text
from components.commitment import quantity
from components.context import Context
from components.look import hint, link, raw
from db.commands.fulfilment import confirm_fulfilment, record_fulfilment, void_fulfilment
from db.queries.agreementcard import Card, Done
from db.rules.agreement import Status
from db.rules.commitment import MAX_QTY

TO_CONFIRM = 20
WIDTHS = (92, 164, 62, 76, 92, 88)  # together what fits beside the parties


def fulfilment_list(ctx: Context, card: Card) -> None:
    t = ctx.t
    _to_confirm(ctx, card)
    if card.status is Status.ACTIVE and ctx.can("agreement:fulfil"):
        with st.expander(t("Record by hand"), icon=":material/add:"):
            _form(ctx, card)
    if not card.fulfilments:
        hint(ctx, "Nothing is recorded yet. Activities tick commitments by themselves when they name them.")
        return
    heads = (t("Done on"), t("Commitment"), t("Quantity"), t("How"), t("Confirmed"), t("Remark"))
    table: dict[str, list[Any]] = {head: [] for head in heads}
    for done in card.fulfilments:
        for head, value in zip(heads, _line(ctx, card, done), strict=True):
            table[head].append(value)
    key = f"agreement.done.{card.id}"
    picked = st.dataframe(
        table,
        hide_index=True,
        placeholder="",
        height=min(420, 35 * (len(card.fulfilments) + 1) + 3),
        column_config={head: st.column_config.Column(width=width) for head, width in zip(heads, WIDTHS, strict=True)},
        on_select="rerun",
        selection_mode="single-row",
        key=key,
    )
    if card.more_fulfilments:
        st.caption(t("{n} older ones are not shown.", n=card.more_fulfilments))
    rows = picked.selection.rows
    if rows and rows[0] < len(card.fulfilments):
        _one(ctx, card.fulfilments[rows[0]])
    else:
        st.caption(t("Choose a line to see more of it."))


def _line(ctx: Context, card: Card, done: Done) -> tuple[str, ...]:
    t, promise = ctx.t, next(promise for promise in card.promises if promise.id == done.commitment_id)
    if done.void_reason:
        confirmed = t("void: {reason}", reason=done.void_reason)
    elif done.confirmed_on:
        confirmed = ctx.date(done.confirmed_on)
    else:
        confirmed = t("not yet") if done.of_unit else ""
    how = t("by an activity") if done.activity_id else t("by hand")
    amount = quantity(ctx, done.qty, promise.measure)
    return ctx.date(done.done_on), promise.content, amount, how, confirmed, done.note or ""


def _one(ctx: Context, done: Done) -> None:
    """What may be done with one fulfilment."""
    t = ctx.t
    if done.activity_id is not None:
        said = t("Ticked by the activity: {title}", title=done.activity or "–")
        if done.activity and ctx.can("activity:read"):
            raw(f"<p>{link(said, ctx.link('activities', id=done.activity_id))}</p>")
        else:
            st.text(said)
    elif done.void_reason is None and ctx.can("agreement:fulfil"):
        key = f"agreement.void.{done.id}"
        reason_button(
            ctx, t("Void this fulfilment"), void_fulfilment, done.id, done.version, key=key, prompt="Why is it void?"
        )


def _to_confirm(ctx: Context, card: Card) -> None:
    """For the liaison: what his unit is said to have done, and a button for his word."""
    t, waiting = ctx.t, [done for done in card.fulfilments if done.confirmable]
    if not waiting:
        return
    st.info(t("Recorded for your unit and not yet confirmed: {n}", n=len(waiting)))
    for done in waiting[:TO_CONFIRM]:
        day, content, amount, *_ = _line(ctx, card, done)
        with st.container(horizontal=True, vertical_alignment="center", border=True):
            st.text(f"{day}  {content}  {amount}")
            key = f"agreement.confirm.{done.id}"
            action_button(ctx, t("Confirm"), confirm_fulfilment, done.id, done.version, key=key, type="primary")


def _form(ctx: Context, card: Card) -> None:
    t, key = ctx.t, f"agreement.fulfil.{card.id}"
    promises = {promise.id: promise.content for promise in card.promises}
    st.session_state.setdefault(f"{key}.promise", next(iter(promises), None))
    with st.form(key, border=False):
        say(key)
        st.selectbox(
            t("Commitment"),
            list(promises),
            key=f"{key}.promise",
            format_func=promises.__getitem__,
            placeholder=t("Choose"),
        )
        left, right = st.columns(2)
        with left:
            day_input(t("Done on"), f"{key}.day", ctx.today, until=ctx.today)
        right.number_input(
            t("Quantity"), value=None, min_value=0.0, max_value=float(MAX_QTY), step=1.0, format="%g", key=f"{key}.qty"
        )
        st.text_input(t("Remark (optional)"), key=f"{key}.note", max_chars=200)
        st.form_submit_button(t("Save record"), type="primary", on_click=_record, args=(ctx, key))


def _record(ctx: Context, key: str) -> None:
    state = st.session_state
    values = (state.get(f"{key}.promise"), state.get(f"{key}.day"), state.get(f"{key}.qty"), text(f"{key}.note"))
    save(ctx, key, record_fulfilment, *values)

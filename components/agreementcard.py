"""One agreement: where it stands and what may be done, its parties, commitments, fulfilments and log."""

from typing import Any

import streamlit as st

from components.act import action_button, reason_button
from components.agreement import COLOURS, KEY, open_one, state_name
from components.agreementform import day_input, draft_form, party_change, party_form, save, say, side_name
from components.commitment import commitment_list, due_table
from components.context import Context
from components.fulfilment import fulfilment_list
from components.look import esc, link, md, raw
from db.access import Command
from db.commands import agreement as commands
from db.errors import Invalid
from db.queries.agreementcard import Card, Happening, Link, agreement_card
from db.rules.agreement import STATE_NAMES, Event, Move, Status
from db.rules.commitment import RATE_DEFINITION

LATEST = 8
PLAIN: dict[Move, Command[..., Any]] = {
    Move.SUBMIT: commands.submit_agreement,
    Move.START: commands.start_agreement,
    Move.RESUME: commands.resume_agreement,
}
WITH_REASON: dict[Move, Command[..., Any]] = {
    Move.RETURN: commands.return_agreement,
    Move.SUSPEND: commands.suspend_agreement,
    Move.TERMINATE: commands.terminate_agreement,
}
FORWARD = (Move.SUBMIT, Move.SIGN, Move.START)


def card_page(ctx: Context, asked: str) -> None:
    t = ctx.t
    st.button(t("Back to the list"), key=f"{KEY}.back", icon=":material/arrow_back:", on_click=open_one, args=(None,))
    try:
        card = ctx.ask(agreement_card, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else -1)
    except Invalid as error:
        st.error(md(ctx.error(error)))
        return
    editable = card.status is Status.DRAFT and ctx.can("agreement:write")
    _head(ctx, card)
    _moves(ctx, card)
    left, right = st.columns([3, 2], gap="large")
    with left:
        tabs = st.tabs([t("Commitments"), t("Due dates"), t("Fulfilments")])
        with tabs[0]:
            commitment_list(ctx, card, editable=editable)
        with tabs[1]:
            due_table(ctx, card)
        with tabs[2]:
            fulfilment_list(ctx, card)
    with right:
        _parties(ctx, card, editable=editable)
        _facts(ctx, card)
        if editable:
            with st.expander(t("Title, term and remark"), icon=":material/edit:"):
                draft_form(ctx, card)
        _log(ctx, card)


def _head(ctx: Context, card: Card) -> None:
    t = ctx.t
    st.title(md(card.title), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge(state_name(ctx, card.state), color=COLOURS[card.state])  # type: ignore[arg-type]  # why: the colours are Streamlit's
        st.text(
            " · ".join(filter(None, (card.number, card.area, f"{ctx.date(card.starts_on)} – {ctx.date(card.ends_on)}")))
        )
        if card.rate.share is not None:
            said = t(
                "Fulfilment {share} ({met} of {due})",
                share=f"{card.rate.share:.0%}",
                met=card.rate.met,
                due=card.rate.due,
            )
            st.caption(said, help=t(RATE_DEFINITION))
    if card.waiting is not None:
        st.info(md(ctx.error(card.waiting)), icon=":material/info:")


def _moves(ctx: Context, card: Card) -> None:
    """A button for each move allowed now; the others are not there."""
    allowed = [move for move in card.moves if ctx.can(_permission(move))]
    if not allowed:
        return
    with st.container(horizontal=True):
        for move in allowed:
            _button(ctx, card, move)


def _permission(move: Move) -> str:
    return "agreement:sign" if move in (Move.SIGN, Move.START, Move.TERMINATE) else "agreement:write"


def _button(ctx: Context, card: Card, move: Move) -> None:
    t, label, key = ctx.t, ctx.label(move), f"agreement.{move.value}.{card.id}"
    if command := WITH_REASON.get(move):
        reason_button(ctx, label, command, card.id, card.version, key=key, prompt="Reason")
    elif move is Move.SIGN:
        with st.popover(label, icon=":material/draw:"):
            say(key)
            day_input(t("Signed on"), f"{key}.day", ctx.today, until=ctx.today)
            st.caption(t("Signing gives the agreement its number."))
            st.button(t("Confirm"), key=f"{key}.go", type="primary", on_click=_sign, args=(ctx, card, key))
    elif move is Move.RENEW:
        action_button(
            ctx,
            label,
            commands.renew_agreement,
            card.id,
            card.version,
            key=key,
            said=t("A draft that carries the agreement on is open below. Check its term, parties and commitments."),
            then=open_one,
        )
    else:
        look: Any = {"type": "primary"} if move in FORWARD else {}
        action_button(ctx, label, PLAIN[move], card.id, card.version, key=key, **look)


def _sign(ctx: Context, card: Card, key: str) -> None:
    save(ctx, key, commands.sign_agreement, card.id, card.version, st.session_state.get(f"{key}.day"))


def _parties(ctx: Context, card: Card, *, editable: bool) -> None:
    t = ctx.t
    st.subheader(t("Parties"), anchor=False)
    for side in card.sides:
        person = " ".join(filter(None, (side.signatory, side.post)))
        small = f"<br><small>{esc(person)}</small>" if person else ""
        raw(f'<div class="desk-side"><em>{esc(side_name(ctx, side.side))}</em> {esc(side.name)}{small}</div>')
        if editable:
            with st.popover(t("Signatory, or remove"), icon=":material/edit:"):
                party_change(ctx, side)
    if editable:
        with st.expander(t("Add a party"), icon=":material/add:"):
            party_form(ctx, card)


def _facts(ctx: Context, card: Card) -> None:
    t = ctx.t
    lines = []
    if card.signed_on:
        lines.append(t("Signed on {day}", day=card.signed_on))
    if card.closed_on:
        lines.append(t("Terminated on {day}: {reason}", day=card.closed_on, reason=card.close_reason or ""))
    if card.note:
        lines.append(card.note)
    for line in lines:
        st.text(line)
    if card.before:
        _link(ctx, t("Carries on: {title}", title=_named(ctx, card.before)), card.before.id)
    if card.after:
        _link(ctx, t("Carried on by: {title}", title=_named(ctx, card.after)), card.after.id)


def _named(ctx: Context, other: Link) -> str:
    return f"{other.title} ({ctx.date(other.starts_on)}, {ctx.t(STATE_NAMES[other.status])})"


def _link(ctx: Context, said: str, id: int) -> None:
    raw(f"<p>{link(said, ctx.link('agreements', id=id))}</p>")


def _log(ctx: Context, card: Card) -> None:
    st.subheader(ctx.t("What happened"), anchor=False)
    _lines(ctx, card.log[:LATEST])
    if len(card.log) > LATEST:
        with st.expander(ctx.t("Earlier")):
            _lines(ctx, card.log[LATEST:])


def _lines(ctx: Context, log: tuple[Happening, ...]) -> None:
    rows = []
    for line in log:
        if line.action in list(Event):
            what = ctx.label(line.action)
        else:
            what = ctx.t(STATE_NAMES[Status(line.to_status)]) if line.to_status else line.action
        words = [ctx.date(line.day), what, line.by_name or "", line.reason or ""]
        rows.append(f"<li>{esc(' · '.join(word for word in words if word))}</li>")
    raw(f'<ul class="desk-log">{"".join(rows)}</ul>')

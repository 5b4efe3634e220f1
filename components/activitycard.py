"""One activity beside the list: what it was, who came, and the ways to put it right."""

import pandas as pd
import streamlit as st

from components.act import reason_button, submit
from components.activity import Form, entry_of, folded_fields, required_fields
from components.activitylist import PICK
from components.context import Context
from components.look import esc, md, raw
from components.people import chosen, found, match_panel, paste_box
from components.picktable import name_in_url
from db.commands.activity import add_people, change_activity, remove_person, void_activity
from db.errors import N_, AppError
from db.queries.activity import ActivityCard, activity_card
from db.queries.offer import unit_offer
from db.rules.activity import ActivityStatus
from db.rules.area import Level


def activity_panel(ctx: Context, id_: int) -> None:
    t = ctx.t
    try:
        card = ctx.ask(activity_card, id_)
    except AppError as error:
        st.error(md(ctx.error(error)))
        return
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(md(card.title), anchor=False, width="stretch")
            st.button(t("Close"), key="activity.close", type="tertiary", on_click=name_in_url, args=(PICK, None))
        _facts(ctx, card)
        if ctx.actor.sees_persons:
            _people(ctx, card)
        if ctx.can("activity:write") and card.status is not ActivityStatus.VOID:
            _change(ctx, card)


def _facts(ctx: Context, card: ActivityCard) -> None:
    t = ctx.t
    when = ctx.date(card.held_on) + (f" {card.starts_at:%H:%M}" if card.starts_at else "")
    where = t("Whole street") if card.area.level is Level.STREET else card.area.community
    if card.area.grid:
        where = card.area.grid if card.area.grid.startswith(where) else f"{where} · {card.area.grid}"
    solved = t("Problem solved") if card.solved else ""
    lines = {
        t("Date"): when,
        t("Area"): where,
        t("Venue"): card.place,
        t("Kind"): ctx.code("service_category", card.category),
        t("Hours each"): ctx.number(card.hours, 1) if card.hours else t("Unknown"),
        t("Unit"): card.unit,
        t("Commitment kept"): card.promise,
        t("Need answered"): card.need,
        t("Outcome"): " · ".join(part for part in (card.outcome, solved) if part),
        t("Entered"): f"{ctx.date(card.recorded_at)} {card.recorded_by}",
    }
    items = "".join(f"<dt>{esc(label)}</dt><dd>{esc(text)}</dd>" for label, text in lines.items() if text)
    raw(f'<dl class="desk-facts">{items}</dl>')
    if card.status is ActivityStatus.VOID:
        st.warning(md(t("Void: {reason}", reason=card.void_reason or "")))


def _people(ctx: Context, card: ActivityCard) -> None:
    t = ctx.t
    came = t("{n} people came", n=len(card.people))
    st.markdown(f"**{came}**")
    frame = pd.DataFrame(
        [(one.name, one.unit or t("No unit"), one.community) for one in card.people],
        columns=[t("Person's name"), t("Unit"), t("Community")],
    )
    st.dataframe(frame, hide_index=True, placeholder="", height=min(38 + 35 * max(1, len(frame)), 280))


def _change(ctx: Context, card: ActivityCard) -> None:
    t, mark = ctx.t, f"{card.id}-{card.version}"
    with st.expander(t("Correct")):
        form = Form(ctx, f"activity.edit{mark}", card)
        required_fields(form)
        folded_fields(form)
        st.button(t("Save the correction"), key=form.place("save"), type="primary", on_click=_correct, args=(form,))
    with st.expander(t("Add people")):
        form = Form(ctx, f"activity.add{mark}")
        paste_box(ctx, form.key, card.area_id, height=110)
        match_panel(ctx, form.key, ctx.ask(unit_offer) if found(form.key) else {}, height=240)
        st.button(t("Add them"), key=form.place("save"), type="primary", on_click=_add, args=(form, card))
    with st.expander(t("Take somebody off")):
        none = t("No unit")
        words = {one.member_id: f"{one.name} · {one.unit or none}" for one in card.people}
        member = st.selectbox(
            t("Who was not there"),
            list(words),
            index=None,
            key=f"activity.off{mark}.who",
            format_func=words.__getitem__,
            placeholder=t("Choose"),
        )
        if member is not None:
            reason_button(
                ctx,
                t("Take off"),
                remove_person,
                card.id,
                card.version,
                member,
                key=f"activity.off{mark}",
                prompt=N_("Why was this person recorded wrongly?"),
            )
    reason_button(
        ctx,
        t("Void the activity"),
        void_activity,
        card.id,
        card.version,
        key=f"activity.void{mark}",
        prompt=N_("Why does this activity not count?"),
    )


def _correct(form: Form) -> None:
    card = form.card
    if card is not None:
        submit(form.ctx, form.key, change_activity, card.id, card.version, entry_of(form))


def _add(form: Form, card: ActivityCard) -> None:
    ctx, decided = form.ctx, chosen(form.key)
    if decided.undecided:
        ctx.note(ctx.t("Decide first who is meant: {names}", names="、".join(decided.undecided[:8])), good=False)
        return
    submit(ctx, form.key, add_people, card.id, card.version, decided.people, decided.newcomers)

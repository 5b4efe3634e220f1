"""活动: recording what was done in one screen, finding it again, correcting and voiding it."""

import streamlit as st

from components.act import resent, submit
from components.activity import Form, copy_last, entry_of, folded_fields, required_fields, warn_of_overlaps
from components.activitycard import activity_panel
from components.activitylist import PICK, activity_list, lately_entered
from components.context import Context
from components.look import page_head, style
from components.people import chosen, found, look_up, match_button, match_panel, paste_box
from components.picktable import picked_id
from db.commands.activity import record_activity
from db.errors import N_
from db.queries.offer import unit_offer


def activity(ctx: Context) -> None:
    style("service.css")
    picked, new = picked_id(ctx, PICK), ctx.can("activity:write") and ctx.params.get("new") == "1"
    if new:
        _new(ctx)
    else:
        page_head(ctx, N_("Activities"), N_("What was done, where, and by how many. Newest first."))
        if ctx.can("activity:write"):
            st.button(ctx.t("Record an activity"), key="activity.open", type="primary", on_click=_turn_to, args=("1",))
    listed = lately_entered if new else activity_list
    if picked is None:
        listed(ctx)
        return
    left, right = st.columns([6, 5], gap="medium")
    with left:
        listed(ctx, narrow=True)
    with right:
        activity_panel(ctx, picked)


def _new(ctx: Context) -> None:
    t, form = ctx.t, Form(ctx, f"activity.new{st.session_state.get('activity.serial', 0)}")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(t("Record an activity"), anchor=False, width="stretch")
        st.button(
            t("Same as last time"),
            key=form.place("same"),
            on_click=copy_last,
            args=(form,),
            icon=":material/content_copy:",
        )
        st.button(t("Back to the list"), key=form.place("close"), on_click=_turn_to, args=(None,), type="tertiary")
    left, right = st.columns([5, 6], gap="medium")
    with left:
        required_fields(form)
        paste_box(ctx, form.key, form.value("area_id"), height=214)
    with right:
        match_panel(ctx, form.key, ctx.ask(unit_offer) if found(form.key) else {}, height=326)
        warn_of_overlaps(form)
    with st.container(horizontal=True):
        match_button(ctx, form.key)
        st.button(
            t("Save the activity"),
            key=form.place("save"),
            type="primary",
            on_click=_save,
            args=(form,),
            icon=":material/check:",
        )
    with st.expander(
        t("More, if you like: title, start, hours, unit, commitment, need, outcome"), key=form.place("more")
    ):
        folded_fields(form)


def _save(form: Form) -> None:
    """One click, one command, one transaction; the next run shows a fresh form and a fresh list."""
    ctx = form.ctx
    if resent(form.key):
        submit(ctx, form.key, record_activity, entry_of(form), ())
        return
    look_up(ctx, form.key, form.value("area_id"))
    decided = chosen(form.key)
    if decided.undecided:
        ctx.note(ctx.t("Decide first who is meant: {names}", names="、".join(decided.undecided[:8])), good=False)
        return
    said = ctx.t("Saved, with {n} people.", n=decided.number)
    if submit(ctx, form.key, record_activity, entry_of(form), decided.people, decided.newcomers, said=said):
        st.session_state["activity.serial"] = st.session_state.get("activity.serial", 0) + 1


def _turn_to(new: str | None) -> None:
    if new:
        st.query_params["new"] = new
    else:
        st.query_params.pop("new", None)

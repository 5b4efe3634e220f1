"""Forms of registration: one member by name, one unit, and the ways out."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from components.act import action_button, submit
from components.context import Context
from components.filters import area_label, in_order
from components.look import hint, md
from components.people import found, look_up, who
from db.access import Command
from db.commands.registration import (
    accept_registration,
    change_registration,
    register_member,
    register_unit,
    transfer_registration,
    withdraw_registration,
    withdraw_unit,
)
from db.errors import N_
from db.queries.area import own_areas
from db.queries.offer import unit_offer
from db.queries.registration import RegistrationLine
from db.rules.area import Level
from db.rules.registration import Basis, RegistrationStatus


def communities(ctx: Context) -> dict[int, str]:
    """Where the reader may register people, in code order."""
    found_ = sorted(ctx.ask(own_areas, Level.COMMUNITY), key=in_order)
    return {area.id: area_label(ctx, area) for area in found_}


def community_field(ctx: Context, key: str, offered: Mapping[int, str]) -> None:
    place = f"{key}.area_id"
    st.session_state.setdefault(place, next(iter(offered)) if len(offered) == 1 else None)
    st.selectbox(
        ctx.t("Community"),
        list(offered),
        index=None,
        key=place,
        format_func=offered.__getitem__,
        placeholder=ctx.t("Choose"),
    )


def _slip(ctx: Context, key: str, row: RegistrationLine | None = None) -> None:
    """Day, basis, receipt and post: what the paper slip says."""
    t = ctx.t
    firsts = {
        "on": row.registered_on if row else ctx.today,
        "basis": row.basis if row else Basis.RESIDENCE,
        "receipt": (row.receipt_no if row else None) or "",
        "post": (row.claimed_post if row else None) or "",
    }
    for name, first in firsts.items():
        st.session_state.setdefault(f"{key}.{name}", first)
    day, basis = st.columns(2, gap="small")
    day.date_input(t("Registered on"), value=None, key=f"{key}.on", max_value=ctx.today, format="YYYY-MM-DD")
    basis.selectbox(t("Basis"), list(Basis), key=f"{key}.basis", format_func=ctx.label, placeholder=t("Choose"))
    receipt, post = st.columns(2, gap="small")
    receipt.text_input(t("Receipt no."), key=f"{key}.receipt", max_chars=40)
    post.text_input(t("Claimed post"), key=f"{key}.post", max_chars=60)


def value(key: str, name: str) -> Any:
    return st.session_state.get(f"{key}.{name}")


def form_key(noun: str) -> str:
    """A form that was saved is followed by an empty one: its widgets get another key."""
    return f"{noun}{st.session_state.get(f'{noun}.serial', 0)}"


def next_form(noun: str) -> None:
    st.session_state[f"{noun}.serial"] = st.session_state.get(f"{noun}.serial", 0) + 1


def add_member(ctx: Context) -> None:
    t, key, offered = ctx.t, form_key("registration.add"), communities(ctx)
    with st.expander(t("Register a member")):
        name, where = st.columns(2, gap="small")
        with name:
            st.text_input(
                t("Person's name"),
                key=f"{key}.names",
                max_chars=40,
                placeholder=t("Type the name and press Enter"),
                on_change=look_up,
                args=(ctx, key, ctx.area.id if ctx.area else None),
            )
        with where:
            community_field(ctx, key, offered)
        bearers = {one.id: one for match in found(key) for one in match.candidates if not one.left}
        if value(key, "names") and not bearers:
            hint(
                ctx,
                N_("Nobody here bears this name. Add the member under “Member roster”, or paste name and unit."),
            )
        if bearers:
            chosen = f"{key}.member"
            if len(bearers) == 1:
                st.session_state.setdefault(chosen, next(iter(bearers)))
            st.selectbox(
                t("Member"),
                list(bearers),
                index=None,
                key=chosen,
                format_func=lambda id_: f"{bearers[id_].name} · {who(ctx, bearers[id_])}",
                placeholder=t("Which one?"),
            )
        _slip(ctx, key)
        st.button(t("Register"), key=f"{key}.save", type="primary", on_click=_add_member, args=(ctx, key))


def _add_member(ctx: Context, key: str) -> None:
    look_up(ctx, key, None)
    if not value(key, "member"):
        ctx.note(ctx.t("Choose the member first."), good=False)
        return
    slip = (value(key, "on"), value(key, "basis"), value(key, "receipt"), value(key, "post"))
    if submit(ctx, key, register_member, value(key, "area_id") or 0, value(key, "member"), *slip):
        next_form("registration.add")


def add_unit(ctx: Context) -> None:
    t, key, offered, units = ctx.t, form_key("unitregistration.add"), communities(ctx), ctx.ask(unit_offer)
    with st.expander(t("Register a unit")):
        unit, where = st.columns(2, gap="small")
        unit.selectbox(
            t("Unit"),
            list(units),
            index=None,
            key=f"{key}.unit",
            format_func=units.__getitem__,
            placeholder=t("Choose"),
        )
        with where:
            community_field(ctx, key, offered)
        day, receipt = st.columns(2, gap="small")
        st.session_state.setdefault(f"{key}.on", ctx.today)
        day.date_input(t("Registered on"), value=None, key=f"{key}.on", max_value=ctx.today, format="YYYY-MM-DD")
        receipt.text_input(t("Receipt no."), key=f"{key}.receipt", max_chars=40)
        st.button(t("Register"), key=f"{key}.save", type="primary", on_click=_add_unit, args=(ctx, key))


def _add_unit(ctx: Context, key: str) -> None:
    values = (value(key, "area_id") or 0, value(key, "unit") or 0, value(key, "on"), value(key, "receipt"))
    if submit(ctx, key, register_unit, *values):
        next_form("unitregistration.add")


def member_panel(ctx: Context, row: RegistrationLine) -> None:
    """Correct the slip, transfer, withdraw."""
    t, key = ctx.t, f"registration.row{row.id}-{row.version}"
    with st.container(border=True):
        unit = row.unit or t("No unit")
        st.markdown(f"**{md(row.name)}** · {md(unit)}")
        _slip(ctx, key, row)
        st.button(t("Save the correction"), key=f"{key}.save", on_click=_correct, args=(ctx, key, row))
        if row.ended_on is not None:
            return
        if row.status is RegistrationStatus.PENDING:
            action_button(
                ctx, t("Accept"), accept_registration, row.id, row.version, key=f"{key}.accept", type="primary"
            )
        with st.expander(t("Transfer")):
            _transfer(ctx, key, row)
        with st.expander(t("Withdraw")):
            _ending(ctx, key)
            st.button(
                t("Withdraw the registration"),
                key=f"{key}.withdraw",
                on_click=_withdraw,
                args=(ctx, key, row, withdraw_registration),
            )


def _correct(ctx: Context, key: str, row: RegistrationLine) -> None:
    slip = (value(key, "on"), value(key, "basis"), value(key, "receipt"), value(key, "post"))
    submit(ctx, key, change_registration, row.id, row.version, *slip)


def _transfer(ctx: Context, key: str, row: RegistrationLine) -> None:
    """Within what is one's own the new registration is opened at once; elsewhere the other community opens it."""
    t = ctx.t
    st.session_state.setdefault(f"{key}.moved", ctx.today)
    st.date_input(t("Moved on"), value=None, key=f"{key}.moved", max_value=ctx.today, format="YYYY-MM-DD")
    others = {id_: name for id_, name in communities(ctx).items() if id_ != row.area.community_id}
    if others:
        st.selectbox(
            t("Transfer to"),
            list(others),
            index=None,
            key=f"{key}.to",
            format_func=others.__getitem__,
            placeholder=t("A community outside this list"),
        )
    else:
        st.caption(t("The other community registers the member; here the registration ends."))
    st.button(t("Transfer the registration"), key=f"{key}.transfer", on_click=_move, args=(ctx, key, row))


def _move(ctx: Context, key: str, row: RegistrationLine) -> None:
    submit(ctx, key, transfer_registration, row.id, row.version, value(key, "moved"), value(key, "to"))


def unit_panel(ctx: Context, row: RegistrationLine) -> None:
    t, key = ctx.t, f"unitregistration.row{row.id}-{row.version}"
    with st.container(border=True):
        st.markdown(f"**{md(row.name)}**")
        _ending(ctx, key)
        st.button(
            t("Withdraw the registration"),
            key=f"{key}.withdraw",
            on_click=_withdraw,
            args=(ctx, key, row, withdraw_unit),
        )


def _ending(ctx: Context, key: str) -> None:
    t = ctx.t
    st.session_state.setdefault(f"{key}.ended", ctx.today)
    st.date_input(t("Ended on"), value=None, key=f"{key}.ended", max_value=ctx.today, format="YYYY-MM-DD")
    st.text_input(t("Reason"), key=f"{key}.reason", max_chars=100, placeholder=t("Say why, in a few words"))


def _withdraw(ctx: Context, key: str, row: RegistrationLine, command: Command[..., Any]) -> None:
    submit(ctx, key, command, row.id, row.version, value(key, "ended"), value(key, "reason") or "")

"""The forms of the accounts page: add somebody, change what he is, reset, shut out; a new password is shown once."""

import streamlit as st

from components.act import action_button, nonce_of, renew, submit
from components.context import Context
from components.look import md
from components.web.password import hash_temporary
from db.access import Role
from db.commands.account import (
    add_account,
    change_account,
    disable_account,
    enable_account,
    end_sessions,
    reset_password,
)  # fmt: skip
from db.queries.account import AccountCard, home_choices
from db.rules.account import NAME_LENGTH, roles_given_by

ONCE = "account.once"


def show_once(ctx: Context) -> None:
    """A temporary password, until the administrator has noted it. It is stored nowhere."""
    if ONCE not in st.session_state:
        return
    username, password = st.session_state[ONCE]
    with st.container(border=True):
        st.markdown(
            ctx.t("Temporary password of {username}. Hand it over now; it is not shown again.", username=md(username))
        )
        st.code(password, language=None)
        st.button(ctx.t("I have noted it"), key="account.noted", on_click=st.session_state.pop, args=(ONCE,))


def add_form(ctx: Context, *, expanded: bool) -> None:
    t, key = ctx.t, "account.add"
    with st.expander(t("Add a person"), expanded=expanded):
        st.text_input(t("Person's name"), key=f"{key}.name", max_chars=NAME_LENGTH)
        st.text_input(
            t("Username"), key=f"{key}.username", max_chars=20, help=t("2 to 20 letters (a-z), digits, - or _")
        )
        role = _role(ctx, key, None)
        if role is not None:
            _home(ctx, key, role, None)
        st.button(t("Add"), key=f"{key}.go", type="primary", on_click=_add, args=(ctx, key))


def _add(ctx: Context, key: str) -> None:
    state = st.session_state
    role = state.get(f"{key}.role")
    if role is None:
        ctx.note(ctx.t("Choose what the person is."), good=False)
        return
    password, hashed = hash_temporary()
    areas, unit = _homes(key, role)
    name, username = str(state.get(f"{key}.name", "")), str(state.get(f"{key}.username", ""))
    values = {"username": username, "display_name": name, "role": role, "area_ids": areas, "unit_id": unit}
    if submit(ctx, key, add_account, **values, hashed=hashed):
        state[ONCE] = (username, password)


def account_panel(ctx: Context, card: AccountCard) -> None:
    """One account: what it is, what can be changed, and what can be done to it."""
    t, own = ctx.t, card.id == ctx.actor.account_id
    st.subheader(md(card.display_name), anchor=False)
    facts = [md(card.username), ctx.label(card.role)]
    if card.disabled:
        facts.append(t("Disabled"))
    if card.locked_minutes:
        facts.append(t("waits {n} min after failed attempts", n=card.locked_minutes))
    if card.must_change:
        facts.append(t("Temporary password"))
    facts.append(t("signed in now: {n}", n=card.sessions))
    st.caption(" · ".join(facts))
    with st.expander(t("Name, role and place"), expanded=True):
        _change(ctx, card)
    if own:
        st.caption(t("This is your own account: another administrator changes its role or disables it."))
        return
    with st.container(horizontal=True):
        key = f"account.{card.id}"
        st.button(t("Reset password"), key=f"{key}.reset", on_click=_reset, args=(ctx, card))
        if card.sessions:
            action_button(ctx, t("Sign out everywhere"), end_sessions, card.id, key=f"{key}.end")
        if card.disabled:
            action_button(ctx, t("Enable"), enable_account, card.id, key=f"{key}.enable")
        else:
            action_button(ctx, t("Disable"), disable_account, card.id, key=f"{key}.disable")


def _change(ctx: Context, card: AccountCard) -> None:
    t, key = ctx.t, f"account.edit.{card.id}.{card.version}"
    st.text_input(t("Person's name"), card.display_name, key=f"{key}.name", max_chars=NAME_LENGTH)
    role = _role(ctx, key, card.role) or card.role
    _home(ctx, key, role, card)
    st.button(t("Save"), key=f"{key}.go", on_click=_save, args=(ctx, card, key))


def _save(ctx: Context, card: AccountCard, key: str) -> None:
    state = st.session_state
    role = state.get(f"{key}.role") or card.role
    areas, unit = _homes(key, role)
    name = str(state.get(f"{key}.name", ""))
    submit(ctx, key, change_account, card.id, card.version, display_name=name, role=role, area_ids=areas, unit_id=unit)


def _reset(ctx: Context, card: AccountCard) -> None:
    key = f"account.reset.{card.id}"
    password, hashed = hash_temporary()
    if ctx.do(reset_password, card.id, hashed, nonce=nonce_of(key)):
        st.session_state[ONCE] = (card.username, password)
    renew(key)


def _role(ctx: Context, key: str, present: Role | None) -> Role | None:
    """What the actor may give; a role above that is shown but stays."""
    offered = [Role(code) for code in roles_given_by(ctx.actor.role)]
    at = offered.index(present) if present in offered else None
    chosen: Role | None = st.selectbox(
        ctx.t("Role"), offered, at, key=f"{key}.role", format_func=ctx.label, placeholder=ctx.t("Choose")
    )
    return chosen


def _home(ctx: Context, key: str, role: Role, card: AccountCard | None) -> None:
    """Where the role works: one area, several grids, a unit, or nowhere."""
    choices = ctx.ask(home_choices, role)
    if not choices:
        return
    same = card is not None and card.role is role
    held = [id_ for id_ in (card.area_ids if card and same else ()) if id_ in choices]
    if role is Role.UNIT_LIAISON:
        held = [card.unit_id] if card and same and card.unit_id is not None and card.unit_id in choices else []
    label = ctx.t("Unit") if role is Role.UNIT_LIAISON else ctx.t("Area")
    place = f"{key}.home.{role}"
    if role is Role.GRID_WORKER:
        st.multiselect(
            ctx.t("Grids"), list(choices), held, key=place, format_func=choices.__getitem__, placeholder=ctx.t("Choose")
        )
        return
    at = 0 if len(choices) == 1 else list(choices).index(held[0]) if held else None
    st.selectbox(label, list(choices), at, key=place, format_func=choices.__getitem__, placeholder=ctx.t("Choose"))


def _homes(key: str, role: Role) -> tuple[list[int], int | None]:
    """What was chosen for this role, as areas and unit."""
    chosen = st.session_state.get(f"{key}.home.{role}")
    if role is Role.UNIT_LIAISON:
        return [], chosen
    if isinstance(chosen, list):
        return chosen, None
    return ([] if chosen is None else [chosen]), None

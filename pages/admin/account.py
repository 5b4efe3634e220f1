"""账号: who may sign in, as what and where; and the walls that show the cockpit without anybody signed in."""

import streamlit as st

from components.accountform import account_panel, add_form, show_once
from components.context import Context
from components.look import hint, page_head
from components.paging import paging
from components.wall import walls
from db.access import Role
from db.errors import N_
from db.queries.account import PAGE, account_card, account_listing
from db.rules.account import AccountState, roles_given_by


def account(ctx: Context) -> None:
    t = ctx.t
    page_head(ctx, N_("Accounts"), N_("Who may sign in, as what and where. Nobody can sign up unasked."))
    show_once(ctx)
    if not ctx.can("wall:write"):
        _people(ctx)
        return
    people, screens = st.tabs([t("People"), t("Wall screens")])
    with people:
        _people(ctx)
    with screens:
        walls(ctx)


def _people(ctx: Context) -> None:
    left, right = st.columns([5, 3], gap="large")
    with left:
        chosen = _list(ctx)
    with right:
        card = None if chosen is None else ctx.ask(account_card, chosen)
        if card is not None:
            account_panel(ctx, card)
        add_form(ctx, expanded=card is None)


def _list(ctx: Context) -> int | None:
    """The list with its filters; the id of the chosen row."""
    t = ctx.t
    roles, states = [Role(code) for code in roles_given_by(ctx.actor.role)], list(AccountState)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        text = st.text_input(
            t("Search"), ctx.params.get("q", ""), key="account.search", placeholder=t("Name or username"), max_chars=40
        )
        role = st.selectbox(
            t("Role"), roles, None, key="account.role", format_func=ctx.label, placeholder=t("All roles")
        )
        state = st.selectbox(
            t("State"), states, None, key="account.state", format_func=ctx.label, placeholder=t("All states")
        )
    page = paging(ctx, "account")
    table, total = ctx.ask(account_listing, text, role, state, page=page)
    if table.empty:
        hint(ctx, N_("Nobody fits. Choose fewer conditions, or add the person."))
        return None
    shown = table.assign(
        role=[ctx.label(role) for role in table["role"]],
        state=[ctx.label(state) for state in table["state"]],
        last_sign_in=[ctx.date(at)[:10] or t("never") for at in table["last_sign_in"]],
    )
    heads = {
        "name": t("Person's name"),
        "username": t("Username"),
        "role": t("Role"),
        "place": t("Area or unit"),
        "state": t("State"),
        "last_sign_in": t("Last sign-in"),
    }
    picked = st.dataframe(
        shown[list(heads)].rename(columns=heads),
        hide_index=True,
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        key=f"account.table.{page}.{text}.{role}.{state}",
    )
    paging(ctx, "account", total=total, size=PAGE, current=page)
    rows = picked.selection.rows
    return int(table.iloc[rows[0]].id) if rows and rows[0] < len(table) else None

"""共建协议: who promised whom what, what falls due next, and how it was kept."""

from dataclasses import replace

import streamlit as st

from components.agreement import KEY, agreement_table, filter_bar, open_one, state_chips, term_chart
from components.agreementcard import card_page
from components.agreementform import new_form
from components.context import Context
from components.look import page_head

VIEWS = ("list", "terms")


def agreements(ctx: Context) -> None:
    """The list, or one agreement (?id=), or the form of a new one (?do=new)."""
    t = ctx.t
    if "id" in ctx.params:
        card_page(ctx, ctx.params["id"])
        return
    page_head(ctx, "Agreements", "Who promised whom what, what falls due next, and how it was kept.")
    if ctx.params.get("do") == "new" and ctx.can("agreement:write"):
        new_form(ctx)
        return
    filters = filter_bar(ctx)
    filters = replace(filters, states=state_chips(ctx, filters))
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        view = _view(ctx)
        if ctx.can("agreement:write"):
            st.button(t("New agreement"), key=f"{KEY}.new", type="primary", icon=":material/add:", on_click=_new)
    if view == "terms":
        term_chart(ctx, filters)
    else:
        agreement_table(ctx, filters)


def _view(ctx: Context) -> str:
    key, words = f"{KEY}.view", {"list": ctx.t("List"), "terms": ctx.t("Terms")}
    asked = ctx.params.get("view", "list")
    st.session_state.setdefault(key, asked if asked in VIEWS else "list")
    st.segmented_control(
        ctx.t("View"),
        VIEWS,
        key=key,
        format_func=words.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=_viewed,
    )
    return str(st.session_state[key])


def _viewed() -> None:
    if st.session_state.get(f"{KEY}.view") == "terms":
        st.query_params["view"] = "terms"
    else:
        st.query_params.pop("view", None)


def _new() -> None:
    open_one(None)
    st.query_params["do"] = "new"

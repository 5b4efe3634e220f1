"""The lists an administrator may extend without a restart: values of code lists, and fields of the ledgers."""

import streamlit as st

from components.codeform import code_panel, field_panel
from components.context import Context
from components.ledgerfilter import set_params
from components.look import page_head


def code(ctx: Context) -> None:
    page_head(
        ctx,
        "Code lists and fields",
        "Values to choose from, and fields of your own in the ledgers; both work at once, without a restart.",
    )
    parts = {"codes": ctx.t("Code lists"), "fields": ctx.t("Fields of the ledgers")}
    st.session_state["code.part"] = ctx.params["part"] if ctx.params.get("part") in parts else "codes"
    part = st.segmented_control(
        ctx.t("Code lists and fields"),
        list(parts),
        key="code.part",
        format_func=parts.__getitem__,
        required=True,
        label_visibility="collapsed",
        on_change=lambda: set_params(part=st.session_state["code.part"]),
    )
    if part == "fields":
        field_panel(ctx)
    else:
        code_panel(ctx)

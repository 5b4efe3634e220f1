"""The lists an administrator may extend without a restart: values of code lists, and fields of the ledgers."""

import streamlit as st

from components.codeform import code_panel, field_panel
from components.context import Context
from components.look import page_head


def code(ctx: Context) -> None:
    page_head(
        ctx,
        "Code lists and fields",
        "Values to choose from, and fields of your own in the ledgers; both work at once, without a restart.",
    )
    lists, fields = st.tabs([ctx.t("Code lists"), ctx.t("Fields of the ledgers")])
    with lists:
        code_panel(ctx)
    with fields:
        field_panel(ctx)

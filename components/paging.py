"""Pages of a list: the number lives in the URL, the count is honest, and long counts are capped."""

import streamlit as st

from components.context import Context

CAP = 10_000


def paging(ctx: Context, noun: str, *, total: int | None = None, size: int = 25, current: int = 1) -> int:
    """Without `total`: the page asked for in the URL. With it: show where one is and buttons to go on.

    Called twice a run: before the question, to know which page to ask for, and after the list, to show the way on.
    """
    key = f"{noun}_page"
    if total is None:
        asked = st.query_params.get(key, "1")
        return max(1, min(int(asked), 10**6)) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    pages = max(1, -(-total // size))
    count = f"{CAP:,}+" if total > CAP else ctx.number(total)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(ctx.t("{n} in all · page {page} of {pages}", n=count, page=min(current, pages), pages=pages))
        if pages > 1:
            st.button(
                ctx.t("Back"),
                key=f"{noun}.back",
                disabled=current <= 1,
                on_click=_turn,
                args=(key, current - 1),
                icon=":material/chevron_left:",
            )
            st.button(
                ctx.t("Forward"),
                key=f"{noun}.forward",
                disabled=current >= pages,
                on_click=_turn,
                args=(key, current + 1),
                icon=":material/chevron_right:",
            )
    return current


def _turn(key: str, page: int) -> None:
    st.query_params[key] = str(max(1, page))

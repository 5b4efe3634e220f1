"""Show a chart by its name, or say in one sentence why there is none yet."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd
import streamlit as st

from components.charts import Rows, spec

if TYPE_CHECKING:
    from components.context import Context


def show(
    ctx: "Context",
    name: str,
    rows: Rows,
    *,
    key: str | None = None,
    height: int | Literal["content", "stretch"] = "content",
    on_select: Callable[[], None] | Literal["rerun"] | None = None,
    dark: bool = False,
    empty: str | None = None,
    **params: Any,
) -> None:
    """Draw the named chart of components.charts; `empty` is the (translated) sentence for no rows."""
    if _is_empty(rows):
        st.caption(empty or ctx.t("There is nothing to draw for this choice yet."))
        return
    body = spec(name, ctx.language, rows, dark=dark, **params)
    if isinstance(height, int):
        body["height"] = height
    st.vega_lite_chart(
        body,
        width="content" if "facet" in body else "stretch",
        theme=None,
        key=key,
        on_select=on_select or "ignore",
    )


def picked(key: str, field: str = "id") -> Any:
    """What was last clicked in a chart shown with `key` and `on_select`, or None."""
    state = st.session_state.get(key) or {}
    chosen: Sequence[dict[str, Any]] = state.get("selection", {}).get("pick") or []
    return chosen[0].get(field) if chosen else None


def _is_empty(rows: Rows) -> bool:
    return rows.empty if isinstance(rows, pd.DataFrame) else not rows

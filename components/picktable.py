"""A table whose clicked line is named in the URL: the browser says which line, the id behind it is kept here."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.context import Context


def picked_id(ctx: Context, name: str) -> int | None:
    """The row the URL names."""
    asked = ctx.params.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None


def name_in_url(name: str, id_: int | None) -> None:
    if id_ is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(id_)


def pick_table(
    ctx: Context,
    name: str,
    frame: pd.DataFrame,
    ids: Sequence[int],
    *,
    height: int,
    config: dict[str, Any] | None = None,
) -> None:
    """Another page or another filter is another table: no line of the old one stays selected."""
    key = f"{name}.table.{ids[0]}.{ids[-1]}.{len(ids)}"
    picked = picked_id(ctx, name)
    lines = [line for line, id_ in enumerate(ids) if id_ == picked]
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="",
        height=min(38 + 35 * len(ids), height),
        key=key,
        selection_mode="single-row",
        selection_default={"selection": {"rows": lines}} if lines else None,
        on_select=lambda: clicked(name, key, ids),
        column_config=config,
    )


def clicked(name: str, key: str, ids: Sequence[int]) -> None:
    rows = (st.session_state.get(key) or {}).get("selection", {}).get("rows") or []
    name_in_url(name, ids[rows[0]] if rows and 0 <= rows[0] < len(ids) else None)

"""The figures of the map as a table, to be sorted and selected from: the keyboard's way."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from components.act import redraw
from components.charts.base import measure_title
from components.context import Context
from components.few import fewer
from components.mapstate import View, pick, picked_area
from db.queries.map import AreaValue
from db.rules.map import DEFINITIONS

ROW = 33  # pixels
FRACTIONS = ("hours", "members_rate")


def key_of(view: View) -> str:
    """One table per set of areas; the order of their rows does not depend on the measure."""
    return f"map.table.{view.root.id}.{view.level}"


def selected_rows(key: str) -> list[int]:
    return list((st.session_state.get(key) or {}).get("selection", {}).get("rows", []))


def has_selection(view: View) -> bool:
    return bool(selected_rows(key_of(view)))


@st.fragment(key="map.table")
def table(ctx: Context, view: View, values: list[AreaValue]) -> None:
    """A selection here redraws the map and the card, one there is marked here."""
    t, key = ctx.t, key_of(view)
    shown = pd.DataFrame({"code": [one.code for one in values], "name": [one.name for one in values]})
    if any(one.above for one in values):
        shown["above"] = [one.above for one in values]
    shown["value"] = pd.Series([one.value for one in values], dtype="Float64" if view.measure in FRACTIONS else "Int64")
    ids = [one.id for one in values]
    selected = picked_area(view, frozenset(ids))
    row = [] if selected is None else [ids.index(selected)]
    if selected_rows(key) != row:
        st.session_state[key] = {"selection": {"rows": row, "columns": [], "cells": []}}
    st.dataframe(
        _hiding(ctx, shown, values) if any(one.few for one in values) else shown,
        key=key,
        hide_index=True,
        on_select=lambda: _row_picked(key, ids),
        selection_mode="single-row",
        height=min(ROW * (len(shown) + 1) + 3, 420),
        placeholder="–",
        column_config={
            "code": st.column_config.TextColumn(t("Code"), width="medium"),
            "name": st.column_config.TextColumn(t("Area"), width="medium"),
            "above": st.column_config.TextColumn(t("Belongs to"), width="medium"),
            "value": st.column_config.NumberColumn(
                measure_title(t, view.measure), help=t(DEFINITIONS[view.measure]), format="localized"
            ),
        },
    )


def _hiding(ctx: Context, shown: pd.DataFrame, values: list[AreaValue]) -> Styler:
    """The same table, saying "fewer than" where a number of persons may not be told; it still sorts by the number."""
    few = [i for i, one in enumerate(values) if one.few]
    plain = shown.style.format({"value": _one_digit(ctx)}, na_rep="–")
    return plain.format(lambda _: fewer(ctx), subset=pd.IndexSlice[few, ["value"]])


def _one_digit(ctx: Context) -> Callable[[Any], str]:
    return lambda value: ctx.number(value, 1)


def _row_picked(key: str, ids: list[int]) -> None:
    rows = selected_rows(key)
    pick(ids[rows[0]] if rows and 0 <= rows[0] < len(ids) else None)
    redraw("map.board")

"""The figures of the map as a table, to be sorted and selected from: the keyboard's way."""

from typing import Any

import pandas as pd
import streamlit as st

from components.act import redraw
from components.amount import few_text, value_text
from components.charts.base import measure_title
from components.context import Context
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
    shown["value"], missing = _amounts(ctx, view.measure, values)
    title, definition = measure_title(t, view.measure), t(DEFINITIONS[view.measure])
    amounts = st.column_config.NumberColumn(title, help=definition, format="localized")
    if shown["value"].dtype == "string":
        amounts = st.column_config.TextColumn(title, help=definition)
    ids = [one.id for one in values]
    selected = picked_area(view, frozenset(ids))
    row = [] if selected is None else [ids.index(selected)]
    if selected_rows(key) != row:
        st.session_state[key] = {"selection": {"rows": row, "columns": [], "cells": []}}
    st.dataframe(
        shown,
        key=key,
        hide_index=True,
        on_select=lambda: _row_picked(key, ids),
        selection_mode="single-row",
        height=min(ROW * (len(shown) + 1) + 3, 420),
        placeholder=missing,
        column_config={
            "code": st.column_config.TextColumn(t("Code"), width="medium"),
            "name": st.column_config.TextColumn(t("Area"), width="medium"),
            "above": st.column_config.TextColumn(t("Belongs to"), width="medium"),
            "value": amounts,
        },
    )


def _amounts(ctx: Context, measure: str, values: list[AreaValue]) -> tuple["pd.Series[Any]", str]:
    """The column of values, and what stands where there is none: no data, or too few persons to be told.

    Numbers, so that they can be sorted; where a reader would have to tell both kinds of gap apart, words.
    """
    gaps, few = any(one.value is None for one in values), any(one.few for one in values)
    if gaps and few:
        return pd.Series([value_text(ctx, measure, one) for one in values], dtype="string"), ""
    numbers = [None if one.few else one.value for one in values]
    kind = "Float64" if measure in FRACTIONS else "Int64"
    return pd.Series(numbers, dtype=kind), few_text(ctx, measure) if few else "–"


def _row_picked(key: str, ids: list[int]) -> None:
    rows = selected_rows(key)
    pick(ids[rows[0]] if rows and 0 <= rows[0] < len(ids) else None)
    redraw("map.board")

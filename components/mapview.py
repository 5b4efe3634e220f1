"""The map page's parts: the way up, the choices, the map or its tiles with the card beside, the table, the months."""

from dataclasses import replace

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from components.act import leave, plainly
from components.chart import picked, show
from components.charts.base import measure_title
from components.classes import Classes, classify
from components.context import Context
from components.few import fewer
from components.gridcard import area_panel
from components.gridmap import grid_map
from components.look import md
from components.mapstate import METHODS, View, choose, move, pick, picked_area
from db.queries.boundary import Outlines, outlines
from db.queries.service import service_by_area_month
from db.rules.area import Level
from db.rules.map import BY_MONTH, DEFINITIONS, MEASURES, OF_PERIOD, levels_under
from db.rules.period import choices, parse

HEIGHT = 470
TABLE = "map.table"
DRILLED = "map.drilled"  # set by a click that changes more than the selection
DIGITS = {"hours": 1, "members_rate": 1}


def breadcrumb(view: View) -> None:
    """From the top of the tree to the root, each step but the last a way up."""
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center", key="map-line"):
        for i, area in enumerate(view.line):
            if i:
                st.markdown("›", width="content")
            last = area.id == view.root.id
            st.button(
                f"**{md(area.name)}**" if last else md(area.name),
                key=f"map.up.{area.id}",
                type="tertiary",
                disabled=last,
                on_click=move,
                args=(area.id, view.own),
            )


def controls(ctx: Context, view: View) -> None:
    """Measure, level, period and classes: each shows what the URL says, and writes it."""
    t = ctx.t
    levels, periods = list(levels_under(view.root.level)), choices(ctx.today)
    if view.period.code not in periods:
        periods.append(view.period.code)
    for name, value in (
        ("measure", view.measure),
        ("level", view.level),
        ("period", view.period.code),
        ("classes", view.classes),
    ):
        st.session_state[f"map.{name}"] = value
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("Measure"),
            MEASURES,
            format_func=lambda m: measure_title(t, m),
            key="map.measure",
            width=250,
            help=t(DEFINITIONS[view.measure]),
            on_change=choose,
            args=("measure", "map.measure"),
            placeholder=t("Choose"),
        )
        st.selectbox(
            t("Period"),
            periods,
            format_func=ctx.period_label,
            key="map.period",
            width=180,
            disabled=view.measure not in OF_PERIOD,
            help=t("For activities, service records, persons and hours. The others tell how things stand today."),
            on_change=choose,
            args=("period", "map.period"),
            placeholder=t("Choose"),
        )
        st.segmented_control(
            t("Level"),
            levels,
            format_func=ctx.label,
            key="map.level",
            required=True,
            on_change=choose,
            args=("level", "map.level"),
        )
        st.segmented_control(
            t("Classes"),
            list(METHODS),
            format_func=lambda m: t("Equal numbers of areas") if m == "quantile" else t("Equal steps"),
            key="map.classes",
            required=True,
            on_change=choose,
            args=("classes", "map.classes"),
            help=t(
                "Either each colour stands for about as many areas, or each colour spans an equally wide step of values."
            ),
        )


def value_text(ctx: Context, measure: str, value: float | None, *, few: bool = False) -> str:
    """The finished value for tooltips and tiles."""
    if value is None or pd.isna(value):
        return ctx.t("No data")
    if few:
        return fewer(ctx) if measure == "persons" else ctx.t("{few} persons", few=fewer(ctx))
    number = ctx.number(value, DIGITS.get(measure, 0))
    if measure == "hours":
        return ctx.t("{n} h", n=number)
    return ctx.t("{n} days", n=number) if measure == "days_since" else number


def classes_of(ctx: Context, frame: pd.DataFrame, view: View) -> Classes:
    """The classes of the values; a class that holds nothing but too few persons says so instead of a number."""
    made = classify([None if pd.isna(v) else float(v) for v in frame["value"]], method=view.method)
    hidden = {index for index, few in zip(made.index, frame["few"], strict=True) if few}
    if not hidden:
        return made
    told = {index for index, few in zip(made.index, frame["few"], strict=True) if not few}
    few_only = fewer(ctx) if view.measure == "persons" else ctx.t("{few} persons", few=fewer(ctx))
    return replace(made, labels=tuple(few_only if i in hidden - told else text for i, text in enumerate(made.labels)))


@st.fragment(key="map.board")
def board(ctx: Context, view: View, frame: pd.DataFrame, drawn: Outlines) -> None:
    """Map, card and table. A selection reruns this and nothing else; the values came with the whole run."""
    if st.session_state.pop(DRILLED, False):
        leave()  # another root: everything on the page is about another place
    with plainly(ctx):
        _board(ctx, view, frame, drawn)


def _board(ctx: Context, view: View, frame: pd.DataFrame, drawn: Outlines) -> None:
    ids = [int(a) for a in frame["area_id"]]
    selected = picked_area(view, frozenset(ids))
    classes = classes_of(ctx, frame, view)
    texts = [value_text(ctx, view.measure, v, few=f) for v, f in zip(frame["value"], frame["few"], strict=True)]
    left, right = st.columns([17, 10], gap="medium")
    with left:
        if set(drawn.areas) & set(ids):
            geo = f"/geo/{drawn.version}"
            nested = view.level is Level.GRID and view.root.level is not Level.COMMUNITY
            grid_map(
                ctx,
                "map.map",
                geo_url=f"{geo}/{view.level}/{view.root.id}",
                ids=ids,
                classes=classes,
                texts=texts,
                outline_url=f"{geo}/community/{view.root.id}" if nested else None,
                measure=view.measure,
                title=measure_title(ctx.t, view.measure),
                selected=selected,
                height=HEIGHT,
                watermark=", ".join(sorted(drawn.sources)),
                on_pick=pick,
                on_drill=lambda a: _drill(view, frame, a),
            )
        rest = frame[~frame["area_id"].isin(drawn.areas)]
        if not rest.empty:
            _tiles(ctx, view, frame, rest, classes, texts, selected)
    with right, st.container(border=True, height=HEIGHT + 44, gap="xsmall", key="map-card"):
        area_panel(ctx, selected or view.root.id, view.period, view.measure)
    _table(ctx, view, frame, selected)


def _drill(view: View, frame: pd.DataFrame, area_id: int) -> None:
    """Into the community that was double-clicked, or into that of the grid."""
    if view.level is Level.COMMUNITY:
        move(area_id)
    else:
        move(int(frame.loc[frame["area_id"] == area_id, "parent_id"].iloc[0]), area_id)
    st.session_state[DRILLED] = True


def _tiles(
    ctx: Context,
    view: View,
    frame: pd.DataFrame,
    rest: pd.DataFrame,
    classes: Classes,
    texts: list[str],
    selected: int | None,
) -> None:
    """Areas nobody has drawn yet: equal tiles in the order of their codes, nested by community."""
    nested = len(set(frame["parent_id"])) > 1 and view.level is Level.GRID
    parents = list(dict.fromkeys(frame["parent_id"]))
    missing = set(rest["area_id"])
    rows = [
        {
            "id": int(row.area_id),
            "group": row.above if nested else "",
            "group_order": parents.index(row.parent_id) if nested else 0,
            "order": i,
            "name": row.name,
            "short": row.short,
            "c": classes.index[i],
            "text": texts[i],
            "selected": int(row.area_id) == selected,
        }
        for i, row in enumerate(frame.itertuples(index=False))
        if row.area_id in missing
    ]
    show(ctx, "tile_map", rows, key="map.tiles", on_select=_tile_picked, measure=view.measure, labels=classes.labels)
    st.caption(ctx.t("Areas without boundaries stand in the order of their codes."))


def _tile_picked() -> None:
    if (area := picked("map.tiles")) is not None:
        pick(int(area))


def _table(ctx: Context, view: View, frame: pd.DataFrame, selected: int | None) -> None:
    """The same figures, to be sorted and selected from: the keyboard's way."""
    t, key = ctx.t, f"{TABLE}.{view.root.id}.{view.level}"
    title = measure_title(t, view.measure)
    shown = pd.DataFrame({"code": frame["code"], "name": frame["name"]})
    if len(set(frame["parent_id"])) > 1:
        shown["above"] = frame["above"]
    shown["value"] = pd.to_numeric(frame["value"])
    ids = [int(a) for a in frame["area_id"]]
    row = [ids.index(selected)] if selected in ids else []
    state = st.session_state.get(key)
    if (state or {}).get("selection", {}).get("rows", []) != row:
        st.session_state[key] = {"selection": {"rows": row, "columns": [], "cells": []}}
    st.dataframe(
        _hiding(ctx, shown, frame) if frame["few"].any() else shown,
        key=key,
        hide_index=True,
        on_select=lambda: _row_picked(key, ids),
        selection_mode="single-row",
        height=min(38 + 35 * len(shown), 420),
        placeholder="–",
        column_config={
            "code": st.column_config.TextColumn(t("Code"), width="medium"),
            "name": st.column_config.TextColumn(t("Area"), width="medium"),
            "above": st.column_config.TextColumn(t("Belongs to"), width="medium"),
            "value": st.column_config.NumberColumn(title, help=t(DEFINITIONS[view.measure]), format="localized"),
        },
    )


def _hiding(ctx: Context, shown: pd.DataFrame, frame: pd.DataFrame) -> Styler:
    """The same table, saying "fewer than" where a number of persons may not be told; it still sorts by the number."""
    few = list(frame.index[frame["few"]])
    return shown.style.format(lambda v: ctx.number(v, 1), subset=["value"], na_rep="–").format(
        lambda _: fewer(ctx), subset=pd.IndexSlice[few, ["value"]]
    )


def _row_picked(key: str, ids: list[int]) -> None:
    rows = (st.session_state.get(key) or {}).get("selection", {}).get("rows", [])
    pick(ids[rows[0]] if rows and 0 <= rows[0] < len(ids) else None)


def months(ctx: Context, view: View, drawn: Outlines) -> None:
    """A small map for each of the last twelve months, in the same classes, coarse enough for their size."""
    t = ctx.t
    level = levels_under(view.root.level)[0]
    areas = (drawn if level == view.level else ctx.ask(outlines, level, view.root.id)).areas
    measure = view.measure if view.measure in BY_MONTH else "person_times"
    frame = ctx.ask(service_by_area_month, view.root.id, level, parse("last12", ctx.today))
    frame = frame[frame["area_id"].isin(areas)]
    if frame.empty:
        return
    classes = classify([float(v) for v in frame[measure]], method=view.method)
    rows = [
        {"id": int(a), "name": areas[int(a)], "month": month, "c": c, "text": value_text(ctx, measure, value)}
        for a, month, value, c in zip(frame["area_id"], frame["month"], frame[measure], classes.index, strict=True)
    ]
    shapes = f"/geo/{drawn.version}/{level}/{view.root.id}"
    if measure != view.measure:
        st.caption(t("This measure is not counted by month; the months show person-times."))
    show(ctx, "month_maps", rows, key="map.months", shapes=shapes, measure=measure, labels=classes.labels)

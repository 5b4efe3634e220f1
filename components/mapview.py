"""The map or its tiles with the card beside it, and the year in small maps."""

from dataclasses import replace
from typing import Any

import streamlit as st

from components.act import leave, plainly, redraw
from components.amount import amount_text, few_text, value_text
from components.chart import picked, show
from components.charts.base import measure_title
from components.classes import Classes, Method, classify
from components.context import Context
from components.gridcard import area_panel
from components.gridmap import grid_map
from components.mapstate import View, move, pick, picked_area
from components.maptable import has_selection
from db.queries.boundary import Outlines, outlines
from db.queries.map import AreaValue, month_values
from db.rules.area import Level
from db.rules.map import BY_MONTH, levels_under
from db.rules.period import parse

HEIGHT = 470
DRILLED = "map.drilled"  # set by a click that changes more than the selection


def classes_of(ctx: Context, measure: str, values: list[AreaValue], method: Method = "quantile") -> Classes:
    """The classes of the values; one that holds nothing but too few persons says so instead of a number."""
    made = classify([one.value for one in values], method=method)
    hidden = {index for index, one in zip(made.index, values, strict=True) if one.few}
    if not hidden:
        return made
    hidden -= {index for index, one in zip(made.index, values, strict=True) if not one.few}
    few = few_text(ctx, measure)
    return replace(made, labels=tuple(few if i in hidden else text for i, text in enumerate(made.labels)))


@st.fragment(key="map.board")
def board(ctx: Context, view: View, values: list[AreaValue], drawn: Outlines) -> None:
    """Map and card. A selection reruns this and nothing else; the values came with the whole run."""
    if st.session_state.pop(DRILLED, False):
        leave()  # another root: everything on the page is about another place
    with plainly(ctx):
        _board(ctx, view, values, drawn)


def _board(ctx: Context, view: View, values: list[AreaValue], drawn: Outlines) -> None:
    ids = [one.id for one in values]
    selected = picked_area(view, frozenset(ids))
    classes = classes_of(ctx, view.measure, values, view.method)
    texts = [value_text(ctx, view.measure, one) for one in values]
    left, right = st.columns([17, 10], gap="medium")
    with left:
        if any(i in drawn.areas for i in ids):
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
                on_pick=lambda a: _map_picked(view, a),
                on_drill=lambda a: _drill(view, values, a),
            )
        tiles = [
            {
                "id": one.id,
                "group": one.above,
                "order": i,
                "name": one.name,
                "short": one.short,
                "c": classes.index[i],
                "text": texts[i],
                "selected": one.id == selected,
            }
            for i, one in enumerate(values)
            if one.id not in drawn.areas
        ]
        if tiles:
            _tiles(ctx, view, tiles, classes)
    with right, st.container(border=True, height=HEIGHT + 44, gap="xsmall", key="map-card"):
        area_panel(ctx, selected or view.root.id, view.period, view.measure)


def _map_picked(view: View, area_id: int) -> None:
    pick(area_id)
    going_down = (st.session_state.get("map.map") or {}).get("drilled") is not None  # then all is drawn anew anyway
    if has_selection(view) and not going_down:
        redraw("map.board", "map.table")  # the table must not point at another area than the map


def _drill(view: View, values: list[AreaValue], area_id: int) -> None:
    """Into the community that was double-clicked, or into that of the grid."""
    if view.level is Level.COMMUNITY:
        move(area_id)
    else:
        above = next(one.parent_id for one in values if one.id == area_id)
        if above is None or above == view.root.id:
            return
        move(above, area_id)
    st.session_state[DRILLED] = True


def _tiles(ctx: Context, view: View, tiles: list[dict[str, Any]], classes: Classes) -> None:
    """Areas nobody has drawn yet: equal tiles in the order of their codes, nested by community."""
    groups = list(dict.fromkeys(tile["group"] for tile in tiles))
    rows = [{**tile, "group_order": groups.index(tile["group"])} for tile in tiles]
    show(
        ctx,
        "tile_map",
        rows,
        key="map.tiles",
        on_select=lambda: _tile_picked(view),
        measure=view.measure,
        labels=classes.labels,
    )
    st.caption(ctx.t("Areas without boundaries stand in the order of their codes."))


def _tile_picked(view: View) -> None:
    area = picked("map.tiles")
    if type(area) in (int, float):
        _map_picked(view, int(area))


def months(ctx: Context, view: View, drawn: Outlines) -> None:
    """A small map for each of the last twelve months, in the same classes, coarse enough for their size."""
    t = ctx.t
    level = levels_under(view.root.level)[0]
    areas = (drawn if level == view.level else ctx.ask(outlines, level, view.root.id)).areas
    measure = view.measure if view.measure in BY_MONTH else "person_times"
    year = parse("last12", ctx.today)
    found = [one for one in ctx.ask(month_values, measure, view.root.id, level, year) if one[0] in areas]
    if not found:
        return
    classes = classify([value for _, _, value in found], method=view.method)
    rows = [
        {"id": area, "name": areas[area], "month": month, "c": c, "text": amount_text(ctx, measure, value)}
        for (area, month, value), c in zip(found, classes.index, strict=True)
    ]
    shapes = f"/geo/{drawn.version}/{level}/{view.root.id}"
    if measure != view.measure:
        st.caption(t("This measure is not counted by month; the months show person-times."))
    show(ctx, "month_maps", rows, key="map.months", shapes=shapes, measure=measure, labels=classes.labels)

"""The grid map: one measure over the areas of a level, the card of one of them, and the year in small maps."""

import streamlit as st

from components.context import Context
from components.gridcard import area_panel
from components.look import hint, page_head, style
from components.mapbar import breadcrumb, controls
from components.mapstate import read_view
from components.maptable import table
from components.mapview import board, months
from db.errors import N_
from db.queries.boundary import outlines
from db.queries.map import measure_values


def area_map(ctx: Context) -> None:
    style("card.css")
    page_head(
        ctx,
        N_("Grid map"),
        N_("Where service happens and where it does not. Click an area for its card, twice to go down."),
    )
    view = read_view(ctx)
    if view is None:
        hint(ctx, N_("There is no area yet. Set up the street, its communities and grids first."))
        return
    breadcrumb(view)
    controls(ctx, view)
    values = ctx.ask(measure_values, view.measure, view.root.id, view.level, view.period)
    if not values:
        hint(ctx, N_("{area} has no areas of this level yet. Add them under Areas."), area=view.root.name)
        area_panel(ctx, view.root.id, view.period, view.measure)
        return
    drawn = ctx.ask(outlines, view.level, view.root.id)
    board(ctx, view, values, drawn)
    table(ctx, view, values)
    with st.container(key="map-months"):
        months(ctx, view, drawn)

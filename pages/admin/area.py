"""区划: the tree from street to grid, with figures that carry the date from which they hold."""

import streamlit as st

from components.areaform import add_form, area_panel
from components.context import Context
from components.look import hint, page_head
from db.queries.area import AreaRef, area_ref
from db.queries.areatree import area_tree


def area(ctx: Context) -> None:
    t = ctx.t
    page_head(
        ctx,
        "Areas",
        "Street, communities and grids, with households, residents and groups as they hold from a date on.",
    )
    root = ctx.ask(area_ref)
    if root is None:
        return
    closed = st.toggle(t("Show closed areas"), key="areas.closed")
    tree = ctx.ask(area_tree, root.id, closed=closed)
    left, right = st.columns([3, 2], gap="large")
    with left:
        if len(tree) <= 1:
            hint(ctx, "There is only the street so far. Add its communities on the right, or paste them in the set-up.")
        shown = tree.assign(
            name=["　" * depth + name for depth, name in zip(tree["depth"], tree["name"], strict=True)],
            level=[ctx.label(level) for level in tree["level"]],
            valid_to=[ctx.date(day) for day in tree["valid_to"]],
            figure_from=[ctx.date(day) for day in tree["figure_from"]],
        )
        heads = {
            "name": t("Name"),
            "level": t("Level"),
            "code": t("Code"),
            "households": t("Households"),
            "residents": t("Residents"),
            "groups": t("Residents' groups"),
            "figure_from": t("Figures since"),
            "valid_to": t("Closed on"),
        }
        picked = st.dataframe(
            shown[list(heads)].rename(columns=heads),
            hide_index=True,
            placeholder="",
            height=560,
            on_select="rerun",
            selection_mode="single-row",
            key=f"areas.table.{closed}",
        )
        rows = picked.selection.rows
    with right:
        chosen = _chosen(ctx, int(tree.iloc[rows[0]].id) if rows and rows[0] < len(tree) else root.id)
        if chosen is None:
            return
        area_panel(ctx, chosen)
        if ctx.can("area:write"):
            add_form(ctx, chosen)


def _chosen(ctx: Context, id: int) -> AreaRef | None:
    return ctx.ask(area_ref, id)

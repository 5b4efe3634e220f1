"""Above the map: the way up to larger areas, and the choices of measure, period, level and classes."""

import streamlit as st

from components.charts.base import measure_title
from components.context import Context
from components.look import md
from components.mapstate import METHODS, View, choose, move
from db.rules.map import DEFINITIONS, MEASURES, OF_PERIOD, levels_under
from db.rules.period import choices


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
                "A colour stands either for about as many areas as any other, or for an equally wide step of values."
            ),
        )

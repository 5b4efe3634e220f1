"""Walls: screens that show the cockpit of an area, opened with a link and taken down from here."""

from urllib.parse import urlsplit

import streamlit as st

from components.act import action_button, submit
from components.context import Context
from components.look import hint, md
from db.commands.session import end_wall, make_wall_code
from db.errors import N_
from db.queries.area import own_areas
from db.queries.session import wall_listing
from db.rules.area import Level

LINK = "wall.link"


def walls(ctx: Context) -> None:
    t = ctx.t
    st.caption(t("A wall shows the cockpit with nobody signed in, for seven days at most: numbers, never persons."))
    _new(ctx)
    table = ctx.ask(wall_listing)
    if table.empty:
        hint(ctx, N_("No wall is open. Choose an area, make a link, and open it on the screen itself."))
        return
    for row in table.to_dict("records"):
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            said = t(
                "since {day}, until {end}, from {address}",
                day=row["started"],
                end=row["expires"],
                address=row["address"],
            )
            st.markdown(f"**{md(row['area'])}** · {md(said)}")
            action_button(ctx, t("Take down"), end_wall, row["id"], key=f"wall.end.{row['id']}")


def _new(ctx: Context) -> None:
    t = ctx.t
    choices = {area.id: area.name for area in ctx.ask(own_areas, Level.STREET, Level.COMMUNITY)}
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            t("Area"), list(choices), key="wall.area", format_func=choices.__getitem__, placeholder=t("Choose")
        )
        st.button(t("Make a link"), key="wall.make", on_click=_make, args=(ctx,))
    if link := st.session_state.pop(LINK, None):
        st.markdown(t("Open this address on the screen within 30 minutes; it works once."))
        st.code(link, language=None)


def _make(ctx: Context) -> None:
    area = st.session_state.get("wall.area")
    if area is None:
        return
    made = submit(ctx, "wall.form", make_wall_code, area, said=ctx.t("The link is ready."))
    if made:
        here = urlsplit(str(st.context.url or ""))
        st.session_state[LINK] = f"{here.scheme}://{here.netloc}/auth/wall?code={made.value}"

"""The five-step tour of the demo, on the home page; it ends in the 60-name entry."""

from dataclasses import dataclass

import streamlit as st

from components.act import action_button
from components.context import Context
from components.look import esc, link, raw
from components.shell import is_demo
from db.commands.tour import STEPS, set_tour
from db.errors import N_
from db.queries.home import sample_names
from db.queries.tour import tour_step


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    page: str
    button: str


TOUR = (
    Step(
        N_("The map"),
        N_("See where service happens and where it does not. Choose a measure, click a grid, read its card."),
        "map?measure=days_since&level=grid",
        N_("Open the map"),
    ),
    Step(
        N_("The first alert"),
        N_("An agreement of 2019 to 2022 ran out and nobody renewed it. Open it and press “Renew”."),
        "agreements",
        N_("Open the agreements"),
    ),
    Step(
        N_("The monthly table"),
        N_("One entry, many outputs: the table handed upward is ready, and so is the list of who has entered nothing."),
        "monthly",
        N_("Open the monthly table"),
    ),
    Step(
        N_("Your own fields"),
        N_("In “Members” every column can be searched and filtered; an administrator adds fields without a restart."),
        "members",
        N_("Open the members"),
    ),
    Step(
        N_("60 names in a minute"),
        N_("Copy the names below, open “Record an activity”, paste them on the left, look at the matches, save."),
        "activities?new=1",
        N_("Record an activity"),
    ),
)


def tour(ctx: Context) -> None:
    """Nothing outside the demo, and one quiet line once it is done."""
    if not is_demo() or not ctx.can("activity:write"):
        return
    t, step = ctx.t, ctx.ask(tour_step)
    noted = t("Noted.")
    if step >= STEPS:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(t("You have finished the tour."))
            again = t("Start the tour again")
            action_button(ctx, again, set_tour, 0, key="tour.again", type="tertiary", said=t("The tour starts again."))
        return
    now = TOUR[step]
    counted = t("Tour, step {n} of {all}", n=step + 1, all=STEPS)
    with st.container(border=True):
        raw(
            f'<div class="desk-tour"><b>{esc(counted)}: {esc(t(now.title))}</b>'
            f"<br>{esc(t(now.text))} {link(t(now.button), '/' + now.page)}</div>"
        )
        if step == STEPS - 1 and ctx.can("member:read"):
            st.code("、".join(ctx.ask(sample_names)), language=None, wrap_lines=True)
        with st.container(horizontal=True):
            done = t("Finish the tour") if step == STEPS - 1 else t("Next step")
            action_button(ctx, done, set_tour, step + 1, key="tour.next", said=noted)
            if step:
                action_button(ctx, t("Previous step"), set_tour, step - 1, key="tour.back", type="tertiary", said=noted)
            action_button(ctx, t("Skip the tour"), set_tour, STEPS, key="tour.skip", type="tertiary", said=noted)

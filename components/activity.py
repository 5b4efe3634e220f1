"""The form of an activity: the four things that are required in sight, the rest folded away."""

from dataclasses import dataclass
from typing import Any

import streamlit as st

from components.context import Context
from components.filters import area_label, in_order
from components.look import md
from components.people import chosen
from db.queries.activity import ActivityCard, activity_card, last_activity, stays
from db.queries.area import own_areas
from db.queries.offer import Promise, need_offer, promise_offer, unit_offer
from db.rules.activity import (
    HOURS_OF_A_DAY,
    HOURS_STEP,
    LONGEST_OUTCOME,
    LONGEST_PLACE,
    LONGEST_TITLE,
    Entry,
    overlapping,
)
from db.rules.area import Level

FIELDS = (
    "area_id",
    "category",
    "place",
    "title",
    "starts_at",
    "hours",
    "unit_id",
    "commitment_id",
    "need_id",
)


@dataclass(frozen=True)
class Form:
    """One form on the screen: its key, and the activity it corrects, if any."""

    ctx: Context
    key: str
    card: ActivityCard | None = None

    def place(self, name: str) -> str:
        return f"{self.key}.{name}"

    def value(self, name: str) -> Any:
        return st.session_state.get(self.place(name))

    def seed(self, name: str, first: Any) -> str:
        """The key of a widget, which starts with what the activity says, or with `first`."""
        if self.card is not None:
            kept = getattr(self.card, name)
            first = kept if kept is not None or not isinstance(first, str | bool) else first
        st.session_state.setdefault(self.place(name), first)
        return self.place(name)


def areas(form: Form) -> dict[int, str]:
    """Where the reader may record: the street first, each community followed by its grids."""
    found = form.ctx.ask(own_areas, Level.STREET, Level.COMMUNITY, Level.GRID)
    words = {area.id: area_label(form.ctx, area) for area in sorted(found, key=in_order)}
    if form.card is not None:
        words.setdefault(form.card.area_id, form.card.area.name)
    return words


def home_area(form: Form, offered: dict[int, str]) -> int | None:
    """A community's staff record for their community; street staff say for whom, unless the page looks at one."""
    ctx = form.ctx
    asked = ctx.params.get("area", "")
    if asked.isascii() and asked.isdigit() and int(asked) in offered:
        return int(asked)
    home = ctx.area
    return home.id if home and home.level is not Level.STREET and home.id in offered else None


def required_fields(form: Form) -> None:
    """Date, kind, area and place: with the people all that must be said."""
    ctx, t = form.ctx, form.ctx.t
    offered, kinds = areas(form), ctx.codes("service_category")
    if form.card is not None:
        kinds.setdefault(form.card.category, ctx.code("service_category", form.card.category))
    day, kind = st.columns(2, gap="small")
    day.date_input(t("Date"), value=None, key=form.seed("held_on", ctx.today), max_value=ctx.today, format="YYYY-MM-DD")
    kind.selectbox(
        t("Kind"),
        list(kinds),
        index=None,
        key=form.seed("category", None),
        format_func=kinds.__getitem__,
        placeholder=t("Choose"),
    )
    area, place = st.columns(2, gap="small")
    area.selectbox(
        t("Area"),
        list(offered),
        index=None,
        key=form.seed("area_id", home_area(form, offered)),
        format_func=offered.__getitem__,
        placeholder=t("Choose"),
        help=t("A grid counts for its community too. What the whole street held counts for the street alone."),
    )
    place.text_input(
        t("Venue"), key=form.seed("place", ""), max_chars=LONGEST_PLACE, placeholder=t("Where it was held")
    )


def folded_fields(form: Form) -> None:
    """What may be left empty."""
    ctx, t = form.ctx, form.ctx.t
    area_id = form.value("area_id")
    units = ctx.ask(unit_offer)
    promises = {one.id: one for one in ctx.ask(promise_offer, area_id)} if area_id else {}
    needs = ctx.ask(need_offer, area_id) if area_id else {}
    if (card := form.card) is not None:
        if card.unit_id:
            units.setdefault(card.unit_id, card.unit)
        if card.need_id:
            needs.setdefault(card.need_id, card.need)
    title, start, hours = st.columns([3, 1, 1], gap="small")
    title.text_input(
        t("Title"), key=form.seed("title", ""), max_chars=LONGEST_TITLE, placeholder=t("Made of place and kind")
    )
    start.time_input(t("Start time"), value=None, key=form.seed("starts_at", None), step=1800)
    hours.number_input(
        t("Hours each"),
        value=None,
        min_value=HOURS_STEP,
        max_value=float(HOURS_OF_A_DAY),
        step=HOURS_STEP,
        format="%g",
        key=form.seed("hours", None),
        placeholder=t("Unknown"),
    )
    unit, promise, need = st.columns(3, gap="small")
    unit.selectbox(
        t("Unit"),
        list(units),
        index=None,
        key=_offered(form, "unit_id", units),
        format_func=units.__getitem__,
        placeholder=t("None"),
        help=t("The unit that held it, if one did. The people's own units are known anyway."),
    )
    said = {id_: _promise(ctx, one) for id_, one in promises.items()}
    if card is not None and card.commitment_id:
        said.setdefault(card.commitment_id, card.promise)
    promise.selectbox(
        t("Commitment kept"),
        list(said),
        index=None,
        key=_offered(form, "commitment_id", said),
        format_func=said.__getitem__,
        placeholder=t("None"),
        help=t("Of an agreement in force: its fulfilment is recorded with the activity."),
    )
    need.selectbox(
        t("Need answered"),
        list(needs),
        index=None,
        key=_offered(form, "need_id", needs),
        format_func=needs.__getitem__,
        placeholder=t("None"),
    )
    outcome, solved = st.columns([3, 1], gap="small", vertical_alignment="bottom")
    outcome.text_input(
        t("Outcome"),
        key=form.seed("outcome", ""),
        max_chars=LONGEST_OUTCOME,
        placeholder=t("One line. No identity numbers, illnesses or family troubles, please"),
    )
    solved.checkbox(t("Problem solved"), key=form.seed("solved", False))


def _offered(form: Form, name: str, offered: Any) -> str:
    """A choice that is no longer offered, because the area changed, is dropped."""
    key = form.seed(name, None)
    if st.session_state[key] not in offered:
        st.session_state[key] = None
    return key


def _promise(ctx: Context, one: Promise) -> str:
    side = one.unit or ctx.t("Community")
    return f"{side}: {one.content} ({one.agreement})"


def entry_of(form: Form) -> Entry:
    """What stands in the form."""
    return Entry(
        area_id=form.value("area_id") or 0,
        held_on=form.value("held_on"),
        category=form.value("category") or "",
        place=form.value("place") or "",
        title=form.value("title"),
        starts_at=form.value("starts_at"),
        hours=form.value("hours"),
        unit_id=form.value("unit_id"),
        commitment_id=form.value("commitment_id"),
        need_id=form.value("need_id"),
        outcome=form.value("outcome"),
        solved=True if form.value("solved") else None,
    )


def copy_last(form: Form) -> None:
    """The same as last time in this area, but for the day and the people, and for what came of it."""
    ctx = form.ctx
    area_id = form.value("area_id") or (ctx.area.id if ctx.area else None)
    last = None if area_id is None else ctx.ask(last_activity, area_id)
    if last is None:
        ctx.note(ctx.t("Nothing has been recorded here yet."), good=False)
        return
    card = ctx.ask(activity_card, last)
    for name in FIELDS:
        st.session_state[form.place(name)] = getattr(card, name)
    if card.title == f"{card.place}{ctx.code('service_category', card.category)}":
        st.session_state[form.place("title")] = ""


def warn_of_overlaps(form: Form) -> None:
    """Nobody is at two places at once; it is pointed out, not refused, for sheets are often wrong by half an hour."""
    ctx, entry, people = form.ctx, entry_of(form), chosen(form.key).people
    if entry.held_on is None or entry.starts_at is None or not entry.hours or not people:
        return
    besides = form.card.id if form.card else None
    doubled = overlapping(entry.starts_at, entry.hours, ctx.ask(stays, people, entry.held_on, besides))
    if doubled:
        names = "; ".join(f"{stay.name} ({stay.title}, {stay.starts_at:%H:%M})" for stay in doubled[:10])
        st.warning(md(ctx.t("At the same time elsewhere, according to other records of the day: {names}", names=names)))

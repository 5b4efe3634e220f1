"""Forms of a draft: the new agreement, its title and term, its parties. A refused form keeps what was typed."""

from datetime import date, timedelta
from typing import Any

import streamlit as st

from components.act import action_button, submit
from components.agreement import KEY, open_one
from components.context import Context
from components.look import hint, md
from db.access import Command
from db.commands.agreement import change_agreement, create_agreement
from db.commands.commitment import add_side, change_side, remove_side
from db.queries.agreementcard import Card, Side, party_units
from db.queries.area import own_areas
from db.rules.agreement import TITLE_LENGTH, SideOf
from db.rules.area import Level
from db.rules.commitment import months_on

NAME_LENGTH = 60
PERSON_LENGTH = 40
NOTE_LENGTH = 500
FORMAT = "YYYY-MM-DD"


def save(ctx: Context, key: str, command: Command[..., Any], *args: object) -> Any:
    """Run the command of a form; what refuses it is said in the form too. The result, or None."""
    outcome = submit(ctx, key, command, *args)
    if outcome.error is not None:
        st.session_state[f"{key}.said"] = ctx.error(outcome.error)
        return None
    return outcome.value


def say(key: str) -> None:
    """What refused the form at the last try, once."""
    if said := st.session_state.pop(f"{key}.said", None):
        st.error(md(said))


def day_input(label: str, key: str, first: date | None = None, *, until: date | None = None) -> None:
    st.session_state.setdefault(key, first)
    latest = until or date(2100, 12, 31)
    st.date_input(label, value=None, key=key, min_value=date(1990, 1, 1), max_value=latest, format=FORMAT)


def text(key: str) -> str:
    return str(st.session_state.get(key) or "")


def new_form(ctx: Context) -> None:
    """Four fields are required: community, unit, first and last day."""
    t, key = ctx.t, f"{KEY}.create"
    areas = {area.id: area.name for area in ctx.ask(own_areas, Level.STREET, Level.COMMUNITY)}
    units = {id_: f"{name} · {place}" for id_, name, place in ctx.ask(party_units)}
    st.button(t("Back to the list"), key=f"{KEY}.back", icon=":material/arrow_back:", on_click=open_one, args=(None,))
    if not units:
        hint(ctx, "There is no unit yet to agree with. Add it under Units first.")
    with st.form(key, border=True):
        st.subheader(t("New agreement"), anchor=False)
        say(key)
        home = ctx.area.id if ctx.area and ctx.area.id in areas and ctx.area.level is Level.COMMUNITY else None
        st.session_state.setdefault(f"{key}.area", home if home or len(areas) != 1 else next(iter(areas)))
        left, right = st.columns(2, gap="medium")
        left.selectbox(
            t("Community"), list(areas), key=f"{key}.area", format_func=areas.__getitem__, placeholder=t("Choose")
        )
        right.multiselect(
            t("Party B: units"), list(units), key=f"{key}.units", format_func=units.__getitem__, placeholder=t("Choose")
        )
        left, right = st.columns(2, gap="medium")
        with left:
            day_input(t("First day"), f"{key}.start", ctx.today)
        with right:
            day_input(t("Last day"), f"{key}.end", months_on(ctx.today, 12) - timedelta(days=1))
        left, right = st.columns(2, gap="medium")
        said = t("Left empty, it is the community itself.")
        left.text_input(t("Party A (optional)"), key=f"{key}.party", max_chars=NAME_LENGTH, placeholder=said)
        said = t("Left empty, it is made from the parties.")
        right.text_input(t("Title (optional)"), key=f"{key}.title", max_chars=TITLE_LENGTH, placeholder=said)
        st.text_area(t("Remark (optional)"), key=f"{key}.note", max_chars=NOTE_LENGTH, height=70)
        st.caption(t("Party organisations without a unit, witnesses and what is promised are added in the next step."))
        st.form_submit_button(t("Save draft"), type="primary", on_click=_create, args=(ctx, key))


def _create(ctx: Context, key: str) -> None:
    state = st.session_state
    made = save(
        ctx,
        key,
        create_agreement,
        state.get(f"{key}.area"),
        text(f"{key}.title"),
        state.get(f"{key}.start"),
        state.get(f"{key}.end"),
        text(f"{key}.party"),
        list(state.get(f"{key}.units") or []),
        text(f"{key}.note"),
    )
    if made is not None:
        open_one(int(made))


def draft_form(ctx: Context, card: Card) -> None:
    """Title, term and note."""
    t, key = ctx.t, f"agreement.draft.{card.id}.{card.version}"
    first = {"title": card.title, "note": card.note or ""}
    for name, value in first.items():
        st.session_state.setdefault(f"{key}.{name}", value)
    with st.form(key, border=False):
        say(key)
        st.text_input(t("Title"), key=f"{key}.title", max_chars=TITLE_LENGTH)
        left, right = st.columns(2)
        with left:
            day_input(t("First day"), f"{key}.start", card.starts_on)
        with right:
            day_input(t("Last day"), f"{key}.end", card.ends_on)
        st.text_area(t("Remark (optional)"), key=f"{key}.note", max_chars=NOTE_LENGTH, height=70)
        st.form_submit_button(t("Save"), on_click=_change, args=(ctx, card, key))


def _change(ctx: Context, card: Card, key: str) -> None:
    start, end = st.session_state.get(f"{key}.start"), st.session_state.get(f"{key}.end")
    save(ctx, key, change_agreement, card.id, card.version, text(f"{key}.title"), start, end, text(f"{key}.note"))


def party_form(ctx: Context, card: Card) -> None:
    """One more party: a unit, or a Party organisation in words."""
    t, key = ctx.t, f"agreement.party.{card.id}"
    taken = {side.unit_id for side in card.sides}
    units = {id_: f"{name} · {place}" for id_, name, place in ctx.ask(party_units) if id_ not in taken}
    st.session_state.setdefault(f"{key}.side", SideOf.PARTY_B)
    st.session_state.setdefault(f"{key}.unit", None)
    with st.form(key, border=False):
        say(key)
        st.segmented_control(t("Side"), list(SideOf), key=f"{key}.side", format_func=lambda s: side_name(ctx, s))
        st.selectbox(t("Unit"), list(units), key=f"{key}.unit", format_func=units.__getitem__, placeholder=t("Choose"))
        st.text_input(t("or a Party organisation, in words"), key=f"{key}.name", max_chars=NAME_LENGTH)
        left, right = st.columns(2)
        left.text_input(t("Signatory (optional)"), key=f"{key}.signatory", max_chars=PERSON_LENGTH)
        right.text_input(t("Post (optional)"), key=f"{key}.post", max_chars=PERSON_LENGTH)
        st.form_submit_button(t("Add party"), on_click=_add_party, args=(ctx, card, key))


def _add_party(ctx: Context, card: Card, key: str) -> None:
    side, unit = st.session_state.get(f"{key}.side"), st.session_state.get(f"{key}.unit")
    words = [text(f"{key}.{name}") for name in ("name", "signatory", "post")]
    save(ctx, key, add_side, card.id, side, unit, *words)


def party_change(ctx: Context, side: Side) -> None:
    """Who signs for a party, and the way to take the party out of the draft."""
    t, key = ctx.t, f"agreement.side.{side.id}.{side.version}"
    st.session_state.setdefault(f"{key}.signatory", side.signatory or "")
    st.session_state.setdefault(f"{key}.post", side.post or "")
    say(key)
    st.text_input(t("Signatory (optional)"), key=f"{key}.signatory", max_chars=PERSON_LENGTH)
    st.text_input(t("Post (optional)"), key=f"{key}.post", max_chars=PERSON_LENGTH)
    with st.container(horizontal=True):
        st.button(t("Save"), key=f"{key}.save", type="primary", on_click=_change_party, args=(ctx, side, key))
        action_button(ctx, t("Remove party"), remove_side, side.id, side.version, key=f"agreement.unside.{side.id}")


def _change_party(ctx: Context, side: Side, key: str) -> None:
    save(ctx, key, change_side, side.id, side.version, text(f"{key}.signatory"), text(f"{key}.post"))


def side_name(ctx: Context, side: SideOf) -> str:
    return {SideOf.PARTY_A: ctx.t("Party A"), SideOf.PARTY_B: ctx.t("Party B"), SideOf.WITNESS: ctx.t("Witness")}[side]

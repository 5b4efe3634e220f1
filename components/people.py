"""Names are pasted on the left; on the right stands whom they mean, who must be told apart, and who is new."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st

from components.context import Context
from components.look import esc, hint, md, raw
from db.errors import N_, AppError
from db.queries.match import match_names
from db.rules.activity import split_names
from db.rules.match import LEAVE_OUT, NO_UNIT, SOMEBODY_ELSE, Candidate, Chosen, Match, decide

ALL_OF_THEM = -3
MOST_SHOWN = 40  # unknown names that get a choice of their own; beyond, the choice for all holds


def paste_box(ctx: Context, key: str, area_id: int | None, height: int = 210) -> None:
    """Where names are pasted. They are looked up when the box is left, or at the press of the button beside it."""
    st.text_area(
        ctx.t("Who came"),
        key=f"{key}.names",
        height=height,
        placeholder=ctx.t("Paste the names: separated by 、 commas, spaces or lines, or a column of a spreadsheet"),
        help=ctx.t("The street's members are searched by name. Names, units and communities are shown, nothing else."),
        on_change=look_up,
        args=(ctx, key, area_id),
    )


def match_button(ctx: Context, key: str) -> None:
    """Leaving the box is what looks the names up; the button gives the reader something to leave it for."""
    st.button(ctx.t("Look up the names"), key=f"{key}.look", icon=":material/person_search:")


def look_up(ctx: Context, key: str, area_id: int | None) -> None:
    """Search for the names, unless these very names were searched for already: each search leaves a line in the log."""
    names = split_names(str(st.session_state.get(f"{key}.names") or ""))
    if names == st.session_state.get(f"{key}.asked", []):
        return
    st.session_state[f"{key}.asked"], st.session_state[f"{key}.found"] = names, []
    if names:
        try:
            st.session_state[f"{key}.found"] = ctx.ask(match_names, names, area_id)
        except AppError as error:
            ctx.note(ctx.error(error), good=False)


def found(key: str) -> list[Match]:
    return list(st.session_state.get(f"{key}.found", []))


def chosen(key: str) -> Chosen:
    """Whom the reader means, as far as it is decided."""
    picks: dict[str, int | tuple[int, ...] | None] = {}
    units: dict[str, int | None] = {}
    others = st.session_state.get(f"{key}.others") or ()
    for match in found(key):
        picked = st.session_state.get(f"{key}.pick.{match.name}")
        if picked == ALL_OF_THEM:
            picks[match.name] = tuple(one.id for one in match.candidates)
        else:
            picks[match.name] = SOMEBODY_ELSE if match.name in others else picked
        units[match.name] = st.session_state.get(f"{key}.unit.{match.name}")
    return decide(found(key), picks, units, st.session_state.get(f"{key}.all"))


def match_panel(ctx: Context, key: str, units: Mapping[int, str], height: int = 300) -> None:
    """What became of the names; everything that must be decided stands before what is already clear."""
    matches = found(key)
    if not matches:
        hint(ctx, N_("Whom the names mean appears here as soon as you have pasted them."))
        return
    others = set(st.session_state.get(f"{key}.others") or ())
    sole = [(match.name, one) for match in matches if (one := match.sole) is not None and match.name not in others]
    doubtful = [match for match in matches if match.sole is None and match.candidates]
    unknown = [match for match in matches if not match.candidates or match.name in others]
    unknown += [match for match in doubtful if st.session_state.get(f"{key}.pick.{match.name}") == SOMEBODY_ELSE]
    _count(ctx, key, len(sole), len(doubtful), len(unknown))
    with st.container(height=height, border=False, key=f"{key.replace('.', '-')}-matches"):
        if doubtful:
            _tell_apart(ctx, key, doubtful)
        if unknown:
            _place_unknown(ctx, key, unknown, units)
        if sole or others:
            _clear_ones(ctx, key, sole, sorted(others))


def _count(ctx: Context, key: str, sole: int, doubtful: int, unknown: int) -> None:
    said = ctx.t(
        "Recognised: {sole} · same name: {doubtful} · not found: {unknown}",
        sole=sole,
        doubtful=doubtful,
        unknown=unknown,
    )
    decided = chosen(key)
    more = [ctx.t("{n} will be saved", n=decided.number)]
    if decided.left_out:
        more.append(ctx.t("left out: {n}", n=len(decided.left_out)))
    if decided.undecided:
        more.append(ctx.t("to be decided: {n}", n=len(decided.undecided)))
    raw(f'<p class="desk-count"><b>{esc(said)}</b> {esc(" · ".join(more))}</p>')


def _tell_apart(ctx: Context, key: str, doubtful: Sequence[Match]) -> None:
    st.caption(ctx.t("Several people bear these names. Choose by unit:"))
    for match in doubtful:
        words = {one.id: who(ctx, one) for one in match.candidates}
        words[ALL_OF_THEM] = ctx.t("All {n} of them", n=len(match.candidates))
        words[SOMEBODY_ELSE] = ctx.t("Somebody else, not in the list yet")
        words[LEAVE_OUT] = ctx.t("Leave out")
        _row(f"{key}.pick.{match.name}", match.name, words, ctx.t("Which one?"))


def _place_unknown(ctx: Context, key: str, unknown: Sequence[Match], units: Mapping[int, str]) -> None:
    words = {LEAVE_OUT: ctx.t("Leave out"), NO_UNIT: ctx.t("Add without a unit"), **units}
    st.caption(ctx.t("Not found in the street: add them with their unit, or leave them out."))
    _row(f"{key}.all", ctx.t("All {n} not found", n=len(unknown)), words, ctx.t("Unit, or leave out"))
    for match in unknown[:MOST_SHOWN]:
        _row(f"{key}.unit.{match.name}", match.name, words, ctx.t("As chosen for all"))


def _row(key: str, name: str, words: Mapping[int, str], placeholder: str) -> None:
    left, right = st.columns([2, 5], vertical_alignment="center", gap="small")
    left.text(name)
    right.selectbox(
        md(name),
        list(words),
        index=None,
        key=key,
        format_func=words.__getitem__,
        placeholder=placeholder,
        label_visibility="collapsed",
    )


def _clear_ones(ctx: Context, key: str, known: Sequence[tuple[str, Candidate]], others: Sequence[str]) -> None:
    t = ctx.t
    rows = [(name, one.unit or t("No unit"), one.community, t("has left") if one.left else "") for name, one in known]
    frame = pd.DataFrame(rows, columns=[t("Person's name"), t("Unit"), t("Community"), t("Remark")])
    if not any(row[3] for row in rows):
        frame = frame.drop(columns=t("Remark"))
    if rows:
        st.dataframe(frame, hide_index=True, placeholder="", height=min(38 + 35 * len(rows), 220))
    st.multiselect(
        t("Somebody else of the same name"),
        [name for name, _ in known] + list(others),
        key=f"{key}.others",
        placeholder=t("Choose a name to add another person"),
        help=t("If one of those above is not the person who came: choose the name, then give the unit."),
    )


def who(ctx: Context, one: Candidate) -> str:
    said = " · ".join(part for part in (one.unit or ctx.t("No unit"), one.community) if part)
    return ctx.t("{who} (has left)", who=said) if one.left else said

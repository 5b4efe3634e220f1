"""The panel of one area: facts, edit, dated figures, closing, moving, and adding below it."""

import streamlit as st

from components.act import submit
from components.context import Context
from components.look import md
from db.commands.area import add_area, close_area, edit_area, move_grid, set_figure
from db.queries.area import AreaRef, areas_below
from db.queries.areatree import AreaDetail, area_detail
from db.rules.area import Level, below


def area_panel(ctx: Context, area: AreaRef) -> None:
    """What is known of an area; forms for those who may change it."""
    t = ctx.t
    facts = ctx.ask(area_detail, area.id)
    st.subheader(md(facts.name), anchor=False)
    since = t("since {day}", day=facts.valid_from)
    until = " · " + t("closed on {day}", day=facts.valid_to) if facts.valid_to else ""
    st.caption(f"{ctx.label(facts.level)} · {md(facts.code or t('no code'))} · {since}{until}")
    if not ctx.can("area:write") or facts.valid_to:
        return
    with st.expander(t("Name, code, Party organisation")):
        _edit(ctx, facts)
    with st.expander(t("Households, residents, groups")):
        _figures(ctx, facts)
    if facts.level in (Level.COMMUNITY, Level.GRID):
        with st.expander(t("Close or move")):
            _close(ctx, facts, area)


def _edit(ctx: Context, facts: AreaDetail) -> None:
    t, key = ctx.t, f"area.edit.{facts.id}.{facts.version}"
    forms = ctx.codes("party_form")
    with st.form(key, border=False):
        st.text_input(t("Name"), facts.name, key=f"{key}.name", max_chars=60)
        st.text_input(t("Short name"), facts.short_name or "", key=f"{key}.short", max_chars=30)
        said = t("12 digits; a grid has its community's 12 and 3 more. May be empty.")
        st.text_input(t("Code"), facts.code or "", key=f"{key}.code", max_chars=20, help=said)
        options = ["", *forms]
        at = options.index(facts.party_form) if facts.party_form in forms else 0
        st.selectbox(t("Party organisation"), options, at, key=f"{key}.form", format_func=lambda c: forms.get(c, "–"))
        st.form_submit_button(t("Save"), on_click=_save_edit, args=(ctx, facts, key))


def _save_edit(ctx: Context, facts: AreaDetail, key: str) -> None:
    state = st.session_state
    values = [state.get(f"{key}.{name}") for name in ("name", "code", "short", "form")]
    submit(ctx, key, edit_area, facts.id, facts.version, *values)


def _figures(ctx: Context, facts: AreaDetail) -> None:
    t, key = ctx.t, f"area.figure.{facts.id}"
    newest = facts.figures[0] if facts.figures else (ctx.today, 0, 0, 0)
    with st.form(key, border=False):
        st.date_input(t("Valid from"), ctx.today, key=f"{key}.from", max_value=ctx.today, format="YYYY-MM-DD")
        for name, label, value in zip(
            ("households", "residents", "groups"),
            (t("Households"), t("Residents"), t("Residents' groups")),
            newest[1:],
            strict=True,
        ):
            st.number_input(label, min_value=0, value=int(value), step=1, key=f"{key}.{name}")
        st.form_submit_button(t("Save"), on_click=_save_figure, args=(ctx, facts.id, key))
    for day, households, residents, groups in facts.figures:
        numbers = t(
            "{h} households, {r} residents, {g} groups",
            h=ctx.number(households),
            r=ctx.number(residents),
            g=ctx.number(groups),
        )
        st.caption(f"{ctx.date(day)}: {numbers}")


def _save_figure(ctx: Context, id: int, key: str) -> None:
    state = st.session_state
    amounts = [int(state.get(f"{key}.{name}") or 0) for name in ("households", "residents", "groups")]
    submit(ctx, key, set_figure, id, state.get(f"{key}.from"), *amounts)


def _close(ctx: Context, facts: AreaDetail, area: AreaRef) -> None:
    t, key = ctx.t, f"area.close.{facts.id}.{facts.version}"
    st.caption(t("What was recorded so far stays with this area; it only stops being offered for new entries."))
    st.date_input(t("Last day"), ctx.today, key=f"{key}.day", max_value=ctx.today, format="YYYY-MM-DD")
    st.button(t("Close this area"), key=f"{key}.go", on_click=_do_close, args=(ctx, facts, key))
    street = next((r.area_id for r in ctx.actor.street if area.path.startswith(r.path)), None)
    if facts.level is not Level.GRID or street is None:
        return
    communities = {c.id: c.name for c in ctx.ask(areas_below, street, Level.COMMUNITY) if c.id != area.parent_id}
    move = f"area.move.{facts.id}.{facts.version}"
    st.selectbox(
        t("Move to community"),
        list(communities),
        None,
        key=f"{move}.to",
        format_func=communities.__getitem__,
        placeholder=t("Choose"),
    )
    st.date_input(t("From day"), ctx.today, key=f"{move}.day", max_value=ctx.today, format="YYYY-MM-DD")
    st.text_input(t("New code"), key=f"{move}.code", max_chars=20)
    st.button(t("Move this grid"), key=f"{move}.go", on_click=_do_move, args=(ctx, facts, move))


def _do_close(ctx: Context, facts: AreaDetail, key: str) -> None:
    submit(ctx, key, close_area, facts.id, facts.version, st.session_state.get(f"{key}.day"))


def _do_move(ctx: Context, facts: AreaDetail, key: str) -> None:
    state = st.session_state
    target = state.get(f"{key}.to")
    if target is None:
        ctx.note(ctx.t("Choose the community the grid goes to."), good=False)
        return
    day, code = state.get(f"{key}.day"), state.get(f"{key}.code") or None
    submit(ctx, key, move_grid, facts.id, facts.version, target, day, code)


def add_form(ctx: Context, parent: AreaRef) -> None:
    """Add one area directly below the chosen one."""
    level = below(parent.level)
    if level is None or level in (Level.CITY, Level.DISTRICT):
        return
    t, key = ctx.t, f"area.add.{parent.id}"
    with st.expander(t("Add a {level}", level=ctx.label(level))), st.form(key, border=False):
        st.text_input(t("Name"), key=f"{key}.name", max_chars=60)
        st.text_input(t("Code"), key=f"{key}.code", max_chars=20)
        st.form_submit_button(t("Add"), on_click=_do_add, args=(ctx, parent.id, level, key))


def _do_add(ctx: Context, parent_id: int, level: Level, key: str) -> None:
    state = st.session_state
    submit(ctx, key, add_area, level, parent_id, state.get(f"{key}.name"), state.get(f"{key}.code") or None)

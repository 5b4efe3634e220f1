"""One row of a ledger beside the list: its form, or its values for those who may only read, and its phone on demand."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from components.act import clear
from components.context import Context
from components.form import Form, heading, nonce_for, reason, say_wrong, shown, typed, widgets
from components.ledgerfilter import set_params
from components.look import md
from db.errors import AppError, Spent, Stale
from db.ledger import Kind, Shape
from db.ledger.find import Entry, entry
from db.ledger.pick import Choice
from db.ledger.save import reveal_phone, save_row

Beside = Callable[[Context, Entry], None]
Choices = Mapping[str, Sequence[Choice]]


def open_with(name: str, what: str | None) -> None:
    set_params(do=what, id=None)
    st.session_state[f"{name}.turn"] = st.session_state.get(f"{name}.turn", 0) + 1  # nothing is selected any more


def panel_head(ctx: Context, shape: Shape, title: str) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.subheader(md(title), anchor=False)
    right.button(
        ctx.t("Close"),
        key=f"{shape.ledger.name}.close",
        icon=":material/close:",
        type="tertiary",
        on_click=open_with,
        args=(shape.ledger.name, None),
    )


def open_row(ctx: Context, shape: Shape, picks: Choices, asked: str, beside: Beside | None) -> None:
    try:
        found = ctx.ask(
            entry, shape.ledger, shape, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        )
    except AppError as error:
        panel_head(ctx, shape, ctx.t("Not found"))
        st.error(md(ctx.error(error)))
        return
    title = found.values.get(shape.columns[0].name)
    panel_head(ctx, shape, str(title or ""))
    if found.mine:
        row_form(ctx, shape, picks, found)
        if found.values.get("phone"):
            _phone(ctx, shape, found)
    else:
        _read(ctx, shape, picks, found)
    if beside is not None:
        beside(ctx, found)


def row_form(ctx: Context, shape: Shape, picks: Choices, found: Entry | None) -> None:
    key = f"{shape.ledger.name}.form.{found.id if found else 'new'}"
    form = Form(key, shape.for_(ctx.actor), picks)
    if found is not None:
        st.session_state.setdefault(f"{key}.version", found.version)
    said = st.session_state.get(f"{key}.said", {})
    say_wrong(ctx, form, said)
    if found is not None and st.session_state[f"{key}.version"] != found.version:
        st.button(ctx.t("Show what stands there now"), key=f"{key}.fresh", on_click=clear, args=(key,))
    with st.form(key, border=False, enter_to_submit=False):
        widgets(ctx, form, found.values if found else None, said)
        st.form_submit_button(
            ctx.t("Save"), type="primary", key=f"{key}.send", on_click=_send, args=(ctx, shape, form, found)
        )
    if said:
        st.markdown(f":small[:red[{md(ctx.t('Nothing was saved yet. Look at the marked fields.'))}]]")
    elif st.session_state.pop(f"{shape.ledger.name}.saved", False):
        st.markdown(f":small[:green[{md(ctx.t('Saved.'))}]]")


def _send(ctx: Context, shape: Shape, form: Form, found: Entry | None) -> None:
    """Judge what was typed; save it, or keep it and say what is wrong."""
    raw, key = typed(form), form.key
    row, wrong = shape.parse(raw, ctx.today)
    if row is None:
        said: dict[str | None, str] = {}
        for one in wrong:
            said.setdefault(one.name, reason(ctx, one))
        st.session_state[f"{key}.said"] = said
        return
    version = st.session_state.get(f"{key}.version")
    outcome = ctx.do(
        save_row,
        shape.ledger,
        shape,
        row,
        found.id if found else None,
        version,
        nonce=nonce_for(key, sorted(raw.items(), key=str), version),
    )
    if outcome or isinstance(outcome.error, Spent):
        clear(key)
        st.session_state[f"{shape.ledger.name}.saved"] = True
    elif outcome.error is not None:
        name = outcome.error.params.get("field") if not isinstance(outcome.error, Stale) else None
        st.session_state[f"{key}.said"] = {str(name) if name else None: ctx.error(outcome.error)}
        st.session_state.pop("note", None)  # it is said in the form


def _read(ctx: Context, shape: Shape, picks: Choices, found: Entry) -> None:
    """A row that is not one's own to change."""
    lines = []
    for column in shape.for_(ctx.actor):
        value = found.values.get(column.name)
        if column.kind is Kind.PICK and value is not None:
            value = next((one.label for one in picks.get(column.col.picks or "", ()) if one.id == value), None)
        text = shown(ctx, column, value)
        if text is not None:
            lines.append(f"{md(heading(ctx, column))} · **{md(text)}**")
    st.markdown("  \n".join(lines))


def _phone(ctx: Context, shape: Shape, found: Entry) -> None:
    """The number in clear, for a reason that is noted."""
    key = f"{shape.ledger.name}.phone.{found.id}"
    number = st.session_state.pop(f"{key}.number", None)
    if number:
        st.info(md(ctx.t("Phone: {number}", number=number)))
    with st.popover(ctx.t("Show the phone"), icon=":material/call:"):
        st.text_input(ctx.t("What for? This is noted in the log."), key=f"{key}.reason", max_chars=100)
        st.button(ctx.t("Show"), key=f"{key}.go", on_click=_reveal, args=(ctx, shape, found, key))


def _reveal(ctx: Context, shape: Shape, found: Entry, key: str) -> None:
    outcome = ctx.do(
        reveal_phone,
        shape.ledger,
        found.id,
        str(st.session_state.get(f"{key}.reason", "")),
        said=ctx.t("Noted in the log."),
    )
    if outcome:
        clear(key)
        st.session_state[f"{key}.number"] = outcome.value

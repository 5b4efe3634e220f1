"""A block from a spreadsheet, tried out before it is saved: good rows go in at one click, others tell why not."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.context import Context
from components.form import Form, heading, home, nonce_for, options_of, reason, shown
from components.look import md
from components.vocabulary import vocabulary
from db.errors import Spent
from db.ledger import Column, Kind, Ledger, Shape, shape_of
from db.ledger.paste import MOST_ROWS, Block, read_block, take_out
from db.ledger.pick import Choice, choices
from db.ledger.save import save_rows, try_rows
from db.queries.field import field_specs

SHOWN = 100  # rows of the preview, good and bad each


def paste_in(ctx: Context, ledger: Ledger, key: str) -> None:
    """Draws the whole of it; `key` keeps several on one page apart."""
    shape = shape_of(ledger, ctx.ask(field_specs, ledger.name))
    picks = ctx.ask(choices, ledger, shape)
    form = Form(key, shape.for_(ctx.actor), picks)
    st.caption(
        md(
            ctx.t(
                "Copy rows from a spreadsheet with their headings and paste them below. "
                "Without headings the columns are read in this order:"
            )
        )
    )
    st.code("\t".join(heading(ctx, column) for column in form.columns), language=None, wrap_lines=True)
    place = next(column for column in form.columns if column.name == ledger.place)
    options, words = options_of(ctx, form, place, None)
    st.session_state.setdefault(f"{key}.default", home(ctx, form, place))
    st.selectbox(
        md(ctx.t("Rows without “{column}” belong to", column=heading(ctx, place))),
        options,
        key=f"{key}.default",
        index=None,
        format_func=words.__getitem__,
        placeholder=ctx.t("Choose"),
        on_change=_check,
        args=(ctx, shape, picks, key),
    )
    st.text_area(
        ctx.t("Block"),
        key=f"{key}.text",
        height=180,
        on_change=_check,
        args=(ctx, shape, picks, key),
        placeholder=ctx.t("Click here, then press Ctrl+V"),
        label_visibility="collapsed",
    )
    block: Block | None = st.session_state.get(f"{key}.block")
    left, right, _ = st.columns([2, 3, 5])
    left.button(ctx.t("Check"), key=f"{key}.check", width="stretch", on_click=_check, args=(ctx, shape, picks, key))
    if block is not None and block.rows:
        right.button(
            ctx.t("Save {n} rows", n=ctx.number(len(block.rows))),
            key=f"{key}.save",
            type="primary",
            width="stretch",
            on_click=_save,
            args=(ctx, shape, picks, key),
        )
    if block is not None:
        _report(ctx, shape, picks, block)


def _check(ctx: Context, shape: Shape, picks: Mapping[str, Sequence[Choice]], key: str) -> None:
    """Read the block as it stands now; nothing is stored but what this window shows."""
    text = str(st.session_state.get(f"{key}.text") or "")
    st.session_state[f"{key}.block"] = (
        check(ctx, shape, picks, text, st.session_state.get(f"{key}.default")) if text.strip() else None
    )


def check(ctx: Context, shape: Shape, picks: Mapping[str, Sequence[Choice]], text: str, default: Any) -> Block:
    """The dry run: everything a save would check."""
    columns, ledger = shape.for_(ctx.actor), shape.ledger
    defaults = {} if default is None else {ledger.place: default}
    block = read_block(text, shape, columns, vocabulary(ctx, shape, picks), ctx.today, defaults)
    if block.rows:
        take_out(block, ctx.ask(try_rows, ledger, [row for _, row in block.rows]))
    return block


def _report(ctx: Context, shape: Shape, picks: Mapping[str, Sequence[Choice]], block: Block) -> None:
    """What was read, what was left aside, what is wrong, and what would be saved."""
    good, bad = len(block.rows), len(block.bad)
    st.markdown(md(ctx.t("{n} rows read: {good} can be saved, {bad} need a look.", n=good + bad, good=good, bad=bad)))
    if block.banned:
        st.warning(md(ctx.t("Ignored, because it must not be kept: {names}", names="、".join(block.banned))))
    if block.unused:
        st.caption(md(ctx.t("Columns nobody knows were left out: {names}", names="、".join(block.unused))))
    if block.too_many:
        st.warning(md(ctx.t("Only the first {n} rows were read. Paste the rest afterwards.", n=ctx.number(MOST_ROWS))))
    if block.problems:
        st.dataframe(problems_frame(ctx, shape, block), hide_index=True, placeholder="", height="auto")
    if block.rows:
        columns = [shape.column(name) for name in dict.fromkeys(block.columns)]
        names = {
            c.name: {one.id: one.label for one in picks.get(c.col.picks or "", ())} for c in columns if c.col.picks
        }
        rows = [row for _, row in block.rows[:SHOWN]]
        frame = pd.DataFrame(
            {
                heading(ctx, c): [_preview(ctx, c, getattr(row, c.name), names.get(c.name, {})) for row in rows]
                for c in columns
            }
        )
        with st.expander(ctx.t("What would be saved (the first {n} rows)", n=len(rows)), expanded=not block.problems):
            st.dataframe(frame, hide_index=True, placeholder="")


def _preview(ctx: Context, column: Column, value: Any, names: Mapping[int, str]) -> str:
    if column.kind is Kind.PHONE:
        return f"****{value[-4:]}" if value else ""
    text = shown(ctx, column, names.get(value) if column.col.picks else value)
    return "" if text is None else str(text)


def problems_frame(ctx: Context, shape: Shape, block: Block) -> pd.DataFrame:
    labels = {column.name: heading(ctx, column) for column in shape.columns}
    some = block.problems[:SHOWN]
    return pd.DataFrame(
        {
            ctx.t("Row"): [str(problem.number) for problem in some],
            ctx.t("Column"): [labels.get(problem.wrong.name or "", "") for problem in some],
            ctx.t("What stands there"): [problem.value for problem in some],
            ctx.t("What is wrong"): [reason(ctx, problem.wrong) for problem in some],
        }
    )


def _save(ctx: Context, shape: Shape, picks: Mapping[str, Sequence[Choice]], key: str) -> None:
    """All good rows in one transaction; the others stay in the box."""
    block: Block | None = st.session_state.get(f"{key}.block")
    if block is None or not block.rows:
        return
    rows, bad = [row for _, row in block.rows], len(block.bad)
    n = ctx.number(len(rows))
    said = (
        ctx.t("{n} rows saved; {bad} need a look and stay in the box.", n=n, bad=bad)
        if bad
        else ctx.t("{n} rows saved.", n=n)
    )
    outcome = ctx.do(save_rows, shape.ledger, shape, rows, nonce=nonce_for(key, rows), said=said)
    if not outcome and not isinstance(outcome.error, Spent):
        _check(ctx, shape, picks, key)
        return
    st.session_state[f"{key}.text"] = block.rest()
    _check(ctx, shape, picks, key)

"""Many registrations at once: a pasted block of names, units and days, looked at before it is saved."""

import pandas as pd
import streamlit as st

from components.act import submit
from components.context import Context
from components.registration import communities, community_field, form_key, next_form, value
from db.commands.registration import register_many
from db.errors import AppError, Invalid
from db.queries.registration import preview_block
from db.rules.registration import Basis, Found, read_block


def add_block(ctx: Context) -> None:
    """Many at once: a spreadsheet block of name, unit and day, looked at before it is saved."""
    t, key, offered = ctx.t, form_key("registration.block"), communities(ctx)
    with st.expander(t("Paste many registrations")):
        where, basis = st.columns(2, gap="small")
        with where:
            community_field(ctx, key, offered)
        basis.selectbox(t("Basis"), list(Basis), key=f"{key}.basis", format_func=ctx.label, placeholder=t("Choose"))
        st.text_area(
            t("Name, unit and day"),
            key=f"{key}.text",
            height=140,
            placeholder=t("One person a line: name, unit, day (2026-03-05). Unit and day may be missing."),
        )
        st.button(t("Check the rows"), key=f"{key}.check", on_click=_check_block, args=(ctx, key))
        rows: list[Found] = st.session_state.get(f"{key}.found", [])
        if rows:
            _preview(ctx, key, rows)


def _check_block(ctx: Context, key: str) -> None:
    st.session_state[f"{key}.found"] = []
    try:
        lines = read_block(str(value(key, "text") or ""), ctx.today)
        st.session_state[f"{key}.found"] = ctx.ask(preview_block, lines, value(key, "area_id") or 0)
    except AppError as error:
        ctx.note(ctx.error(error), good=False)


def _preview(ctx: Context, key: str, rows: list[Found]) -> None:
    t, good = ctx.t, [row for row in rows if row.good]
    heads = [t("Row"), t("Person's name"), t("Unit"), t("Registered on"), t("What becomes of it")]
    frame = pd.DataFrame(
        [
            (
                row.line.number,
                row.line.name,
                row.line.unit,
                row.line.day_text or ctx.date(row.line.day),
                _fate(ctx, row),
            )
            for row in sorted(rows, key=lambda row: (row.good, row.line.number))
        ],
        columns=heads,
    )
    st.dataframe(frame, hide_index=True, placeholder="", height=min(38 + 35 * len(rows), 300))
    st.caption(t("{good} of {n} rows can be saved; the others say why not.", good=len(good), n=len(rows)))
    st.button(
        t("Register {n} members", n=len(good)),
        key=f"{key}.save",
        type="primary",
        disabled=not good,
        on_click=_add_block,
        args=(ctx, key, good),
    )


def _fate(ctx: Context, row: Found) -> str:
    if row.problem is not None:
        return ctx.error(Invalid(row.problem, **row.params))
    return ctx.t("Will be registered") if row.member_id else ctx.t("Will be added and registered")


def _add_block(ctx: Context, key: str, rows: list[Found]) -> None:
    said = ctx.t("{n} members registered.", n=len(rows))
    if submit(ctx, key, register_many, value(key, "area_id") or 0, rows, value(key, "basis"), said=said):
        next_form("registration.block")

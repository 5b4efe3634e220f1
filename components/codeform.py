"""Editing code lists and custom fields: a list, one entry beside it, and a form for the next."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from components.act import submit
from components.context import Context
from components.look import md
from db.commands.code import add_code, add_field, change_code, change_field
from db.errors import N_
from db.ledgers import LEDGERS
from db.queries.field import CodeLine, FieldLine, code_lines, field_lines
from db.rules.code import LEDGER_NAMES, FieldKind

MOST_LABEL = 60
ROW = 35  # pixels of one line of a list
LISTS = {
    "unit_kind": N_("Kinds of unit"),
    "affiliation": N_("Affiliation of units"),
    "service_category": N_("Kinds of service"),
    "commitment_category": N_("Kinds of commitment"),
    "need_category": N_("Kinds of need"),
    "need_source": N_("Sources of needs"),
    "grid_kind": N_("Kinds of grid"),
    "dedicated_place": N_("What grids are dedicated to"),
    "party_form": N_("Forms of Party organisation"),
    "worker_position": N_("Positions of grid workers"),
}


def code_panel(ctx: Context) -> None:
    words = {domain: ctx.t(title) for domain, title in LISTS.items()}
    left, right = st.columns([3, 2], gap="large")
    with left:
        domain = st.selectbox(
            ctx.t("Code list"),
            list(words),
            key="code.domain",
            format_func=words.__getitem__,
            placeholder=ctx.t("Choose"),
        )
        rows = ctx.ask(code_lines, domain)
        chosen = _pick(ctx, f"code.list.{domain}", _codes_frame(ctx, rows), len(rows))
    with right:
        if chosen is not None:
            _code_form(ctx, rows[chosen])
        _new_code(ctx, domain)


def _codes_frame(ctx: Context, rows: Sequence[CodeLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            ctx.t("Chinese"): [row.label_zh for row in rows],
            ctx.t("English name"): [row.label_en or "" for row in rows],
            ctx.t("Order"): [row.sort for row in rows],
            ctx.t("Use"): [_use(ctx, active=row.active) for row in rows],
        }
    )


def _use(ctx: Context, *, active: bool) -> str:
    return ctx.t("Offered") if active else ctx.t("Not offered")


def _pick(ctx: Context, key: str, frame: pd.DataFrame, n: int) -> int | None:
    if not n:
        st.caption(md(ctx.t("Nothing here yet.")))
        return None
    st.caption(md(ctx.t("Click a line to change it.")))
    state: Any = st.dataframe(
        frame,
        hide_index=True,
        key=key,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        placeholder="",
        row_height=ROW,
        height=ROW * (n + 1) + 3,
    )
    rows = [*state.selection.rows, *(cell[0] for cell in state.selection.get("cells", []))]
    return rows[0] if rows and rows[0] < n else None


def _names(ctx: Context, key: str, zh: str = "", en: str | None = None) -> None:
    left, right = st.columns(2)
    left.text_input(ctx.t("Chinese") + " *", zh, key=f"{key}.zh", max_chars=MOST_LABEL)
    right.text_input(
        ctx.t("English name"),
        en or "",
        key=f"{key}.en",
        max_chars=MOST_LABEL,
        help=ctx.t("May be empty; then English pages show the Chinese."),
    )


def _place(ctx: Context, key: str, sort: int, *, active: bool) -> None:
    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(ctx.t("Order"), value=sort, min_value=0, max_value=9999, step=10, key=f"{key}.sort")
    right.checkbox(
        ctx.t("Offered"),
        value=active,
        key=f"{key}.active",
        help=ctx.t("Without it, it is no longer offered; what was recorded stays."),
    )


def _code_form(ctx: Context, row: CodeLine) -> None:
    key = f"code.change.{row.id}.{row.version}"
    with st.form(key):
        st.markdown(f"**{md(ctx.t('Change'))}**")
        _names(ctx, key, row.label_zh, row.label_en)
        _place(ctx, key, row.sort, active=row.active)
        st.form_submit_button(
            ctx.t("Save"), type="primary", key=f"{key}.send", on_click=_change_code, args=(ctx, key, row)
        )


def _change_code(ctx: Context, key: str, row: CodeLine) -> None:
    state = st.session_state
    submit(
        ctx,
        key,
        change_code,
        row.id,
        row.version,
        label_zh=state.get(f"{key}.zh"),
        label_en=state.get(f"{key}.en"),
        sort=state.get(f"{key}.sort") or 0,
        active=state.get(f"{key}.active"),
    )


def _new_code(ctx: Context, domain: str) -> None:
    key = f"code.new.{domain}"
    with st.form(key):
        st.markdown(f"**{md(ctx.t('New value'))}**")
        _names(ctx, key)
        st.form_submit_button(ctx.t("Add"), key=f"{key}.send", on_click=_add_code, args=(ctx, key, domain))


def _add_code(ctx: Context, key: str, domain: str) -> None:
    submit(ctx, key, add_code, domain, st.session_state.get(f"{key}.zh"), st.session_state.get(f"{key}.en"))


def field_panel(ctx: Context) -> None:
    titles = {name: ctx.t(LEDGERS[name].title) for name in LEDGER_NAMES}
    ledger = st.segmented_control(
        ctx.t("Ledger"),
        list(titles),
        key="field.ledger",
        default="member",
        format_func=titles.__getitem__,
        required=True,
    )
    rows = ctx.ask(field_lines, ledger)
    left, right = st.columns([3, 2], gap="large")
    with left:
        chosen = _pick(ctx, f"field.list.{ledger}", _fields_frame(ctx, rows), len(rows))
        if chosen is not None:
            _field_form(ctx, rows[chosen])
    with right:
        _new_field(ctx, ledger)


def _fields_frame(ctx: Context, rows: Sequence[FieldLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            ctx.t("Chinese"): [row.spec.label_zh for row in rows],
            ctx.t("English name"): [row.spec.label_en or "" for row in rows],
            ctx.t("Kind"): [ctx.label(row.spec.kind) for row in rows],
            ctx.t("Options"): ["、".join(row.spec.options) for row in rows],
            ctx.t("Required"): [ctx.t("Yes") if row.spec.required else "" for row in rows],
            ctx.t("Order"): [row.sort for row in rows],
            ctx.t("Use"): [_use(ctx, active=row.active) for row in rows],
        }
    )


def _options(ctx: Context, key: str, options: Sequence[str] = ()) -> None:
    st.text_area(
        ctx.t("Options, one on each line (for a choice only)"),
        "\n".join(options),
        key=f"{key}.options",
        height=110,
    )


def _read_options(key: str) -> list[str]:
    return str(st.session_state.get(f"{key}.options") or "").replace("、", "\n").split("\n")


def _field_form(ctx: Context, row: FieldLine) -> None:
    key = f"field.change.{row.id}.{row.version}"
    with st.form(key):
        st.markdown(f"**{md(ctx.t('Change'))}** · {md(ctx.label(row.spec.kind))}")
        _names(ctx, key, row.spec.label_zh, row.spec.label_en)
        if row.spec.kind is FieldKind.CHOICE:
            _options(ctx, key, row.spec.options)
        _place(ctx, key, row.sort, active=row.active)
        st.checkbox(ctx.t("Must be filled in"), value=row.spec.required, key=f"{key}.required")
        st.form_submit_button(
            ctx.t("Save"), type="primary", key=f"{key}.send", on_click=_change_field, args=(ctx, key, row)
        )


def _change_field(ctx: Context, key: str, row: FieldLine) -> None:
    state = st.session_state
    submit(
        ctx,
        key,
        change_field,
        row.id,
        row.version,
        label_zh=state.get(f"{key}.zh"),
        label_en=state.get(f"{key}.en"),
        options=_read_options(key),
        required=state.get(f"{key}.required"),
        sort=state.get(f"{key}.sort") or 0,
        active=state.get(f"{key}.active"),
    )


def _new_field(ctx: Context, ledger: str) -> None:
    key = f"field.new.{ledger}"
    with st.form(key):
        st.markdown(f"**{md(ctx.t('New field'))}**")
        _names(ctx, key)
        st.selectbox(
            ctx.t("Kind"), list(FieldKind), key=f"{key}.kind", format_func=ctx.label, placeholder=ctx.t("Choose")
        )
        _options(ctx, key)
        st.checkbox(ctx.t("Must be filled in"), key=f"{key}.required")
        st.form_submit_button(
            ctx.t("Add"), type="primary", key=f"{key}.send", on_click=_add_field, args=(ctx, key, ledger)
        )


def _add_field(ctx: Context, key: str, ledger: str) -> None:
    state = st.session_state
    submit(
        ctx,
        key,
        add_field,
        ledger,
        state.get(f"{key}.zh"),
        state.get(f"{key}.en"),
        state.get(f"{key}.kind"),
        _read_options(key),
        required=state.get(f"{key}.required"),
    )

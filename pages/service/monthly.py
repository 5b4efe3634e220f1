"""月报: the table of one month by community or unit, the workbook handed upward, and who has entered nothing."""

from contextlib import suppress

import streamlit as st

from components.context import Context
from components.filters import Filters
from components.look import esc, hint, page_head, raw, style
from components.monthly import Table, masks, street_of, table_of
from db.errors import N_, Invalid
from db.queries.area import AreaRef, area_ref, areas_below
from db.queries.monthly import monthly as monthly_table
from db.queries.monthly import silent_communities
from db.rules.area import Level
from db.rules.monthly import NOT_A_SUM, By
from db.rules.period import choices, month_of, parse

ROWS = {By.COMMUNITY: N_("Communities in the rows"), By.UNIT: N_("Units in the rows")}


def monthly(ctx: Context) -> None:
    t, street = ctx.t, street_of(ctx)
    style("service.css")
    page_head(ctx, N_("Monthly table"), N_("Made from the records; nobody has to report anything for it."))
    if street is None:
        return
    root, month, by = _choices(ctx, street)
    found = ctx.ask(monthly_table, root.id, month, by)
    table = table_of(ctx, found, root, masked=masks(ctx))
    if not table.lines:
        hint(ctx, N_("There are no communities or units yet. Set them up first."))
        return
    _show(table)
    st.caption(t(NOT_A_SUM[by]))
    if ctx.can("export:write"):
        href = ctx.link("export/monthly", month=month, by=by.value, area=root.id)
        text = t("Download as a workbook")
        raw(f'<p><a href="{esc(href)}" download>{esc(text)}</a></p>')
    if root.level is Level.STREET:
        _silent(ctx, root, month)


def _choices(ctx: Context, street: AreaRef) -> tuple[AreaRef, str, By]:
    t, filters = ctx.t, Filters(ctx, "monthly")
    months = [code for code in choices(ctx.today) if len(code) == 7 and code[4] == "-"]
    if len(ctx.params.get("month", "")) == len(months[0]):
        with suppress(Invalid):
            months.append(parse(ctx.params["month"], ctx.today).code)
    words = {str(street.id): t("Whole street")}
    words |= {str(one.id): one.name for one in ctx.ask(areas_below, street.id, Level.COMMUNITY)}
    cells = st.columns(3, gap="small")
    with cells[0]:
        month = filters.select(
            "month", t("Month"), {m: ctx.period_label(m) for m in dict.fromkeys(months)}, first=month_of(ctx.today)
        )
    with cells[1]:
        by = By(filters.select("by", t("Rows"), {one.value: t(ROWS[one]) for one in By}, first=By.COMMUNITY.value))
    with cells[2]:
        place = filters.select("area", t("Area"), words, first=str(street.id))
    return ctx.ask(area_ref, place) or street, month, by


def _show(table: Table) -> None:
    head = "".join(
        f'<th title="{esc(tip)}">{esc(text)}</th>' for text, tip in zip(table.headings, table.helps, strict=True)
    )
    lines = "".join(_row(line, "") for line in table.lines)
    lines += _row(table.apart, "apart") if table.apart else ""
    lines += _row(table.total, "total")
    raw(f'<div class="desk-scroll"><table class="desk-table"><tr>{head}</tr>{lines}</table></div>')


def _row(line: list[str | int | float], kind: str) -> str:
    cells = "".join(f'<td class="{"zero" if cell == 0 else ""}">{esc(_number(cell))}</td>' for cell in line)
    return f'<tr class="{kind}">{cells}</tr>'


def _number(cell: str | float) -> str:
    return cell if isinstance(cell, str) else f"{cell:,.1f}".removesuffix(".0")


def _silent(ctx: Context, root: AreaRef, month: str) -> None:
    """Who has entered nothing, in code order, and a reminder that asks for records and for nothing else."""
    t = ctx.t
    st.subheader(t("Nothing entered this month"), anchor=False)
    silent = ctx.ask(silent_communities, root.id, month)
    if not silent:
        st.caption(t("Every community has entered something in {month}.", month=ctx.period_label(month)))
        return
    names = "、".join(one.name for one in silent)
    said = "; ".join(
        t("{name} (last on {day})", name=one.name, day=one.last_on)
        if one.last_on
        else t("{name} (never yet)", name=one.name)
        for one in silent
    )
    st.text(said)
    st.caption(t("A reminder to copy:"))
    st.code(
        t(
            "Up to {day}, no activity of {month} has been entered for: {names}. What was held can be entered in a "
            "minute from the sign-in sheet; where nothing was held, nothing needs to be reported.",
            day=ctx.today,
            month=ctx.period_label(month),
            names=names,
        ),
        language=None,
        wrap_lines=True,
    )

"""The page of any ledger: list, search and filters; one row beside it; a form for a new one; a block to paste in."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from components.context import Context
from components.form import heading, nonce_for, shown
from components.ledgerfilter import area_box, as_params, filter_box, find_of, search_box, set_params
from components.ledgerform import Beside, Choices, open_row, open_with, panel_head, row_form
from components.look import hint, md, page_head
from components.paste import paste_in
from db.ledger import Kind, Ledger, Shape, shape_of
from db.ledger.find import Found, listing
from db.ledger.pick import choices
from db.queries.field import field_specs

ROW = 35  # pixels of one line of the list


def page_of(ledger: Ledger, beside: Beside | None = None) -> Callable[[Context], None]:
    """The page function of a ledger; `beside` draws more below the form of one row."""

    def page(ctx: Context) -> None:
        ledger_page(ctx, ledger, beside)

    page.__name__ = ledger.name
    return page


def shape_for(ctx: Context, ledger: Ledger) -> Shape:
    """The ledger's columns as they are at this moment."""
    return shape_of(ledger, ctx.ask(field_specs, ledger.name))


def ledger_page(ctx: Context, ledger: Ledger, beside: Beside | None = None) -> None:
    page_head(ctx, ledger.title, ledger.lead)
    shape = shape_for(ctx, ledger)
    picks = ctx.ask(choices, ledger, shape)
    find = find_of(ctx, shape)
    found = ctx.ask(listing, ledger, shape, find)
    writes, doing, id_ = ctx.can(f"{ledger.name}:write"), ctx.params.get("do"), ctx.params.get("id")
    _bar(ctx, shape, picks, writes=writes)
    if doing == "paste" and writes:
        with st.container(border=True):
            panel_head(ctx, shape, ctx.t("Paste in"))
            paste_in(ctx, ledger, f"{ledger.name}.paste")
    if (doing == "new" and writes) or id_:
        with st.container(key="beside"):  # on a narrow screen the right one comes first
            left, right = st.columns([6, 5], gap="medium")
        with right, st.container(border=True):
            if id_:
                open_row(ctx, shape, picks, id_, beside)
            else:
                panel_head(ctx, shape, ctx.t("New entry"))
                row_form(ctx, shape, picks, None)
        with left:
            _list(ctx, shape, found, find_is_empty=not (find.text or find.filters or find.area_id), writes=writes)
    else:
        _list(ctx, shape, found, find_is_empty=not (find.text or find.filters or find.area_id), writes=writes)


def _bar(ctx: Context, shape: Shape, picks: Choices, *, writes: bool) -> None:
    name, find = shape.ledger.name, find_of(ctx, shape)
    exports = ctx.can(f"export:{name}")
    places = iter(
        st.columns([5, 4, 3, *([3, 3] if writes else []), *([3] if exports else [])], vertical_alignment="bottom")
    )
    with next(places):
        search_box(ctx, shape, find)
    with next(places):
        area_box(ctx, shape, find, picks)
    with next(places):
        filter_box(ctx, shape, find, picks)
    if writes:
        with next(places):
            st.button(
                ctx.t("Add"),
                key=f"{name}.add",
                icon=":material/add:",
                type="primary",
                width="stretch",
                on_click=open_with,
                args=(name, "new"),
            )
        with next(places):
            st.button(
                ctx.t("Paste in"),
                key=f"{name}.block",
                icon=":material/content_paste:",
                width="stretch",
                on_click=open_with,
                args=(name, "paste"),
            )
    if exports:
        with next(places):
            st.link_button(
                ctx.t("Export"),
                ctx.link(f"export/ledger-{name}", **as_params(find)),
                icon=":material/download:",
                width="stretch",
                help=md(ctx.t("Everything that is found, with all columns, as a workbook; phones stay masked.")),
            )


def _list(ctx: Context, shape: Shape, found: Found, *, find_is_empty: bool, writes: bool) -> None:
    if not found.rows:
        if not find_is_empty:
            hint(ctx, "Nothing fits this search. Change the words or clear the filters.")
        elif writes:
            hint(ctx, "Nothing is kept here yet. Add the first entry, or paste a block from a spreadsheet.")
        else:
            hint(ctx, "Nothing is kept here yet.")
        return
    name = shape.ledger.name
    count = ctx.number(found.total) + ("+" if found.more else "")
    if found.pages > 1:
        st.caption(ctx.t("{n} entries, page {page} of {pages}", n=count, page=found.page, pages=found.pages))
    else:
        st.caption(ctx.t("{n} entries", n=count))
    ids = [int(row["id"]) for row in found.rows]
    frame = pd.DataFrame(
        {column.name: [shown(ctx, column, row[column.name]) for row in found.rows] for column in found.columns},
        dtype=object,
    )
    config = {
        c.name: st.column_config.NumberColumn(heading(ctx, c), format="localized")
        if c.kind in (Kind.WHOLE, Kind.NUMBER)
        else st.column_config.TextColumn(heading(ctx, c))
        for c in found.columns
    }
    for column in found.columns:
        if column.kind in (Kind.WHOLE, Kind.NUMBER):
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("Float64")
    key = f"{name}.list.{nonce_for(name, ids, st.session_state.get(f'{name}.turn', 0))[:12]}"
    st.session_state[f"{name}.ids"] = ids
    st.dataframe(
        frame,
        hide_index=True,
        column_config=config,
        key=key,
        on_select=lambda: _picked(name, key),
        placeholder="",
        selection_mode=["single-row", "single-cell"],
        height=ROW * (len(ids) + 1) + 3,
        row_height=ROW,
    )
    if found.pages > 1:
        pager = f"{name}.p.{found.page}.{found.pages}"
        st.pagination(
            found.pages,
            default=found.page,
            key=pager,
            on_change=lambda: set_params(p=st.session_state[pager], id=None),
        )


def _picked(name: str, key: str) -> None:
    """A click on a row opens it. Positions become ids on the server."""
    selection = st.session_state[key]["selection"]
    rows = [*selection.get("rows", []), *(cell[0] for cell in selection.get("cells", []))]
    ids = st.session_state.get(f"{name}.ids", [])
    if rows and 0 <= rows[-1] < len(ids):
        set_params(id=ids[rows[-1]], do=None)
    else:
        set_params(id=None)

"""The page of any ledger: list, search and filters; one row beside it; a form for a new one; a block to paste in."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from components.act import clear
from components.context import Context
from components.form import Form, heading, nonce_for, reason, say_wrong, shown, typed, widgets
from components.ledgerfilter import area_box, as_params, filter_box, find_of, search_box, set_params
from components.look import hint, md, page_head
from components.paste import paste_in
from db.errors import AppError, Spent, Stale
from db.ledger import Kind, Ledger, Shape, shape_of
from db.ledger.find import Entry, Found, entry, listing
from db.ledger.pick import Choice, choices
from db.ledger.save import reveal_phone, save_row
from db.queries.field import field_specs

Beside = Callable[[Context, Entry], None]
Choices = Mapping[str, Sequence[Choice]]
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
            _head(ctx, shape, ctx.t("Paste in"))
            paste_in(ctx, ledger, f"{ledger.name}.paste")
    if (doing == "new" and writes) or id_:
        left, right = st.columns([6, 5], gap="medium")
        with right, st.container(border=True):
            if id_:
                _one(ctx, shape, picks, id_, beside)
            else:
                _head(ctx, shape, ctx.t("New entry"))
                _form(ctx, shape, picks, None)
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
                on_click=_open,
                args=(name, "new"),
            )
        with next(places):
            st.button(
                ctx.t("Paste in"),
                key=f"{name}.block",
                icon=":material/content_paste:",
                width="stretch",
                on_click=_open,
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
        pager = f"{name}.p.{found.pages}"
        st.session_state[pager] = found.page
        st.pagination(found.pages, key=pager, on_change=lambda: set_params(p=st.session_state[pager], id=None))


def _picked(name: str, key: str) -> None:
    """A click on a row opens it. Positions become ids on the server."""
    selection = st.session_state[key]["selection"]
    rows = [*selection.get("rows", []), *(cell[0] for cell in selection.get("cells", []))]
    ids = st.session_state.get(f"{name}.ids", [])
    if rows and 0 <= rows[-1] < len(ids):
        set_params(id=ids[rows[-1]], do=None)
    else:
        set_params(id=None)


def _open(name: str, what: str | None) -> None:
    set_params(do=what, id=None)
    st.session_state[f"{name}.turn"] = st.session_state.get(f"{name}.turn", 0) + 1  # nothing is selected any more


def _head(ctx: Context, shape: Shape, title: str) -> None:
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.subheader(md(title), anchor=False)
    right.button(
        ctx.t("Close"),
        key=f"{shape.ledger.name}.close",
        icon=":material/close:",
        type="tertiary",
        on_click=_open,
        args=(shape.ledger.name, None),
    )


def _one(ctx: Context, shape: Shape, picks: Choices, asked: str, beside: Beside | None) -> None:
    try:
        found = ctx.ask(
            entry, shape.ledger, shape, int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        )
    except AppError as error:
        _head(ctx, shape, ctx.t("Not found"))
        st.error(md(ctx.error(error)))
        return
    title = found.values.get(shape.columns[0].name)
    _head(ctx, shape, str(title or ""))
    if found.mine:
        _form(ctx, shape, picks, found)
        if found.values.get("phone"):
            _phone(ctx, shape, found)
    else:
        _read(ctx, shape, picks, found)
    if beside is not None:
        beside(ctx, found)


def _form(ctx: Context, shape: Shape, picks: Choices, found: Entry | None) -> None:
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


def _send(ctx: Context, shape: Shape, form: Form, found: Entry | None) -> None:
    """Judge what was typed; save it, or keep it and say what is wrong."""
    raw, key = typed(form), form.key
    row, wrong = shape.parse(raw, ctx.today)
    if row is None:
        st.session_state[f"{key}.said"] = {one.name: reason(ctx, one) for one in reversed(wrong)}
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
    elif outcome.error is not None:
        name = outcome.error.params.get("field") if not isinstance(outcome.error, Stale) else None
        st.session_state[f"{key}.said"] = {str(name) if name else None: ctx.error(outcome.error)}
        st.session_state.pop("note", None)  # it is said in the form


def _read(ctx: Context, shape: Shape, picks: Choices, found: Entry) -> None:
    """A row that is not one's own to change."""
    for column in shape.for_(ctx.actor):
        value = found.values.get(column.name)
        if column.kind is Kind.PICK and value is not None:
            value = next((one.label for one in picks.get(column.col.picks or "", ()) if one.id == value), None)
        text = shown(ctx, column, value)
        if text is not None:
            st.markdown(f"{md(heading(ctx, column))}  \n**{md(text)}**")


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

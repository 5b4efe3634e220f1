"""Search, filters and page number of a ledger. The URL is the truth: widgets are filled from it and write to it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from components.context import Context
from components.form import FIRST_DAY, LAST_DAY, Form, choice_word, heading, options_of
from components.look import md
from db.ledger import Column, Kind, Shape
from db.ledger.find import Find, Span
from db.ledger.pick import Choice

BETWEEN = ".."
SEVERAL = ","
CHOSEN = (Kind.CHOICE, Kind.CODE, Kind.PICK, Kind.OPTION)


def columns_of(ctx: Context, shape: Shape) -> list[Column]:
    """The columns a reader may filter by; the place of a row is filtered by ?area=."""
    return [c for c in shape.for_(ctx.actor) if c.col.filter and c.name != shape.ledger.place]


def find_of(ctx: Context, shape: Shape) -> Find:
    """What the URL asks for; what makes no sense in it is left out."""
    filters = {
        c.name: value for c in columns_of(ctx, shape) if (value := decode(c, ctx.params.get(c.name))) is not None
    }
    area, page = ctx.params.get("area", ""), ctx.params.get("p", "1")
    return Find(
        text=ctx.params.get("q", "")[:60],
        area_id=int(area) if _is_number(area) else None,
        filters=filters,
        page=int(page) if _is_number(page) else 1,
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def decode(column: Column, text: str | None) -> Any:
    """A value of the URL as the query wants it, None when it is none."""
    if not text:
        return None
    if column.kind in CHOSEN:
        return _chosen(column, [part for part in text.split(SEVERAL) if part]) or None
    if column.kind is Kind.FLAG:
        return {"yes": True, "no": False}.get(text)
    if column.kind in (Kind.DAY, Kind.NUMBER, Kind.WHOLE):
        low, _, high = text.partition(BETWEEN)
        read = _day if column.kind is Kind.DAY else _number
        span = Span(read(low), read(high))
        return None if span.low is None and span.high is None else span
    return text[:60]


def _chosen(column: Column, parts: list[str]) -> list[Any]:
    if column.kind is Kind.PICK:
        return [int(part) for part in parts if _is_number(part)]
    if column.kind is Kind.CODE:
        return parts[:50]
    return [one for one in column.choices if one in parts]


def encode(value: Any) -> str:
    """The same back; empty when nothing is asked."""
    if isinstance(value, Span):
        if value.low is None and value.high is None:
            return ""
        return BETWEEN.join("" if end is None else str(end) for end in (value.low, value.high))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return SEVERAL.join(str(getattr(one, "value", one)) for one in value)
    return str(value or "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if abs(value) < 1e12 else None


def as_params(find: Find) -> dict[str, str | None]:
    """The same search as parameters of an address."""
    made = {name: encode(value) for name, value in find.filters.items()}
    return {"q": find.text or None, "area": str(find.area_id) if find.area_id else None, **made}


def set_params(**values: str | int | None) -> None:
    """Write to the URL; None and empty values leave it."""
    for name, value in values.items():
        if value is None or value == "":
            st.query_params.pop(name, None)
        else:
            st.query_params[name] = str(value)


def search_box(ctx: Context, shape: Shape, find: Find) -> None:
    key = f"{shape.ledger.name}.q"
    st.session_state[key] = find.text
    st.text_input(
        ctx.t("Search"),
        key=key,
        placeholder=ctx.t("Name, or first letters of its pinyin"),
        max_chars=60,
        icon=":material/search:",
        label_visibility="collapsed",
        on_change=_changed,
        args=("q", key, str),
    )


def area_box(ctx: Context, shape: Shape, find: Find, choices: Mapping[str, Sequence[Choice]]) -> None:
    """The branch of the tree that is shown; with a single place to choose there is nothing to ask."""
    offered = {one.id: one.label for one in choices.get("area") or choices.get("community") or () if one.seen}
    if (
        find.area_id is not None
        and find.area_id not in offered
        and ctx.area is not None
        and ctx.area.id == find.area_id
    ):
        offered[find.area_id] = ctx.area.name
    if len(offered) < 2:
        return
    key = f"{shape.ledger.name}.area"
    st.session_state[key] = find.area_id if find.area_id in offered else None
    st.selectbox(
        ctx.t("Area"),
        list(offered),
        key=key,
        index=None,
        format_func=offered.__getitem__,
        placeholder=ctx.t("All areas"),
        label_visibility="collapsed",
        on_change=_changed,
        args=("area", key, str),
    )


def filter_box(ctx: Context, shape: Shape, find: Find, choices: Mapping[str, Sequence[Choice]]) -> None:
    """One filter per filtered column, behind one button that tells how many are set."""
    columns = columns_of(ctx, shape)
    if not columns:
        return
    label = ctx.t("Filters ({n})", n=len(find.filters)) if find.filters else ctx.t("Filters")
    with st.popover(label, icon=":material/filter_list:", width="stretch"):
        for column in columns:
            _filter(ctx, shape, column, find.filters.get(column.name), choices)
        st.button(
            ctx.t("Clear all filters"),
            key=f"{shape.ledger.name}.clear",
            on_click=_clear,
            args=([column.name for column in columns],),
            disabled=not find.filters,
        )


def _filter(ctx: Context, shape: Shape, column: Column, value: Any, choices: Mapping[str, Sequence[Choice]]) -> None:
    key, label = f"{shape.ledger.name}.filter.{column.name}", md(heading(ctx, column))
    if column.kind in (Kind.DAY, Kind.NUMBER, Kind.WHOLE):
        _range(ctx, column, value if isinstance(value, Span) else Span(), key, label)
        return
    write: dict[str, Any] = {"on_change": _changed, "args": (column.name, key, encode)}
    if column.kind in CHOSEN:
        options, words = _seen(ctx, column, choices, value or [])
        st.session_state[key] = [one for one in options if one in (value or [])]
        st.multiselect(label, options, key=key, format_func=words.__getitem__, placeholder=ctx.t("Any"), **write)
    elif column.kind is Kind.FLAG:
        st.session_state[key] = value
        words = {True: ctx.t("Yes"), False: ctx.t("No")}
        st.selectbox(
            label, [True, False], key=key, index=None, format_func=words.__getitem__, placeholder=ctx.t("Any"), **write
        )
    else:
        st.session_state[key] = value or ""
        st.text_input(label, key=key, placeholder=ctx.t("Contains"), **write)


def _seen(
    ctx: Context, column: Column, choices: Mapping[str, Sequence[Choice]], chosen: Sequence[Any]
) -> tuple[list[Any], dict[Any, str]]:
    """A filter offers what was retired, too, when it is asked for."""
    if column.kind is Kind.PICK:
        words: dict[Any, str] = {one.id: one.label for one in choices.get(column.col.picks or "", ()) if one.seen}
        return list(words), words
    _, words = options_of(ctx, Form("", (column,)), column, None)
    for one in chosen:
        if one not in words:
            words[one] = ctx.code(column.col.codes, one) if column.col.codes else choice_word(ctx, one)
    return list(words), words


def _range(ctx: Context, column: Column, span: Span, key: str, label: str) -> None:
    left, right = st.columns(2)
    for place, end, text, value in ((left, "low", ctx.t("from"), span.low), (right, "high", ctx.t("to"), span.high)):
        st.session_state[f"{key}.{end}"] = value
        write: dict[str, Any] = {"on_change": _ranged, "args": (column, key)}
        with place:
            if column.kind is Kind.DAY:
                st.date_input(
                    f"{label} {text}",
                    key=f"{key}.{end}",
                    value=None,
                    min_value=FIRST_DAY,
                    max_value=LAST_DAY,
                    format="YYYY-MM-DD",
                    **write,
                )
            else:
                st.number_input(f"{label} {text}", key=f"{key}.{end}", value=None, step=1.0, format="%g", **write)


def _changed(name: str, key: str, encoded: Callable[[Any], str]) -> None:
    value = st.session_state.get(key)
    set_params(**{name: "" if value is None or value == "" else encoded(value), "p": None, "id": None})


def _ranged(column: Column, key: str) -> None:
    span = Span(st.session_state.get(f"{key}.low"), st.session_state.get(f"{key}.high"))
    set_params(**{column.name: encode(span), "p": None, "id": None})


def _clear(names: Sequence[str]) -> None:
    set_params(**dict.fromkeys((*names, "p", "id")))

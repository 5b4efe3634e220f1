"""Filters that live in the URL: a link opens the same list, and going back leads to it."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from components.context import Context
from db.queries.area import AreaRef, own_areas
from db.rules import period as periods
from db.rules.area import Level

LONGEST = 60
LEVELS = (Level.STREET, Level.COMMUNITY, Level.GRID)


@dataclass(frozen=True)
class Filters:
    """The filters of one list. Each widget starts from the URL and writes its choice back there."""

    ctx: Context
    noun: str

    def select(
        self, name: str, label: str, words: Mapping[str, str], *, first: str = "", help: str | None = None
    ) -> str:
        """One of the values, said as in the URL; `first` unless the URL says otherwise."""
        asked = self.ctx.params.get(name, first)
        key = self._place(name, asked if asked in words else first)
        return st.selectbox(
            label,
            list(words),
            key=key,
            format_func=words.__getitem__,
            help=help,
            placeholder=self.ctx.t("Choose"),
            on_change=_write,
            args=(key, name, self.noun),
        )

    def text(self, name: str, label: str, placeholder: str) -> str:
        key = self._place(name, self.ctx.params.get(name, "")[:LONGEST])
        return (
            st.text_input(
                label,
                key=key,
                placeholder=placeholder,
                max_chars=LONGEST,
                on_change=_write,
                args=(key, name, self.noun),
            )
            or ""
        )

    def flag(self, name: str, label: str, *, help: str | None = None) -> bool:
        key = self._place(name, self.ctx.params.get(name) == "1")
        return st.checkbox(label, key=key, help=help, on_change=_write, args=(key, name, self.noun))

    def period(self, first: str = "last12") -> str:
        """The code of the chosen period."""
        ctx = self.ctx
        codes = dict.fromkeys([*periods.choices(ctx.today), ctx.period.code])
        return self.select("period", ctx.t("Period"), {code: ctx.period_label(code) for code in codes}, first=first)

    def area(self, *levels: Level) -> AreaRef | None:
        """One of the areas the reader works in; the widest of them first."""
        ctx, found = self.ctx, self.ctx.ask(own_areas, *(levels or LEVELS))
        if not found:
            return None
        areas = {str(area.id): area for area in sorted(found, key=in_order)}
        words = {id_: area_label(ctx, area) for id_, area in areas.items()}
        here = str(ctx.area.id) if ctx.area and str(ctx.area.id) in areas else next(iter(areas))
        return areas[self.select("area", ctx.t("Area"), words, first=here)]

    def _place(self, name: str, first: object) -> str:
        key = f"{self.noun}.{name}"
        st.session_state.setdefault(key, first)
        return key


def in_order(area: AreaRef) -> tuple[bool, str, int]:
    """The street, then each community followed by its grids, as their codes say."""
    return area.level is not Level.STREET, area.code or "", area.id


def area_label(ctx: Context, area: AreaRef) -> str:
    """Grids are set in, so that a list of areas reads as a tree."""
    if area.level is Level.STREET:
        return ctx.t("Whole street ({name})", name=area.label)
    return ("\u3000" if area.level is Level.GRID else "") + area.label


def _write(key: str, name: str, noun: str) -> None:
    value = st.session_state.get(key)
    said = "1" if value is True else "" if value is False or value is None else str(value)
    st.query_params.pop(f"{noun}_page", None)
    if said:
        st.query_params[name] = said
    else:
        st.query_params.pop(name, None)

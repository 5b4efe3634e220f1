"""Where the map page looks: read from the URL at every run, written to it by every click."""

from dataclasses import dataclass
from typing import Literal

import streamlit as st

from components.context import Context
from db.queries.area import AreaRef, area_line
from db.rules.area import Level
from db.rules.map import MEASURES, level_under
from db.rules.period import Period

METHODS: dict[str, Literal["quantile", "fixed"]] = {"quantile": "quantile", "equal": "fixed"}


@dataclass(frozen=True)
class View:
    """All of it but the selection, which changes without the rest. `line` leads from the top down to the root."""

    root: AreaRef
    line: tuple[AreaRef, ...]
    level: Level
    measure: str
    period: Period
    classes: str
    own: int | None  # the area the reader came for, where it is smaller than the root

    @property
    def method(self) -> Literal["quantile", "fixed"]:
        return METHODS[self.classes]


def read_view(ctx: Context) -> View | None:
    """None when there is no area the reader could look at. A grid is shown within its community."""
    if ctx.area is None:
        return None
    line = ctx.ask(area_line, ctx.area.id)
    own = None
    if ctx.area.level is Level.GRID and len(line) > 1:
        own = line.pop().id
    measure, classes = ctx.params.get("measure", ""), ctx.params.get("classes", "")
    return View(
        root=line[-1],
        line=tuple(line),
        level=level_under(line[-1].level, ctx.params.get("level")),
        measure=measure if measure in MEASURES else MEASURES[0],
        period=ctx.period,
        classes=classes if classes in METHODS else "quantile",
        own=own,
    )


def picked_area(view: View, known: frozenset[int]) -> int | None:
    """The selected area, if it is one of those drawn. Read afresh: a click reruns only what depends on it."""
    asked = st.query_params.get("pick", "")
    if asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) in known:
        return int(asked)
    return view.own if view.own in known else None


def pick(area_id: int | None) -> None:
    _write(pick=area_id)


def move(area_id: int, selected: int | None = None) -> None:
    """Another root; its level follows from it."""
    _write(area=area_id, level=None, pick=selected)


def choose(name: str, key: str) -> None:
    """A widget's choice goes into the URL; the selection stays as long as its area is drawn."""
    if (value := st.session_state.get(key)) is not None:
        _write(**{name: value})


def _write(**changes: object) -> None:
    """All in one step, so that one click is one step back."""
    wanted = {**st.query_params.to_dict(), **changes}
    st.query_params.from_dict({name: str(value) for name, value in wanted.items() if value is not None})

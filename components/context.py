"""What a page is given: a voice (t), questions (ask), orders (do), and where and when it looks. Immutable."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from time import monotonic
from typing import Any, Generic, ParamSpec, TypeVar
from urllib.parse import urlencode

import streamlit as st
from babel import Locale
from babel.dates import format_date, format_datetime

from components.i18n import translator
from db import clock, gate
from db.access import Actor, Command, Query
from db.errors import AppError, Invalid, Spent
from db.queries.area import AreaRef, area_ref
from db.queries.code import code_labels
from db.rules import period as periods
from db.rules.label import label
from db.rules.period import Period

# What Markdown would take out of a name or title in a note.
_MARKS = re.compile(r"([\\`*_\[\]#~$|<>&]|:(?=[a-z]))")
P = ParamSpec("P")
R = TypeVar("R")


@cache
def _locale(language: str) -> Locale:
    """Parsed once: Babel would look through its folder of locales for every single number."""
    return Locale.parse(language)


# Seconds in which the questions of one run may rely on the actor read at its beginning. Fragments, slow runs and every
# command read him anew.
SAME_RUN = 0.5


@dataclass(frozen=True)
class Outcome(Generic[R]):
    """What came of a command: truthy when it was carried out."""

    value: R | None = None
    error: AppError | None = None

    def __bool__(self) -> bool:
        return self.error is None


@dataclass(frozen=True)
class Context:
    """`params` are the page's query parameters as they stood when the run began."""

    sid: str
    actor: Actor
    language: str
    params: Mapping[str, str] = field(default_factory=dict)
    opened: float = field(default_factory=monotonic, compare=False)

    @classmethod
    def open(cls, sid: str, params: Mapping[str, str] | None = None) -> "Context":
        """Raises SignedOut when the session is no longer open."""
        actor = gate.load_actor(sid)
        return cls(sid, actor, actor.language, dict(params or {}))

    @property
    def today(self) -> date:
        return clock.today()

    def t(self, msgid: str, **params: object) -> str:
        return translator(self.language)(msgid, **{k: self._shown(v) for k, v in params.items()})

    def label(self, code: Any) -> str:
        """An enum member in the reader's language."""
        return self.t(label(code)) if code else ""

    def _shown(self, value: object) -> object:
        if isinstance(value, date):
            return self.date(value)
        return value

    def number(self, value: float | None, digits: int = 0) -> str:
        if value is None:
            return "–"
        # Both languages write numbers alike, and Babel takes thirty times as long for each.
        shown = f"{value:,.{digits}f}"
        return shown.rstrip("0").rstrip(".") if digits else shown

    def date(self, day: date | datetime | None) -> str:
        if day is None or day != day:  # noqa: PLR0124  # why: pandas says NaT where there is no date
            return ""
        if isinstance(day, datetime):
            local = day.astimezone(clock.ZONE)
            return format_datetime(local, "yyyy-MM-dd HH:mm", locale=_locale(self.language))
        return format_date(day, "yyyy-MM-dd", locale=_locale(self.language))

    def error(self, error: AppError) -> str:
        """What an error says, in the reader's language; codes among its parameters are labels."""
        return self.t(
            error.msgid,
            **{k: self.label(v) if k in ("level", "parent", "state", "status") else v for k, v in error.params.items()},
        )

    def touch(self) -> None:
        """A person did something; screens that refresh themselves do not come here."""
        gate.touch(self.sid)

    # -- rights and doors ---------------------------------------------------------------------------------------

    def can(self, permission: str) -> bool:
        return self.actor.can(permission)

    def ask(self, query: Query[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        if monotonic() - self.opened < SAME_RUN:
            return gate.ask_as(self.actor, query, *args, **kwargs)
        return gate.ask(self.sid, query, *args, **kwargs)

    def do(
        self,
        command: Callable[..., Any] | Command[..., R],
        *args: Any,
        nonce: str | None = None,
        said: str | None = None,
        **kwargs: Any,
    ) -> Outcome[R]:
        """Run a command and leave a note for the reader. Meant for callbacks, so that one click is one run."""
        try:
            value = gate.do(self.sid, command, *args, nonce=nonce, **kwargs)  # type: ignore[arg-type]  # why: PEP 612 cannot carry the keyword nonce
        except AppError as error:
            self.note(self.error(error), good=isinstance(error, Spent))
            return Outcome(error=error)
        self.note(said or self.t("Saved."), good=True)
        return Outcome(value=value)

    def note(self, text: str, *, good: bool) -> None:
        """Say something once, at the top of the page, at the next run."""
        st.session_state["note"] = (good, text)

    # -- code lists, area, period -------------------------------------------------------------------------------

    @cached_property
    def _codes(self) -> dict[str, dict[str, tuple[str, str | None, bool]]]:
        return self.ask(code_labels)

    def codes(self, domain: str) -> dict[str, str]:
        """The active values of a code list: code -> label."""
        return {code: self._code_label(item) for code, item in self._codes.get(domain, {}).items() if item[2]}

    def code(self, domain: str, code: str | None) -> str:
        """The label of a value, retired ones too."""
        if not code:
            return ""
        item = self._codes.get(domain, {}).get(code)
        return self._code_label(item) if item else code

    def _code_label(self, item: tuple[str, str | None, bool]) -> str:
        zh, en, _ = item
        return zh if self.language == "zh_CN" else en or zh

    @cached_property
    def area(self) -> AreaRef | None:
        """The area the page looks at: ?area=ID when the actor may see it, else his own."""
        return self.ask(area_ref, self.params.get("area"))

    @cached_property
    def period(self) -> Period:
        try:
            return periods.parse(self.params.get("period", "last12"), self.today)
        except Invalid:
            return periods.parse("last12", self.today)

    def period_label(self, code: str) -> str:
        """ "2026Q3" in words."""
        if code == "last12":
            return self.t("Last 12 months")
        if "Q" in code:
            return self.t("Q{n} {year}", year=code[:4], n=code[5:])
        if "H" in code:
            return (
                self.t("First half of {year}", year=code[:4])
                if code.endswith("1")
                else self.t("Second half of {year}", year=code[:4])
            )
        if "-" in code:
            return self.t("{year}-{month}", year=code[:4], month=code[5:])
        return self.t("Year {year}", year=code)

    def link(self, page: str, **params: object) -> str:
        """The address of a page; parameters that are None are left out."""
        kept = {k: str(v) for k, v in params.items() if v is not None}
        return f"/{page}" + (f"?{urlencode(kept)}" if kept else "")


def show_note() -> None:
    """Say once what the last command came to."""
    if note := st.session_state.pop("note", None):
        good, text = note
        (st.success if good else st.error)(_MARKS.sub(r"\\\1", text))

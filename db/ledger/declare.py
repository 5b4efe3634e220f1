"""What is declared: a ledger, and how each of its columns is shown and found. Constraints stay in pydantic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from db.models import Base
from db.session import ScopedSession

# Columns that together name a thing twice. Where "phone" is among them, different phones tell namesakes apart.
Twin = tuple[str, ...]


class Kind(StrEnum):
    """What a column holds, and so which widget, filter and reading of a cell it gets."""

    TEXT = "text"
    LONG = "long"
    PHONE = "phone"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    CHOICE = "choice"  # a member of an enum
    CODE = "code"  # a value of a code list
    PICK = "pick"  # the id of an area or unit
    OPTION = "option"  # one of the words of a custom field


@dataclass(frozen=True)
class Col:
    """How one field is shown and found: eight things, and no ninth (a ninth wish is a page of its own)."""

    label: str
    filter: bool = False
    picks: str | None = None  # "area", "community", "street" or "unit"
    codes: str | None = None  # the code list its values come from
    listed: bool = True
    hint: str | None = None
    needs: str | None = None  # the verb of the permission without which the column does not exist: "phone"
    also: tuple[str, ...] = ()  # other headings it goes by in spreadsheets


class Special:
    """What a ledger does beyond keeping its columns. Columns the table does not have are given by `more`."""

    def more(self, session: ScopedSession, ids: Iterable[int]) -> Mapping[int, Mapping[str, Any]]:  # noqa: ARG002  # why: for subclasses
        return {}

    def check(self, session: ScopedSession, target: Any, row: Any) -> None:
        """Before the row is written over the target, whose attributes still are the old ones."""

    def keep(self, session: ScopedSession, target: Any, row: Any) -> None:
        """After the target was written and has its id."""


PLAIN = Special()


@dataclass(frozen=True, eq=False)
class Ledger:
    """`place` is the column that says where a row belongs; `order` a column, with a minus for falling order."""

    name: str
    title: str
    lead: str
    model: type[Base]
    row: type[BaseModel]
    order: str
    twins: tuple[Twin, ...] = ()
    place: str = "area_id"
    special: Special = PLAIN

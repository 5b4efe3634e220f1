"""Registration of members and units with communities."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from db.errors import N_, Invalid
from db.rules.label import tidy

EARLIEST = date(1990, 1, 1)
MOST_ROWS = 3000
_DATE = re.compile(r"^(\d{4})\D?(\d{1,2})(?:\D?(\d{1,2}))?\D?$")
_FIRST_CELLS = frozenset(["序号", "姓名", "党员姓名", "单位", "单位名称", "所在单位", "name", "no."])


class RegistrationStatus(StrEnum):
    PENDING = "pending"
    ACCEPTED = "accepted"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"


class Basis(StrEnum):
    RESIDENCE = "residence"
    WORKPLACE = "workplace"


OPEN = (RegistrationStatus.PENDING, RegistrationStatus.ACCEPTED)


@dataclass(frozen=True)
class Line:
    """One row of a pasted block, as read: nothing is looked up yet."""

    number: int
    name: str
    unit: str
    day: date | None
    day_text: str


def check_single(open_elsewhere: str | None) -> None:
    """One open registration per member: a rule, not an index, so that an office may decide otherwise later."""
    if open_elsewhere:
        raise Invalid(
            N_("This member is already registered with {community}. Transfer the registration instead."),
            community=open_elsewhere,
        )


def check_registered_on(day: date | None, today: date) -> date:
    if day is None:
        raise Invalid(N_("Say since when."))
    if day > today:
        raise Invalid(N_("The date {day} lies in the future."), day=day)
    if day < EARLIEST:
        raise Invalid(N_("The date {day} is too long ago. Check the year."), day=day)
    return day


def check_end(registered_on: date, ended_on: date | None, today: date) -> date:
    ended_on = check_registered_on(ended_on, today)
    if ended_on < registered_on:
        raise Invalid(N_("It cannot end on {day}, before it began on {start}."), day=ended_on, start=registered_on)
    return ended_on


def read_date(text: str) -> date | None:
    """ "2026-3-5", "2026/03/05", "2026.3.5", "20260305", "2026年3月5日"; a month alone is its first day."""
    found = _DATE.match(tidy(text).split(" ")[0]) if text.strip() else None
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return None


def read_block(text: str, today: date) -> list[Line]:
    """Rows of name, unit and date from a pasted block: columns by tab or comma, numbering and a heading row dropped.

    The unit may be missing; without a date the row counts from today.
    """
    lines: list[Line] = []
    for number, row in enumerate(text.splitlines(), 1):
        cells = [tidy(cell) for cell in re.split(r"[\t,，、;；]", row)]
        if cells and re.fullmatch(r"\d{1,4}[.、]?", cells[0]):
            cells = cells[1:]
        if not any(cells) or (cells[0].casefold() in _FIRST_CELLS):
            continue
        if len(lines) == MOST_ROWS:
            raise Invalid(N_("More than {n} rows; paste the rest afterwards."), n=MOST_ROWS)
        name, unit, day_text = [*cells, "", "", ""][:3]
        if not day_text and read_date(unit):
            unit, day_text = "", unit
        lines.append(Line(number, name, unit, read_date(day_text) if day_text else today, day_text))
    return lines

"""Registration of members and units with communities."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from db.errors import N_, Invalid
from db.rules.activity import check_name
from db.rules.label import fold, tidy
from db.rules.match import Candidate

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


@dataclass(frozen=True)
class Found:
    """A pasted row after looking up: a member who is known, a new one with his unit, or what is wrong with it."""

    line: Line
    member_id: int | None = None
    unit_id: int | None = None
    problem: str | None = None
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return self.problem is None


@dataclass(frozen=True)
class Known:
    """What a block is compared with: bearers of the names, units by folded name, and who is registered where."""

    people: Mapping[str, Sequence[Candidate]]
    units: Mapping[str, int]
    registered: Mapping[int, str]


def judge(lines: Sequence[Line], known: Known, today: date) -> list[Found]:
    """Row by row, with the reason for each that cannot be taken."""
    made: list[Found] = []
    rows: dict[object, int] = {}
    for line in lines:
        try:
            found = _look_up(line, known, today)
        except Invalid as wrong:
            found = Found(line, problem=wrong.msgid, params=wrong.params)
        if found.good:
            who = found.member_id or (fold(line.name), found.unit_id)
            if who in rows:
                found = Found(line, problem=N_("The same person stands in row {n}."), params={"n": rows[who]})
            rows.setdefault(who, line.number)
        made.append(found)
    return made


def _look_up(line: Line, known: Known, today: date) -> Found:
    name = check_name(line.name)
    if line.day is None:
        raise Invalid(N_("“{text}” is not a date."), text=line.day_text)
    check_registered_on(line.day, today)
    unit_id = known.units.get(fold(line.unit)) if line.unit else None
    if line.unit and unit_id is None:
        raise Invalid(N_("The unit “{unit}” is not in the list of units."), unit=line.unit)
    bearers = [one for one in known.people.get(fold(name), ()) if unit_id is None or one.unit_id == unit_id]
    if len(bearers) > 1:
        raise Invalid(
            N_("{n} people are called {name}; give the unit, or register them one by one."), n=len(bearers), name=name
        )
    if not bearers and unit_id is None:
        raise Invalid(N_("Nobody here is called {name}; give the unit, and the member is added."), name=name)
    if not bearers:
        return Found(line, None, unit_id)
    if place := known.registered.get(bearers[0].id):
        raise Invalid(N_("Already registered with {community}."), community=place)
    return Found(line, bearers[0].id, bearers[0].unit_id)


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

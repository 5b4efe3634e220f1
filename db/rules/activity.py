"""Activities and service records: what may be recorded, and how pasted names are read."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, time
from enum import StrEnum

from db.errors import N_, Invalid
from db.rules.agreement import Measure
from db.rules.label import fold, tidy
from db.rules.note import clean

TALK_AND_TIDY = ("policy_talk", "sanitation")  # source 002 names their share as the symptom of sameness
COUNTED_BY_ACTIVITY = (Measure.TIMES, Measure.SESSIONS, Measure.HOURS)  # promises an activity can keep
HOURS_STEP = 0.5  # halves are exact in binary, so sums of hours are exact too
HOURS_OF_A_DAY = 24
MOST_PEOPLE = 500  # at one activity; more is a paste of something else
LONGEST_NAME = 40
LONGEST_PLACE, LONGEST_TITLE, LONGEST_OUTCOME = 60, 80, 200
_HAN = "\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_SPACED = re.compile(rf"(?<![{_HAN}])[{_HAN}](?:[ \u3000]+[{_HAN}])+(?![{_HAN}])")
_BETWEEN = re.compile(r"[\s,，、;；/|:：。]+")
_NUMBERING = re.compile(r"^\d+[.)）]?(?=\D)")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】\n]*[)）\]】]")
# What stands on a sign-in sheet beside the names.
_HEADINGS = frozenset(
    ["姓名", "名单", "党员姓名", "参加人员", "参加党员", "人员名单", "签到", "签到表", "序号", "合计", "共计", "等"]
)
_HEADCOUNT = re.compile(r"(?:^|等)(?:共|合计|共计)?\d+[人名]$|(?<=..)等$")


class ActivityStatus(StrEnum):
    HELD = "held"
    VOID = "void"


class RecordStatus(StrEnum):
    RECORDED = "recorded"
    VOID = "void"


class Source(StrEnum):
    PAPER = "paper"
    DESK = "desk"
    IMPORT = "import"


@dataclass(frozen=True)
class Entry:
    """An activity as the form gives it. Only area, day, kind and place must be filled in."""

    area_id: int
    held_on: date | None
    category: str
    place: str
    title: str | None = None
    starts_at: time | None = None
    hours: float | None = None
    unit_id: int | None = None
    commitment_id: int | None = None
    need_id: int | None = None
    outcome: str | None = None
    solved: bool | None = None


def checked(entry: Entry, today: date) -> Entry:
    """The entry tidied, or Invalid with the first thing that is wrong with it."""
    check_day(entry.held_on, today)
    check_hours(entry.hours)
    if not entry.category:
        raise Invalid(N_("Choose what kind of service it was."))
    place = clean(entry.place, LONGEST_PLACE)
    if place is None:
        raise Invalid(N_("Say where the activity was held."))
    if entry.solved and entry.need_id is None and not clean(entry.outcome, LONGEST_OUTCOME):
        raise Invalid(N_("Say which problem was solved: choose the need, or write the outcome in one line."))
    return replace(
        entry,
        place=place,
        title=clean(entry.title, LONGEST_TITLE),
        outcome=clean(entry.outcome, LONGEST_OUTCOME),
    )


def check_day(held_on: date | None, today: date) -> date:
    if held_on is None:
        raise Invalid(N_("Say on which day the activity was held."))
    if held_on > today:
        raise Invalid(N_("The activity is dated {day}, in the future. Record it after it was held."), day=held_on)
    if held_on.year < 2000:
        raise Invalid(N_("The date {day} is too long ago. Check the year."), day=held_on)
    return held_on


def check_hours(hours: float | None) -> float | None:
    if hours is not None and (not 0 < hours <= HOURS_OF_A_DAY or hours % HOURS_STEP):
        raise Invalid(N_("Hours run from 0.5 to 24 in steps of half an hour; {hours} does not fit."), hours=hours)
    return hours


def check_day_hours(name: str, day: date, hours: float) -> None:
    """One person's hours of one day, all activities together."""
    if hours > HOURS_OF_A_DAY:
        raise Invalid(
            N_("{name} would have {hours} hours of service on {day}, and a day has 24. Check the hours."),
            name=name,
            hours=hours,
            day=day,
        )


def check_people(number: int) -> None:
    if number == 0:
        raise Invalid(N_("Paste the names of those who came; without people there is nothing to count."))
    if number > MOST_PEOPLE:
        raise Invalid(N_("{n} names are too many for one activity; {most} is the most."), n=number, most=MOST_PEOPLE)


def check_name(name: str) -> str:
    """A person's name as it is kept: one line, at least one letter, no digits."""
    made = tidy(name)
    if len(made) > LONGEST_NAME:
        raise Invalid(N_("“{name}…” is too long for a name."), name=made[:12])
    if not any(ch.isalpha() for ch in made) or any(ch.isdigit() for ch in made):
        raise Invalid(N_("“{name}” does not look like a person's name."), name=made)
    return made


def split_names(text: str) -> list[str]:
    """Names from a pasted block, each once, in their order.

    They are separated by 、 commas, spaces, tabs or lines. Numbering, remarks in brackets, headings and head counts of
    a sign-in sheet are dropped. A short name typed with spaces inside ("张 伟", "王 小 明") is joined.
    """
    text = _BRACKETS.sub(" ", text.replace("\u200b", "")).replace("\t", "\n")
    names: dict[str, str] = {}
    for part in _BETWEEN.split(_SPACED.sub(_joined, text)):
        name = _NUMBERING.sub("", _HEADCOUNT.sub("", tidy(part)))
        if name not in _HEADINGS and any(ch.isalpha() for ch in name):
            names.setdefault(fold(name), name[:LONGEST_NAME])
    return list(names.values())


def _joined(found: re.Match[str]) -> str:
    """Single characters with spaces between: three are one name, an even number are names of two."""
    letters = found[0].split()
    if len(letters) == 3:
        return "".join(letters)
    if len(letters) % 2 == 0:
        return " ".join(a + b for a, b in zip(letters[::2], letters[1::2], strict=True))
    return found[0]


@dataclass(frozen=True)
class Stay:
    """One person's time at one activity."""

    name: str
    title: str
    starts_at: time
    hours: float


def overlaps(start_a: int, minutes_a: int, start_b: int, minutes_b: int) -> bool:
    """Whether two stays of one person on one day overlap; minutes from midnight."""
    return start_a < start_b + minutes_b and start_b < start_a + minutes_a


def overlapping(starts_at: time | None, hours: float | None, stays: Iterable[Stay]) -> list[Stay]:
    """The stays during which somebody would be at two places at once; none when the start or the length is unknown."""
    if starts_at is None or not hours:
        return []
    start, length = _minutes(starts_at), round(hours * 60)
    return [stay for stay in stays if overlaps(start, length, _minutes(stay.starts_at), round(stay.hours * 60))]


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute

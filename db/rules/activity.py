"""Activities and service records: what may be recorded, and how pasted names are read."""

import re
from datetime import date
from enum import StrEnum

from db.errors import N_, Invalid
from db.rules.label import tidy

TALK_AND_TIDY = ("policy_talk", "sanitation")  # source 002 names their share as the symptom of sameness
HOURS_STEP = 0.5  # halves are exact in binary, so sums of hours are exact too
_BETWEEN = re.compile(r"[\s,，、;；/|]+")
_NUMBERING = re.compile(r"^\d+[.、)）]?(?=\D)")


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


def check_day(held_on: date, today: date) -> None:
    if held_on > today:
        raise Invalid(N_("The activity is dated {day}, in the future. Record it after it was held."), day=held_on)
    if held_on.year < 2000:
        raise Invalid(N_("The date {day} is too long ago. Check the year."), day=held_on)


def check_hours(hours: float | None) -> None:
    if hours is None:
        return
    if not 0 < hours <= 24 or hours % HOURS_STEP:
        raise Invalid(N_("Hours run from 0.5 to 24 in steps of half an hour; {hours} does not fit."), hours=hours)


def split_names(text: str) -> list[str]:
    """Names from a pasted block: separated by 、 commas, spaces, tabs or lines; numbering dropped, repeats kept once.

    A two-character name typed with a space inside ("张 伟") is joined.
    """
    text = re.sub(r"(?<![一-鿿])([一-鿿])[ \u3000]+([一-鿿])(?![一-鿿])", r"\1\2", text.replace("\t", "\n"))
    names: dict[str, None] = {}
    for part in _BETWEEN.split(text):
        name = _NUMBERING.sub("", tidy(part))
        if name and not name.isdigit():
            names.setdefault(name[:40], None)
    return list(names)


def overlaps(start_a: int, minutes_a: int, start_b: int, minutes_b: int) -> bool:
    """Whether two stays of one person on one day overlap; minutes from midnight."""
    return start_a < start_b + minutes_b and start_b < start_a + minutes_a

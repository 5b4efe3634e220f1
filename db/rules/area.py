"""Levels of the area tree, kinds of grid, and the rules of codes and names."""

import re
from enum import StrEnum

from db.errors import N_, Invalid


class Level(StrEnum):
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


ORDER = list(Level)


class AssignmentRole(StrEnum):
    LEAD = "lead"
    DEPUTY_LEAD = "deputy_lead"
    WORKER = "worker"
    STREET_LIAISON = "street_liaison"


class Employment(StrEnum):
    FULL_TIME = "full_time"
    PART_TIME = "part_time"
    VOLUNTEER = "volunteer"


class Standing(StrEnum):
    """Whether something is in use: workers, units, members."""

    ACTIVE = "active"
    LEFT = "left"


def below(level: Level) -> Level | None:
    """The next lower level, None under a grid."""
    index = ORDER.index(level) + 1
    return ORDER[index] if index < len(ORDER) else None


def check_place(level: Level, parent: Level | None) -> None:
    """An area stands exactly one level under its parent; only the top of the tree has none."""
    if parent is not None and below(parent) is not level:
        raise Invalid(N_("A {level} cannot stand under a {parent}."), level=level.value, parent=parent.value)
    if parent is None and level in (Level.COMMUNITY, Level.GRID):
        raise Invalid(N_("Choose what this area belongs to."))


def check_code(level: Level, code: str | None, parent_code: str | None) -> None:
    """12 digits from city to community; a grid has its community's 12 and 3 more, or an office's own short code."""
    if not code:
        return
    if not re.fullmatch(r"[0-9A-Za-z\-]{2,20}", code):
        raise Invalid(N_("The code “{code}” may hold only digits, letters and hyphens, 2 to 20 of them."), code=code)
    if level is Level.GRID:
        if code.isdigit() and len(code) == 15 and parent_code and len(parent_code) == 12 and code[:12] != parent_code:
            raise Invalid(
                N_("The grid code {code} does not begin with its community's code {parent}."),
                code=code,
                parent=parent_code,
            )
    elif code.isdigit() and len(code) != 12:
        raise Invalid(N_("A division code has 12 digits; “{code}” has {n}."), code=code, n=len(code))

"""States of a need of the community."""

from enum import StrEnum


class NeedStatus(StrEnum):
    OPEN = "open"
    MATCHED = "matched"
    DOING = "doing"
    SOLVED = "solved"
    CLOSED = "closed"


UNMET = (NeedStatus.OPEN, NeedStatus.MATCHED, NeedStatus.DOING)

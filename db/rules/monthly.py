"""The monthly table: what its rows are and what its numbers mean. It never ranks."""

from dataclasses import dataclass, field
from enum import StrEnum

from db.errors import N_


class By(StrEnum):
    """What stands in the rows."""

    COMMUNITY = "community"
    UNIT = "unit"


DEFINITIONS = {
    "activities": N_("Activities held in the month; void ones do not count."),
    "person_times": N_("Service records of the month: one person at one activity counts one, each time he comes."),
    "persons": N_("Different people with a service record in the month."),
    "hours": N_("Hours of all service records of the month added up; records without hours count nothing."),
    "kinds": N_("Activities of this kind in the month."),
}
NOT_A_SUM = {
    By.COMMUNITY: N_(
        "The total of persons is not the sum of the rows: who served in two communities is one person of the street."
    ),
    By.UNIT: N_(
        "The totals of activities and persons are not the sums of the rows: an activity to which three units "
        "sent people stands in three rows and is one activity."
    ),
}


@dataclass(frozen=True)
class Row:
    """One line of the table; kinds are activities by category."""

    id: int | None
    name: str
    activities: int = 0
    person_times: int = 0
    persons: int = 0
    hours: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Monthly:
    """`apart` is what belongs to no row: the street's own activities, or people without a unit."""

    by: By
    month: str
    rows: tuple[Row, ...]
    apart: Row | None
    total: Row

    @property
    def kinds(self) -> list[str]:
        """The categories that occur."""
        return [code for code, n in self.total.kinds.items() if n]

"""What the map can show: the measures, what each of them counts, and the levels they are counted for."""

from db.errors import N_
from db.rules.area import ORDER, Level

# Which of the measures look at the period; the others say how things stand today.
OF_PERIOD = ("activities", "person_times", "persons", "hours", "members_rate")
BY_MONTH = ("activities", "person_times", "hours")
OF_PERSONS = ("persons", "members_rate")
DEFINITIONS = {
    "activities": N_("Activities held in the area in the period. Those that were voided do not count."),
    "person_times": N_("Service records of the period: one member at one activity counts once, each time he comes."),
    "persons": N_(
        "Different members with a service record in the period. Who came twice, or to two grids, is one person."
    ),
    "hours": N_("The hours of all service records of the period added up."),
    "members_rate": N_(
        "Different serving members with a service record in the period, for every 1,000 households of the area."
    ),
    "agreements": N_("Agreements of the area that are in force today, whatever the period."),
    "needs": N_("Needs of the area that are neither solved nor closed today, whatever the period."),
    "days_since": N_(
        "Days since the last activity, whatever the period. Where there never was one, there is no value."
    ),
}
MEASURES = tuple(DEFINITIONS)
LEVELS = (Level.COMMUNITY, Level.GRID)
# Counts that name nobody but come from fewer persons than this are not shown to those who may not see persons.
FEW = 3


def levels_under(root: Level) -> tuple[Level, ...]:
    """What can be drawn below a root; a grid has nothing below and is drawn itself."""
    return tuple(level for level in LEVELS if ORDER.index(level) > ORDER.index(root)) or (Level.GRID,)


def level_under(root: Level, asked: str | None) -> Level:
    """The asked level where it fits under the root, else the highest that does."""
    fitting = levels_under(root)
    return next((level for level in fitting if level == asked), fitting[0])

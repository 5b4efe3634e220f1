"""From pasted names to persons: who was found, who must be told apart, who is new. No person is made twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

LEAVE_OUT = -1
NO_UNIT = 0
SOMEBODY_ELSE = -2  # the name is known, but this is another person


@dataclass(frozen=True)
class Candidate:
    """A member of the street who bears the name: enough to tell namesakes apart and nothing more."""

    id: int
    name: str
    unit_id: int | None
    unit: str
    community: str
    near: bool = False  # of the community that records the activity
    left: bool = False


@dataclass(frozen=True)
class Match:
    """One pasted name and who bears it: those of one's own community first, those who left last."""

    name: str
    candidates: tuple[Candidate, ...]

    @property
    def sole(self) -> Candidate | None:
        """The one person it must be, because nobody else here bears the name."""
        present = [one for one in self.candidates if not one.left]
        if len(present) == 1:
            return present[0]
        return self.candidates[0] if len(self.candidates) == 1 else None


@dataclass(frozen=True)
class Chosen:
    """Whom the names stand for: known persons, new ones with their unit, names left out, and names still open."""

    people: tuple[int, ...] = ()
    newcomers: tuple[tuple[str, int | None], ...] = ()
    left_out: tuple[str, ...] = ()
    undecided: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        return len(self.people) + len(self.newcomers)


@dataclass
class _Sorted:
    people: dict[int, None] = field(default_factory=dict)
    newcomers: list[tuple[str, int | None]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    undecided: list[str] = field(default_factory=list)


def decide(
    matches: Sequence[Match],
    picks: Mapping[str, int | tuple[int, ...] | None],
    units: Mapping[str, int | None],
    unit_for_all: int | None,
) -> Chosen:
    """Apply what the reader chose.

    `picks` says who a name stands for: an id, several ids, LEAVE_OUT or SOMEBODY_ELSE; it is needed where a name fits
    several persons and may correct it where it fits one. `units` gives the unit of a newcomer by name, or NO_UNIT, or
    LEAVE_OUT; where it is silent, `unit_for_all` holds.
    """
    made = _Sorted()
    for match in matches:
        picked = picks.get(match.name)
        if picked is None and match.sole is not None:
            picked = match.sole.id
        if picked == LEAVE_OUT:
            made.left_out.append(match.name)
        elif picked == SOMEBODY_ELSE or not match.candidates:
            _place_newcomer(made, match.name, units.get(match.name), unit_for_all)
        elif picked is None:
            made.undecided.append(match.name)
        else:
            known = {one.id for one in match.candidates}
            ids = (picked,) if isinstance(picked, int) else picked
            made.people.update(dict.fromkeys(id_ for id_ in ids if id_ in known))
    return Chosen(tuple(made.people), tuple(made.newcomers), tuple(made.left_out), tuple(made.undecided))


def _place_newcomer(made: _Sorted, name: str, unit: int | None, unit_for_all: int | None) -> None:
    unit = unit if unit is not None else unit_for_all
    if unit is None:
        made.undecided.append(name)
    elif unit == LEAVE_OUT:
        made.left_out.append(name)
    else:
        made.newcomers.append((name, unit or None))

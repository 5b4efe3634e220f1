"""Invented names of people and telephone numbers that cannot ring anybody."""

from collections.abc import Iterator
from random import Random

from db.demo.words import GIVEN_MEN, GIVEN_SHORT, GIVEN_WOMEN, SURNAMES

# The earlier a surname stands in the list, the more people bear it.
_SURNAME_WEIGHTS = [1 / (place + 4) for place in range(len(SURNAMES))]


class Names:
    """Takes names at random; within one bearer group no name comes twice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._taken: set[tuple[object, str]] = set()

    def take(self, group: object = None) -> str:
        while True:
            name = self._invent()
            if (group, name) not in self._taken:
                self._taken.add((group, name))
                return name

    def claim(self, name: str, group: object = None) -> str:
        """A name given on purpose."""
        self._taken.add((group, name))
        return name

    def _invent(self) -> str:
        rng = self._rng
        surname = rng.choices(SURNAMES, _SURNAME_WEIGHTS)[0]
        if rng.random() < 0.12:
            return surname + rng.choice(GIVEN_SHORT)
        first, second = rng.choice((GIVEN_MEN, GIVEN_WOMEN))
        return surname + rng.choice(first) + rng.choice(second)


def phones(block: int) -> Iterator[str]:
    """Numbers 199-0000-xxxx, from the given thousand on; no operator gives out that range."""
    return (f"1990000{number:04d}" for number in range(block * 1000, 10_000))

"""Commitments: when each is due, what was done for it in order, and the fulfilment rate."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from math import isfinite

from db.errors import N_, Invalid
from db.rules.agreement import EXPIRING_DAYS, WAYS_ON, Frequency, Measure, Status

MONTHS = {Frequency.MONTHLY: 1, Frequency.QUARTERLY: 3, Frequency.HALF_YEAR: 6, Frequency.YEAR: 12}
MAX_QTY = 1_000_000
CONTENT_LENGTH = 120
NEAR = 1e-9  # sums of tenths are not exact
# Words that stand after a quantity, and say how often it is due.
MEASURE_WORDS = {
    Measure.TIMES: N_("times"),
    Measure.SESSIONS: N_("sessions"),
    Measure.HOURS: N_("hours"),
    Measure.HOUSEHOLDS: N_("households"),
    Measure.PLACES: N_("places"),
    Measure.YUAN: N_("yuan"),
    Measure.OTHER: N_("items"),
}
ONE_WORDS = {
    Measure.TIMES: N_("time"),
    Measure.SESSIONS: N_("session"),
    Measure.HOURS: N_("hour"),
    Measure.HOUSEHOLDS: N_("household"),
    Measure.PLACES: N_("place"),
    Measure.YUAN: N_("yuan"),
    Measure.OTHER: N_("item"),
}
FREQUENCY_WORDS = {
    Frequency.ONCE: N_("Once"),
    Frequency.MONTHLY: N_("Every month"),
    Frequency.QUARTERLY: N_("Every quarter"),
    Frequency.HALF_YEAR: N_("Every half-year"),
    Frequency.YEAR: N_("Every year"),
}
RATE_DEFINITION = N_(
    "Due dates that have passed and were met, divided by all due dates that have passed. What is done counts for the "
    "earliest due date still open; due dates during a suspension or after termination count nothing."
)

Pause = tuple[date, date | None]


class Mark(StrEnum):
    """How a due date stands."""

    MET = "met"
    MET_LATE = "met_late"
    LATE = "late"
    NOT_YET_DUE = "not_yet_due"


@dataclass(frozen=True)
class Due:
    """One due date: what it demands, what was done for it, and the day on which that was enough."""

    due_on: date
    required: float
    done: float
    met_on: date | None

    @property
    def met(self) -> bool:
        return self.met_on is not None

    def mark(self, today: date) -> Mark:
        if self.met_on is not None:
            return Mark.MET if self.met_on <= self.due_on else Mark.MET_LATE
        return Mark.LATE if self.due_on < today else Mark.NOT_YET_DUE


@dataclass(frozen=True)
class Rate:
    """Fulfilled of due: met due dates among those that have passed."""

    met: int = 0
    due: int = 0

    @property
    def share(self) -> float | None:
        return self.met / self.due if self.due else None

    def __add__(self, other: "Rate") -> "Rate":
        return Rate(self.met + other.met, self.due + other.due)


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_dates(frequency: Frequency, starts_on: date, ends_on: date, due_on: date | None = None) -> list[date]:
    """The last day of each period of the term; a rest shorter than half a period demands nothing of its own.

    What is promised once is due by `due_on`, or by the end of the term.
    """
    if frequency is Frequency.ONCE:
        return [due_on or ends_on]
    step, n, made = MONTHS[frequency], 1, []
    opened = starts_on
    while (closed := months_on(starts_on, step * n) - timedelta(days=1)) <= ends_on:
        made.append(closed)
        opened, n = closed + timedelta(days=1), n + 1
    rest, whole = (ends_on - opened).days + 1, (closed - opened).days + 1
    if not made or rest * 2 >= whole:
        made.append(ends_on)
    return made


def counted(dates: Iterable[date], pauses: Sequence[Pause] = (), closed_on: date | None = None) -> list[date]:
    """The due dates that bind: none while the agreement was suspended, none after it was terminated."""
    return [
        day
        for day in dates
        if (closed_on is None or day <= closed_on)
        and not any(start <= day and (end is None or day < end) for start, end in pauses)
    ]


def schedule(dates: Sequence[date], target_qty: float, done: Iterable[tuple[date, float]]) -> list[Due]:
    """Assign what was done, oldest first, to the due dates, earliest first."""
    pile = sorted(done, reverse=True)
    left = 0.0  # of the oldest, on top of the pile
    made = []
    for due_on in sorted(dates):
        got, met_on = 0.0, None
        while met_on is None and pile:
            day, qty = pile[-1]
            left = left or qty
            take = min(left, target_qty - got)
            got, left = got + take, left - take
            if left <= NEAR:
                pile.pop()
                left = 0.0
            if got >= target_qty - NEAR:
                met_on = day
        made.append(Due(due_on, target_qty, got, met_on))
    return made


def next_due(schedules: Iterable[Sequence[Due]]) -> date | None:
    """The earliest due date of all that is not met."""
    return min((due.due_on for dues in schedules for due in dues if not due.met), default=None)


def rate(dues: Iterable[Due], today: date) -> Rate:
    passed = [due for due in dues if due.due_on < today]
    return Rate(sum(due.met for due in passed), len(passed))


def pauses(moves: Iterable[tuple[date, str | None, str | None]]) -> list[Pause]:
    """Suspensions, from the log: (day, from, to) in order; the last one may still be open."""
    made: list[Pause] = []
    for day, before, after in moves:
        if after == "suspended":
            made.append((day, None))
        elif before == "suspended" and made and made[-1][1] is None:
            made[-1] = (made[-1][0], day)
    return made


def next_term(starts_on: date, ends_on: date, today: date) -> tuple[date, date]:
    """The term of a renewal: as long as the last one, from the day after it; from today if that lies long back."""
    start = ends_on + timedelta(days=1)
    months = (start.year - starts_on.year) * 12 + start.month - starts_on.month
    whole = months > 0 and months_on(starts_on, months) == start
    length = ends_on - starts_on
    if today > start + timedelta(days=EXPIRING_DAYS):
        start = today
    return start, months_on(start, months) - timedelta(days=1) if whole else start + length


def check_promise(
    content: str, target_qty: float | None, frequency: Frequency, due_on: date | None, term: tuple[date, date]
) -> None:
    """A commitment is measurable and falls due within the term."""
    if len(content) < 2:
        raise Invalid(N_("Say in a few words what is promised."))
    if len(content) > CONTENT_LENGTH:
        raise Invalid(N_("The text has {n} characters; {most} is the most."), n=len(content), most=CONTENT_LENGTH)
    _check_qty(target_qty)
    if due_on is not None and frequency is not Frequency.ONCE:
        raise Invalid(
            N_("A due date is given only for what is promised once; the rest is due at the end of each period.")
        )
    check_due_on(due_on, *term)


def check_due_on(due_on: date | None, starts_on: date, ends_on: date) -> None:
    if due_on is not None and not starts_on <= due_on <= ends_on:
        raise Invalid(N_("The due date {day} lies outside the term."), day=due_on)


def check_fulfilment(qty: float | None, done_on: date | None, starts_on: date, today: date) -> None:
    """What was done was done within the agreement, and not in the future."""
    _check_qty(qty)
    if done_on is None:
        raise Invalid(N_("Enter the day on which it was done."))
    if done_on > today:
        raise Invalid(N_("The day {day} lies in the future. Record it after it was done."), day=done_on)
    if done_on < starts_on:
        raise Invalid(N_("On {day} the agreement had not begun yet."), day=done_on)


def _check_qty(qty: float | None) -> None:
    if qty is None or not isfinite(qty) or not 0 < qty <= MAX_QTY or round(qty, 2) != qty:
        raise Invalid(N_("A quantity lies between 0.01 and 1,000,000, with two decimals at most."))


def check_fulfillable(status: Status) -> None:
    """Fulfilments belong to an agreement in force, one that has meanwhile ended included."""
    if status is not Status.ACTIVE:
        raise Invalid(WAYS_ON[status])

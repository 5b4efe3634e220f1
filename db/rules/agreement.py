"""The life of a co-construction agreement: stored states and moves, and what dates and links make of them."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from db.errors import N_, Invalid

EXPIRING_DAYS = 90
MAX_YEARS = 20
TITLE_LENGTH = 80
REASON_LENGTH = 100


class Status(StrEnum):
    DRAFT = "draft"
    REVIEW = "review"
    SIGNED = "signed"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


class Derived(StrEnum):
    """What dates and links make of an active agreement; never stored."""

    EXPIRING = "expiring"
    EXPIRED = "expired"
    RENEWED = "renewed"


State = Status | Derived


class SideOf(StrEnum):
    PARTY_A = "party_a"
    PARTY_B = "party_b"
    WITNESS = "witness"


class Measure(StrEnum):
    TIMES = "times"
    SESSIONS = "sessions"
    HOURS = "hours"
    HOUSEHOLDS = "households"
    PLACES = "places"
    YUAN = "yuan"
    OTHER = "other"


class Frequency(StrEnum):
    ONCE = "once"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEAR = "half_year"
    YEAR = "year"


class Move(StrEnum):
    """What may be done to an agreement; the labels stand on buttons."""

    SUBMIT = "submit_for_review"
    RETURN = "back_to_draft"
    SIGN = "sign"
    START = "put_into_force"
    SUSPEND = "suspend"
    RESUME = "resume"
    TERMINATE = "terminate"
    RENEW = "renew"


class Event(StrEnum):
    """What the log of an agreement tells."""

    DRAFTED = "drafted"
    EDITED = "draft_edited"
    SUBMITTED = "submitted_for_review"
    RETURNED = "returned_to_draft"
    SIGNED = "signed"
    STARTED = "came_into_force"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    TERMINATED = "terminated"
    RENEWED = "renewal_drafted"
    FULFILLED = "fulfilment_recorded"
    CONFIRMED = "fulfilment_confirmed"
    VOIDED = "fulfilment_voided"


class Alert(StrEnum):
    """Why an agreement wants attention, most pressing first."""

    EXPIRED = "expired"
    LATE = "late"
    EXPIRING = "expiring"
    TO_START = "to_be_put_into_force"


# Every state with its name on the screen ("active" alone would say too little), in the order of an agreement's life.
STATE_NAMES: dict[State, str] = {
    Status.DRAFT: N_("Draft"),
    Status.REVIEW: N_("Review"),
    Status.SIGNED: N_("Signed"),
    Status.ACTIVE: N_("In force"),
    Derived.EXPIRING: N_("Expiring"),
    Derived.EXPIRED: N_("Expired"),
    Derived.RENEWED: N_("Renewed"),
    Status.SUSPENDED: N_("Suspended"),
    Status.TERMINATED: N_("Terminated"),
}
ALERT_NAMES: dict[Alert, str] = {
    Alert.EXPIRED: N_("Agreement expired"),
    Alert.LATE: N_("Commitment late"),
    Alert.EXPIRING: N_("Agreement expiring"),
    Alert.TO_START: N_("Agreement to put into force"),
}
IN_FORCE = "in_force"  # active, expiring, or renewed but still running
LATE = "late"  # in force, with a due date passed and not met
MOVES: dict[Status, dict[Status, Move]] = {
    Status.DRAFT: {Status.REVIEW: Move.SUBMIT},
    Status.REVIEW: {Status.DRAFT: Move.RETURN, Status.SIGNED: Move.SIGN},
    Status.SIGNED: {Status.ACTIVE: Move.START, Status.TERMINATED: Move.TERMINATE},
    Status.ACTIVE: {Status.SUSPENDED: Move.SUSPEND, Status.TERMINATED: Move.TERMINATE},
    Status.SUSPENDED: {Status.ACTIVE: Move.RESUME, Status.TERMINATED: Move.TERMINATE},
    Status.TERMINATED: {},
}
# Where the refused reader stands, and what he may do instead.
WAYS_ON: dict[Status, str] = {
    Status.DRAFT: N_("The agreement is a draft. It may be edited, or submitted for review."),
    Status.REVIEW: N_("The agreement is under review. It may be signed, or go back to draft."),
    Status.SIGNED: N_("The agreement is signed. It may be put into force from its first day on, or be terminated."),
    Status.ACTIVE: N_("The agreement is in force. It may be suspended, terminated or renewed."),
    Status.SUSPENDED: N_("The agreement is suspended. It may be resumed or terminated."),
    Status.TERMINATED: N_("The agreement is terminated. Nothing more may be done to it; draft a new one."),
}


@dataclass(frozen=True)
class Facts:
    """What decides about moves: the stored state, the term, and whether a renewal exists and is signed."""

    status: Status
    starts_on: date
    ends_on: date
    renewal: bool = False
    renewal_signed: bool = False
    sides: frozenset[SideOf] = frozenset()
    commitments: int = 0

    def state(self, today: date) -> State:
        """The state a reader sees; running agreements end in one of expiring, expired or renewed."""
        if self.status is not Status.ACTIVE:
            return self.status
        if self.renewal_signed:
            return Derived.RENEWED
        if self.ends_on < today:
            return Derived.EXPIRED
        if self.ends_on <= today + timedelta(days=EXPIRING_DAYS):
            return Derived.EXPIRING
        return Status.ACTIVE


def move(status: Status, to: Status) -> Move:
    """The move that leads from one stored state to another. Raises Invalid where none does."""
    found = MOVES[status].get(to)
    if found is None:
        raise Invalid(WAYS_ON[status])
    return found


def check_move(facts: Facts, wanted: Move, today: date) -> Status:
    """The state a move leads to. Raises Invalid, saying the state and what may be done instead."""
    if wanted is Move.RENEW:
        _check_renewal(facts)
        return Status.DRAFT
    to = next((to for to, way in MOVES[facts.status].items() if way is wanted), None)
    if to is None:
        raise Invalid(WAYS_ON[facts.status])
    if wanted is Move.SUBMIT:
        check_review(facts)
    elif wanted is Move.START and today < facts.starts_on:
        raise Invalid(
            N_("The agreement is signed and begins on {day}. It may be put into force from then on."),
            day=facts.starts_on,
        )
    elif wanted is Move.SUSPEND and facts.ends_on < today:
        raise Invalid(N_("The agreement ended on {day}. It may be renewed or terminated."), day=facts.ends_on)
    return to


def allowed_moves(facts: Facts, today: date) -> list[Move]:
    """The moves that would not be refused now, in the order of their buttons."""
    made = []
    for wanted in Move:
        try:
            check_move(facts, wanted, today)
        except Invalid:
            continue
        made.append(wanted)
    return made


def _check_renewal(facts: Facts) -> None:
    if facts.status is not Status.ACTIVE:
        raise Invalid(WAYS_ON[facts.status])
    if facts.renewal:
        raise Invalid(N_("A renewal of this agreement exists already. Open it in the list and go on there."))


def check_review(facts: Facts) -> None:
    """What both sides must have agreed upon before they look at it."""
    if not {SideOf.PARTY_A, SideOf.PARTY_B} <= facts.sides:
        raise Invalid(N_("A draft needs a party A and a party B before it can be reviewed. Add the missing party."))
    if not facts.commitments:
        raise Invalid(N_("A draft needs at least one commitment before it can be reviewed. Add what is promised."))
    check_term(facts.starts_on, facts.ends_on)


def check_term(starts_on: date | None, ends_on: date | None) -> None:
    if starts_on is None or ends_on is None:
        raise Invalid(N_("Enter the first and the last day of the term."))
    if ends_on < starts_on:
        raise Invalid(N_("The term ends on {end}, before it starts on {start}."), start=starts_on, end=ends_on)
    if starts_on.year < 1990 or ends_on.year > 2100 or ends_on.year - starts_on.year > MAX_YEARS:
        raise Invalid(
            N_("A term from {start} to {end} cannot be right. Check the years."), start=starts_on, end=ends_on
        )


def check_signing(signed_on: date | None, ends_on: date, today: date) -> None:
    if signed_on is None:
        raise Invalid(N_("Enter the day of signing."))
    if signed_on > today:
        raise Invalid(N_("The day of signing {day} lies in the future."), day=signed_on)
    if signed_on > ends_on:
        raise Invalid(N_("The day of signing {day} lies after the end of the term."), day=signed_on)
    if signed_on.year < 1990:
        raise Invalid(N_("The date {day} is too long ago. Check the year."), day=signed_on)


def check_editable(status: Status) -> None:
    """Only drafts are changed; what has been reviewed or signed stays as it is."""
    if status is not Status.DRAFT:
        raise Invalid(WAYS_ON[status])


def check_title(title: str) -> str:
    if len(title) < 4:
        raise Invalid(N_("Give the agreement a title of at least 4 characters."))
    if len(title) > TITLE_LENGTH:
        raise Invalid(N_("The title has {n} characters; {most} is the most."), n=len(title), most=TITLE_LENGTH)
    return title


def check_reason(reason: str) -> str:
    if len(reason) < 2:
        raise Invalid(N_("Say why, in a few words."))
    if len(reason) > REASON_LENGTH:
        raise Invalid(N_("The reason has {n} characters; {most} is the most."), n=len(reason), most=REASON_LENGTH)
    return reason


def check_text(text: str, most: int) -> str:
    if len(text) > most:
        raise Invalid(N_("“{text}…” is too long; {most} characters are the most."), text=text[:12], most=most)
    return text


def number_start(year: int, serial: int) -> str:
    """What the number given at signing starts with: the year, and the serial number of the area on this desk."""
    return f"{year}-{serial:03d}-"


def next_number(start: str, taken: list[str]) -> str:
    """The next number, "2026-012-003", after all those taken."""
    used = [int(number[len(start) :]) for number in taken if number[len(start) :].isdigit()]
    return f"{start}{max(used, default=0) + 1:03d}"

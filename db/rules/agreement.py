"""The life of a co-construction agreement: states and moves, derived states, due dates of commitments."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from db.errors import Invalid, N_


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

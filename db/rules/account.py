"""Accounts: what a username and a password may be, who may give which role, and how long a guesser waits."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from db.errors import N_, Invalid
from db.rules.label import tidy


class AccountState(StrEnum):
    ACTIVE = "active"
    TEMPORARY_PASSWORD = "temporary_password"  # noqa: S105  # why: a state, not a secret
    LOCKED = "locked"
    DISABLED = "disabled"


LEAST_CHARACTERS = 10
MOST_BYTES = 72  # bcrypt reads no further
NAME_LENGTH = 40
USERNAME = re.compile(r"[a-z0-9_-]{2,20}")
# Rows of a keyboard and counting: any password that is mostly one of these falls to the first list of guesses.
EASY = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv")
COMMON = (
    "password",
    "passw0rd",
    "p@ssw0rd",
    "p@ssword",
    "admin",
    "welcome",
    "letmein",
    "iloveyou",
    "woaini",
    "5201314",
)

FREE_PER_ACCOUNT = 5
FREE_PER_ADDRESS = 20  # a whole office may share one address
LONGEST_WAIT = timedelta(minutes=15)
FORGIVEN_AFTER = timedelta(hours=1)

CODE_LIFE = timedelta(hours=24)
WALL_CODE_LIFE = timedelta(minutes=30)

STREET_GIVES = (
    "street_admin", "street_staff", "community_secretary", "community_staff", "grid_worker", "unit_liaison", "leader",
)  # fmt: skip
GIVES: dict[str, tuple[str, ...]] = {
    "sysadmin": ("sysadmin", *STREET_GIVES, "auditor"),
    "street_admin": STREET_GIVES,
}
# At which levels of the area tree the work of a role lies. A liaison has a unit instead, two roles have no place.
LEVELS: dict[str, tuple[str, ...]] = {
    "sysadmin": (),
    "street_admin": ("street",),
    "street_staff": ("street",),
    "community_secretary": ("community",),
    "community_staff": ("community",),
    "grid_worker": ("grid",),
    "unit_liaison": (),
    "leader": ("street", "community"),
    "auditor": (),
}


def username(text: str) -> str:
    """The username as it is kept: folded to half width and lower case."""
    name = tidy(text).lower()
    if not USERNAME.fullmatch(name):
        raise Invalid(N_("A username has 2 to 20 letters (a-z), digits, hyphens or underscores."))
    return name


def display_name(text: str) -> str:
    name = tidy(text)
    if not name:
        raise Invalid(N_("Enter the person's name."))
    if len(name) > NAME_LENGTH or not name.isprintable():
        raise Invalid(N_("A name has at most {most} characters."), most=NAME_LENGTH)
    return name


def check_password(password: str, username: str) -> None:
    """Length counts, not a zoo of characters; but nothing from the top of a guesser's list."""
    if len(password) < LEAST_CHARACTERS:
        raise Invalid(N_("A password needs at least {least} characters."), least=LEAST_CHARACTERS)
    if len(password.encode()) > MOST_BYTES:
        raise Invalid(N_("A password has at most 72 bytes: 72 letters or 24 Chinese characters."))
    if not password.isprintable():
        raise Invalid(N_("A password may not contain control characters."))
    if len(username) > 2 and username in password.lower():
        raise Invalid(N_("A password may not contain the username."))
    if _is_easy(password.lower()):
        raise Invalid(N_("This password is too easy to guess. A short sentence is safer."))


def _is_easy(password: str) -> bool:
    if len(set(password)) < 5:
        return True
    rest = password
    for run in (*COMMON, *(piece for row in EASY for piece in _pieces(row))):
        rest = rest.replace(run, "")
    return len(rest) < 4


def _pieces(row: str) -> list[str]:
    """Runs of four and more keys, forward and backward, longest first."""
    cuts = [row[a:b] for a in range(len(row)) for b in range(a + 4, len(row) + 1)]
    return sorted({*cuts, *(cut[::-1] for cut in cuts)}, key=len, reverse=True)


def check_twice(password: str, again: str) -> None:
    if password != again:
        raise Invalid(N_("The two passwords are not the same."))


def may_give(giver: str, role: str) -> bool:
    return role in GIVES.get(giver, ())


def roles_given_by(giver: str) -> Sequence[str]:
    return GIVES.get(giver, ())


def check_home(role: str, level: str | None, *, has_unit: bool) -> None:
    """A role fits its place: a secretary has a community, a liaison a unit."""
    if role == "unit_liaison":
        if not has_unit:
            raise Invalid(N_("Choose the unit this liaison speaks for."))
    elif (fitting := LEVELS.get(role, ())) and level not in fitting:
        raise Invalid(N_("Choose an area that fits the role: a secretary has a community, a grid worker a grid."))


def wait_after(failures: int, free: int) -> timedelta:
    """Nothing for the first slips, then 1, 2, 4, 8 and at most 15 minutes. It never becomes for ever."""
    if failures < free:
        return timedelta(0)
    return min(timedelta(minutes=2 ** min(failures - free, 10)), LONGEST_WAIT)


def failures_left_over(failures: int, last: datetime, now: datetime) -> int:
    """Old failures are forgiven once nobody has failed for an hour."""
    return 0 if now - last >= FORGIVEN_AFTER else failures


def minutes_to_wait(until: datetime | None, now: datetime) -> int:
    """Whole minutes, rounded up; 0 when nothing is blocked."""
    if until is None or until <= now:
        return 0
    return int(-(-(until - now).total_seconds() // 60))

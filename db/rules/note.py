"""Free text written by staff: its length, and what must never be written into it (identity, bank and phone numbers)."""

import re

from db.errors import N_, Invalid
from db.rules.label import tidy

_LONG_NUMBER = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{16,19})(?![\dXx])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def check_private(text: str) -> None:
    """Refuse text that holds an identity, bank or mobile number; spaces and hyphens inside do not hide it."""
    for part in (text, re.sub(r"(?<=\d)[ -](?=\d)", "", text)):
        if _LONG_NUMBER.search(part):
            raise Invalid(N_("Remove the identity or bank number from the text; such numbers are not kept here."))
        if _MOBILE.search(part):
            raise Invalid(N_("Remove the mobile number from the text; phones belong to the member or unit, protected."))


def clean(text: str | None, longest: int) -> str | None:
    """One line of free text, tidied; None when nothing is left of it."""
    made = tidy(text or "")
    if len(made) > longest:
        raise Invalid(
            N_("This text has {n} characters; at most {longest} fit: {start}…"),
            n=len(made),
            longest=longest,
            start=made[:12],
        )
    check_private(made)
    return made or None


def reason(text: str | None) -> str:
    """Why something is voided, withdrawn or removed: never empty."""
    made = clean(text, 100)
    if made is None:
        raise Invalid(N_("Say why, in a few words."))
    return made

"""Passwords: hashed, verified and measured with streamlit-authenticator's Hasher and Validator, and nowhere else."""

import logging
import secrets
from functools import cache

from db.errors import N_, Invalid
from db.rules import account as rules

logging.disable(logging.WARNING)  # on import the library declares widgets we do not use, and Streamlit warns of each
from streamlit_authenticator.utilities.hasher import Hasher  # noqa: E402
from streamlit_authenticator.utilities.validator import Validator  # noqa: E402

logging.disable(logging.NOTSET)

# What a temporary password is made of: nothing that is mistaken for something else on paper (0/O, 1/l/I).
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def hash_new(password: str, username: str) -> str:
    """The hash of a password its owner chose, or Invalid with the reason."""
    if not Validator().validate_length(password, rules.LEAST_CHARACTERS, rules.MOST_BYTES):
        rules.check_password(password, username)
        raise Invalid(N_("A password may not contain control characters."))  # a line break: "." does not match it
    rules.check_password(password, username)
    return str(Hasher.hash(password))


def hash_temporary() -> tuple[str, str]:
    """A random password to read out once, and its hash."""
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))
    return password, str(Hasher.hash(password))


def matches(password: str, hashed: str | None) -> bool:
    """Whether the password is right. Without a hash it takes just as long, so that names cannot be told by time."""
    asked = password.encode()
    fits = 0 < len(asked) <= rules.MOST_BYTES
    good = bool(Hasher.check_pw(password if fits else "does not fit", hashed or _nobody()))
    return good and fits and hashed is not None


def is_username(text: str) -> bool:
    """A quick look before the database is asked."""
    return bool(Validator().validate_username(text))


@cache
def _nobody() -> str:
    """The hash of a password nobody knows."""
    return str(Hasher.hash(secrets.token_urlsafe(24)))

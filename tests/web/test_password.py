"""Hashing and verifying through streamlit-authenticator, and where its limits are kept from the user."""

import statistics
import time

import bcrypt
import pytest

from components.web import password as passwords
from db.errors import Invalid
from db.rules import account as rules


def test_a_hash_fits_its_password_only() -> None:
    hashed = passwords.hash_new("correct horse battery", "ada")
    assert passwords.matches("correct horse battery", hashed)
    assert not passwords.matches("correct horse batterY", hashed)


def test_hashes_of_the_command_line_are_the_same_kind() -> None:
    hashed = bcrypt.hashpw(b"correct horse battery", bcrypt.gensalt(rounds=4)).decode()
    assert passwords.matches("correct horse battery", hashed)


@pytest.mark.parametrize("typed", ["", "密" * 25, "x" * 73, "x" * 100_000])
def test_what_bcrypt_cannot_read_is_wrong_and_never_an_error(typed: str) -> None:
    assert not passwords.matches(typed, passwords.hash_new("correct horse battery", "ada"))


@pytest.mark.parametrize("typed", ["密" * 25, "x" * 73, "too short", "correct\nhorse battery"])
def test_what_bcrypt_cannot_keep_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(Invalid):
        passwords.hash_new(typed, "ada")


def test_an_unknown_user_takes_as_long_as_a_known_one() -> None:
    hashed = passwords.hash_new("correct horse battery", "ada")
    passwords.matches("warm up", None)

    def median(target: str | None) -> float:
        took = []
        for _ in range(5):
            start = time.process_time()
            assert not passwords.matches("not the password", target)
            took.append(time.process_time() - start)
        return statistics.median(took)

    known, unknown = median(hashed), median(None)
    assert unknown > known / 2


def test_a_temporary_password_is_random_and_satisfies_the_rules() -> None:
    first, hashed = passwords.hash_temporary()
    second, _ = passwords.hash_temporary()
    assert first != second
    rules.check_password(first, "ada")
    assert passwords.matches(first, hashed)


@pytest.mark.parametrize("name", ["ab", "a-b_2", "x" * 20])
def test_what_the_rule_takes_as_a_username_the_validator_takes_too(name: str) -> None:
    assert rules.username(name) == name
    assert passwords.is_username(name)

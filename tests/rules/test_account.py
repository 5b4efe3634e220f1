"""Usernames, passwords, roles and the guesser's wait."""

from datetime import UTC, datetime, timedelta

import pytest

from db.access import Role
from db.errors import Invalid
from db.rules import account as rules

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(("typed", "kept"), [("Ada", "ada"), (" ada_1 ", "ada_1"), ("ａｄａ", "ada"), ("x-y", "x-y")])
def test_a_username_is_folded(typed: str, kept: str) -> None:
    assert rules.username(typed) == kept


@pytest.mark.parametrize("typed", ["", "a", "a" * 21, "王芳", "a b", "a'--", "a\n", "<b>", "ada@x"])
def test_an_odd_username_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.username(typed)


@pytest.mark.parametrize("typed", ["阿依古丽·买买提", "王 芳", "O'Neil", "<b>王</b>", "=1+1"])
def test_a_name_is_taken_as_it_is(typed: str) -> None:
    assert rules.display_name(typed) == typed


@pytest.mark.parametrize("typed", ["", "   ", "王" * 41, "王\x07芳"])
def test_an_impossible_name_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        rules.display_name(typed)


@pytest.mark.parametrize(
    "password", ["correct horse battery", "今天天气很好我去社区", "Tq7!mzp0Lw", "密" * 5 + "abcdefgQ1!"]
)
def test_a_decent_password_passes(password: str) -> None:
    rules.check_password(password, "ada")


@pytest.mark.parametrize(
    "password",
    [
        "short1!", "1234567890", "0987654321", "aaaaaaaaaaaa", "abababababab", "password123", "Admin12345678",
        "qwertyuiop12", "1qaz2wsx3edc", "my-ada-secret", "密" * 25, "x" * 73, "good enough\x00pw",
    ],
)  # fmt: skip
def test_a_poor_password_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        rules.check_password(password, "ada")


def test_seventy_two_bytes_fit_and_one_more_does_not() -> None:
    base = "Tq7!mzp0Lw" * 8
    rules.check_password(base[:72], "ada")
    with pytest.raises(Invalid, match="72 bytes"):
        rules.check_password(base[:73], "ada")


@pytest.mark.parametrize(
    ("failures", "minutes"), [(0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (9, 15), (50, 15), (100_000, 15)]
)
def test_the_wait_grows_and_stops_growing(failures: int, minutes: int) -> None:
    assert rules.wait_after(failures, rules.FREE_PER_ACCOUNT) == timedelta(minutes=minutes)


def test_failures_are_forgiven_after_an_hour_without_any() -> None:
    assert rules.failures_left_over(9, NOON, NOON + timedelta(minutes=59)) == 9
    assert rules.failures_left_over(9, NOON, NOON + timedelta(minutes=60)) == 0


@pytest.mark.parametrize(("seconds", "minutes"), [(-1, 0), (0, 0), (1, 1), (60, 1), (61, 2), (900, 15)])
def test_minutes_are_rounded_up(seconds: int, minutes: int) -> None:
    assert rules.minutes_to_wait(NOON + timedelta(seconds=seconds), NOON) == minutes


def test_a_street_administrator_gives_neither_sysadmin_nor_auditor_nor_wall() -> None:
    given = set(rules.roles_given_by(Role.STREET_ADMIN))
    assert given == set(Role) - {Role.SYSADMIN, Role.AUDITOR, Role.WALL}
    assert rules.may_give(Role.SYSADMIN, Role.AUDITOR)
    assert not rules.may_give(Role.SYSADMIN, Role.WALL)
    assert not any(rules.may_give(Role.COMMUNITY_SECRETARY, role) for role in Role)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.WALL])
def test_every_role_has_a_place_it_fits(role: Role) -> None:
    fitting = [level for level in ("street", "community", "grid") if level in rules.LEVELS[role]]
    for level in ("street", "community", "grid", None):
        if level in fitting or not fitting:
            rules.check_home(role, level, has_unit=role is Role.UNIT_LIAISON)
        else:
            with pytest.raises(Invalid):
                rules.check_home(role, level, has_unit=True)
    if role is Role.UNIT_LIAISON:
        with pytest.raises(Invalid):
            rules.check_home(role, None, has_unit=False)

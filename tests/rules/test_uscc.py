"""The check character of unified social credit codes."""

import pytest

from db.rules import uscc

VALID = (
    "91110000600037341L",
    "11990101000000019X",
    "12990101000000027M",
    "51990101MJ00000340",
    "52990101MJ0000042P",
    "91990101MA0000058R",
    "92990101MA00000827",
    "N2990101MF00000648",
)


@pytest.mark.parametrize("code", VALID)
def test_a_right_code_passes(code: str) -> None:
    assert uscc.check(code)


@pytest.mark.parametrize("code", VALID)
def test_any_single_wrong_character_is_found(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in uscc.ALPHABET.replace(right, ""):
            assert not uscc.check(code[:place] + wrong + code[place + 1 :])


def test_the_check_is_zero_and_not_thirty_one_when_the_sum_divides() -> None:
    body = "0" * 17
    assert uscc.check_digit(body) == "0"
    assert uscc.check(body + "0")


def test_the_worked_example_of_the_standard_ends_in_three() -> None:
    assert uscc.check_digit("91350100M000100Y4") == "3"


@pytest.mark.parametrize(
    "code", ["", "9111000060003734", "91110000600037341LL", "9111000060003734IL", "91110000600037341l"]
)
def test_what_is_not_a_code_is_refused(code: str) -> None:
    assert not uscc.check(code)


@pytest.mark.parametrize(("body", "digit"), [("00000001", "9"), ("00000002", "7"), ("MJ000003", "4")])
def test_the_inner_organisation_code_has_its_own_check(body: str, digit: str) -> None:
    assert uscc.organisation_check_digit(body) == digit

"""Every move of an agreement, allowed and refused; states that follow from dates and links."""

from datetime import date, timedelta

import pytest

from db.errors import Invalid
from db.rules.agreement import (
    EXPIRING_DAYS,
    MOVES,
    STATE_NAMES,
    WAYS_ON,
    Derived,
    Facts,
    Move,
    SideOf,
    Status,
    allowed_moves,
    check_move,
    check_reason,
    check_review,
    check_signing,
    check_term,
    check_title,
    move,
    next_number,
    number_start,
)

TODAY = date(2026, 11, 22)
BOTH = frozenset({SideOf.PARTY_A, SideOf.PARTY_B})
ALLOWED = {
    (Status.DRAFT, Status.REVIEW): Move.SUBMIT,
    (Status.REVIEW, Status.DRAFT): Move.RETURN,
    (Status.REVIEW, Status.SIGNED): Move.SIGN,
    (Status.SIGNED, Status.ACTIVE): Move.START,
    (Status.SIGNED, Status.TERMINATED): Move.TERMINATE,
    (Status.ACTIVE, Status.SUSPENDED): Move.SUSPEND,
    (Status.ACTIVE, Status.TERMINATED): Move.TERMINATE,
    (Status.SUSPENDED, Status.ACTIVE): Move.RESUME,
    (Status.SUSPENDED, Status.TERMINATED): Move.TERMINATE,
}


def facts(status: Status, **more: object) -> Facts:
    """A complete agreement that runs for another year."""
    values = {"starts_on": date(2026, 1, 1), "ends_on": date(2027, 12, 31), "sides": BOTH, "commitments": 1}
    return Facts(status, **(values | more))  # type: ignore[arg-type]  # why: the values are of the right types


@pytest.mark.parametrize("before", list(Status))
@pytest.mark.parametrize("after", list(Status))
def test_a_move_is_on_the_list_or_refused_with_what_may_be_done(before: Status, after: Status) -> None:
    if wanted := ALLOWED.get((before, after)):
        assert move(before, after) is wanted
        assert check_move(facts(before), wanted, TODAY) is after
    else:
        with pytest.raises(Invalid) as refused:
            move(before, after)
        assert refused.value.msgid == WAYS_ON[before]


@pytest.mark.parametrize("status", list(Status))
@pytest.mark.parametrize("wanted", list(Move))
def test_every_button_from_every_state(status: Status, wanted: Move) -> None:
    ways = {way: to for (before, to), way in ALLOWED.items() if before is status}
    if status is Status.ACTIVE:
        ways[Move.RENEW] = Status.DRAFT
    if wanted in ways:
        assert check_move(facts(status), wanted, TODAY) is ways[wanted]
        assert wanted in allowed_moves(facts(status), TODAY)
    else:
        with pytest.raises(Invalid, match="agreement is") as refused:
            check_move(facts(status), wanted, TODAY)
        assert refused.value.msgid == WAYS_ON[status]
        assert wanted not in allowed_moves(facts(status), TODAY)


def test_the_table_of_moves_holds_nothing_else() -> None:
    assert {(before, after): way for before, ways in MOVES.items() for after, way in ways.items()} == ALLOWED


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"sides": frozenset({SideOf.PARTY_A})}, "party B"),
        ({"sides": frozenset({SideOf.PARTY_B, SideOf.WITNESS})}, "party A"),
        ({"commitments": 0}, "at least one commitment"),
        ({"ends_on": date(2025, 12, 31)}, "before it starts"),
    ],
)
def test_a_draft_is_reviewed_only_when_complete(more: dict[str, object], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        check_review(facts(Status.DRAFT, **more))
    with pytest.raises(Invalid, match=said):
        check_move(facts(Status.DRAFT, **more), Move.SUBMIT, TODAY)


def test_an_agreement_comes_into_force_on_its_first_day_and_not_before() -> None:
    signed = facts(Status.SIGNED, starts_on=TODAY + timedelta(days=1))
    with pytest.raises(Invalid, match="2026-11-23"):
        check_move(signed, Move.START, TODAY)
    assert Move.START not in allowed_moves(signed, TODAY)
    assert check_move(signed, Move.START, TODAY + timedelta(days=1)) is Status.ACTIVE


def test_what_has_ended_is_renewed_or_closed_but_not_suspended() -> None:
    ended = facts(Status.ACTIVE, ends_on=TODAY - timedelta(days=1))
    assert allowed_moves(ended, TODAY) == [Move.TERMINATE, Move.RENEW]
    with pytest.raises(Invalid, match="ended on 2026-11-21"):
        check_move(ended, Move.SUSPEND, TODAY)
    last_day = facts(Status.ACTIVE, ends_on=TODAY)
    assert check_move(last_day, Move.SUSPEND, TODAY) is Status.SUSPENDED


def test_one_renewal_is_enough() -> None:
    with pytest.raises(Invalid, match="exists already"):
        check_move(facts(Status.ACTIVE, renewal=True), Move.RENEW, TODAY)


@pytest.mark.parametrize(
    ("days", "state"),
    [
        (-1, Derived.EXPIRED),
        (0, Derived.EXPIRING),
        (EXPIRING_DAYS, Derived.EXPIRING),
        (EXPIRING_DAYS + 1, Status.ACTIVE),
    ],
)
def test_expiring_and_expired_follow_from_the_last_day(days: int, state: object) -> None:
    running = facts(Status.ACTIVE, ends_on=TODAY + timedelta(days=days))
    assert running.state(TODAY) is state
    renewed = facts(Status.ACTIVE, ends_on=running.ends_on, renewal=True, renewal_signed=True)
    assert renewed.state(TODAY) is Derived.RENEWED
    drafted = facts(Status.ACTIVE, ends_on=running.ends_on, renewal=True)
    assert drafted.state(TODAY) is state


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.ACTIVE])
def test_only_what_is_in_force_expires(status: Status) -> None:
    over = facts(status, ends_on=TODAY - timedelta(days=900), renewal=True, renewal_signed=True)
    assert over.state(TODAY) is status


def test_every_state_has_its_name() -> None:
    assert set(STATE_NAMES) == {*Status, *Derived}
    assert len(set(STATE_NAMES.values())) == len(STATE_NAMES)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (None, TODAY),
        (TODAY, None),
        (TODAY, TODAY - timedelta(days=1)),
        (date(1989, 1, 1), TODAY),
        (TODAY, date(2056, 1, 1)),
    ],
)
def test_an_impossible_term_is_refused(start: date | None, end: date | None) -> None:
    with pytest.raises(Invalid):
        check_term(start, end)


def test_a_term_may_last_one_day() -> None:
    check_term(TODAY, TODAY)


def test_nothing_is_signed_tomorrow_after_its_end_or_in_another_age() -> None:
    check_signing(TODAY, TODAY, TODAY)
    for day, ends_on in (
        (TODAY + timedelta(days=1), date(2027, 1, 1)),
        (TODAY, date(2026, 1, 1)),
        (date(1980, 1, 1), TODAY),
        (None, TODAY),
    ):
        with pytest.raises(Invalid):
            check_signing(day, ends_on, TODAY)


def test_titles_and_reasons_have_a_length() -> None:
    assert check_title("共建协议") == "共建协议"
    assert check_reason("搬迁") == "搬迁"
    for text in ("", "abc", "x" * 81):
        with pytest.raises(Invalid):
            check_title(text)
    for text in ("", "x", "x" * 101):
        with pytest.raises(Invalid):
            check_reason(text)


def test_numbers_count_on_behind_what_is_taken() -> None:
    start = number_start(2026, 12)
    assert next_number(start, []) == "2026-012-001"
    assert next_number(start, ["2026-012-001", "2026-012-007", "2026-012-x"]) == "2026-012-008"
    assert next_number(start, ["2026-012-999"]) == "2026-012-1000"

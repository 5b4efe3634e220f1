"""How long a session lives."""

from datetime import UTC, datetime, timedelta

from db.rules.session import ABSOLUTE, IDLE, SessionKind, is_open

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
END = NOON + ABSOLUTE
SECOND = timedelta(seconds=1)


def test_a_desk_session_ends_when_nobody_has_touched_it() -> None:
    assert is_open(SessionKind.DESK, NOON, END, None, NOON + IDLE - SECOND)
    assert not is_open(SessionKind.DESK, NOON, END, None, NOON + IDLE)


def test_a_desk_session_ends_at_its_end_however_busy() -> None:
    assert is_open(SessionKind.DESK, END - SECOND, END, None, END - SECOND)
    assert not is_open(SessionKind.DESK, END, END, None, END)


def test_a_wall_knows_no_idle_time_but_an_end() -> None:
    assert is_open(SessionKind.WALL, NOON, END, None, END - SECOND)
    assert not is_open(SessionKind.WALL, NOON, END, None, END)


def test_an_ended_session_stays_ended() -> None:
    assert not is_open(SessionKind.DESK, NOON, END, NOON, NOON)
    assert not is_open(SessionKind.WALL, NOON, END, NOON, NOON)

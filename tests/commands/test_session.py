"""Signing in and out, guessing, codes and walls."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import audit, clock, gate
from db.access import Role
from db.commands import session as doors
from db.commands.account import disable_account
from db.errors import Invalid, Refused, SignedOut
from db.models import Account, AuditLog, Base, LoginSession, Throttle
from db.queries.session import demo_cards, known_account, wall_listing
from db.rules.session import ABSOLUTE, IDLE, WALL_LIFE
from db.session import make_engine

Act = Callable[..., Any]
KEYS = doors.counters("bo", "10.0.0.9")


def test_only_the_hash_of_a_token_is_stored(town: Engine) -> None:
    with gate.system("sign_in") as session:
        token = doors.open_session(session, 4, "10.0.0.9")
    with Session(town) as session:
        kept = session.scalars(select(LoginSession.sid).where(LoginSession.address == "10.0.0.9")).one()
    assert kept == doors.sid_of(token) != token
    assert gate.load_actor(kept).username == "bo"
    with pytest.raises(SignedOut):
        gate.load_actor(token)


def test_signing_in_shows_when_one_was_here_before_and_leaves_the_row_version(town: Engine) -> None:
    with gate.system("sign_in") as session:
        before = session.get_one(Account, 4).row_version
        first = doors.open_session(session, 4, "a")
        second = doors.open_session(session, 4, "b")
    assert gate.load_actor(doors.sid_of(first)).last_sign_in is None
    assert gate.load_actor(doors.sid_of(second)).last_sign_in is not None
    with Session(town) as session:
        assert session.get_one(Account, 4).row_version == before


def test_after_signing_out_the_session_is_gone_and_the_log_knows(town: Engine) -> None:
    with gate.system("sign_out") as session:
        doors.close_session(session, "bo", "signed out")
    with pytest.raises(SignedOut):
        gate.load_actor("bo")
    assert gate.load_actor("bea").username == "bea"
    with Session(town) as session:
        assert session.scalars(select(AuditLog.username).where(AuditLog.action == "sign_out")).all() == ["bo"]


def test_an_idle_session_ends_unless_a_person_touched_it(town: Engine) -> None:
    start = clock.now()
    with time_machine.travel(start + IDLE - timedelta(minutes=1), tick=False):
        gate.touch("bo")
    with time_machine.travel(start + IDLE + timedelta(minutes=1), tick=False):
        assert gate.load_actor("bo").username == "bo"
        with pytest.raises(SignedOut):
            gate.load_actor("bea")


def test_no_session_outlives_half_a_day(town: Engine) -> None:
    start = clock.now()
    for minutes in range(20, int(ABSOLUTE.total_seconds() // 60), 20):
        with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
            gate.touch("bo")
    with time_machine.travel(start + ABSOLUTE + timedelta(seconds=1), tick=False), pytest.raises(SignedOut):
        gate.load_actor("bo")


def _try(keys: list[doors.Counter] = KEYS) -> int:
    with gate.system("sign_in") as session:
        return doors.take_attempt(session, keys)


def test_five_failures_are_free_and_then_one_waits_longer_and_longer(town: Engine) -> None:
    start = clock.now()
    waits, at = [], start
    with time_machine.travel(start, tick=False):
        assert [_try() for _ in range(5)] == [0] * 5
    for _ in range(6):
        with time_machine.travel(at, tick=False):
            waits.append(_try())
        at += timedelta(minutes=waits[-1])
        with time_machine.travel(at, tick=False):
            assert _try() == 0
    assert waits == [1, 2, 4, 8, 15, 15]


def test_a_right_password_does_not_count_but_the_lock_holds_against_it_too(town: Engine) -> None:
    for _ in range(50):
        assert _try() == 0
        with gate.system("sign_in") as session:
            doors.forgive_attempt(session, KEYS)
    for _ in range(5):
        _try()
    assert _try() == 1


def test_a_lock_is_forgotten_after_an_hour(town: Engine) -> None:
    for _ in range(5):
        _try()
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1), tick=False):
        assert [_try() for _ in range(5)] == [0] * 5


def test_one_address_may_fail_twenty_times_whatever_the_names(town: Engine) -> None:
    tries = [_try(doors.counters(f"guess{i}", "10.6.6.6")) for i in range(21)]
    assert tries == [0] * 20 + [1]
    assert _try(doors.counters("bo", "10.0.0.1")) == 0


def test_a_success_does_not_wipe_the_failures_of_its_address(town: Engine) -> None:
    for i in range(19):
        _try(doors.counters(f"guess{i}", "10.6.6.6"))
    own = doors.counters("bo", "10.6.6.6")
    assert _try(own) == 0
    with gate.system("sign_in") as session:
        doors.forgive_attempt(session, own)
    assert [_try(doors.counters(f"more{i}", "10.6.6.6")) for i in range(2)] == [0, 1]


def test_counters_of_yesterday_are_swept_away(town: Engine) -> None:
    _try(doors.counters("ghost", "10.6.6.6"))
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1), tick=False):
        _try()
    with Session(town) as session:
        assert session.scalar(select(func.count()).select_from(Throttle)) == 2


def test_a_failed_name_is_logged_only_when_it_is_one(town: Engine) -> None:
    with gate.system("sign_in") as session:
        doors.note_failure(session, "bo", "a")
        doors.note_failure(session, "my secret password", "a")
    with Session(town) as session:
        rows = session.execute(select(AuditLog.username, AuditLog.ok).where(AuditLog.action == "sign_in")).all()
    assert [tuple(row) for row in rows] == [("bo", False), ("?", False)]


def test_a_new_password_ends_every_session_and_opens_one(town: Engine) -> None:
    with gate.system("sign_in") as session:
        elsewhere = doors.open_session(session, 4, "a")
        token = doors.set_password(session, 4, "fresh", "b")
    for sid in ("bo", doors.sid_of(elsewhere)):
        with pytest.raises(SignedOut):
            gate.load_actor(sid)
    assert gate.load_actor(doors.sid_of(token)).username == "bo"
    with Session(town) as session:
        known = known_account(session, "bo")
    assert known is not None
    assert (known.password_hash, known.must_change) == ("fresh", False)


def test_a_wall_opens_once_by_its_code_and_lives_seven_days(town: Engine, do: Act, ask: Act) -> None:
    code = do("ada", doors.make_wall_code, 2)
    with gate.system("wall") as session:
        sid = doors.sid_of(doors.open_wall(session, f"{code[:4]} {code[4:]}", "10.0.0.7"))
    actor = gate.load_actor(sid)
    assert (actor.role, actor.own[0].area_id) == (Role.WALL, 2)
    with gate.system("wall") as session, pytest.raises(Invalid):
        doors.open_wall(session, code, "10.0.0.7")
    with time_machine.travel(clock.now() + WALL_LIFE - timedelta(minutes=1), tick=False):
        assert gate.load_actor(sid).role is Role.WALL
    with time_machine.travel(clock.now() + WALL_LIFE + timedelta(minutes=1), tick=False), pytest.raises(SignedOut):
        gate.load_actor(sid)
    assert list(ask("ada", wall_listing)["area"]) == ["East"]


@pytest.mark.parametrize("typed", ["", "0000", "0" * 16, "x" * 100, "' or 1=1 --"])
def test_a_wrong_code_opens_nothing(town: Engine, typed: str) -> None:
    with gate.system("wall") as session, pytest.raises(Invalid):
        doors.open_wall(session, typed, "a")


def test_a_code_is_good_for_its_purpose_and_time_only(town: Engine, do: Act) -> None:
    code = do("ada", doors.make_wall_code, 1)
    with gate.system("set_up") as session, pytest.raises(Invalid):
        doors.use_code(session, "set-up", code)
    later = clock.now() + timedelta(minutes=31)
    with time_machine.travel(later, tick=False), gate.system("wall") as session, pytest.raises(Invalid):
        doors.open_wall(session, code, "a")


def test_a_wall_taken_down_is_dark_at_its_next_look(town: Engine, do: Act, ask: Act) -> None:
    code = do("ada", doors.make_wall_code, 1)
    with gate.system("wall") as session:
        sid = doors.sid_of(doors.open_wall(session, code, "a"))
    do("ada", doors.end_wall, int(ask("ada", wall_listing)["id"].iloc[0]))
    with pytest.raises(SignedOut):
        gate.load_actor(sid)
    assert ask("ada", wall_listing).empty


@pytest.mark.parametrize("area", [9, 10, 101, 999])
def test_no_wall_shows_an_area_that_is_not_ones_own(town: Engine, do: Act, area: int) -> None:
    with pytest.raises(Invalid):
        do("ada", doors.make_wall_code, area)


def test_a_secretary_makes_no_walls_and_a_desk_is_no_wall(town: Engine, do: Act) -> None:
    with pytest.raises(Refused):
        do("bo", doors.make_wall_code, 2)
    with pytest.raises(Invalid):
        do("ada", doors.end_wall, gate.load_actor("bo").session_id)


def test_a_disabled_account_is_out_at_once(town: Engine, do: Act) -> None:
    do("ada", disable_account, 4)
    with pytest.raises(SignedOut):
        gate.load_actor("bo")


def test_the_demo_offers_one_card_per_role_and_none_for_the_disabled(town: Engine, do: Act) -> None:
    do("ada", disable_account, 4)
    with Session(town) as session:
        assert demo_cards(session) == []
    with town.execution_options(writes=True).begin() as connection:
        audit.append(connection, audit.Entry(audit.DEMO_LOADED), who="demo")
    with Session(town) as session:
        cards = demo_cards(session)
    assert [card.role for card in cards] == [role for role in Role if role is not Role.WALL]
    names = {card.role: (card.username, card.place) for card in cards}
    assert names[Role.COMMUNITY_SECRETARY] == ("wen", "West")
    assert names[Role.UNIT_LIAISON] == ("li", "Bank")


def test_many_guesses_at_the_same_moment_gain_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make_engine(f"sqlite:///{(tmp_path / 'desk.db').as_posix()}")
    Base.metadata.create_all(made)
    monkeypatch.setattr(gate, "engine", lambda: made)
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: _try(), range(40)))
    made.dispose()
    assert waits.count(0) == 5

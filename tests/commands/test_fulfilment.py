"""What was done for a commitment, who may say so, and what it does to the next due date."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.access import command
from db.clock import today
from db.commands.agreement import (
    sign_agreement,
    start_agreement,
    submit_agreement,
    suspend_agreement,
    terminate_agreement,
)
from db.commands.commitment import add_commitment
from db.commands.fulfilment import confirm_fulfilment, record_fulfilment, void_fulfilment
from db.due import refresh_next_due, schedules
from db.errors import AppError, Invalid, Refused, Spent, Stale
from db.models import AgreementLog, AgreementSide, Commitment, Fulfilment
from db.queries.agreementcard import agreement_card
from db.rules.agreement import Event, Frequency, Measure, SideOf, Status
from db.session import ScopedSession
from tests.agreement import brought_to, draft, row
from tests.conftest import make_activity

Do = Callable[..., Any]


@pytest.fixture
def active(do: Do, town: Engine) -> int:
    """In force for 200 days: two sessions a quarter, two quarters gone."""
    return brought_to(do, town, Status.ACTIVE)


def promise_of(engine: Engine, agreement_id: int) -> int:
    with Session(engine) as session:
        return session.scalars(select(Commitment.id).where(Commitment.agreement_id == agreement_id)).one()


def done(engine: Engine, id_: int) -> Fulfilment:
    with Session(engine) as session:
        found = session.get(Fulfilment, id_)
        assert found is not None
        return found


def days_ago(n: int) -> Any:
    return today() - timedelta(days=n)


def test_the_next_due_date_moves_on_and_back_again(do: Do, town: Engine, active: int) -> None:
    promise = promise_of(town, active)
    first = row(town, active).next_due_on
    assert first is not None
    do("bo", record_fulfilment, promise, days_ago(150), 1)
    assert row(town, active).next_due_on == first
    second = do("bea", record_fulfilment, promise, days_ago(140), 1.5, "in the hall")
    moved = row(town, active).next_due_on
    assert moved is not None
    assert 85 < (moved - first).days < 95
    do("bo", void_fulfilment, second, done(town, second).row_version, "Counted twice")
    assert row(town, active).next_due_on == first


def test_a_units_promise_waits_for_the_units_word(do: Do, ask: Callable[..., Any], town: Engine, active: int) -> None:
    id_ = do("bo", record_fulfilment, promise_of(town, active), days_ago(3), 1)
    made = done(town, id_)
    assert (made.unit_id, made.confirmed_at, made.confirmed_by) == (1, None, None)
    assert ask("li", agreement_card, active).fulfilments[0].confirmable
    assert not ask("bo", agreement_card, active).fulfilments[0].confirmable
    do("li", confirm_fulfilment, id_, made.row_version)
    made = done(town, id_)
    assert made.confirmed_at is not None
    assert not ask("li", agreement_card, active).fulfilments[0].confirmable
    with Session(town) as session:
        logged = session.scalars(select(AgreementLog).order_by(AgreementLog.id.desc())).first()
        assert logged is not None
        assert (logged.action, logged.by_name) == (Event.CONFIRMED, "Li")
    with pytest.raises(Invalid, match="already"):
        do("li", confirm_fulfilment, id_, made.row_version)


def test_a_promise_of_the_community_needs_no_other_word(do: Do, town: Engine) -> None:
    id_ = draft(do)
    with Session(town) as session:
        own = session.scalars(select(AgreementSide.id).where(AgreementSide.side == SideOf.PARTY_A)).one()
    promise = do("bo", add_commitment, own, "other", "Meet", 1, Measure.TIMES, Frequency.QUARTERLY)
    for step, *args in ((submit_agreement,), (sign_agreement, today()), (start_agreement,)):
        do("bo", step, id_, row(town, id_).row_version, *args)
    made = done(town, do("bo", record_fulfilment, promise, days_ago(1), 1))
    assert (made.unit_id, made.confirmed_by) == (None, 4)
    with pytest.raises(Invalid, match="liaison"):
        do("li", confirm_fulfilment, made.id, made.row_version)


@pytest.mark.parametrize(
    ("who", "error"), [("bo", Invalid), ("ada", Invalid), ("wen", Invalid), ("far", Invalid), ("lea", Refused)]
)
def test_nobody_else_confirms(do: Do, town: Engine, active: int, who: str, error: type[AppError]) -> None:
    id_ = do("bo", record_fulfilment, promise_of(town, active), days_ago(3), 1)
    with pytest.raises(error):
        do(who, confirm_fulfilment, id_, 1)
    assert done(town, id_).confirmed_at is None


def test_a_liaison_confirms_nothing_of_another_unit_of_the_same_agreement(do: Do, town: Engine) -> None:
    id_ = draft(do, units=(1, 2))
    with Session(town) as session:
        school = session.scalars(select(AgreementSide.id).where(AgreementSide.unit_id == 2)).one()
    promise = do("bo", add_commitment, school, "other", "Teach", 1, Measure.TIMES, Frequency.QUARTERLY)
    for step, *args in ((submit_agreement,), (sign_agreement, today()), (start_agreement,)):
        do("bo", step, id_, row(town, id_).row_version, *args)
    made = do("bo", record_fulfilment, promise, days_ago(1), 1)
    with pytest.raises(Invalid, match="liaison"):
        do("li", confirm_fulfilment, made, 1)


def test_a_liaison_sees_only_agreements_of_his_unit(do: Do, ask: Callable[..., Any], town: Engine, active: int) -> None:
    other = draft(do, title="Without the bank", units=(1, 2))
    with Session(town) as session, session.begin():
        session.query(AgreementSide).filter_by(agreement_id=other, unit_id=1).update({"unit_id": 3})
    assert ask("li", agreement_card, active).id == active
    with pytest.raises(Invalid):
        ask("li", agreement_card, other)


@pytest.mark.parametrize(("who", "error"), [("wen", Invalid), ("far", Invalid), ("lea", Refused), ("li", Refused)])
def test_strangers_and_readers_record_and_void_nothing(
    do: Do, town: Engine, active: int, who: str, error: type[AppError]
) -> None:
    id_ = do("bo", record_fulfilment, promise_of(town, active), days_ago(3), 1)
    with pytest.raises(error):
        do(who, record_fulfilment, promise_of(town, active), days_ago(2), 1)
    with pytest.raises(error):
        do(who, void_fulfilment, id_, 1, "Not so")
    assert done(town, id_).void_reason is None


@pytest.mark.parametrize(("ago", "qty"), [(-1, 1), (201, 1), (3, 0), (3, -2), (3, None), (3, float("nan"))])
def test_impossible_fulfilments_are_refused(do: Do, town: Engine, active: int, ago: int, qty: float | None) -> None:
    with pytest.raises(Invalid):
        do("bo", record_fulfilment, promise_of(town, active), days_ago(ago), qty)
    with pytest.raises(Invalid):
        do("bo", record_fulfilment, None, days_ago(1), 1)


def test_the_same_is_recorded_once(do: Do, town: Engine, active: int) -> None:
    promise = promise_of(town, active)
    id_ = do("bo", record_fulfilment, promise, days_ago(3), 1, nonce="n")
    with pytest.raises(Spent):
        do("bo", record_fulfilment, promise, days_ago(3), 1, nonce="n")
    with pytest.raises(Invalid, match="recorded for"):
        do("bea", record_fulfilment, promise, days_ago(3), 1)
    do("bo", void_fulfilment, id_, 1, "A mistake")
    assert do("bea", record_fulfilment, promise, days_ago(3), 1)


def test_voiding_needs_a_reason_a_fresh_version_and_happens_once(do: Do, town: Engine, active: int) -> None:
    id_ = do("bo", record_fulfilment, promise_of(town, active), days_ago(3), 1)
    with pytest.raises(Invalid):
        do("bo", void_fulfilment, id_, 1, " ")
    with pytest.raises(Stale):
        do("bo", void_fulfilment, id_, 7, "A mistake")
    do("bo", void_fulfilment, id_, 1, "A mistake")
    with pytest.raises(Invalid, match="void already"):
        do("bo", void_fulfilment, id_, 2, "Again")
    with pytest.raises(Invalid, match="already"):
        do("li", confirm_fulfilment, id_, 2)


def test_what_an_activity_ticked_is_taken_back_there(do: Do, town: Engine, active: int) -> None:
    promise = promise_of(town, active)

    @command("activity:write")
    def tick(session: ScopedSession) -> int:
        activity = make_activity(2, days_ago(3))
        session.add(activity)
        session.flush()
        links = {"agreement_id": active, "commitment_id": promise, "unit_id": 1, "activity_id": activity.id}
        made = Fulfilment(**links, done_on=days_ago(3), qty=1)
        session.add(made)
        refresh_next_due(session, active)
        return made.id

    id_ = do("bo", tick)
    with pytest.raises(Invalid, match="activity"):
        do("bo", void_fulfilment, id_, 1, "A mistake")


@pytest.mark.parametrize("end", [suspend_agreement, terminate_agreement])
def test_only_an_agreement_in_force_is_fulfilled(do: Do, town: Engine, active: int, end: Any) -> None:
    do("bo", end, active, row(town, active).row_version, "Building works")
    with pytest.raises(Invalid, match="The agreement is"):
        do("bo", record_fulfilment, promise_of(town, active), days_ago(3), 1)


def at_once(engine: Engine, work: Callable[[int], Any], over: list[int]) -> list[Any]:
    """Several desks at the same time; SQLite in memory is one connection, so there they come one after another."""
    with ThreadPoolExecutor(1 if engine.dialect.name == "sqlite" else len(over)) as desks:
        return list(desks.map(work, over))


def test_two_desks_that_tick_at_once_lose_nothing(do: Do, town: Engine, active: int) -> None:
    promise = promise_of(town, active)

    def tick(n: int) -> None:
        do("bo" if n % 2 else "bea", record_fulfilment, promise, days_ago(100 + n), 1)

    at_once(town, tick, list(range(6)))
    after = row(town, active)
    with Session(town) as session:
        assert session.scalar(select(func.count(Fulfilment.id))) == 6
        dues = [due.due_on for due in schedules(session, [after])[active][promise]]
    assert after.next_due_on == dues[3]


def test_two_desks_that_sign_at_once_get_two_numbers(do: Do, town: Engine) -> None:
    ids = [brought_to(do, town, Status.REVIEW, title=f"Joint building {n}") for n in range(5)]
    numbers = at_once(town, lambda id_: do("bo", sign_agreement, id_, row(town, id_).row_version, today()), ids)
    assert sorted(numbers) == [f"{today().year}-002-{n:03d}" for n in range(1, 6)]

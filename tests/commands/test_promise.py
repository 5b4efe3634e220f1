"""Activities that keep a promise: the fulfilment is written with them, follows them and falls with them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import clock
from db.commands.activity import change_activity, record_activity, void_activity
from db.errors import Invalid
from db.models import Activity, Agreement, AgreementSide, Commitment, Fulfilment
from db.rules.activity import Entry
from db.rules.agreement import Frequency, Measure, SideOf, Status

Act = Callable[..., Any]
DAY = date(2026, 3, 5)
ENTRY = Entry(area_id=2, held_on=DAY, category="sanitation", place="北门里", hours=2, commitment_id=1)


@pytest.fixture
def pledged(town: Engine) -> Engine:
    """East has an agreement with the Bank: 1 monthly sessions, 2 hours, 3 yuan; 4 is the community's own promise."""
    now = clock.now()
    stamps = {"created_at": now, "updated_at": now}
    with Session(town) as session, session.begin():
        session.add(
            Agreement(
                id=1,
                title="共建",
                area_id=2,
                status=Status.ACTIVE,
                starts_on=date(2026, 1, 1),
                ends_on=date(2026, 12, 31),
                next_due_on=date(2026, 1, 31),
                **stamps,
            )
        )
        session.flush()
        session.add(AgreementSide(id=1, agreement_id=1, side=SideOf.PARTY_A, party_name="社区党委", **stamps))
        session.add(AgreementSide(id=2, agreement_id=1, side=SideOf.PARTY_B, unit_id=1, **stamps))
        session.flush()
        for id_, side, measure, frequency in (
            (1, 2, Measure.SESSIONS, Frequency.MONTHLY),
            (2, 2, Measure.HOURS, Frequency.YEAR),
            (3, 2, Measure.YUAN, Frequency.YEAR),
            (4, 1, Measure.TIMES, Frequency.YEAR),
        ):
            session.add(
                Commitment(
                    id=id_,
                    agreement_id=1,
                    side_id=side,
                    category="other",
                    content=f"promise {id_}",
                    target_qty=1,
                    measure=measure,
                    frequency=frequency,
                    **stamps,
                )
            )
    return town


def _done(engine: Engine) -> list[tuple[Any, ...]]:
    with Session(engine) as session:
        rows = session.execute(
            select(
                Fulfilment.commitment_id, Fulfilment.unit_id, Fulfilment.done_on, Fulfilment.qty, Fulfilment.void_reason
            )
        )
        return [tuple(row) for row in rows]


def _next_due(engine: Engine) -> date | None:
    with Session(engine) as session:
        return session.scalar(select(Agreement.next_due_on))


def test_the_promise_is_ticked_and_the_next_date_is_due(do: Act, pledged: Engine) -> None:
    do("bo", record_activity, ENTRY, [1])
    assert _done(pledged) == [(1, 1, DAY, 1.0, None)]
    assert _next_due(pledged) == date(2026, 2, 28)


@pytest.mark.parametrize(("promise", "unit", "qty"), [(2, 1, 2.0), (4, None, 1.0)])
def test_hours_count_as_hours_and_the_community_keeps_promises_too(
    do: Act, pledged: Engine, promise: int, unit: int | None, qty: float
) -> None:
    do("bo", record_activity, replace(ENTRY, commitment_id=promise), [1, 2])
    assert _done(pledged) == [(promise, unit, DAY, qty, None)]


def test_the_fulfilment_follows_a_correction(do: Act, pledged: Engine) -> None:
    id_ = do("bo", record_activity, ENTRY, [1])
    later = date(2026, 4, 1)
    do("bo", change_activity, id_, 1, replace(ENTRY, held_on=later, hours=3, commitment_id=2))
    assert _done(pledged) == [(2, 1, later, 3.0, None)]
    assert _next_due(pledged) == date(2026, 1, 31)
    do("bo", change_activity, id_, 2, replace(ENTRY, commitment_id=None))
    assert [row[-1] for row in _done(pledged)] == ["活动不再对应这项承诺"]


def test_a_void_activity_keeps_no_promise(do: Act, pledged: Engine) -> None:
    id_ = do("bo", record_activity, ENTRY, [1])
    do("bo", void_activity, id_, 1, "重复录入")
    assert _done(pledged) == [(1, 1, DAY, 1.0, "重复录入")]
    assert _next_due(pledged) == date(2026, 1, 31)


@pytest.mark.parametrize(
    "wrong", [{"commitment_id": 3}, {"commitment_id": 2, "hours": None}, {"held_on": date(2025, 12, 31)}]
)
def test_what_keeps_no_promise_is_refused_whole(do: Act, pledged: Engine, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        do("bo", record_activity, replace(ENTRY, **wrong), [1])
    with Session(pledged) as session:
        assert session.scalars(select(Activity.id)).all() == []


def test_a_foreign_promise_or_one_out_of_force_is_refused(do: Act, pledged: Engine) -> None:
    with pytest.raises(Invalid):
        do("wen", record_activity, replace(ENTRY, area_id=3), [3])
    with Session(pledged) as session, session.begin():
        session.scalars(select(Agreement)).one().status = Status.SUSPENDED
    with pytest.raises(Invalid):
        do("bo", record_activity, ENTRY, [1])
    assert _done(pledged) == []

"""Parties and commitments of a draft."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.clock import today
from db.commands.agreement import change_agreement, create_agreement
from db.commands.commitment import (
    add_commitment,
    add_side,
    change_commitment,
    change_side,
    remove_commitment,
    remove_side,
)
from db.errors import AppError, Invalid, Refused, Stale
from db.models import AgreementSide, Commitment
from db.rules.agreement import Frequency, Measure, SideOf, Status
from tests.agreement import BANK, bank_side, brought_to, draft, promise, row

Do = Callable[..., Any]
HALL = ("shared_resources", "Open the hall", 4, Measure.HOURS, Frequency.MONTHLY)


def one(engine: Engine, model: Any, id_: int) -> Any:
    with Session(engine) as session:
        return session.get(model, id_)


def test_parties_join_a_draft_and_leave_it(do: Do, town: Engine) -> None:
    id_ = draft(do)
    school = do("bo", add_side, id_, SideOf.PARTY_B, 2, "", "王五", "校长")
    do("bo", add_side, id_, SideOf.WITNESS, None, "Town committee")
    assert row(town, id_).party_names == "East Party branch、Bank、School"
    do("bo", change_side, school, 1, "赵六", "")
    side = one(town, AgreementSide, school)
    assert (side.signatory, side.post, side.row_version) == ("赵六", None, 2)
    with pytest.raises(Stale):
        do("bo", remove_side, school, 1)
    do("bea", remove_side, school, 2)
    assert row(town, id_).party_names == "East Party branch、Bank"


@pytest.mark.parametrize(
    ("side", "unit", "name", "said"),
    [
        (None, 2, "", "which side"),
        (SideOf.PARTY_B, None, " ", "Choose a unit"),
        (SideOf.PARTY_A, BANK, "", "Bank is a party"),
        (SideOf.PARTY_B, None, "east  party BRANCH", "is a party"),
        (SideOf.PARTY_B, 99, "", "does not exist"),
        (SideOf.PARTY_B, None, "x" * 61, "too long"),
    ],
)
def test_a_bad_party_is_refused(do: Do, side: SideOf | None, unit: int | None, name: str, said: str) -> None:
    id_ = draft(do)
    with pytest.raises(Invalid, match=said):
        do("bo", add_side, id_, side, unit, name)


def test_a_party_with_commitments_stays(do: Do) -> None:
    id_ = draft(do)
    with pytest.raises(Invalid, match="Remove them first"):
        do("bo", remove_side, bank_side(id_), 1)


def test_a_commitment_is_changed_and_removed_while_in_draft(do: Do, town: Engine) -> None:
    id_ = draft(do)
    hall = do("bo", add_commitment, bank_side(id_), *HALL)
    once = today() + timedelta(days=5)
    do(
        "bo",
        change_commitment,
        hall,
        1,
        bank_side(id_),
        "other",
        "Open it once",
        2.5,
        Measure.TIMES,
        Frequency.ONCE,
        once,
    )
    made = one(town, Commitment, hall)
    assert (made.content, made.target_qty, made.due_on, made.category) == ("Open it once", 2.5, once, "other")
    with pytest.raises(Stale):
        do("bea", remove_commitment, hall, 1)
    do("bea", remove_commitment, hall, 2)
    assert one(town, Commitment, hall) is None


@pytest.mark.parametrize(
    "bad",
    [
        (None, "Open the hall", 4, Measure.HOURS, Frequency.MONTHLY),
        ("other", "x", 4, Measure.HOURS, Frequency.MONTHLY),
        ("other", "Open the hall", 0, Measure.HOURS, Frequency.MONTHLY),
        ("other", "Open the hall", 4, None, Frequency.MONTHLY),
        ("other", "Open the hall", 4, Measure.HOURS, None),
        ("other", "Open the hall", 4, Measure.HOURS, Frequency.ONCE, date(1999, 1, 1)),
        ("other", "hold  Sessions", 4, Measure.HOURS, Frequency.MONTHLY),
    ],
)
def test_a_bad_commitment_is_refused(do: Do, town: Engine, bad: tuple[Any, ...]) -> None:
    side = bank_side(draft(do))
    with pytest.raises(Invalid):
        do("bo", add_commitment, side, *bad)
    with pytest.raises(Invalid):
        do("bo", add_commitment, None, *HALL)
    with Session(town) as session:
        assert session.scalar(select(func.count(Commitment.id))) == 1


def test_a_witness_promises_nothing(do: Do) -> None:
    witness = do("bo", add_side, draft(do), SideOf.WITNESS, None, "Town committee")
    with pytest.raises(Invalid, match="witness"):
        do("bo", add_commitment, witness, *HALL)


def test_a_commitment_does_not_move_to_another_agreement(do: Do) -> None:
    first, second = draft(do), draft(do, title="Another one")
    hall = do("bo", add_commitment, bank_side(first), *HALL)
    with pytest.raises(Invalid):
        do("bo", change_commitment, hall, 1, bank_side(second), *HALL)


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.DRAFT])
def test_after_the_draft_everything_stays_as_it_is(do: Do, town: Engine, status: Status) -> None:
    id_ = brought_to(do, town, status)
    side = bank_side(id_)
    with Session(town) as session:
        kept = session.scalars(select(Commitment.id).where(Commitment.agreement_id == id_)).one()
    for step in (
        lambda: do("bo", add_commitment, side, *HALL),
        lambda: do("bo", change_commitment, kept, 1, side, *HALL),
        lambda: do("bo", remove_commitment, kept, 1),
        lambda: do("bo", add_side, id_, SideOf.PARTY_B, 2),
        lambda: do("bo", change_side, side, 1, "x", "y"),
        lambda: do("bo", remove_side, side, 1),
    ):
        with pytest.raises(Invalid, match="The agreement is"):
            step()


@pytest.mark.parametrize(("who", "error"), [("wen", Invalid), ("far", Invalid), ("lea", Refused), ("li", Refused)])
def test_strangers_touch_neither_parties_nor_promises(do: Do, town: Engine, who: str, error: type[AppError]) -> None:
    id_ = draft(do)
    side, kept = bank_side(id_), promise(do, id_, content="Another promise")
    for step, args in (
        (add_commitment, (side, *HALL)),
        (change_commitment, (kept, 1, side, *HALL)),
        (remove_commitment, (kept, 1)),
        (add_side, (id_, SideOf.PARTY_B, 2)),
        (change_side, (side, 1, "x", "y")),
        (remove_side, (side, 1)),
    ):
        with pytest.raises(error):
            do(who, step, *args)


def test_a_side_of_another_community_cannot_be_slipped_in(do: Do) -> None:
    """Wen knows the id of a side in East and uses it for a promise; it is not there for him."""
    theirs = draft(do, who="wen", area=3)
    side = bank_side(draft(do))
    with pytest.raises(Invalid):
        do("wen", add_commitment, side, *HALL)
    assert do("wen", add_commitment, bank_side(theirs), *HALL)


def test_a_term_cannot_leave_a_due_date_outside(do: Do, town: Engine) -> None:
    id_ = draft(do)
    made = row(town, id_)
    once = ("other", "Give books", 9, Measure.OTHER, Frequency.ONCE, made.ends_on)
    do("bo", add_commitment, bank_side(id_), *once)
    shorter = (made.title, made.starts_on, made.ends_on - timedelta(days=1), "")
    with pytest.raises(Invalid, match="outside the term"):
        do("bo", change_agreement, id_, row(town, id_).row_version, *shorter)


def test_a_unit_of_another_street_is_no_party(do: Do) -> None:
    with pytest.raises(Invalid):
        do("far", create_agreement, 10, "Joint building", today(), today(), "Far", [BANK])

"""An agreement through its whole life, as owner, colleague, stranger, street, leader and liaison."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.clock import today
from db.commands.agreement import (
    change_agreement,
    create_agreement,
    renew_agreement,
    resume_agreement,
    return_agreement,
    sign_agreement,
    start_agreement,
    submit_agreement,
    suspend_agreement,
    terminate_agreement,
)
from db.commands.commitment import add_commitment, add_side
from db.errors import AppError, Invalid, Refused, Spent, Stale
from db.models import AgreementLog, AgreementSide, AuditLog, Commitment
from db.queries.agreementcard import agreement_card
from db.rules.agreement import WAYS_ON, Event, Frequency, Measure, SideOf, Status
from tests.agreement import BANK, bank_side, brought_to, draft, row

Do = Callable[..., Any]


def test_a_draft_has_its_parties_a_title_and_a_log(do: Do, town: Engine) -> None:
    id_ = do("bo", create_agreement, 2, "", date(2026, 1, 1), date(2026, 12, 31), " 东社区 党委 ", [1, 3, 1], "note")
    made = row(town, id_)
    assert (made.title, made.party_names, made.agreement_no) == (
        "Bank与East共驻共建协议",
        "东社区 党委、Bank、Clinic",
        None,
    )
    with Session(town) as session:
        sides = session.execute(select(AgreementSide.side, AgreementSide.unit_id, AgreementSide.party_name)).all()
        logged = session.scalars(select(AgreementLog)).one()
    assert sides == [(SideOf.PARTY_A, None, "东社区 党委"), (SideOf.PARTY_B, 1, "Bank"), (SideOf.PARTY_B, 3, "Clinic")]
    assert (logged.action, logged.to_status, logged.by_name) == (Event.DRAFTED, Status.DRAFT, "Bo")


@pytest.mark.parametrize(
    ("area", "title", "start", "end", "party", "said"),
    [
        (None, "Joint building", date(2026, 1, 1), date(2026, 12, 31), "East", "Choose the community"),
        (4, "Joint building", date(2026, 1, 1), date(2026, 12, 31), "East", "community or the street"),
        (2, "xx", date(2026, 1, 1), date(2026, 12, 31), "East", "at least 4"),
        (2, "x" * 81, date(2026, 1, 1), date(2026, 12, 31), "East", "81"),
        (2, "Joint building", date(2026, 1, 2), date(2026, 1, 1), "East", "before it starts"),
        (2, "Joint building", None, date(2026, 1, 1), "East", "first and the last day"),
        (2, "Joint building", date(2026, 1, 1), date(2026, 12, 31), "x" * 61, "too long"),
        (99, "Joint building", date(2026, 1, 1), date(2026, 12, 31), "East", "does not exist"),
    ],
)
def test_a_bad_draft_is_refused_with_a_reason(
    do: Do, area: int | None, title: str, start: date | None, end: date | None, party: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said):
        do("bo", create_agreement, area, title, start, end, party, [BANK])


def test_party_a_is_the_community_unless_named_otherwise(do: Do, town: Engine) -> None:
    id_ = do("bo", create_agreement, 2, "Joint building", date(2026, 1, 1), date(2026, 12, 31), " ", [])
    assert row(town, id_).party_names == "East"


def test_the_same_agreement_is_not_drafted_twice(do: Do, town: Engine) -> None:
    draft(do)
    with pytest.raises(Invalid, match="exists already"):
        draft(do, title="Ｊoint  building")


def test_the_whole_life(do: Do, ask: Callable[..., Any], town: Engine) -> None:
    id_ = draft(do)
    do("bo", submit_agreement, id_, row(town, id_).row_version)
    do("bo", return_agreement, id_, row(town, id_).row_version, "The date is wrong")
    do(
        "bea",
        change_agreement,
        id_,
        row(town, id_).row_version,
        "Joint building 2",
        today() - timedelta(days=200),
        today() + timedelta(days=165),
        "",
    )
    do("bea", submit_agreement, id_, row(town, id_).row_version)
    number = do("bo", sign_agreement, id_, row(town, id_).row_version, today())
    assert number == f"{today().year}-002-001" == row(town, id_).agreement_no
    assert row(town, id_).next_due_on is None
    do("bo", start_agreement, id_, row(town, id_).row_version)
    assert row(town, id_).next_due_on is not None
    assert row(town, id_).next_due_on < today()  # type: ignore[operator]  # why: checked above
    do("bo", suspend_agreement, id_, row(town, id_).row_version, "Building works")
    assert row(town, id_).next_due_on is None
    do("bo", resume_agreement, id_, row(town, id_).row_version)
    assert row(town, id_).next_due_on is not None
    new = do("bo", renew_agreement, id_, row(town, id_).row_version)
    do("ada", terminate_agreement, id_, row(town, id_).row_version, "The unit moved")
    ended = row(town, id_)
    assert (ended.status, ended.closed_on, ended.close_reason, ended.next_due_on) == (
        Status.TERMINATED,
        today(),
        "The unit moved",
        None,
    )
    log = [(line.action, line.to_status) for line in reversed(ask("bo", agreement_card, id_).log)]
    assert log == [
        (Event.DRAFTED, "draft"),
        (Event.SUBMITTED, "review"),
        (Event.RETURNED, "draft"),
        (Event.EDITED, None),
        (Event.SUBMITTED, "review"),
        (Event.SIGNED, "signed"),
        (Event.STARTED, "active"),
        (Event.SUSPENDED, "suspended"),
        (Event.RESUMED, "active"),
        (Event.RENEWED, None),
        (Event.TERMINATED, "terminated"),
    ]
    assert row(town, new).renewal_of_id == id_


STEPS: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "submit": (submit_agreement, ()),
    "return": (return_agreement, ("Why",)),
    "sign": (sign_agreement, (date(2026, 1, 1),)),
    "start": (start_agreement, ()),
    "suspend": (suspend_agreement, ("Why",)),
    "resume": (resume_agreement, ()),
    "terminate": (terminate_agreement, ("Why",)),
    "renew": (renew_agreement, ()),
}
OPEN_TO = {
    Status.DRAFT: {"submit"},
    Status.REVIEW: {"return", "sign"},
    Status.SIGNED: {"start", "terminate"},
    Status.ACTIVE: {"suspend", "terminate", "renew"},
    Status.SUSPENDED: {"resume", "terminate"},
    Status.TERMINATED: set[str](),
}


@pytest.mark.parametrize("status", list(Status))
def test_every_forbidden_step_is_refused_with_its_reason_and_changes_nothing(
    do: Do, town: Engine, status: Status
) -> None:
    id_ = brought_to(do, town, status)
    before = row(town, id_)
    for name, (step, args) in STEPS.items():
        if name not in OPEN_TO[status]:
            with pytest.raises(Invalid) as refused:
                do("bo", step, id_, before.row_version, *args)
            assert refused.value.msgid == WAYS_ON[status], name
    after = row(town, id_)
    assert (after.status, after.row_version) == (before.status, before.row_version)


@pytest.mark.parametrize(
    ("who", "error"), [("wen", Invalid), ("far", Invalid), ("lea", Refused), ("li", Refused), ("cy", Refused)]
)
def test_strangers_and_readers_move_nothing(do: Do, town: Engine, who: str, error: type[AppError]) -> None:
    id_ = brought_to(do, town, Status.REVIEW)
    for step, args in STEPS.values():
        with pytest.raises(error):
            do(who, step, id_, row(town, id_).row_version, *args)
    with pytest.raises(error):
        do(who, change_agreement, id_, 1, "Mine now", today(), today(), "")
    with pytest.raises(error):
        do(who, add_side, id_, SideOf.PARTY_B, 2)
    assert row(town, id_).status is Status.REVIEW


def test_nobody_drafts_for_another_community(do: Do, town: Engine) -> None:
    for who in ("wen", "far"):
        with pytest.raises(AppError):
            draft(do, who=who)
    assert draft(do, who="ada")
    assert draft(do, who="bea", title="Another one")


def test_a_reason_is_asked_for(do: Do, town: Engine) -> None:
    id_ = brought_to(do, town, Status.ACTIVE)
    for step in (suspend_agreement, terminate_agreement):
        for reason in ("", "  ", "x" * 101):
            with pytest.raises(Invalid):
                do("bo", step, id_, row(town, id_).row_version, reason)
    assert row(town, id_).status is Status.ACTIVE


def test_nothing_is_signed_in_the_future(do: Do, town: Engine) -> None:
    id_ = brought_to(do, town, Status.REVIEW)
    with pytest.raises(Invalid, match="future"):
        do("bo", sign_agreement, id_, row(town, id_).row_version, today() + timedelta(days=1))
    assert row(town, id_).agreement_no is None


def test_an_incomplete_draft_is_not_reviewed(do: Do, town: Engine) -> None:
    id_ = do("bo", create_agreement, 2, "Joint building", today(), today(), "East", [])
    with pytest.raises(Invalid, match="party B"):
        do("bo", submit_agreement, id_, row(town, id_).row_version)
    do("bo", add_side, id_, SideOf.PARTY_B, BANK)
    with pytest.raises(Invalid, match="commitment"):
        do("bo", submit_agreement, id_, row(town, id_).row_version)


def test_what_was_reviewed_is_edited_no_more(do: Do, town: Engine) -> None:
    id_ = brought_to(do, town, Status.REVIEW)
    version = row(town, id_).row_version
    with pytest.raises(Invalid, match="under review"):
        do("bo", change_agreement, id_, version, "Other title", today(), today(), "")
    with pytest.raises(Invalid, match="under review"):
        do("bo", add_side, id_, SideOf.PARTY_B, 2)
    with pytest.raises(Invalid, match="under review"):
        do("bo", add_commitment, bank_side(id_), "other", "More", 1, Measure.TIMES, Frequency.YEAR)


def test_an_old_version_and_a_second_sending_change_nothing(do: Do, town: Engine) -> None:
    id_ = draft(do)
    version = row(town, id_).row_version
    do("bo", change_agreement, id_, version, "First", today(), today() + timedelta(days=9), "", nonce="n1")
    with pytest.raises(Spent):
        do("bo", change_agreement, id_, version, "First", today(), today() + timedelta(days=9), "", nonce="n1")
    with pytest.raises(Stale):
        do("bea", change_agreement, id_, version, "Second", today(), today() + timedelta(days=9), "")
    with pytest.raises(Stale):
        do("bea", submit_agreement, id_, version)
    assert row(town, id_).title == "First"


def test_numbers_run_by_area_and_year(do: Do, town: Engine) -> None:
    numbers = []
    for n, (who, area) in enumerate([("bo", 2), ("bo", 2), ("wen", 3), ("ada", 1)]):
        id_ = draft(do, who=who, area=area, title=f"Joint building {n}")
        do(who, submit_agreement, id_, row(town, id_).row_version)
        numbers.append(do(who, sign_agreement, id_, row(town, id_).row_version, date(2026, 3, n + 1)))
    assert numbers == ["2026-002-001", "2026-002-002", "2026-003-001", "2026-001-001"]


def test_a_renewal_carries_parties_and_promises_on(do: Do, ask: Callable[..., Any], town: Engine) -> None:
    id_ = draft(do)
    do("bo", add_side, id_, SideOf.WITNESS, None, "Town committee", "张三", "书记")
    once = row(town, id_).starts_on + timedelta(days=30)
    do("bo", add_commitment, bank_side(id_), "other", "Give books", 100, Measure.OTHER, Frequency.ONCE, once)
    for step, args in ((submit_agreement, ()), (sign_agreement, (today(),)), (start_agreement, ())):
        do("bo", step, id_, row(town, id_).row_version, *args)
    new = do("bo", renew_agreement, id_, row(town, id_).row_version)
    with pytest.raises(Invalid, match="exists already"):
        do("bo", renew_agreement, id_, row(town, id_).row_version)
    old, made = ask("bo", agreement_card, id_), ask("bo", agreement_card, new)
    assert (made.status, made.starts_on) == (Status.DRAFT, old.ends_on + timedelta(days=1))
    assert made.ends_on - made.starts_on in (old.ends_on - old.starts_on, timedelta(days=365))
    assert (made.parties, made.title, made.number) == (old.parties, old.title, None)
    assert [(s.side, s.unit_id, s.name, s.signatory, s.post) for s in made.sides] == [
        (s.side, s.unit_id, s.name, s.signatory, s.post) for s in old.sides
    ]
    assert [(p.content, p.target_qty, p.frequency) for p in made.promises] == [
        (p.content, p.target_qty, p.frequency) for p in old.promises
    ]
    assert made.promises[1].due_on == made.starts_on + timedelta(days=30)
    assert (made.before.id, old.after.id) == (id_, new)
    with Session(town) as session:
        own = {s.id for s in made.sides}
        assert set(session.scalars(select(Commitment.side_id).where(Commitment.agreement_id == new))) <= own


def test_each_step_leaves_one_audit_row(do: Do, town: Engine) -> None:
    brought_to(do, town, Status.ACTIVE)
    with Session(town) as session:
        actions = list(session.scalars(select(AuditLog.action).order_by(AuditLog.seq)))
    assert actions == ["create_agreement", "add_commitment", "submit_agreement", "sign_agreement", "start_agreement"]

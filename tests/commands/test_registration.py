"""Registering with a community: once at a time, ended with a reason, pasted in one go."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import clock
from db.commands.registration import (
    accept_registration,
    change_registration,
    register_many,
    register_member,
    register_unit,
    transfer_registration,
    withdraw_registration,
    withdraw_unit,
)
from db.errors import Invalid, Refused, Stale
from db.models import Member, Registration, UnitRegistration
from db.queries.registration import preview_block
from db.rules.registration import Basis, Line, RegistrationStatus

Act = Callable[..., Any]
DAY = date(2026, 3, 5)
LATER = date(2026, 5, 1)


@pytest.fixture
def look(town: Engine) -> Callable[..., Any]:
    def rows(statement: Any) -> list[tuple[Any, ...]]:
        with Session(town) as session:
            return [tuple(row) for row in session.execute(statement)]

    return rows


ROWS = select(Registration.area_id, Registration.member_id, Registration.status, Registration.ended_on).order_by(
    Registration.id
)


def test_a_member_kept_elsewhere_registers_here(do: Act, look: Act) -> None:
    do("bo", register_member, 2, 3, DAY, Basis.WORKPLACE, " R-1 ", "巡逻岗")
    assert look(ROWS) == [(2, 3, RegistrationStatus.ACCEPTED, None)]
    assert look(select(Registration.receipt_no, Registration.claimed_post, Registration.basis)) == [
        ("R-1", "巡逻岗", Basis.WORKPLACE)
    ]


def test_a_second_registration_is_refused_with_the_name_of_the_first_place(do: Act, look: Act) -> None:
    do("bo", register_member, 2, 3, DAY, Basis.RESIDENCE)
    for who, area_id in (("bo", 2), ("wen", 3), ("ada", 3)):
        with pytest.raises(Invalid, match="registered with East"):
            do(who, register_member, area_id, 3, DAY, Basis.RESIDENCE)
    assert len(look(ROWS)) == 1


@pytest.mark.parametrize(("who", "area_id"), [("bo", 3), ("wen", 2), ("far", 2), ("bo", 1), ("ada", 102), ("ada", 9)])
def test_nobody_registers_where_he_does_not_work(do: Act, look: Act, who: str, area_id: int) -> None:
    with pytest.raises((Refused, Invalid)):
        do(who, register_member, area_id, 3, DAY, Basis.RESIDENCE)
    assert look(ROWS) == []


@pytest.mark.parametrize("who", ["lea", "li", "cy", "aud"])
def test_who_only_looks_cannot_register(do: Act, who: str) -> None:
    with pytest.raises(Refused):
        do(who, register_member, 2, 1, DAY, Basis.RESIDENCE)


@pytest.mark.parametrize(
    ("member", "day"), [(999, DAY), (1, None), (1, clock.today() + timedelta(days=1)), (1, date(1980, 1, 1))]
)
def test_a_wrong_registration_is_refused(do: Act, look: Act, member: int, day: date | None) -> None:
    with pytest.raises(Invalid):
        do("bo", register_member, 2, member, day, Basis.RESIDENCE)
    assert look(ROWS) == []


def test_street_staff_move_a_member_in_one_step(do: Act, look: Act) -> None:
    id_ = do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    new = do("sam", transfer_registration, id_, 1, LATER, 3)
    assert look(ROWS) == [
        (2, 1, RegistrationStatus.TRANSFERRED, LATER),
        (3, 1, RegistrationStatus.ACCEPTED, None),
    ]
    with pytest.raises(Invalid, match="registered here already"):
        do("sam", transfer_registration, new, 1, LATER, 3)


def test_a_secretary_lets_go_and_the_other_takes_in(do: Act, look: Act) -> None:
    id_ = do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    with pytest.raises(Refused):
        do("bo", transfer_registration, id_, 1, LATER, 3)
    assert look(ROWS) == [(2, 1, RegistrationStatus.ACCEPTED, None)]
    assert do("bo", transfer_registration, id_, 1, LATER) is None
    do("wen", register_member, 3, 1, LATER, Basis.RESIDENCE)
    assert [row[0] for row in look(ROWS) if row[3] is None] == [3]


def test_withdrawing_needs_a_day_and_a_reason_and_happens_once(do: Act, look: Act) -> None:
    id_ = do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    for on, reason in ((LATER, " "), (None, "搬走"), (DAY - timedelta(days=1), "搬走")):
        with pytest.raises(Invalid):
            do("bo", withdraw_registration, id_, 1, on, reason)
    with pytest.raises(Invalid):
        do("wen", withdraw_registration, id_, 1, LATER, "搬走")
    do("bo", withdraw_registration, id_, 1, LATER, "搬走")
    assert look(select(Registration.status, Registration.end_reason)) == [(RegistrationStatus.WITHDRAWN, "搬走")]
    with pytest.raises(Invalid, match="ended already"):
        do("bo", withdraw_registration, id_, 2, LATER, "搬走")
    do("bo", register_member, 2, 1, LATER, Basis.RESIDENCE)


def test_the_slip_is_corrected_with_the_version_read(do: Act, look: Act) -> None:
    id_ = do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    do("bea", change_registration, id_, 1, LATER, Basis.WORKPLACE, "R-2", None)
    assert look(select(Registration.registered_on, Registration.basis, Registration.receipt_no)) == [
        (LATER, Basis.WORKPLACE, "R-2")
    ]
    with pytest.raises(Stale):
        do("bo", change_registration, id_, 1, DAY, Basis.RESIDENCE, None, None)
    do("bo", withdraw_registration, id_, 2, LATER, "搬走")
    with pytest.raises(Invalid):
        do("bo", change_registration, id_, 3, LATER + timedelta(days=1), Basis.RESIDENCE, None, None)


def test_a_pending_slip_is_accepted(do: Act, look: Act, town: Engine) -> None:
    id_ = do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    with Session(town) as session, session.begin():
        session.scalars(select(Registration)).one().status = RegistrationStatus.PENDING
    with pytest.raises(Invalid):
        do("wen", accept_registration, id_, 2)
    do("bo", accept_registration, id_, 2)
    assert look(select(Registration.status)) == [(RegistrationStatus.ACCEPTED,)]


def test_a_pasted_block_is_saved_whole(do: Act, ask: Act, look: Act) -> None:
    lines = [
        Line(1, "An", "Bank", DAY, ""),
        Line(2, "Chen", "", DAY, ""),
        Line(3, "Wu", "School", DAY, ""),
        Line(4, "Nobody", "", DAY, ""),
    ]
    found = ask("bo", preview_block, lines, 2)
    assert [row.good for row in found] == [True, True, True, False]
    assert do("bo", register_many, 2, [row for row in found if row.good], Basis.WORKPLACE) == 3
    assert look(select(func.count(Member.id))) == [(5,)]
    assert look(select(Member.area_id, Member.unit_id).where(Member.id > 4)) == [(2, 2)]
    assert sorted(row[1] for row in look(ROWS))[:2] == [1, 3]
    again = ask("wen", preview_block, lines, 3)
    assert [row.problem and row.params.get("community") for row in again][:3] == ["East"] * 3


def test_a_block_that_was_overtaken_is_refused_whole(do: Act, ask: Act, look: Act) -> None:
    found = ask("bo", preview_block, [Line(1, "Chen", "", DAY, ""), Line(2, "Wu", "School", DAY, "")], 2)
    do("wen", register_member, 3, 3, DAY, Basis.RESIDENCE)
    with pytest.raises(Invalid, match="West"):
        do("bo", register_many, 2, found, Basis.WORKPLACE)
    assert look(select(func.count(Member.id))) == [(4,)]
    with pytest.raises(Invalid):
        do("bo", register_many, 2, [], Basis.WORKPLACE)
    with pytest.raises(Invalid):
        do("bo", register_many, 2, [replace(found[1], member_id=999)], Basis.WORKPLACE)


def test_somebody_added_meanwhile_is_not_added_again(do: Act, ask: Act, look: Act) -> None:
    found = ask("bo", preview_block, [Line(1, "Wu", "School", DAY, "")], 2)
    other = ask("wen", preview_block, [Line(1, "Wu", "School", DAY, "")], 3)
    do("wen", register_many, 3, other, Basis.WORKPLACE)
    with pytest.raises(Invalid, match="West"):
        do("bo", register_many, 2, found, Basis.WORKPLACE)
    assert look(select(func.count(Member.id))) == [(5,)]


def test_a_unit_registers_once_with_a_community_and_withdraws(do: Act, look: Act) -> None:
    id_ = do("bo", register_unit, 2, 2, DAY, "U-1")
    do("wen", register_unit, 3, 2, DAY)
    with pytest.raises(Invalid):
        do("bo", register_unit, 2, 2, DAY)
    with pytest.raises(Invalid):
        do("wen", withdraw_unit, id_, 1, LATER, "迁出")
    do("bo", withdraw_unit, id_, 1, LATER, "迁出")
    do("bo", register_unit, 2, 2, LATER)
    assert look(select(UnitRegistration.area_id, UnitRegistration.ended_on).order_by(UnitRegistration.id)) == [
        (2, LATER),
        (3, None),
        (2, None),
    ]

"""Who serves which grid: dated, by one's own people, and with one lead at most."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from db.commands.worker import assign_worker, end_assignment
from db.errors import AppError, Invalid, Refused
from db.ledger.save import save_row
from db.ledgers import WORKERS
from db.queries.assignment import assignments, free_grids, free_workers
from db.rules.area import AssignmentRole
from tests.ledgers.helper import made

Do = Callable[..., Any]
SINCE = date(2026, 1, 1)


def test_a_lead_is_given_to_a_grid_ended_and_followed(do: Do, ask: Do) -> None:
    first = do("bo", assign_worker, 1, 4, AssignmentRole.LEAD, SINCE)
    other = do("bo", save_row, *made(WORKERS))
    with pytest.raises(Invalid):
        do("bo", assign_worker, other, 4, AssignmentRole.LEAD, SINCE)
    do("bo", assign_worker, other, 4, AssignmentRole.WORKER, SINCE)
    do("bo", assign_worker, 1, 5, AssignmentRole.LEAD, SINCE)
    do("bo", end_assignment, first, 1, date(2026, 6, 30))
    do("bo", assign_worker, other, 4, AssignmentRole.LEAD, date(2026, 7, 1))
    rows = ask("bo", assignments, grid_id=4)
    assert [(row.worker, row.role, row.to_date) for row in rows] == [
        ("吴明", AssignmentRole.LEAD, None),
        ("吴明", AssignmentRole.WORKER, None),
        ("吴网", AssignmentRole.LEAD, date(2026, 6, 30)),
    ]
    assert [row.grid for row in ask("bo", assignments, worker_id=1)] == ["East East-2", "East East-1"]


def test_dates_are_in_order_and_not_in_the_future(do: Do) -> None:
    with pytest.raises(Invalid):
        do("bo", assign_worker, 1, 4, AssignmentRole.WORKER, date(2099, 1, 1))
    id_ = do("bo", assign_worker, 1, 4, AssignmentRole.WORKER, SINCE)
    for day in (date(2025, 12, 31), date(2099, 1, 1)):
        with pytest.raises(Invalid):
            do("bo", end_assignment, id_, 1, day)
    do("bo", end_assignment, id_, 1, SINCE)
    with pytest.raises(Invalid):
        do("bo", end_assignment, id_, 2, SINCE)


def test_the_same_role_is_not_given_twice_and_who_left_serves_nowhere(do: Do) -> None:
    do("bo", assign_worker, 1, 4, AssignmentRole.WORKER, SINCE)
    with pytest.raises(Invalid):
        do("bo", assign_worker, 1, 4, AssignmentRole.WORKER, SINCE)
    gone = do("bo", save_row, *made(WORKERS, status="left"))
    with pytest.raises(Invalid):
        do("bo", assign_worker, gone, 4, AssignmentRole.WORKER, SINCE)


def test_strangers_assign_nobody_and_end_nothing(do: Do) -> None:
    id_ = do("bo", assign_worker, 1, 4, AssignmentRole.WORKER, SINCE)
    for who in ("wen", "far", "cy", "lea", "li", "root"):
        with pytest.raises(AppError):
            do(who, assign_worker, 1, 4, AssignmentRole.DEPUTY_LEAD, SINCE)
        with pytest.raises(AppError):
            do(who, end_assignment, id_, 1, SINCE)


def test_an_own_worker_cannot_be_sent_to_a_foreign_grid(do: Do, ask: Do) -> None:
    with pytest.raises(Refused):
        do("bo", assign_worker, 1, 6, AssignmentRole.WORKER, SINCE)
    assert ask("bo", free_grids) == {4: "East East-1", 5: "East East-2"}
    assert ask("wen", free_workers) == {}

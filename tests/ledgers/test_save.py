"""Rows are written by those whose they are, once, whole, and with what they point to."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import clock
from db.errors import AppError, Invalid, Refused, Spent, Stale
from db.ledger import Ledger
from db.ledger.find import entry
from db.ledger.save import reveal_phone, save_row, save_rows
from db.ledgers import GRIDS, LEDGERS, MEMBERS, NEEDS, UNITS, WORKERS
from db.models import AreaFigure, AuditLog, Grid, GridAssignment, Member, Need, RowChange
from db.rules.area import AssignmentRole
from tests.ledgers.helper import LEAST, made

Do = Callable[..., Any]
EACH = pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)


@EACH
def test_its_own_people_write_a_ledger_and_no_stranger_changes_or_sees_the_row(do: Do, ask: Do, ledger: Ledger) -> None:
    _, shape, row = made(ledger)
    id_ = do("bo", save_row, ledger, shape, row)
    found = ask("bo", entry, ledger, shape, id_)
    assert found.mine
    with pytest.raises(AppError):
        do("wen", save_row, ledger, shape, row)
    with pytest.raises(AppError):
        do("wen", save_row, ledger, shape, row, id_, found.version)
    with pytest.raises(AppError):
        do("far", save_row, ledger, shape, row, id_, found.version)
    if ledger is not UNITS:  # units are found over the whole street
        with pytest.raises(Invalid):
            ask("wen", entry, ledger, shape, id_)
    with pytest.raises(Invalid):
        ask("far", entry, ledger, shape, id_)


def test_roles_without_the_permission_write_nothing(do: Do) -> None:
    for ledger in LEDGERS.values():
        for who in ("root", "aud", "lea", "li"):
            with pytest.raises(Refused):
                do(who, save_row, *made(ledger))


def test_a_row_cannot_be_given_away_or_taken(do: Do) -> None:
    id_ = do("bo", save_row, *made(MEMBERS))
    with pytest.raises(Refused):
        do("bo", save_row, *made(MEMBERS, area_id=3), id_, 1)
    with pytest.raises(Refused):
        do("bo", save_rows, MEMBERS, made(MEMBERS)[1], [made(MEMBERS, name="甲乙", area_id=6)[2]])


def test_a_grid_worker_enters_needs_of_his_own_grid_only(do: Do) -> None:
    assert do("cy", save_row, *made(NEEDS, area_id=6))
    with pytest.raises(Refused):
        do("cy", save_row, *made(NEEDS, area_id=3))
    with pytest.raises(Refused):
        do("cy", save_row, *made(MEMBERS, area_id=6))


def test_what_was_sent_twice_is_written_once_and_an_old_version_is_refused(do: Do, town: Engine) -> None:
    do("bo", save_row, *made(NEEDS), nonce="n")
    with pytest.raises(Spent):
        do("bo", save_row, *made(NEEDS), nonce="n")
    with Session(town) as session:
        id_, version = session.execute(select(Need.id, Need.row_version)).one()
    do("bo", save_row, *made(NEEDS, title="Lamp at gate 4"), id_, version)
    with pytest.raises(Stale):
        do("bo", save_row, *made(NEEDS, title="Lamp at gate 5"), id_, version)


def test_phones_are_stored_unreadable_and_an_empty_field_keeps_them(do: Do, ask: Do, town: Engine) -> None:
    ledger, shape, row = made(MEMBERS, phone="138 0013-8000")
    id_ = do("bo", save_row, ledger, shape, row)
    found = ask("bo", entry, ledger, shape, id_)
    assert found.values["phone"] == "****8000"
    do("bo", save_row, *made(MEMBERS, skills="唱歌"), id_, found.version)
    assert do("bo", reveal_phone, ledger, id_, "联系活动") == "13800138000"
    with Session(town) as session:
        assert "13800138000" not in str(session.scalars(select(RowChange.after)).all())
        last = session.scalars(select(AuditLog).order_by(AuditLog.seq.desc())).first()
        assert last is not None
        assert (last.action, last.object_id) == ("reveal_phone", id_)
        assert "联系活动" in last.fields
    do("bo", save_row, *made(MEMBERS, phone="-"), id_, found.version + 1)
    with pytest.raises(Invalid):
        do("bo", reveal_phone, ledger, id_, "联系活动")


def test_phones_are_shown_for_a_reason_to_those_of_the_place_only(do: Do) -> None:
    id_ = do("bo", save_row, *made(MEMBERS, phone="13800138000"))
    for who in ("wen", "cy", "lea", "li", "aud"):
        with pytest.raises(AppError):
            do(who, reveal_phone, MEMBERS, id_, "because")
    with pytest.raises(Invalid):
        do("bo", reveal_phone, MEMBERS, id_, " ")


@pytest.mark.parametrize(
    ("ledger", "first", "second"),
    [
        (UNITS, {}, {"name": " LIBRARY"}),
        (UNITS, {"uscc": "12990101000000027M"}, {"name": "Other", "uscc": "12990101000000027m"}),
        (MEMBERS, {"unit_id": 1}, {"unit_id": 1, "name": "丁 家垚"}),
        (MEMBERS, {"phone": "13800138000"}, {}),
        (NEEDS, {}, {}),
        (GRIDS, {"code": "E-03"}, {"name": "x", "code": "e-03"}),
        (GRIDS, {}, {"code": "E-09"}),
        (WORKERS, {}, {}),
    ],
)
def test_the_same_thing_twice_is_pointed_out(do: Do, ledger: Ledger, first: Any, second: Any) -> None:
    do("bo", save_row, *made(ledger, **first))
    with pytest.raises(Invalid) as found:
        do("bo", save_row, *made(ledger, **second))
    assert found.value.params["field"] in {name for twin in ledger.twins for name in twin}
    with pytest.raises(Invalid):
        do("bo", save_rows, ledger, made(ledger)[1], [made(ledger, **second)[2]])


def test_namesakes_are_told_apart_by_phone_or_unit(do: Do) -> None:
    do("bo", save_row, *made(MEMBERS, unit_id=1, phone="13800138000"))
    do("bo", save_row, *made(MEMBERS, unit_id=1, phone="13800138001"))
    do("bo", save_row, *made(MEMBERS, unit_id=3))


def test_a_row_may_be_saved_again_as_it_is(do: Do) -> None:
    for ledger in LEDGERS.values():
        id_ = do("bo", save_row, *made(ledger))
        do("bo", save_row, *made(ledger), id_, 1)


def test_codes_and_references_exist(do: Do) -> None:
    for wrong in ({"kind": "nonsense"}, {"area_id": 999}):
        with pytest.raises(Invalid) as found:
            do("bo", save_row, *made(UNITS, **wrong))
        assert found.value.params["field"] in wrong
    with pytest.raises(Invalid):
        do("bo", save_row, *made(MEMBERS, unit_id=999))
    with pytest.raises(Refused):
        do("bo", save_row, *made(UNITS, area_id=3))


def test_many_rows_go_in_together_or_not_at_all(do: Do, town: Engine) -> None:
    _, shape, good = made(MEMBERS, name="甲乙")
    with pytest.raises(Refused):
        do("bo", save_rows, MEMBERS, shape, [good, made(MEMBERS, name="丙丁", area_id=3)[2]])
    with Session(town) as session:
        assert session.scalar(select(func.count(Member.id))) == 4
    assert do("bo", save_rows, MEMBERS, shape, [good, made(MEMBERS, name="丙丁")[2]]) == 2


def test_a_solved_need_has_its_day(do: Do, town: Engine) -> None:
    id_ = do("bo", save_row, *made(NEEDS, status="solved", raised_on=date(2024, 1, 1)))
    with Session(town) as session:
        need = session.get(Need, id_)
        assert need is not None
        assert need.solved_on is not None
    for wrong in ({"solved_on": date(2026, 11, 5)}, {"status": "solved", "solved_on": date(2026, 10, 1)}):
        with pytest.raises(Invalid) as found:
            do("bo", save_row, *made(NEEDS, title="Other", **wrong))
        assert found.value.params["field"] == "solved_on"


# -- grids ----------------------------------------------------------------------------------------------------------


def _figures(town: Engine, grid: int) -> list[tuple[date, int]]:
    with Session(town) as session:
        rows = select(AreaFigure.valid_from, AreaFigure.households).where(AreaFigure.area_id == grid)
        return [tuple(row) for row in session.execute(rows.order_by(AreaFigure.valid_from))]  # type: ignore[misc]  # why: two columns


def test_a_changed_figure_is_added_and_the_old_one_stays(do: Do, ask: Do, town: Engine) -> None:
    with Session(town) as session, session.begin():
        for figure in session.scalars(select(AreaFigure)):
            figure.created_at = datetime(2020, 1, 1, tzinfo=UTC)
    shape = made(GRIDS)[1]
    kept = {"name": "East-1", "parent_id": 2, "code": "990101001001001", "residents": 900, "groups": 2}
    assert ask("bo", entry, GRIDS, shape, 4).values["households"] == 300
    version = ask("bo", entry, GRIDS, shape, 4).version
    with pytest.raises(Invalid) as found:
        do("bo", save_row, *made(GRIDS, **kept, households=310, figures_from=date(2020, 1, 1)), 4, version)
    assert found.value.params["field"] == "figures_from"
    do("bo", save_row, *made(GRIDS, **kept, households=310, figures_from=date(2026, 6, 1)), 4, version)
    assert _figures(town, 4) == [(date(2020, 1, 1), 300), (date(2026, 6, 1), 310)]
    found_now = ask("bo", entry, GRIDS, shape, 4)
    assert (found_now.values["households"], found_now.values["figures_from"]) == (310, date(2026, 6, 1))
    do("bo", save_row, *made(GRIDS, **kept, households=310, figures_from=date(2026, 6, 1)), 4, found_now.version)
    assert len(_figures(town, 4)) == 2, "nothing changed, nothing is added"


def test_a_slip_of_today_is_put_right_today(do: Do, ask: Do, town: Engine) -> None:
    values = {"households": 100, "residents": 300, "figures_from": date(2026, 1, 1)}
    id_ = do("bo", save_row, *made(GRIDS, **values))
    do("bo", save_row, *made(GRIDS, **values | {"households": 120}), id_, 1)
    assert _figures(town, id_) == [(date(2026, 1, 1), 120)]


def test_a_closed_grid_releases_its_people_and_keeps_its_history(do: Do, town: Engine) -> None:
    with Session(town) as session, session.begin():
        now = clock.now()
        lead = GridAssignment(area_id=4, worker_id=1, role=AssignmentRole.LEAD, from_date=date(2021, 1, 1))
        lead.created_at = lead.updated_at = now
        session.add(lead)
    closed = {"name": "East-1", "parent_id": 2, "code": "990101001001001", "valid_from": date(2020, 1, 1)}
    with pytest.raises(Invalid):
        do("bo", save_row, *made(GRIDS, **closed, valid_to=date(2019, 1, 1)), 4, 1)
    do("bo", save_row, *made(GRIDS, **closed, valid_to=date(2026, 11, 1)), 4, 1)
    with Session(town) as session:
        assert session.scalars(select(GridAssignment.to_date)).all() == [date(2026, 11, 1)]
        assert session.get(Grid, 4) is not None
    assert _figures(town, 4) == [(date(2020, 1, 1), 300)]


def test_a_grid_stays_in_its_community_and_its_code_fits(do: Do) -> None:
    with pytest.raises(Invalid) as found:
        do("ada", save_row, *made(GRIDS, name="East-1", parent_id=3, code="E-1"), 4, 1)
    assert found.value.params["field"] == "parent_id"
    with pytest.raises(Invalid):
        do("bo", save_row, *made(GRIDS, code="990101001002009"))
    with pytest.raises(Invalid):
        do("bo", save_row, *made(GRIDS, kind="general", dedicated_place="market"))


def test_every_ledger_has_a_least_row() -> None:
    assert set(LEAST) == set(LEDGERS.values())

"""Recording an activity with its people: who may, what follows, and what is refused."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import clock
from db.commands.activity import add_people, change_activity, record_activity, remove_person, void_activity
from db.errors import Invalid, Refused, Spent, Stale
from db.models import Activity, CheckIn, Member, Need, ServiceTally
from db.rules.activity import ActivityStatus, Entry, RecordStatus
from db.rules.member import MemberKind, MemberStatus
from db.rules.need import NeedStatus
from db.tally import differences

Act = Callable[..., Any]
ENTRY = Entry(area_id=2, held_on=date(2026, 3, 5), category="sanitation", place="北门里")


@pytest.fixture
def look(town: Engine) -> Callable[..., Any]:
    """All rows of a plain select, past every scope."""

    def rows(statement: Any) -> list[Any]:
        with Session(town) as session:
            return list(session.execute(statement))

    return rows


@pytest.fixture(autouse=True)
def counted_rightly(town: Engine) -> Any:
    yield
    with town.connect() as connection:
        assert differences(connection) == []


def _people(look: Act, id_: int) -> list[int]:
    came = select(CheckIn.member_id).where(CheckIn.activity_id == id_, CheckIn.status != RecordStatus.VOID)
    return [row[0] for row in look(came.order_by(CheckIn.member_id))]


def test_an_activity_is_saved_with_all_who_came(do: Act, look: Act) -> None:
    id_ = do("bo", record_activity, replace(ENTRY, area_id=4, hours=1.5), [1, 2], [("李 娜", 3)])
    (row,) = look(select(Activity.title, Activity.month, Activity.status, Activity.area_id))
    assert tuple(row) == ("北门里环境卫生", "2026-03", ActivityStatus.HELD, 4)
    assert len(_people(look, id_)) == 3
    assert look(
        select(ServiceTally.area_id, ServiceTally.activities, ServiceTally.person_times, ServiceTally.hours)
    ) == [(4, 1, 3, 4.5)]


def test_a_member_kept_and_registered_elsewhere_is_linked_and_never_made_again(do: Act, look: Act) -> None:
    id_ = do("bo", record_activity, ENTRY, [3], [("Chen", 2), (" ｃｈｅｎ ", 2)])
    assert _people(look, id_) == [3]
    assert look(select(CheckIn.unit_id)) == [(2,)]
    assert look(select(func.count(Member.id))) == [(4,)]


def test_a_newcomer_belongs_to_the_community_that_met_him(do: Act, look: Act) -> None:
    do("bo", record_activity, replace(ENTRY, area_id=5), [], [("Wu", 2), ("Xu", None)])
    new = look(
        select(Member.name, Member.unit_id, Member.area_id, Member.kind).where(Member.id > 4).order_by(Member.name)
    )
    assert [tuple(row) for row in new] == [("Wu", 2, 2, MemberKind.SERVING), ("Xu", None, 2, MemberKind.RESIDENT)]


def test_at_a_street_wide_activity_he_belongs_where_his_unit_lies(do: Act, look: Act) -> None:
    do("sam", record_activity, replace(ENTRY, area_id=1), [], [("Wu", 2), ("Xu", None)])
    new = look(select(Member.name, Member.area_id).where(Member.id > 4).order_by(Member.name))
    assert [tuple(row) for row in new] == [("Wu", 3), ("Xu", 1)]


def test_the_unit_of_the_day_stays_on_the_record(do: Act, look: Act, town: Engine) -> None:
    do("bo", record_activity, ENTRY, [1])
    with Session(town) as session:
        session.scalars(select(Member).where(Member.id == 1)).one().unit_id = 3
        session.commit()
    assert look(select(CheckIn.unit_id)) == [(1,)]


@pytest.mark.parametrize(
    ("who", "area_id"), [("bo", 3), ("bo", 6), ("bea", 1), ("wen", 2), ("far", 2), ("bo", 102), ("bo", 999)]
)
def test_nobody_records_for_an_area_that_is_not_his(do: Act, look: Act, who: str, area_id: int) -> None:
    with pytest.raises((Refused, Invalid)):
        do(who, record_activity, replace(ENTRY, area_id=area_id), [1])
    assert look(select(func.count(Activity.id))) == [(0,)]


@pytest.mark.parametrize("who", ["lea", "li", "cy", "aud", "root"])
def test_who_only_looks_cannot_record(do: Act, who: str) -> None:
    with pytest.raises(Refused):
        do(who, record_activity, ENTRY, [1])


def test_a_person_of_another_street_or_of_nowhere_cannot_be_brought(do: Act, look: Act) -> None:
    for who, area_id, id_ in (("far", 10, 1), ("bo", 2, 999)):
        with pytest.raises(Invalid):
            do(who, record_activity, replace(ENTRY, area_id=area_id), [id_])
    assert look(select(func.count(Activity.id))) == [(0,)]


def test_sent_twice_it_is_saved_once(do: Act, look: Act) -> None:
    do("bo", record_activity, ENTRY, [1], nonce="n")
    with pytest.raises(Spent):
        do("bo", record_activity, ENTRY, [1], nonce="n")
    assert look(select(func.count(Activity.id))) == [(1,)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"held_on": None},
        {"held_on": clock.today() + timedelta(days=1)},
        {"place": " "},
        {"place": "x" * 61},
        {"title": "x" * 81},
        {"category": ""},
        {"category": "nonsense"},
        {"hours": 25},
        {"hours": 0.3},
        {"outcome": "电话13800138000"},
        {"solved": True},
        {"unit_id": 999},
        {"need_id": 999},
        {"commitment_id": 999},
    ],
)
def test_a_wrong_entry_is_refused_whole(do: Act, look: Act, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        do("bo", record_activity, replace(ENTRY, **wrong), [1], [("Wu", 1)])
    assert look(select(func.count(Activity.id))) == [(0,)]
    assert look(select(func.count(Member.id))) == [(4,)]


def test_without_people_there_is_nothing_to_record(do: Act) -> None:
    with pytest.raises(Invalid):
        do("bo", record_activity, ENTRY, [])


def test_odd_text_is_kept_as_it_was_typed(do: Act, look: Act) -> None:
    odd = "<script>alert(1)</script> **b** =SUM(A1) $x$"
    do("bo", record_activity, replace(ENTRY, title=odd, place="=1+1", outcome=odd), [1], [("<i>王</i>", 1)])
    assert look(select(Activity.title, Activity.place, Activity.outcome)) == [(odd, "=1+1", odd)]


def test_a_day_has_24_hours_over_the_whole_street(do: Act) -> None:
    do("wen", record_activity, replace(ENTRY, area_id=3, hours=20), [1, 3])
    do("bo", record_activity, replace(ENTRY, hours=4), [1])
    with pytest.raises(Invalid, match="Chen would have 24"):
        do("bo", record_activity, replace(ENTRY, hours=4.5), [2, 3])
    do("bo", record_activity, replace(ENTRY, hours=4.5, held_on=date(2026, 3, 6)), [2, 3])


def test_a_correction_is_checked_against_the_day_too(do: Act) -> None:
    do("bo", record_activity, replace(ENTRY, hours=20), [1])
    id_ = do("bo", record_activity, replace(ENTRY, hours=4), [1])
    with pytest.raises(Invalid, match="An would have"):
        do("bo", change_activity, id_, 1, replace(ENTRY, hours=5))


def test_a_correction_moves_the_numbers_and_needs_the_version_read(do: Act, look: Act) -> None:
    id_ = do("bo", record_activity, replace(ENTRY, hours=2), [1, 2])
    other = replace(ENTRY, area_id=5, category="health", held_on=date(2026, 4, 1), starts_at=time(9), title="体检")
    do("bo", change_activity, id_, 1, other)
    assert look(select(ServiceTally.area_id, ServiceTally.month, ServiceTally.category, ServiceTally.hours)) == [
        (5, "2026-04", "health", 0.0)
    ]
    with pytest.raises(Stale):
        do("bo", change_activity, id_, 1, other)
    with pytest.raises((Refused, Invalid)):
        do("wen", change_activity, id_, 2, replace(other, area_id=3))
    with pytest.raises(Refused):
        do("bo", change_activity, id_, 2, replace(other, area_id=3))


def test_people_are_added_once_and_removed_with_a_reason(do: Act, look: Act) -> None:
    id_ = do("bo", record_activity, ENTRY, [1])
    assert do("bo", add_people, id_, 1, [1, 3], [("An", 1), ("Wu", 3)]) == 2
    assert _people(look, id_)[:2] == [1, 3]
    assert len(_people(look, id_)) == 3
    with pytest.raises(Stale):
        do("bea", remove_person, id_, 1, 3, "不在场")
    with pytest.raises(Invalid):
        do("bea", remove_person, id_, 2, 3, " ")
    do("bea", remove_person, id_, 2, 3, "不在场")
    assert 3 not in _people(look, id_)
    assert look(select(CheckIn.void_reason).where(CheckIn.member_id == 3)) == [("不在场",)]
    assert do("bea", add_people, id_, 3, [3]) == 1


def test_the_last_person_stays_or_the_whole_activity_goes(do: Act) -> None:
    id_ = do("bo", record_activity, ENTRY, [1])
    with pytest.raises(Invalid):
        do("bo", remove_person, id_, 1, 1, "不在场")
    with pytest.raises(Invalid):
        do("bo", remove_person, id_, 1, 2, "不在场")


def test_a_void_activity_keeps_its_row_and_counts_for_nothing(do: Act, look: Act) -> None:
    id_ = do("bo", record_activity, ENTRY, [1])
    with pytest.raises(Invalid):
        do("bo", void_activity, id_, 1, "")
    with pytest.raises(Invalid):
        do("wen", void_activity, id_, 1, "重复")
    do("bo", void_activity, id_, 1, "重复录入")
    assert look(select(Activity.status, Activity.void_reason)) == [(ActivityStatus.VOID, "重复录入")]
    assert look(select(ServiceTally.activities)) == []
    for command, more in ((void_activity, ("again",)), (add_people, ([2],)), (change_activity, (ENTRY,))):
        with pytest.raises(Invalid, match="voided"):
            do("bo", command, id_, 2, *more)


def test_who_left_may_have_come_but_not_who_was_erased(do: Act, town: Engine) -> None:
    with Session(town) as session:
        session.scalars(select(Member).where(Member.id == 1)).one().status = MemberStatus.LEFT
        session.scalars(select(Member).where(Member.id == 2)).one().status = MemberStatus.ERASED
        session.commit()
    do("bo", record_activity, ENTRY, [1])
    with pytest.raises(Invalid):
        do("bo", record_activity, ENTRY, [2])


@pytest.fixture
def need(town: Engine) -> int:
    with Session(town) as session:
        now = clock.now()
        made = Need(
            title="路灯", category="safety", raised_on=date(2026, 1, 1), area_id=4, created_at=now, updated_at=now
        )
        session.add(made)
        session.commit()
        return made.id


def test_a_need_is_solved_when_the_reader_says_so(do: Act, look: Act, need: int) -> None:
    do("bo", record_activity, replace(ENTRY, need_id=need), [1])
    assert look(select(Need.status)) == [(NeedStatus.OPEN,)]
    id_ = do("bo", record_activity, replace(ENTRY, need_id=need, solved=True), [1])
    assert look(select(Need.status, Need.solved_on)) == [(NeedStatus.SOLVED, ENTRY.held_on)]
    do("bo", void_activity, id_, 1, "重复录入")
    assert look(select(Need.status, Need.solved_on)) == [(NeedStatus.DOING, None)]


def test_a_need_solved_twice_stays_solved_when_one_activity_falls(do: Act, look: Act, need: int) -> None:
    solved = replace(ENTRY, need_id=need, solved=True)
    first, _ = do("bo", record_activity, solved, [1]), do("bo", record_activity, solved, [2])
    do("bo", change_activity, first, 1, ENTRY)
    assert look(select(Need.status)) == [(NeedStatus.SOLVED,)]


def test_a_foreign_need_cannot_be_touched(do: Act, look: Act, need: int) -> None:
    with pytest.raises(Invalid):
        do("wen", record_activity, replace(ENTRY, area_id=3, need_id=need, solved=True), [3])
    assert look(select(Need.status)) == [(NeedStatus.OPEN,)]

"""Activities are listed and opened by those whose area they belong to; leaders see them without the people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import clock
from db.commands.activity import record_activity, remove_person, void_activity
from db.errors import Invalid, Refused
from db.models import Agreement, AgreementSide, Commitment, Need
from db.queries.activity import PAGE, Wanted, activities, activity_card, attendance, last_activity, stays
from db.queries.offer import need_offer, promise_offer, unit_offer
from db.rules.activity import ActivityStatus, Entry, Stay
from db.rules.agreement import Frequency, Measure, SideOf, Status
from db.rules.need import NeedStatus
from db.rules.period import parse

Act = Callable[..., Any]
SPRING = parse("2026H1", date(2026, 11, 22))
ENTRY = Entry(area_id=2, held_on=date(2026, 3, 5), category="sanitation", place="北门里", title="大扫除")


@pytest.fixture
def held(do: Act) -> dict[str, int]:
    """One activity of each place: East, its first grid, West, the whole street, and a void one of East."""
    made = {
        "east": do("bo", record_activity, replace(ENTRY, hours=2, starts_at=time(9)), [1, 3], [("Wu", 3)]),
        "grid": do("bo", record_activity, replace(ENTRY, area_id=4, held_on=date(2026, 4, 1), unit_id=3), [1]),
        "west": do("wen", record_activity, replace(ENTRY, area_id=3, category="health", outcome="100%好"), [3, 4]),
        "street": do("sam", record_activity, replace(ENTRY, area_id=1, held_on=date(2026, 5, 1)), [1, 2, 3]),
        "void": do("bo", record_activity, ENTRY, [2]),
    }
    do("bo", void_activity, made["void"], 1, "重复录入")
    return made


def _ids(ask: Act, who: str, **more: Any) -> list[int]:
    wanted = replace(Wanted(1, SPRING), **more)
    listing = ask(who, activities, wanted)
    assert listing.total == len(listing.rows)
    return [row.id for row in listing.rows]


def test_everybody_sees_his_own_newest_first(ask: Act, held: dict[str, int]) -> None:
    assert _ids(ask, "ada") == [held[name] for name in ("street", "grid", "west", "east")]
    assert _ids(ask, "lea") == _ids(ask, "ada")
    assert _ids(ask, "bo") == [held["grid"], held["east"]]
    assert _ids(ask, "wen") == [held["west"]]
    assert _ids(ask, "far") == []


@pytest.mark.parametrize("who", ["li", "cy", "aud", "root"])
def test_others_are_refused(ask: Act, held: dict[str, int], who: str) -> None:
    with pytest.raises(Refused):
        ask(who, activities, Wanted(1, SPRING))


@pytest.mark.parametrize(
    ("more", "names"),
    [
        ({"area_id": 2}, ["grid", "east"]),
        ({"area_id": 4}, ["grid"]),
        ({"own_only": True}, ["street"]),
        ({"category": "health"}, ["west"]),
        ({"unit_id": 2}, ["street", "west", "east"]),
        ({"unit_id": 3}, ["grid", "east"]),
        ({"void": True, "area_id": 2}, ["grid", "void", "east"]),
        ({"text": "大扫除 北门"}, ["street", "grid", "west", "east"]),
        ({"text": "100%"}, ["west"]),
        ({"text": "_"}, []),
        ({"period": parse("2026-04", date(2026, 11, 22))}, ["grid"]),
    ],
)
def test_the_list_is_narrowed(ask: Act, held: dict[str, int], more: dict[str, Any], names: list[str]) -> None:
    assert _ids(ask, "ada", **more) == [held[name] for name in names]


def test_what_the_street_held_as_a_whole_is_counted_apart(ask: Act, held: dict[str, int]) -> None:
    listing = ask("ada", activities, Wanted(1, SPRING))
    assert (listing.total, listing.street_wide) == (4, 1)
    assert [row.area.name for row in listing.rows] == ["Street", "East-1", "West", "East"]
    assert [row.area.community for row in listing.rows] == ["", "East", "West", "East"]


def test_pages_do_not_overlap(do: Act, ask: Act) -> None:
    for _ in range(PAGE + 3):
        do("bo", record_activity, ENTRY, [1])
    first, second = (ask("bo", activities, Wanted(2, SPRING), page) for page in (1, 2))
    assert (len(first.rows), len(second.rows), first.total) == (PAGE, 3, PAGE + 3)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


def test_how_many_came_is_known_to_those_whose_activity_it_is(ask: Act, held: dict[str, int]) -> None:
    ids = list(held.values())
    assert ask("ada", attendance, ids) == dict(zip(ids, [3, 1, 2, 3, 1], strict=True))
    assert ask("lea", attendance, ids) == ask("ada", attendance, ids)
    assert ask("wen", attendance, ids) == dict(zip(ids, [0, 0, 2, 0, 0], strict=True))
    assert ask("bo", attendance, []) == {}


def test_a_card_tells_who_came_from_where(ask: Act, held: dict[str, int]) -> None:
    card = ask("bo", activity_card, held["east"])
    assert [(one.name, one.unit, one.community) for one in card.people] == [
        ("An", "Bank", "East"),
        ("Wu", "Clinic", "East"),
        ("Chen", "School", "West"),
    ]
    assert (card.recorded_by, card.area.name, card.hours) == ("Bo", "East", 2)
    void = ask("bo", activity_card, held["void"])
    assert (void.status, void.void_reason) == (ActivityStatus.VOID, "重复录入")


def test_a_leader_opens_it_without_the_people(ask: Act, held: dict[str, int]) -> None:
    card = ask("lea", activity_card, held["east"])
    assert (card.title, card.people) == ("大扫除", ())


def test_a_foreign_card_is_as_missing_as_none(ask: Act, held: dict[str, int]) -> None:
    said = set()
    for id_ in (held["west"], held["street"], 999):
        with pytest.raises(Invalid) as refused:
            ask("bo", activity_card, id_)
        said.add(str(refused.value))
    assert len(said) == 1


def test_who_was_taken_off_the_sheet_is_not_on_the_card(do: Act, ask: Act, held: dict[str, int]) -> None:
    do("bo", remove_person, held["east"], 1, 3, "不在场")
    assert [one.name for one in ask("bo", activity_card, held["east"]).people] == ["An", "Wu"]
    assert ask("bo", attendance, [held["east"]]) == {held["east"]: 2}


def test_the_last_time_is_what_was_recorded_last_there(ask: Act, held: dict[str, int]) -> None:
    assert ask("bo", last_activity, 2) == held["grid"]
    assert ask("bo", last_activity, 5) is None
    assert ask("ada", last_activity, 1) == held["street"]
    assert ask("bo", last_activity, 3) is None


def test_where_people_were_is_told_with_times_and_of_ones_own_area_only(
    do: Act, ask: Act, held: dict[str, int]
) -> None:
    do("wen", record_activity, replace(ENTRY, area_id=3, hours=1, starts_at=time(10)), [1])
    day = ENTRY.held_on
    assert ask("bo", stays, [1, 2], day) == [Stay("An", "大扫除", time(9), 2)]
    assert [stay.starts_at for stay in ask("ada", stays, [1], day)] == [time(9), time(10)]
    assert ask("bo", stays, [1], day, held["east"]) == []
    assert ask("bo", stays, [1], date(2026, 3, 6)) == []
    with pytest.raises(Refused):
        ask("lea", stays, [1], day)


@pytest.fixture
def offers(town: Engine) -> None:
    now = clock.now()
    stamps = {"created_at": now, "updated_at": now}
    term = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}
    with Session(town) as session, session.begin():
        session.add(Agreement(id=1, title="共建", area_id=2, status=Status.ACTIVE, **term, **stamps))
        session.add(Agreement(id=2, title="草稿", area_id=2, status=Status.DRAFT, **term, **stamps))
        session.flush()
        for id_ in (1, 2):
            session.add(AgreementSide(id=id_, agreement_id=id_, side=SideOf.PARTY_B, unit_id=1, **stamps))
        session.flush()
        for id_, agreement, measure in ((1, 1, Measure.TIMES), (2, 1, Measure.YUAN), (3, 2, Measure.TIMES)):
            session.add(
                Commitment(
                    id=id_,
                    agreement_id=agreement,
                    side_id=agreement,
                    category="other",
                    content="值守",
                    target_qty=1,
                    measure=measure,
                    frequency=Frequency.YEAR,
                    **stamps,
                )
            )
        for title, area, status in (
            ("路灯", 4, NeedStatus.OPEN),
            ("积水", 2, NeedStatus.SOLVED),
            ("西", 3, NeedStatus.OPEN),
        ):
            session.add(
                Need(title=title, category="safety", raised_on=date(2026, 1, 1), area_id=area, status=status, **stamps)
            )


def test_the_form_offers_what_can_still_be_kept_and_answered(ask: Act, offers: None) -> None:
    for area_id in (2, 4):
        assert [(one.id, one.unit, one.agreement) for one in ask("bo", promise_offer, area_id)] == [(1, "Bank", "共建")]
        assert list(ask("bo", need_offer, area_id).values()) == ["路灯"]
    assert ask("wen", promise_offer, 2) == []
    assert ask("wen", need_offer, 2) == {}
    assert list(ask("wen", need_offer, 6).values()) == ["西"]
    assert list(ask("ada", need_offer, 1).values()) == ["西", "路灯"]
    assert list(ask("bo", unit_offer).values()) == ["Bank", "Clinic", "School"]

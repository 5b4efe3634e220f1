"""The list, the counts, what is due, and the totals: each within the scope of who asks."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db.clock import today
from db.commands.fulfilment import record_fulfilment
from db.errors import Invalid, Refused
from db.models import AgreementLog
from db.queries.agreement import (
    PAGE,
    Filters,
    active_by_area,
    agreement_counts,
    agreement_listing,
    agreement_states_totals,
    agreement_terms,
    due_soon,
)
from db.queries.agreementcard import agreement_card, party_units
from db.rules.agreement import (
    EXPIRING_DAYS,
    IN_FORCE,
    LATE,
    STATE_NAMES,
    Alert,
    Derived,
    Facts,
    Status,
)
from db.rules.commitment import Rate
from tests.agreement import STAMPS, brought_to, draft, plant

Ask = Callable[..., Any]


def days(n: int) -> date:
    return today() + timedelta(days=n)


def listed(ask: Ask, who: str = "ada", page: int = 1, **filters: Any) -> list[int]:
    return [row.id for row in ask(who, agreement_listing, Filters(**filters), page)[0]]


def test_the_states_of_the_database_are_those_of_the_rule(ask: Ask, town: Engine) -> None:
    """Each stored state x distance of the end x kind of renewal."""
    ends = (-1, 0, EXPIRING_DAYS, EXPIRING_DAYS + 1)
    cases = list(product(Status, ends, (None, Status.DRAFT, Status.REVIEW, Status.SIGNED, Status.TERMINATED)))
    ids = plant(town, *({"status": status, "ends_on": days(end)} for status, end, _ in cases))
    plant(
        town,
        *(
            {"status": after, "renewal_of_id": id_, "area_id": 3}
            for id_, (_, _, after) in zip(ids, cases, strict=True)
            if after
        ),
    )
    expected: dict[str, set[int]] = {state: set() for state in STATE_NAMES}
    for id_, (status, end, after) in zip(ids, cases, strict=True):
        signed = after not in (None, Status.DRAFT, Status.REVIEW)
        facts = Facts(status, days(-400), days(end), renewal=after is not None, renewal_signed=signed)
        expected[facts.state(today())].add(id_)
    counts = ask("ada", agreement_counts, 2)
    for state, wanted in expected.items():
        found: set[int] = set()
        for page in range(1, len(ids) // PAGE + 2):
            found |= set(listed(ask, states=(state,), area_id=2, page=page))
        assert found == wanted, state
        assert counts[state] == len(wanted), state
    assert sum(counts[state] for state in STATE_NAMES) == len(ids)
    rows, _ = ask("ada", agreement_listing, Filters(area_id=2))
    assert len(rows) == PAGE
    assert all(row.id in expected[row.state] for row in rows)


def test_the_next_due_date_stands_first_and_what_has_none_last(ask: Ask, town: Engine) -> None:
    ids = plant(
        town,
        {"status": Status.DRAFT},
        {"next_due_on": days(20)},
        {"next_due_on": days(-20)},
        {"next_due_on": days(-900), "ends_on": days(-1)},  # over: nothing falls due any more
        {"next_due_on": days(5)},
    )
    assert listed(ask) == [ids[2], ids[4], ids[1], ids[0], ids[3]]
    rows, _ = ask("ada", agreement_listing, Filters())
    assert [row.next_due_on for row in rows] == [days(-20), days(5), days(20), None, None]


def test_pages_come_from_the_database(ask: Ask, town: Engine) -> None:
    ids = plant(town, *({"next_due_on": days(n)} for n in range(PAGE + 3)))
    rows, total = ask("ada", agreement_listing, Filters(), 2)
    assert total == PAGE + 3
    assert [row.id for row in rows] == ids[PAGE:]
    assert listed(ask, page=9) == []
    assert listed(ask, page=0) == ids[:PAGE]


@pytest.mark.parametrize(
    "text", ["工商银行", "银行", "gsyh", "gongshang", "2026-002-001", "ＧＳＹＨ", "东关 银行", "GSYH 002"]
)
def test_agreements_are_found_by_chinese_pinyin_initials_and_number(ask: Ask, town: Engine, text: str) -> None:
    wanted, _ = plant(
        town,
        {"title": "东关社区共建协议", "party_names": "东关社区党委、工商银行", "agreement_no": "2026-002-001"},
        {"title": "西关社区共建协议", "party_names": "西关社区党委、学校", "agreement_no": "2026-003-009"},
    )
    assert listed(ask, text=text) == [wanted]


@pytest.mark.parametrize("text", ["%", "_", "' or 1=1", "\\", "zz"])
def test_what_is_not_there_is_not_found(ask: Ask, town: Engine, text: str) -> None:
    plant(town, {"title": "东关社区共建协议"})
    assert listed(ask, text=text) == []


def test_filters_narrow_by_community_kind_of_unit_category_and_end(ask: Ask, town: Engine) -> None:
    bank, school, soon = plant(
        town,
        {"unit": 1, "category": "joint_security"},
        {"unit": 2, "area_id": 3, "category": "joint_culture"},
        {"unit": None, "ends_on": days(31)},
    )
    assert set(listed(ask)) == {bank, school, soon}
    assert listed(ask, area_id=3) == [school]
    assert listed(ask, unit_kind="soe") == [bank]
    assert listed(ask, category="joint_culture") == [school]
    assert (listed(ask, within=30), listed(ask, within=60)) == ([], [soon])
    assert listed(ask, states=(IN_FORCE,), unit_kind="institution") == [school]
    assert listed(ask, states=("nonsense",)) == []
    counts = ask("ada", agreement_counts, None, Filters(unit_kind="soe", states=("draft",)))
    assert (counts["active"], counts[IN_FORCE], counts["draft"]) == (1, 1, 0)


@pytest.mark.parametrize(
    ("who", "n"), [("ada", 3), ("sam", 3), ("lea", 3), ("bo", 2), ("bea", 2), ("wen", 1), ("far", 0), ("li", 2)]
)
def test_everybody_counts_and_lists_his_own(ask: Ask, town: Engine, who: str, n: int) -> None:
    plant(town, {}, {"unit": 2}, {"area_id": 3})
    assert len(listed(ask, who)) == n
    assert ask(who, agreement_counts)[IN_FORCE] == n
    assert len(ask(who, agreement_terms, Filters())[0]) == n
    assert len(ask(who, due_soon, 1, 9)) == 0
    for role in ("root", "aud", "cy"):
        with pytest.raises(Refused):
            ask(role, agreement_listing, Filters())


def test_another_communitys_agreement_does_not_exist(do: Ask, ask: Ask, town: Engine) -> None:
    id_ = draft(do)
    for who in ("wen", "far"):
        with pytest.raises(Invalid, match="does not exist"):
            ask(who, agreement_card, id_)
    with pytest.raises(Invalid, match="does not exist"):
        ask("bo", agreement_card, 4711)
    assert ask("bo", agreement_card, id_).id == id_


def test_a_leader_reads_agreements_without_persons(ask: Ask, town: Engine) -> None:
    (id_,) = plant(town, {})
    with Session(town) as session, session.begin():
        session.add(AgreementLog(agreement_id=id_, happened_on=today(), action="signed", by_name="Bo", **STAMPS))
    own, leaders = ask("bo", agreement_card, id_), ask("lea", agreement_card, id_)
    assert (own.sides[0].signatory, own.log[0].by_name) == ("张三", "Bo")
    assert (leaders.sides[0].signatory, leaders.log[0].by_name) == (None, None)
    assert "张三" not in repr(leaders)


def test_totals_of_the_street_for_everybody_who_may_count(ask: Ask, town: Engine) -> None:
    plant(
        town,
        {},
        {"area_id": 3},
        {"area_id": 3, "ends_on": days(5), "next_due_on": days(-1)},
        {"area_id": 3, "ends_on": days(-5)},
    )
    plant(town, {"area_id": 10}, {"status": Status.SUSPENDED}, {"area_id": 1})
    for who in ("bo", "lea", "ada", "cy"):
        assert ask(who, active_by_area, 1) == {1: 1, 2: 1, 3: 2}
        assert ask(who, active_by_area, 3) == {3: 2}
        counts = ask(who, agreement_states_totals, 1)
        assert {state: n for state, n in counts.items() if n} == {
            "active": 3, "expiring": 1, "expired": 1, "suspended": 1, IN_FORCE: 4, LATE: 1,
        }  # fmt: skip
    assert ask("far", active_by_area, 1) == {}
    with pytest.raises(Refused):
        ask("li", agreement_states_totals, 1)


def test_the_oldest_expired_agreement_is_the_first_alert(ask: Ask, town: Engine) -> None:
    source, other, renewed, late, expiring, waiting, _ = plant(
        town,
        {"title": "2019-2022", "starts_on": date(2019, 6, 1), "ends_on": date(2022, 5, 31)},
        {"ends_on": days(-12)},
        {"ends_on": days(-900)},
        {"next_due_on": days(-3)},
        {"ends_on": days(12), "next_due_on": days(4)},
        {"status": Status.SIGNED, "starts_on": days(0)},
        {"status": Status.SIGNED, "starts_on": days(1)},
    )
    plant(town, {"renewal_of_id": renewed, "status": Status.SIGNED, "starts_on": days(50)})
    assert [(item.id, item.kind) for item in ask("bo", due_soon, 1, 8)] == [
        (source, Alert.EXPIRED),
        (other, Alert.EXPIRED),
        (late, Alert.LATE),
        (expiring, Alert.EXPIRING),
        (waiting, Alert.TO_START),
    ]
    assert ask("bo", due_soon, 1, 8)[0].day == date(2022, 5, 31)
    assert ask("wen", due_soon, 1, 8) == []


def test_many_expired_ones_do_not_hide_the_rest(ask: Ask, town: Engine) -> None:
    plant(town, *({"ends_on": days(-n - 1)} for n in range(20)), {"next_due_on": days(-3)}, {"ends_on": days(9)})
    kinds = [item.kind for item in ask("bo", due_soon, 2, 6)]
    assert kinds == [Alert.EXPIRED] * 4 + [Alert.LATE, Alert.EXPIRING]
    assert len(ask("bo", due_soon, 2, 1)) == 1


def test_fulfilment_is_counted_per_agreement_and_commitment(do: Ask, ask: Ask, town: Engine) -> None:
    id_ = brought_to(do, town, Status.ACTIVE)  # since 200 days: two quarters are over, two sessions each
    card = ask("bo", agreement_card, id_)
    assert (card.rate.met, card.rate.due) == (0, 2)
    do("bo", record_fulfilment, card.promises[0].id, days(-150), 2)
    card = ask("li", agreement_card, id_)
    assert (card.rate.met, card.rate.due, card.rate.share) == (1, 2, 0.5)
    assert [due.met for due in card.promises[0].dues] == [True, False, False, False]
    rows, _ = ask("lea", agreement_listing, Filters())
    assert rows[0].rate == Rate(1, 2)


def test_terms_for_the_chart_end_soonest_first_and_past_ones_last(ask: Ask, town: Engine) -> None:
    ids = plant(town, {"ends_on": days(-5)}, {"ends_on": days(50)}, {"ends_on": days(10)})
    rows, total = ask("ada", agreement_terms, Filters())
    assert ([row.id for row in rows], total) == ([ids[2], ids[1], ids[0]], 3)
    assert [row.state for row in rows] == [Derived.EXPIRING, Derived.EXPIRING, Derived.EXPIRED]


def test_parties_are_chosen_from_the_units_of_the_street(ask: Ask, town: Engine) -> None:
    assert [name for _, name, _ in ask("wen", party_units)] == ["Bank", "Clinic", "School"]
    assert ask("far", party_units) == []
    with pytest.raises(Refused):
        ask("li", party_units)

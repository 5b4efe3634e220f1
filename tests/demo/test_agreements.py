"""Agreements of the made-up town: one for every state, and the forgotten one in front."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from db.demo.world import World, make_world
from tests.demo.days import DAYS


@pytest.fixture(scope="module", params=DAYS, ids=str)
def world(request: pytest.FixtureRequest) -> World:
    return make_world(request.param)


def test_the_agreement_of_2019_to_2022_was_never_closed_and_is_the_oldest(world: World) -> None:
    oldest = min(world.agreements.rows, key=lambda row: row.ends_on)
    assert (oldest.starts_on.year, oldest.ends_on.year, oldest.status) == (2019, 2022, "active")
    assert "螺州县委编办" in oldest.title
    assert "新霞社区党委" in oldest.title
    assert oldest.id not in {row.renewal_of_id for row in world.agreements.rows}
    assert all(row.ends_on > date(2023, 1, 1) for row in world.agreements.rows if row is not oldest)


def test_there_are_agreements_in_every_state(world: World) -> None:
    states = Counter(row.status for row in world.agreements.rows)
    assert set(states) == {"draft", "review", "signed", "active", "suspended", "terminated"}
    assert 60 <= states.total() <= 75
    running = [row for row in world.agreements.rows if row.status == "active"]
    left = [(row.ends_on - world.today).days for row in running]
    assert sum(days < 0 for days in left) >= 8
    for low, high in ((0, 30), (31, 60), (61, 90)):
        assert sum(low <= days <= high for days in left) >= 2
    assert sum(row.renewal_of_id is not None for row in world.agreements.rows) >= 6


def test_dates_of_an_agreement_are_in_order(world: World) -> None:
    for row in world.agreements.rows:
        assert row.starts_on < row.ends_on
        begun = row.status in {"active", "suspended", "terminated"}
        assert begun == (row.starts_on <= world.today)
        assert (row.signed_on is not None) == (begun or row.status == "signed")
        assert row.signed_on is None or row.signed_on <= min(row.starts_on, world.today)
        assert (row.closed_on is not None) == (row.status == "terminated")
        assert row.closed_on is None or row.starts_on < row.closed_on <= world.today


def test_numbers_are_given_at_signing_and_only_once(world: World) -> None:
    rows = world.agreements.rows
    assert all((row.agreement_no is None) == (row.signed_on is None) for row in rows)
    numbers = [row.agreement_no for row in rows if row.agreement_no]
    assert len(set(numbers)) == len(numbers)


def test_every_agreement_has_two_sides_and_some_have_several_units(world: World) -> None:
    sides = Counter((row.agreement_id, row.side) for row in world.agreements.sides)
    for row in world.agreements.rows:
        assert sides[row.id, "party_a"] == 1
        assert sides[row.id, "party_b"] >= 1
    assert max(sides.values()) == 3
    assert all((row.unit_id is None) == (row.side != "party_b") for row in world.agreements.sides)
    assert all(row.party_name for row in world.agreements.sides)


def test_every_agreement_promises_something_measurable(world: World) -> None:
    promising = Counter(row.agreement_id for row in world.agreements.commitments)
    assert all(promising[row.id] >= 2 for row in world.agreements.rows)
    assert all(row.target_qty > 0 for row in world.agreements.commitments)
    assert all((row.due_on is not None) == (row.frequency == "once") for row in world.agreements.commitments)


def test_promises_are_kept_within_the_term_some_by_activities_and_some_not_at_all(world: World) -> None:
    terms = {row.id: row for row in world.agreements.rows}
    for row in world.fulfilments:
        assert terms[row.agreement_id].starts_on <= row.done_on <= min(terms[row.agreement_id].ends_on, world.today)
        assert row.qty > 0
    ticked = {row.activity_id for row in world.fulfilments if row.activity_id}
    assert ticked == {row.id for row in world.activities if row.commitment_id}
    begun = {row.id for row in world.agreements.rows if row.status == "active" and row.starts_on < world.today}
    assert begun - {row.agreement_id for row in world.fulfilments}


def test_the_log_tells_how_each_agreement_came_to_its_state(world: World) -> None:
    for row in world.agreements.rows:
        steps = [step for step in world.agreements.log if step.agreement_id == row.id]
        assert steps[0].from_status is None
        assert all(before.to_status == after.from_status for before, after in pairwise(steps))
        assert steps[-1].to_status == row.status
        assert [step.happened_on for step in steps] == sorted(step.happened_on for step in steps)
        assert steps[-1].happened_on <= world.today

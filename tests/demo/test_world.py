"""Units, people, activities, needs and agreements of the made-up town: enough, uneven, and the same every time."""

from collections import Counter
from datetime import date, timedelta

import pytest

from db.demo.world import World, make_world
from db.rules import uscc
from db.rules.activity import TALK_AND_TIDY
from db.rules.code import DOMAINS
from tests.demo.days import DAYS, TODAY


@pytest.fixture(scope="module", params=DAYS, ids=str)
def world(request: pytest.FixtureRequest) -> World:
    return make_world(request.param)


def community(world: World, name: str) -> int:
    return world.town.community(name).id


def test_the_same_day_gives_the_same_town() -> None:
    assert make_world(TODAY) == make_world(TODAY)


def test_sixty_units_fifteen_of_them_around_one_community(world: World) -> None:
    assert len(world.units) == 60
    assert sum(unit.community_id == community(world, "新霞") for unit in world.units) == 15
    assert len({unit.name for unit in world.units}) == 60


def test_codes_of_units_are_valid_and_of_the_made_up_county(world: World) -> None:
    codes = [unit.uscc for unit in world.units if unit.uscc]
    assert len(set(codes)) == len(codes) >= 55
    assert all(uscc.check(code) and code[2:8] == "990101" for code in codes)


def test_every_code_stands_in_the_shipped_lists(world: World) -> None:
    known = {domain: {code for code, _, _ in items} for domain, items in DOMAINS.items()}
    assert {unit.kind for unit in world.units} <= known["unit_kind"]
    assert {unit.affiliation for unit in world.units} <= known["affiliation"]
    assert {row.category for row in world.activities} <= known["service_category"]
    assert {row.category for row in world.needs} <= known["need_category"]
    assert {row.source for row in world.needs} <= known["need_source"]
    assert {row.category for row in world.agreements.commitments} <= known["commitment_category"]
    assert {row.position for row in world.town.workers} <= known["worker_position"]
    assert {row.party_form for row in world.town.areas if row.party_form} <= known["party_form"]
    assert {row.dedicated_place for row in world.town.areas if row.dedicated_place} <= known["dedicated_place"]


def test_about_two_thousand_members_with_namesakes_at_different_units(world: World) -> None:
    assert 1900 <= len(world.members) <= 2100
    namesakes = [member for member in world.members if member.name == "张伟"]
    assert len(namesakes) == 2
    assert len({member.unit_id for member in namesakes}) == 2
    assert max(Counter((m.unit_id, m.name) for m in world.members if m.unit_id).values()) == 1


def test_nobody_can_be_rung_up(world: World) -> None:
    numbers = [row.phone for group in (world.members, world.units, world.town.workers) for row in group if row.phone]
    assert all(number.startswith("1990000") and len(number) == 11 for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_a_member_has_at_most_one_open_registration(world: World) -> None:
    open_ones = Counter(row.member_id for row in world.registrations if row.ended_on is None)
    assert set(open_ones.values()) == {1}
    assert all(row.ended_on is None or row.registered_on < row.ended_on <= world.today for row in world.registrations)


def test_units_differ_in_how_many_have_registered(world: World) -> None:
    registered = {row.member_id for row in world.registrations if row.ended_on is None}
    came = Counter(member.unit_id for member in world.members if member.id in registered)
    rates = [came[unit.id] / unit.should_register for unit in world.units if unit.should_register >= 10]
    assert max(rates) <= 1
    assert max(rates) > 0.85
    assert min(rates) < 0.45


def test_registrations_crowd_in_the_middle_and_are_thin_at_the_edge(world: World) -> None:
    places = Counter(row.area_id for row in world.registrations if row.ended_on is None)
    middle = places[community(world, "新霞")] + places[community(world, "中新")]
    edge = places[community(world, "霞张")] + places[community(world, "前型")]
    assert middle > 0.35 * sum(places.values())
    assert edge < 0.03 * sum(places.values())


def test_two_years_of_activities_none_in_the_future(world: World) -> None:
    held = [row.held_on for row in world.activities]
    assert 1400 <= len(held) <= 1800
    assert max(held) == world.today
    months = {(day.year, day.month) for day in held}
    assert len(months) >= 24
    assert min(held) >= date(world.today.year - 2, world.today.month, 1)


def test_talks_and_tidying_are_about_three_fifths_to_two_thirds(world: World) -> None:
    share = sum(row.category in TALK_AND_TIDY for row in world.activities) / len(world.activities)
    assert 0.6 <= share <= 0.65


def test_activities_have_four_people_or_more_and_a_few_have_about_sixty(world: World) -> None:
    sizes = [len(row.people) for row in world.activities]
    assert min(sizes) >= 4
    assert sum(size > 50 for size in sizes) >= 8
    assert all(len(set(row.people)) == len(row.people) for row in world.activities)


def test_nobody_serves_before_he_registered(world: World) -> None:
    since = {row.member_id: row.registered_on for row in world.registrations if row.ended_on is None}
    assert all(since.get(person, row.held_on) <= row.held_on for row in world.activities for person in row.people)


def test_a_member_is_kept_by_the_community_he_registered_with(world: World) -> None:
    kept_by = {row.member_id: row.area_id for row in world.registrations if row.ended_on is None}
    assert kept_by
    assert all(member.area_id == kept_by[member.id] for member in world.members if member.id in kept_by)


def test_two_communities_have_had_no_service_for_sixty_days_and_three_none_this_month(world: World) -> None:
    last = {
        area.id: max(row.held_on for row in world.activities if row.community_id == area.id)
        for area in world.town.of_level("community")
    }
    silent = {key for key, day in last.items() if (world.today - day).days >= 60}
    assert silent == {community(world, "霞张"), community(world, "前型")}
    not_this_month = {key for key, day in last.items() if day < world.today.replace(day=1)}
    assert silent | {community(world, "霞园")} <= not_this_month
    assert last[community(world, "新霞")] >= world.today - timedelta(days=1)


def test_some_activities_count_for_the_whole_street_and_some_are_void_with_a_reason(world: World) -> None:
    assert sum(row.community_id is None for row in world.activities) >= 20
    void = [row for row in world.activities if row.status == "void"]
    assert void
    assert all(row.void_reason for row in void)


def test_activities_answer_needs_and_keep_promises_of_their_own_community(world: World) -> None:
    needs = {row.id: row for row in world.needs}
    promises = {row.id: row for row in world.agreements.commitments}
    terms = {row.id: row for row in world.agreements.rows}
    answering = [row for row in world.activities if row.need_id]
    keeping = [row for row in world.activities if row.commitment_id]
    assert len(answering) > 20
    assert len(keeping) > 80
    assert all(needs[row.need_id or 0].community_id == row.community_id for row in answering)
    for row in keeping:
        promise = promises[row.commitment_id or 0]
        term = terms[promise.agreement_id]
        assert (promise.unit_id, term.area_id) == (row.unit_id, row.community_id)
        assert term.starts_on <= row.held_on <= term.ends_on


def test_needs_are_spread_and_in_every_state(world: World) -> None:
    assert len(world.needs) == 120
    assert {row.status for row in world.needs} == {"open", "matched", "doing", "solved", "closed"}
    assert len({row.community_id for row in world.needs}) == 11
    for row in world.needs:
        assert (row.solved_on is not None) == (row.status == "solved")
        assert row.solved_on is None or row.raised_on <= row.solved_on <= world.today

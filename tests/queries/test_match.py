"""Names are found over the whole street, by those who may, and nothing but name, unit and community comes back."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.errors import Invalid, Refused
from db.models import AuditLog, Member
from db.queries.match import match_names
from db.rules.match import Candidate, Match
from db.rules.member import MemberStatus

Ask = Callable[..., Any]


@pytest.mark.parametrize("who", ["bo", "bea", "ada", "sam", "wen"])
def test_a_name_is_found_wherever_in_the_street_its_bearer_is_kept(ask: Ask, who: str) -> None:
    found = ask(who, match_names, ["Chen", "Nobody"], 2)
    assert found == [Match("Chen", (Candidate(3, "Chen", 2, "School", "West"),)), Match("Nobody", ())]


def test_namesakes_come_with_their_units_and_those_of_the_own_community_first(ask: Ask) -> None:
    for area_id, first in ((2, 1), (4, 1), (3, 4), (6, 4)):
        (match,) = ask("ada", match_names, ["An"], area_id)
        assert [one.id for one in match.candidates] == [first, 5 - first]
        assert [one.near for one in match.candidates] == [True, False]
        assert match.sole is None
    (match,) = ask("ada", match_names, ["An"], 1)
    assert [one.near for one in match.candidates] == [False, False]


def test_case_width_and_spaces_do_not_hide_a_person(ask: Ask) -> None:
    (match,) = ask("bo", match_names, [" ｃＨ en "], 2)
    assert [one.id for one in match.candidates] == [3]


def test_another_street_is_another_world(ask: Ask) -> None:
    assert ask("far", match_names, ["An", "Chen"], 10) == [Match("An", ()), Match("Chen", ())]


@pytest.mark.parametrize("who", ["lea", "li", "cy", "root", "aud"])
def test_others_may_not_search_for_people(ask: Ask, who: str) -> None:
    with pytest.raises(Refused):
        ask(who, match_names, ["An"], 2)


def test_each_search_is_logged_without_the_names(ask: Ask, town: Engine) -> None:
    ask("bo", match_names, ["An"], 2)
    with Session(town) as session:
        rows = session.execute(select(AuditLog.username, AuditLog.action, AuditLog.fields)).all()
    assert len(rows) == 1
    assert rows[0][:2] == ("bo", "match_names")
    assert "An" not in str(rows[0][2])


def test_no_phone_and_no_registration_comes_back(ask: Ask, town: Engine) -> None:
    with Session(town) as session:
        session.scalars(select(Member).where(Member.id == 3)).one().phone = "13800138000"
        session.commit()
    (match,) = ask("bo", match_names, ["Chen"], 2)
    said = str([asdict(one) for one in match.candidates])
    assert "8000" not in said
    assert set(asdict(match.candidates[0])) == {"id", "name", "unit_id", "unit", "community", "near", "left"}


def test_who_left_is_marked_and_who_was_erased_is_not_found(ask: Ask, town: Engine) -> None:
    with Session(town) as session:
        session.scalars(select(Member).where(Member.id == 1)).one().status = MemberStatus.LEFT
        session.scalars(select(Member).where(Member.id == 2)).one().status = MemberStatus.ERASED
        session.commit()
    an, ba = ask("bo", match_names, ["An", "Ba"], 2)
    assert [(one.id, one.left) for one in an.candidates] == [(4, False), (1, True)]
    assert an.sole is not None
    assert ba.candidates == ()


def test_nothing_and_too_much_are_refused(ask: Ask, town: Engine) -> None:
    for names in ([], [f"N{chr(97 + n % 26)}{n}" for n in range(501)]):
        with pytest.raises(Invalid):
            ask("bo", match_names, names, 2)
    with Session(town) as session:
        assert session.scalar(select(func.count()).select_from(AuditLog)) == 0


def test_a_name_that_looks_like_sql_or_a_formula_is_only_a_name(ask: Ask) -> None:
    odd = ["' OR 1=1 --", "%", "_", "=1+1", "<b>An</b>"]
    assert [match.candidates for match in ask("bo", match_names, odd, 2)] == [()] * 5

"""Who sees which accounts, and where people can be placed."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import clock, gate
from db.access import Role
from db.commands.account import disable_account, reset_password
from db.commands.session import counters, take_attempt
from db.errors import Refused
from db.models import Account, AccountArea
from db.queries.account import PAGE, account_card, account_listing, home_choices
from db.queries.home import locked_accounts
from db.rules.account import AccountState

Act = Callable[..., Any]


def _names(ask: Act, who: str, **how: Any) -> list[str]:
    return list(ask(who, account_listing, **how)[0]["username"])


def test_a_street_administrator_sees_the_people_of_his_street_only(ask: Act) -> None:
    assert sorted(_names(ask, "ada")) == ["ada", "bea", "bo", "cy", "lea", "li", "sam", "wen"]


def test_a_system_administrator_sees_everybody(ask: Act) -> None:
    assert len(_names(ask, "root")) == 11


def test_places_are_named(ask: Act) -> None:
    frame, _ = ask("ada", account_listing)
    assert dict(zip(frame["username"], frame["place"], strict=True)) == {
        "ada": "Street", "sam": "Street", "lea": "Street", "bo": "East", "bea": "East", "wen": "West",
        "cy": "West West-1", "li": "Bank",
    }  # fmt: skip


@pytest.mark.parametrize(("text", "found"), [("BO", ["bo"]), ("a%", []), ("_", []), ("Lea", ["lea"]), ("far", [])])
def test_search_finds_parts_of_names_literally(ask: Act, text: str, found: list[str]) -> None:
    assert _names(ask, "ada", text=text) == found


def test_filters_by_role_and_state(ask: Act, do: Act) -> None:
    assert _names(ask, "ada", role=Role.COMMUNITY_SECRETARY) == ["bo", "wen"]
    do("ada", disable_account, 4)
    do("ada", reset_password, 6, "h")
    with gate.system("sign_in") as session:
        for _ in range(5):
            take_attempt(session, counters("cy", "10.0.0.1"))
    states = {state: _names(ask, "ada", state=state) for state in AccountState if state is not AccountState.ACTIVE}
    assert states == {"disabled": ["bo"], "temporary_password": ["wen"], "locked": ["cy"]}
    assert "bo" not in _names(ask, "ada", state=AccountState.ACTIVE)


def test_the_home_page_warns_of_locked_accounts_of_ones_own_people_only(ask: Act) -> None:
    with gate.system("sign_in") as session:
        for name in ("cy", "far", "a made-up name"):
            for _ in range(5):
                take_attempt(session, counters(name, f"address of {name}"))
    assert ask("ada", locked_accounts) == ["cy"]
    assert ask("root", locked_accounts) == ["cy", "far"]


def test_the_card_of_a_locked_account_tells_the_wait(ask: Act) -> None:
    with gate.system("sign_in") as session:
        for _ in range(5):
            take_attempt(session, counters("cy", "10.0.0.1"))
    assert ask("ada", account_card, 7).locked_minutes == 1


def test_the_list_comes_in_pages(town: Engine, ask: Act) -> None:
    with Session(town.execution_options(writes=True)) as session, session.begin():
        for i in range(PAGE + 5):
            now = clock.now()
            account = Account(
                id=2000 + i, username=f"staff{i:03}", display_name="S", password_hash="x", role=Role.STREET_STAFF,
                created_at=now, updated_at=now,
            )  # fmt: skip
            session.add(account)
            session.flush()
            session.add(AccountArea(account_id=account.id, area_id=1))
    first, total = ask("ada", account_listing, role=Role.STREET_STAFF)
    second, _ = ask("ada", account_listing, role=Role.STREET_STAFF, page=2)
    assert (len(first), len(second), total) == (PAGE, 6, PAGE + 6)
    assert not set(first["id"]) & set(second["id"])


def test_a_card_of_a_foreign_account_is_none(ask: Act) -> None:
    assert [ask("ada", account_card, id) for id in (1, 10, 11, 999)] == [None] * 4
    assert ask("ada", account_card, 4).sessions == 1


@pytest.mark.parametrize(
    ("role", "choices"),
    [
        (Role.STREET_STAFF, ["Street"]),
        (Role.COMMUNITY_SECRETARY, ["East", "West"]),
        (Role.GRID_WORKER, ["East · East-1", "East · East-2", "West · West-1"]),
        (Role.UNIT_LIAISON, ["Bank", "Clinic", "School"]),
        (Role.AUDITOR, []),
    ],
)
def test_a_role_is_offered_fitting_places_of_the_street(ask: Act, role: Role, choices: list[str]) -> None:
    assert list(ask("ada", home_choices, role).values()) == choices


def test_a_system_administrator_is_offered_every_street(ask: Act) -> None:
    assert list(ask("root", home_choices, Role.STREET_ADMIN).values()) == ["Street", "Far"]


@pytest.mark.parametrize("who", ["sam", "bo", "lea", "aud", "li"])
def test_nobody_else_reads_accounts(ask: Act, who: str) -> None:
    with pytest.raises(Refused):
        ask(who, account_listing)

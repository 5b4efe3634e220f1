"""The accounts page: adding, changing, resetting; what the administrator sees, and what he does not."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from components.web import password
from db import gate
from db.access import Role
from db.commands.session import open_session
from db.errors import SignedOut
from db.queries.session import Known, known_account

Open = Callable[..., AppTest]


def _known(engine: Engine, username: str) -> Known | None:
    with Session(engine) as session:
        return known_account(session, username)


def _choose(page: AppTest, username: str) -> AppTest:
    """As a click on the row of the person."""
    table = page.dataframe[0].value
    row = list(table.iloc[:, 1]).index(username)
    page.session_state["account.table.1..None.None"] = {"selection": {"rows": [row], "columns": []}}
    return page.run()


def test_an_added_person_gets_a_password_that_is_shown_once_and_works(open_page: Open, town: Engine) -> None:
    page = open_page("accounts", "ada")
    page.text_input(key="account.add.name").set_value("王 芳")
    page.text_input(key="account.add.username").set_value("wangfang")
    page.selectbox(key="account.add.role").set_value(Role.COMMUNITY_SECRETARY).run()
    page.selectbox(key=f"account.add.home.{Role.COMMUNITY_SECRETARY}").set_value(3)
    page.button(key="account.add.go").click().run()
    assert not page.exception
    known = _known(town, "wangfang")
    assert known is not None
    assert known.must_change
    assert password.matches(page.code[0].value, known.password_hash)
    assert "wangfang" in list(page.dataframe[0].value.iloc[:, 1])
    assert page.text_input(key="account.add.name").value == ""
    page.button(key="account.noted").click().run()
    assert not page.code


@pytest.mark.parametrize(("name", "username"), [("", "okay"), ("王芳", "王芳"), ("王芳", "bo"), ("x" * 40, "a")])
def test_a_mistake_keeps_what_was_typed_and_adds_nobody(open_page: Open, name: str, username: str) -> None:
    page = open_page("accounts", "ada")
    before = len(page.dataframe[0].value)
    page.text_input(key="account.add.name").set_value(name)
    page.text_input(key="account.add.username").set_value(username)
    page.selectbox(key="account.add.role").set_value(Role.STREET_STAFF).run()
    page.button(key="account.add.go").click().run()
    assert page.session_state["note"][0] is False
    assert page.text_input(key="account.add.username").value == username
    assert len(page.dataframe[0].value) == before
    assert not page.code


def test_a_reset_ends_the_tab_and_shows_the_new_password(open_page: Open, town: Engine) -> None:
    page = _choose(open_page("accounts", "ada"), "bo")
    page.button(key="account.4.reset").click().run()
    assert not page.exception
    known = _known(town, "bo")
    assert known is not None
    assert password.matches(page.code[0].value, known.password_hash)
    with pytest.raises(SignedOut):
        gate.load_actor("bo")


def test_disabling_is_one_click_and_so_is_the_way_back(open_page: Open) -> None:
    page = _choose(open_page("accounts", "ada"), "bo")
    page.button(key="account.4.disable").click().run()
    with pytest.raises(SignedOut):
        gate.load_actor("bo")
    page.button(key="account.4.enable").click().run()
    assert not page.exception
    assert "account.4.disable" in [button.key for button in page.button]


def test_another_role_asks_for_its_own_kind_of_place(open_page: Open) -> None:
    page = _choose(open_page("accounts", "ada"), "bo")
    role = next(box for box in page.selectbox if str(box.key).startswith("account.edit.4") and ".role" in str(box.key))
    role.set_value(Role.GRID_WORKER).run()
    grids = next(box for box in page.multiselect if str(box.key).startswith("account.edit.4"))
    grids.set_value([4, 5])
    next(b for b in page.button if str(b.key).startswith("account.edit.4") and str(b.key).endswith(".go")).click().run()
    assert not page.exception
    actor = gate.load_actor("bo")
    assert (actor.role, [reach.area_id for reach in actor.own]) == (Role.GRID_WORKER, [4, 5])


def test_ones_own_account_has_no_way_to_shut_oneself_out(open_page: Open) -> None:
    page = _choose(open_page("accounts", "ada"), "ada")
    assert not [b for b in page.button if str(b.key).startswith("account.2.")]


def test_a_street_administrator_is_not_offered_what_he_may_not_give(open_page: Open) -> None:
    offered = open_page("accounts", "ada").selectbox(key="account.add.role").options
    assert "系统管理员" not in offered
    assert "日志审计员" not in offered
    assert "系统管理员" in open_page("accounts", "root").selectbox(key="account.add.role").options


def test_names_are_shown_literally(open_page: Open, town: Engine) -> None:
    page = open_page("accounts", "ada")
    page.text_input(key="account.add.name").set_value("**b** <i>")
    page.text_input(key="account.add.username").set_value("odd")
    page.selectbox(key="account.add.role").set_value(Role.STREET_STAFF).run()
    page.button(key="account.add.go").click().run()
    page = _choose(page, "odd")
    assert page.subheader[0].value == r"\*\*b\*\* \<i\>"


def test_the_list_tells_when_somebody_was_here_last_and_who_never_was(open_page: Open) -> None:
    with gate.system("sign_in") as session:
        open_session(session, 4, "a")
    table = open_page("accounts", "ada").dataframe[0].value
    last = dict(zip(table.iloc[:, 1], table.iloc[:, -1], strict=True))
    assert last["wen"] == "从未"
    assert last["bo"][:2] == "20"


def test_a_link_opens_the_list_already_searched(open_page: Open) -> None:
    page = open_page("accounts", "ada", q="wen")
    assert list(page.dataframe[0].value.iloc[:, 1]) == ["wen"]


def test_a_wall_is_made_and_listed_and_a_system_administrator_has_none(open_page: Open) -> None:
    page = open_page("accounts", "ada")
    page.selectbox(key="wall.area").set_value(2)
    page.button(key="wall.make").click().run()
    assert "/auth/wall?code=" in page.code[0].value
    assert not [b for b in open_page("accounts", "root").button if b.key == "wall.make"]

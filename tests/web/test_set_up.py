"""The first administrator of a new desk."""

import re

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from components.web.set_up import announce
from db import gate
from db.access import Role
from db.commands.session import sid_of
from db.models import Account, Area
from tests.web.browser import Browser
from tests.web.conftest import NewBrowser

FIELDS = {
    "street": "螺城街道",
    "street_code": "990101001000",
    "display_name": "王芳",
    "username": "wangfang",
    "password": "correct horse battery",
    "again": "correct horse battery",
}


def _count(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Account)) or 0


def test_a_new_desk_leads_everybody_to_its_set_up(engine: Engine, new_browser: NewBrowser) -> None:
    browser = new_browser()
    assert browser.navigate("/").there == "/auth/sign-in"
    assert browser.navigate("/auth/sign-in").there == "/auth/set-up"
    page = browser.navigate("/auth/set-up")
    assert page.status == 200
    assert 'name="code"' not in page.text


def test_the_first_administrator_is_made_and_signed_in(engine: Engine, new_browser: NewBrowser) -> None:
    browser = new_browser()
    assert browser.post("/auth/set-up", FIELDS).there == "/set-up"
    actor = gate.load_actor(sid_of(browser.cookies["desk"]))
    assert (actor.username, actor.name, actor.role) == ("wangfang", "王芳", Role.STREET_ADMIN)
    with Session(engine) as session:
        assert session.execute(select(Area.name, Area.code)).one() == ("螺城街道", "990101001000")


def test_afterwards_the_page_is_gone(engine: Engine, new_browser: NewBrowser) -> None:
    new_browser().post("/auth/set-up", FIELDS)
    second = new_browser()
    assert second.navigate("/auth/set-up").there == "/auth/sign-in"
    assert second.post("/auth/set-up", FIELDS | {"username": "second"}).there == "/auth/sign-in"
    assert _count(engine) == 1


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"street": ""}, "街道名称"),
        ({"street_code": "123"}, "12"),
        ({"display_name": " "}, "请填写姓名。"),
        ({"username": "王"}, "用户名为 2 至 20 位"),
        ({"again": "other"}, "两次输入的密码不一致。"),
        ({"password": "short", "again": "short"}, "密码至少 10 个字符。"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays_but_the_password(
    engine: Engine, new_browser: NewBrowser, wrong: dict[str, str], said: str
) -> None:
    answer = new_browser().post("/auth/set-up", FIELDS | wrong)
    assert answer.status == 400
    error = re.search(r'role="alert">(.*?)<', answer.text)
    assert error is not None
    assert said in error[1]
    kept = (FIELDS | wrong)["display_name"].strip()
    assert f'value="{kept}"' in answer.text
    assert "correct horse" not in answer.text
    assert _count(engine) == 0


def test_from_another_machine_the_code_of_the_console_is_needed(engine: Engine, new_browser: NewBrowser) -> None:
    said = announce()
    assert said is not None
    code = said.rsplit(": ", 1)[1]
    far = new_browser(address="10.0.0.9", host="desk.example")
    assert 'name="code"' in far.navigate("/auth/set-up").text
    assert far.post("/auth/set-up", FIELDS).status == 400
    assert far.post("/auth/set-up", FIELDS | {"code": "1" * 16}).status == 400
    # A mistake elsewhere in the form does not spend the code.
    assert far.post("/auth/set-up", FIELDS | {"code": code, "street": ""}).status == 400
    assert far.post("/auth/set-up", FIELDS | {"code": code}).there == "/set-up"
    assert announce() is None


def test_codes_cannot_be_guessed(engine: Engine, new_browser: NewBrowser) -> None:
    far = new_browser(address="10.0.0.9", host="desk.example")
    pages = [far.post("/auth/set-up", FIELDS | {"code": f"{i:016}"}).text for i in range(7)]
    assert [("分钟后再试" in page) for page in pages] == [False] * 5 + [True] * 2
    assert _count(engine) == 0


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8501"])
def test_a_page_elsewhere_cannot_set_up_a_desk_by_rebinding_its_name(
    engine: Engine, new_browser: NewBrowser, host: str
) -> None:
    rebound = Browser(new_browser().app, host=host)
    assert rebound.post("/auth/set-up", FIELDS).status == 400
    assert _count(engine) == 0


def test_a_page_elsewhere_cannot_post_the_form(engine: Engine, new_browser: NewBrowser) -> None:
    answer = new_browser().post("/auth/set-up", FIELDS, origin="http://evil.example", sec_fetch_site="cross-site")
    assert answer.status == 403
    assert _count(engine) == 0

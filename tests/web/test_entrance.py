"""Ways in without a password: the demo's cards, and the link of a wall."""

import re

import pytest
from sqlalchemy import Engine

from db import audit, gate
from db.commands.session import make_wall_code
from tests.web.browser import Browser
from tests.web.conftest import NewBrowser, sign_in


def error_of(text: str) -> str:
    found = re.search(r'<p class="error" role="alert">(.*?)</p>', text)
    return found[1] if found else ""


# The demo's cards


@pytest.fixture
def demo(people: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """The demo's server on a database that the demo filled."""
    with people.execution_options(writes=True).begin() as connection:
        audit.append(connection, audit.Entry(audit.DEMO_LOADED), who="demo")
    monkeypatch.setenv("COMMONS_DEMO", "1")
    return people


def test_a_real_desk_has_no_cards_even_when_started_as_the_demo(
    people: Engine, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONS_DEMO", "1")
    assert '<button name="username"' not in new_browser().get("/auth/sign-in").text
    assert new_browser().post("/auth/enter", {"username": "ada"}).status == 403


def test_cards_are_offered_in_the_demo_on_this_machine_only(demo: Engine, new_browser: NewBrowser) -> None:
    page = new_browser().get("/auth/sign-in").text
    assert page.count('<button name="username"') == 9
    assert "演示数据" in page
    assert "/auth/enter" not in new_browser(address="10.0.0.9").get("/auth/sign-in").text
    assert "/auth/enter" not in new_browser(host="evil.example").get("/auth/sign-in").text


def test_one_click_enters_the_demo(demo: Engine, new_browser: NewBrowser) -> None:
    client = new_browser()
    assert client.post("/auth/enter?next=/map", {"username": "lea"}).there == "/map"
    assert client.get("/x").json()["x-desk-user"] == "lea"


def test_nobody_enters_without_a_password_elsewhere(
    demo: Engine, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert new_browser(address="10.0.0.9").post("/auth/enter", {"username": "ada"}).status == 403
    assert new_browser().post("/auth/enter", {"username": "wen"}).status == 403  # not on a card
    assert new_browser().post("/auth/enter", {"username": "nobody"}).status == 403
    rebound = new_browser(host="evil.example")
    assert rebound.post("/auth/enter", {"username": "ada"}).status == 403
    monkeypatch.delenv("COMMONS_DEMO")
    assert new_browser().post("/auth/enter", {"username": "ada"}).status == 403


# The wall


def test_a_wall_opens_with_its_link_and_shows_nothing_but_the_cockpit(client: Browser) -> None:
    code = gate.do("ada", make_wall_code, 1)
    answer = client.navigate(f"/auth/wall?code={code}")
    assert answer.there == "/cockpit?screen=1"
    assert "Max-Age=604800" in " ".join(answer.cookie_lines)
    assert client.navigate("/members").there == "/cockpit?screen=1"
    assert client.navigate("/cockpit?screen=1").text.startswith("STREAMLIT")
    assert client.navigate("/auth/password").there.startswith("/auth/sign-in")


def test_a_link_works_once_and_not_in_the_administrators_own_browser(client: Browser, new_browser: NewBrowser) -> None:
    code = gate.do("ada", make_wall_code, 1)
    sign_in(client, "ada")
    assert client.navigate(f"/auth/wall?code={code}").status == 409
    assert client.get("/x").json()["x-desk-user"] == "ada"
    assert new_browser().get(f"/auth/wall?code={code}").status == 303
    second = new_browser().navigate(f"/auth/wall?code={code}")
    assert (second.status, error_of(second.text)) == (400, "此码不正确、已用过或已过期，请重新索取。")


def test_guessing_links_is_slowed_down(people: Engine, new_browser: NewBrowser) -> None:
    answers = [new_browser().get(f"/auth/wall?code={i:016}").status for i in range(22)]
    assert answers[:20] == [400] * 20
    assert answers[20:] == [429] * 2

"""Signing in, out, and changing one's password, as a browser without script does it."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from db import clock, gate
from db.commands.account import disable_account, reset_password, set_language
from db.commands.session import sid_of
from db.errors import SignedOut
from db.models import Account, LoginSession
from db.rules.session import IDLE
from tests.web.browser import Answer, Browser
from tests.web.conftest import SECRET, NewBrowser, sign_in

WRONG, DISABLED = "用户名或密码不正确。", "该账号已停用，请联系管理员。"


def error_of(text: str) -> str:
    found = re.search(r'<p class="error" role="alert">(.*?)</p>', text)
    return found[1] if found else ""


def test_the_page_is_chinese_warns_and_offers_english(client: Browser) -> None:
    page = client.navigate("/auth/sign-in")
    assert page.status == 200
    assert '<html lang="zh-CN">' in page.text
    assert "非涉密系统，严禁录入涉密信息" in page.text
    assert 'href="/auth/sign-in?lang=en"' in page.text
    english = client.navigate("/auth/sign-in?lang=en").text
    assert "Not for classified information" in english
    assert "登录" not in english
    assert "Sign in" in client.navigate("/auth/sign-in").text  # the choice is remembered
    assert "<script" not in page.text


def test_a_right_password_opens_the_desk_with_a_cookie_no_script_can_read(client: Browser) -> None:
    answer = sign_in(client, "bo")
    assert (answer.status, answer.there) == (303, "/")
    line = " ".join(answer.cookie_lines)
    assert re.search(r"desk=[\w-]{43}; HttpOnly; Path=/; SameSite=strict", line)
    assert "Max-Age" not in line.split("desk_language")[0]
    told = client.get("/anything").json()
    assert told == {"x-desk-sid": sid_of(client.cookies["desk"]), "x-desk-user": "bo"}


def test_over_https_the_cookie_is_bound_to_this_host(
    people: Engine, new_browser: NewBrowser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COMMONS_TRUST_PROXY", "1")
    client = new_browser(address="10.0.0.1", host="desk.example")
    headers = {"origin": "https://desk.example", "x-forwarded-proto": "https", "x-forwarded-for": "10.0.0.77"}
    answer = client.post("/auth/sign-in", {"username": "bo", "password": SECRET}, **headers)
    assert re.search(r"__Host-desk=[\w-]{43}; HttpOnly; Path=/; SameSite=strict; Secure", " ".join(answer.cookie_lines))
    with Session(people) as session:
        assert session.scalars(select(LoginSession.address).where(LoginSession.address.is_not(None))).all() == [
            "10.0.0.77"
        ]


def test_a_deep_link_is_there_again_after_signing_in(client: Browser) -> None:
    asked = client.navigate("/map?area=12&measure=hours")
    assert asked.status == 303
    page = client.navigate(asked.there)
    action = re.search(r'action="(.*?)"', page.text)
    assert action is not None
    answer = sign_in(client, "bo", path=action[1].replace("&amp;", "&"))
    assert answer.there == "/map?area=12&measure=hours"


def test_nobody_is_sent_to_another_site(client: Browser) -> None:
    for there in ("//evil.example", "https://evil.example", "/\\evil.example"):
        fresh = client
        fresh.cookies.clear()
        assert sign_in(fresh, "bo", path=f"/auth/sign-in?next={there}").there == "/"


@pytest.mark.parametrize(
    "typed", [("bo", "wrong"), ("nobody", SECRET), ("", ""), ("bo", ""), ("王芳", SECRET), ("bo", "密" * 99)]
)
def test_whatever_is_wrong_is_told_in_the_same_words(client: Browser, typed: tuple[str, str]) -> None:
    answer = sign_in(client, *typed)
    assert (answer.status, error_of(answer.text)) == (401, WRONG)
    assert "desk" not in client.cookies


def test_what_was_typed_comes_back_literally_but_never_the_password(client: Browser) -> None:
    page = sign_in(client, '"><script>alert(1)</script>', "hunter2-hunter2").text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "hunter2" not in page


def test_a_disabled_account_is_told_so_only_with_its_password(client: Browser) -> None:
    gate.do("ada", disable_account, 4)
    assert error_of(sign_in(client, "bo", "guess").text) == WRONG
    assert error_of(sign_in(client, "bo").text) == DISABLED
    assert "desk" not in client.cookies


def test_after_five_failures_even_the_right_password_waits_a_minute(client: Browser) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False):
        for _ in range(5):
            assert error_of(sign_in(client, "bo", "guess").text) == WRONG
        answer = sign_in(client, "bo")
        assert (answer.status, error_of(answer.text)) == (429, "失败次数过多，请在 1 分钟后再试。")
        assert sign_in(client, "bea").status == 303
    client.cookies.clear()
    with time_machine.travel(start + timedelta(seconds=61), tick=False):
        assert sign_in(client, "bo").status == 303


def test_the_spelling_of_a_username_gives_no_second_set_of_guesses(client: Browser) -> None:
    for name in ("bo", "BO", " bo ", "ｂｏ", "Bo"):
        sign_in(client, name, "guess")
    assert sign_in(client, "bo").status == 429


def test_ten_thousand_guesses_from_one_address_verify_few(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    verified = []

    def count(*_: object) -> bool:
        verified.append(1)
        return False

    monkeypatch.setattr("components.web.password.matches", count)
    start = clock.now()
    for i in range(200):
        with time_machine.travel(start + timedelta(seconds=3 * i), tick=False):
            sign_in(client, f"user{i}", "guess")
    assert len(verified) <= 60


def test_signing_in_again_ends_the_session_of_before(client: Browser) -> None:
    sign_in(client, "bo")
    first = sid_of(client.cookies["desk"])
    sign_in(client, "bea")
    with pytest.raises(SignedOut):
        gate.load_actor(first)


def test_somebody_signed_in_needs_no_form(client: Browser) -> None:
    sign_in(client, "bo")
    answer = client.navigate("/auth/sign-in?next=/map")
    assert (answer.status, answer.there) == (303, "/map")


def test_the_language_of_the_account_follows_to_the_page(client: Browser) -> None:
    gate.do("bo", set_language, "en")
    sign_in(client, "bo")
    client.navigate("/auth/sign-out")
    assert "Username" in client.navigate("/auth/sign-in").text


# Signing out


@pytest.mark.parametrize("how", ["GET", "POST"])
def test_signing_out_ends_the_session_and_takes_the_cookie(client: Browser, how: str) -> None:
    sign_in(client, "bo")
    token = client.cookies["desk"]
    answer = client.navigate("/auth/sign-out") if how == "GET" else client.post("/auth/sign-out", {})
    assert answer.there == "/auth/sign-in?why=out"
    assert "desk" not in client.cookies
    client.cookies["desk"] = token  # a copy kept elsewhere
    assert client.get("/media/x").status == 401
    assert "您已退出。" in client.navigate("/auth/sign-in?why=out").text


def test_a_picture_on_another_site_signs_nobody_out(client: Browser) -> None:
    sign_in(client, "bo")
    answer = client.get("/auth/sign-out", sec_fetch_site="cross-site")
    assert answer.status == 403
    assert client.get("/media/x").status == 200


def test_a_session_that_timed_out_says_so_and_keeps_the_address(client: Browser) -> None:
    sign_in(client, "bo")
    with time_machine.travel(clock.now() + IDLE + timedelta(seconds=1), tick=False):
        answer = client.navigate("/map?area=3")
        assert answer.there == "/auth/sign-in?next=%2Fmap%3Farea%3D3&why=expired"
        assert "会话已结束" in client.navigate(answer.there).text


# Changing one's password

NEW = "quite another sentence"


def _change(client: Browser, old: str = SECRET, new: str = NEW, again: str | None = None) -> Answer:
    return client.post("/auth/password?next=/map", {"old": old, "new": new, "again": new if again is None else again})


def test_a_changed_password_works_and_ends_every_other_session(client: Browser, new_browser: NewBrowser) -> None:
    elsewhere = new_browser()
    sign_in(elsewhere, "bo")
    sign_in(client, "bo")
    answer = _change(client)
    assert answer.there == "/map"
    assert client.get("/media/x").status == 200
    assert elsewhere.get("/media/x").status == 401
    assert sign_in(elsewhere, "bo").status == 401
    assert sign_in(elsewhere, "bo", NEW).status == 303


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"old": "wrong"}, "当前密码不正确。"),
        ({"again": "other"}, "两次输入的密码不一致。"),
        ({"new": SECRET}, "新密码与当前密码相同。"),
        ({"new": "short"}, "密码至少 10 个字符。"),
        ({"new": "密" * 25}, "密码最多 72 个字节，即 72 个字母或 24 个汉字。"),
        ({"new": "password1234"}, "这个密码太容易被猜到，用一句短话更安全。"),
    ],
)
def test_a_poor_change_is_refused_with_its_reason(client: Browser, fields: dict[str, str], said: str) -> None:
    sign_in(client, "bo")
    answer = _change(client, **fields)
    assert error_of(answer.text) == said
    client.cookies.clear()
    assert sign_in(client, "bo").status == 303


def test_a_stolen_tab_cannot_guess_the_password(client: Browser) -> None:
    sign_in(client, "bo")
    for _ in range(5):
        _change(client, old="guess")
    assert "分钟后再试" in error_of(_change(client).text)


def test_a_temporary_password_leads_to_its_change_and_nowhere_else(client: Browser, people: Engine) -> None:
    with Session(people.execution_options(writes=True)) as session, session.begin():
        session.execute(update(Account).where(Account.username == "bo").values(must_change=True))
    answer = sign_in(client, "bo", path="/auth/sign-in?next=/map")
    assert answer.there == "/auth/password?next=%2Fmap"
    assert client.navigate("/map").there == "/auth/password?next=%2Fmap"
    assert client.get("/media/x").status == 403
    assert "临时密码" in client.navigate("/auth/password?next=/map").text
    assert _change(client).there == "/map"
    assert client.navigate("/map").text.startswith("STREAMLIT")


def test_a_reset_by_the_administrator_ends_the_session(client: Browser) -> None:
    sign_in(client, "bo")
    gate.do("ada", reset_password, 4, "x")
    assert client.get("/media/x").status == 401


def test_nobody_changes_a_password_unasked(client: Browser) -> None:
    answer = client.navigate("/auth/password")
    assert answer.there.startswith("/auth/sign-in?next=%2Fauth%2Fpassword")
    assert client.post("/auth/password", {"old": "a", "new": "b", "again": "b"}).there.startswith("/auth/sign-in")

"""The gate: what is open, what is not, who is vouched for, and which headers everything carries."""

import base64
import hashlib
from pathlib import Path

import pytest
import streamlit

from components.web.headers import desk_policy
from db import gate
from db.commands.account import disable_account
from db.commands.session import sid_of
from tests.web.browser import Browser
from tests.web.conftest import NewBrowser, sign_in

SOCKET = {"origin": "http://127.0.0.1:8501"}
PRIVATE = (
    "/media/abc.png", "/_stcore/metrics", "/_stcore/host-config", "/_stcore/bidi-components/x/y.js",
    "/component/a/b.js",
    "/_stcore/upload_file/s/f", "/_stcore/agent/openapi.json", "/export/members", "/geo/v/community/1", "/app/static/x",
    "/_stcore/script-health-check", "/anything", "//media/abc.png", "/static/../media/x", "/Media/abc.png",
)  # fmt: skip


def test_no_anonymous_socket_opens(client: Browser) -> None:
    assert client.connect("/_stcore/stream", **SOCKET) is None
    client.cookies["desk"] = "made-up"
    assert client.connect("/_stcore/stream", **SOCKET) is None
    assert client.connect("/_stcore/stream", x_desk_sid="bo", x_desk_user="bo", **SOCKET) is None


def test_a_socket_is_told_who_is_there_whatever_the_browser_claims(client: Browser) -> None:
    sign_in(client, "bo")
    told = client.connect("/_stcore/stream", x_desk_sid="ada", x_desk_user="ada", X_Desk_More="x", **SOCKET)
    assert told == {"x-desk-sid": sid_of(client.cookies["desk"]), "x-desk-user": "bo"}


@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "null", "http://127.0.0.1:9999", "http://localhost:8501"]
)
def test_a_socket_of_another_origin_is_refused_even_with_the_cookie(client: Browser, origin: str | None) -> None:
    sign_in(client, "bo")
    assert client.connect("/_stcore/stream", **({"origin": origin} if origin else {})) is None


@pytest.mark.parametrize("path", PRIVATE)
def test_nothing_private_is_served_to_a_stranger(client: Browser, path: str) -> None:
    answer = client.get(path)
    assert answer.status == 401
    assert answer.text.startswith("会话已结束")


@pytest.mark.parametrize("path", ["/", "/map?area=3", "/nonsense"])
def test_a_stranger_who_navigates_is_shown_the_way_in(client: Browser, path: str) -> None:
    answer = client.navigate(path)
    assert answer.status == 303
    assert answer.there.startswith("/auth/sign-in")


@pytest.mark.parametrize(
    "path", ["/healthz", "/_stcore/health", "/assets/desk.png", "/static/js/index.js", "/favicon.png"]
)
def test_what_belongs_to_nobody_is_open(client: Browser, path: str) -> None:
    assert client.get(path).status == 200


def test_identity_headers_of_the_browser_never_pass_even_where_all_may_go(client: Browser) -> None:
    assert client.get("/static/x", x_desk_sid="ada", X_DESK_USER="ada").json() == {}


def test_a_link_from_another_site_asks_again_from_our_own_page(client: Browser) -> None:
    """A strict cookie does not come along with such a link; asked for by our own page it does."""
    sign_in(client, "bo")
    token = client.cookies.pop("desk")
    page = client.navigate("/map?area=3&x=%22%3E", sec_fetch_site="cross-site")
    assert page.status == 200
    assert 'http-equiv="refresh" content="0; url=/map?area=3&amp;x=%22%3E"' in page.text
    client.cookies["desk"] = token
    assert client.navigate("/map?area=3", sec_fetch_site="same-origin").text.startswith("STREAMLIT")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_no_other_site_changes_anything(client: Browser, method: str) -> None:
    sign_in(client, "bo")
    for headers in ({"origin": "http://evil.example"}, {}, {"origin": "null"}, {"sec-fetch-site": "same-site"}):
        answer = client.request(method, "/auth/password", headers, b"x=1")
        assert (answer.status, answer.text) == (403, "该请求来自其他网站，未作任何处理。")


def test_an_upload_into_a_session_that_is_not_ones_own_is_refused(client: Browser) -> None:
    sign_in(client, "bo")
    own = {"origin": "http://127.0.0.1:8501"}
    for path in ("/_stcore/upload_file/some-session/f", "/_stcore/upload_file/x", "/_stcore/upload_file/a/b/c"):
        assert client.request("PUT", path, own, b"x").status == 403


def test_metrics_are_for_the_system_administrator(client: Browser, new_browser: NewBrowser) -> None:
    sign_in(client, "ada")
    assert client.get("/_stcore/metrics").status == 404
    root = new_browser()
    sign_in(root, "root")
    assert root.get("/_stcore/metrics").status == 200
    assert root.get("/_stcore/agent/openapi.json").status == 404


def test_a_disabled_account_is_out_at_the_next_request(client: Browser) -> None:
    sign_in(client, "bo")
    assert client.get("/media/x").status == 200
    gate.do("ada", disable_account, 4)
    assert client.get("/media/x").status == 401
    assert client.connect("/_stcore/stream", **SOCKET) is None


# Headers


@pytest.mark.parametrize("path", ["/", "/auth/sign-in", "/media/x", "/healthz", "/assets/desk.png", "/auth/nonsense"])
def test_every_answer_carries_the_headers(client: Browser, path: str) -> None:
    headers = client.navigate(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval'" not in policy.replace("wasm-unsafe-eval'", "")
    assert "http" not in policy


def test_no_script_runs_on_the_pages_before_streamlit(client: Browser) -> None:
    policy = client.navigate("/auth/sign-in").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy


def test_the_bootstrap_of_the_installed_streamlit_is_the_only_inline_script() -> None:
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = [part.split("</script>")[0] for part in index.split("<script>")[1:]]
    assert len(inline) == 1
    digest = base64.b64encode(hashlib.sha256(inline[0].encode()).digest()).decode()
    scripts = next(part for part in desk_policy().split("; ") if part.startswith("script-src"))
    assert scripts == f"script-src 'self' blob: 'wasm-unsafe-eval' 'sha256-{digest}'"


@pytest.mark.parametrize("path", ["/", "/auth/password", "/media/x.png", "/export/nothing"])
def test_pages_and_data_are_never_kept(client: Browser, path: str) -> None:
    sign_in(client, "bo")
    assert client.navigate(path).headers["cache-control"] == "no-store"


# Our own failures


def test_a_failure_is_a_sentence_and_tells_nothing(client: Browser) -> None:
    sign_in(client, "bo")
    answer = client.navigate("/fail")
    assert answer.status == 500
    assert "系统出了问题" in answer.text
    assert "secret" not in answer.text


def test_an_unknown_page_of_ours_is_a_sentence(client: Browser) -> None:
    answer = client.navigate("/auth/nonsense")
    assert answer.status == 404
    assert "没有这个页面。" in answer.text


def test_a_flood_of_text_is_refused_before_it_is_read(client: Browser) -> None:
    answer = client.post("/auth/sign-in", {"username": "x" * 30_000})
    assert answer.status == 413
    assert "内容过长" in answer.text

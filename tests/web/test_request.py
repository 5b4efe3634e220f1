"""What is believed of a request: local, same origin, https, where to go next."""

import pytest
from starlette.requests import HTTPConnection

from components.web import request as asked


def connection(
    *, client: str = "127.0.0.1", host: str = "127.0.0.1:8501", path: str = "/", query: str = "", **headers: str
) -> HTTPConnection:
    lines = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return HTTPConnection(
        {
            "type": "http", "method": "GET", "scheme": "http", "path": path, "query_string": query.encode(),
            "client": (client, 1), "headers": [(k.encode(), v.encode()) for k, v in lines.items()],
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    "there",
    [
        "/",
        "/map?area=12&measure=hours",
        "/agreements?status=active&q=%E5%8C%97%E5%85%B3",
        "/cockpit?screen=1",
        "/a?next=//x",
    ],
)
def test_a_path_of_the_desk_is_kept_with_its_query(there: str) -> None:
    assert asked.local_path(there) == there


@pytest.mark.parametrize(
    "there",
    [
        None, "", "//evil.example", "/\\evil.example", "\\\\evil", "https://evil.example/", "javascript:alert(1)",
        "map",
        "/auth/sign-out", "/_stcore/stream", "/x\r\nSet-Cookie: a=b", "///evil.example", "/" + "x" * 2000,
    ],
)  # fmt: skip
def test_anything_else_leads_home(there: str | None) -> None:
    assert asked.local_path(there) == "/"


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "localhost", "[::1]:8501", "LOCALHOST:1"])
def test_this_machine_is_local(host: str) -> None:
    assert asked.is_local(connection(host=host))
    assert asked.is_local(connection(host=host, client="::1"))


@pytest.mark.parametrize("host", ["evil.example:8501", "127.0.0.1.evil.example", "", "localhost.evil:80"])
def test_a_rebound_name_is_not_local(host: str) -> None:
    assert not asked.is_local(connection(host=host))


def test_another_machine_is_not_local_whatever_it_says() -> None:
    assert not asked.is_local(connection(client="10.0.0.9"))
    assert not asked.is_local(connection(x_forwarded_for="127.0.0.1"))
    assert not asked.is_local(connection(forwarded="for=127.0.0.1"))


def test_nobody_is_local_behind_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMMONS_TRUST_PROXY", "1")
    assert not asked.is_local(connection())


def test_a_proxy_is_believed_only_when_it_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    forwarded = connection(x_forwarded_for="6.6.6.6, 10.0.0.9", x_forwarded_proto="https")
    assert (asked.address(forwarded), asked.is_https(forwarded)) == ("127.0.0.1", False)
    monkeypatch.setenv("COMMONS_TRUST_PROXY", "1")
    assert (asked.address(forwarded), asked.is_https(forwarded)) == ("10.0.0.9", True)
    assert asked.address(connection(x_forwarded_for="<b>")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"origin": "http://desk:1", "host": "desk:1"}, True),
        ({"origin": "http://DESK:1", "host": "desk:1"}, True),
        ({"origin": "http://desk:2", "host": "desk:1"}, False),
        ({"origin": "http://evil", "host": "desk:1"}, False),
        ({"origin": "null", "host": "desk:1"}, False),
        ({"origin": "null", "host": "desk:1", "sec-fetch-site": "same-origin"}, True),
        ({"host": "desk:1"}, False),
        ({"host": "desk:1", "sec-fetch-site": "same-origin"}, True),
        ({"host": "desk:1", "sec-fetch-site": "same-site"}, False),
        ({"origin": "http://evil", "host": "desk:1", "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_only_our_own_pages_are_of_the_same_origin(headers: dict[str, str], own: bool) -> None:
    assert asked.is_same_origin(headers) is own


@pytest.mark.parametrize(
    ("query", "cookie", "language"),
    [("", "", "zh_CN"), ("lang=en", "", "en"), ("", "en", "en"), ("lang=zh", "en", "zh_CN"), ("lang=fr", "", "zh_CN")],
)
def test_the_language_is_chinese_unless_chosen(query: str, cookie: str, language: str) -> None:
    assert asked.language(connection(query=query, cookie=f"{asked.LANGUAGE_COOKIE}={cookie}")) == language

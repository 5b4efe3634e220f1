"""What a request says about itself: where it comes from, over what, in which language, and whether to believe it."""

import os
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection

LANGUAGE_COOKIE = "desk_language"
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]", "::1")
FORWARDING = ("forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host", "via")
LONGEST_NEXT = 1500


def trusts_proxy() -> bool:
    """Whether a reverse proxy of ours stands in front (its headers are believed, and nobody counts as local)."""
    return os.environ.get("COMMONS_TRUST_PROXY") == "1"


def is_demo() -> bool:
    return os.environ.get("COMMONS_DEMO") == "1"


def address(connection: HTTPConnection) -> str:
    """The client's address; behind our proxy, the one the proxy saw."""
    if trusts_proxy():
        seen = _last(connection.headers, "x-forwarded-for")
        try:
            return str(ip_address(seen))
        except ValueError:
            pass
    return connection.client.host if connection.client else ""


def is_https(connection: HTTPConnection) -> bool:
    if trusts_proxy():
        return _last(connection.headers, "x-forwarded-proto") == "https"
    return connection.scope["scheme"] in ("https", "wss")


def is_local(connection: HTTPConnection) -> bool:
    """Somebody at this very machine. The Host must say so too, or a foreign page could rebind its name to pretend."""
    if trusts_proxy() or any(name in connection.headers for name in FORWARDING):
        return False
    host = connection.headers.get("host", "").lower()
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    try:
        loopback = connection.client is not None and ip_address(connection.client.host).is_loopback
    except ValueError:
        loopback = False
    return loopback and name in LOOPBACK_NAMES


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether our own page sent this. Some browsers send no Origin, old ones no Sec-Fetch-Site; none is no proof."""
    origin = headers.get("origin")
    if origin and origin != "null":
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    return headers.get("sec-fetch-site") == "same-origin"


def is_own_or_typed(headers: Mapping[str, str]) -> bool:
    """A link on our own page, a bookmark or a typed address; not a link or picture on somebody else's page."""
    return headers.get("sec-fetch-site", "none") in ("same-origin", "none")


def wants_page(connection: HTTPConnection) -> bool:
    """A person navigating, as opposed to a script or a picture being fetched."""
    return connection.scope.get("method") in ("GET", "HEAD") and "text/html" in connection.headers.get("accept", "")


def local_path(text: str | None) -> str:
    """Where to go after signing in: a path on this desk with its query, and nothing that leads elsewhere."""
    if not text or len(text) > LONGEST_NEXT or not text.isprintable() or "\\" in text:
        return "/"
    if text == "/auth/password":
        return text
    parts = urlsplit(text)
    if parts.scheme or parts.netloc or not text.startswith("/") or text.startswith(("//", "/auth/", "/_stcore")):
        return "/"
    return text


def language(connection: HTTPConnection) -> str:
    """Chinese, unless the reader chose otherwise on one of the pages before signing in."""
    chosen = connection.query_params.get("lang") or connection.cookies.get(LANGUAGE_COOKIE) or ""
    return "en" if chosen.startswith("en") else "zh_CN"


def _last(headers: Headers, name: str) -> str:
    return headers.get(name, "").rsplit(",", 1)[-1].strip()

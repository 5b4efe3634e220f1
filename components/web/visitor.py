"""Who is behind a request: the cookie, and the session it names. Looked up afresh every time."""

from starlette.requests import HTTPConnection
from starlette.responses import Response

from components.web.request import is_https
from db import gate
from db.access import Actor
from db.commands.session import sid_of
from db.errors import SignedOut

PLAIN, SECURE = "desk", "__Host-desk"
SID_HEADER, USER_HEADER = "x-desk-sid", "x-desk-user"


def cookie_name(connection: HTTPConnection) -> str:
    """Over https the name itself demands Secure, the root path and no other host."""
    return SECURE if is_https(connection) else PLAIN


def sid_in(connection: HTTPConnection) -> str | None:
    """The key of the session whose token the browser holds; nothing says yet that it is open."""
    token = connection.cookies.get(cookie_name(connection))
    return sid_of(token) if token else None


def actor_of(sid: str | None) -> Actor | None:
    if sid is None:
        return None
    try:
        return gate.load_actor(sid)
    except SignedOut:
        return None


def remember(response: Response, connection: HTTPConnection, token: str, *, seconds: int | None = None) -> None:
    """Hand the token to the browser: until it closes, or for so many seconds."""
    response.set_cookie(
        cookie_name(connection),
        token,
        max_age=seconds,
        path="/",
        secure=is_https(connection),
        httponly=True,
        samesite="strict",
    )


def forget(response: Response, connection: HTTPConnection) -> None:
    response.delete_cookie(
        cookie_name(connection), path="/", secure=is_https(connection), httponly=True, samesite="strict"
    )

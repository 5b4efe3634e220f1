"""The gate in front of everything: no page, socket, file or upload without an open session, and no forged identity."""

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from components.web.html import Page, sentence_page
from components.web.request import is_same_origin, local_path, wants_page
from components.web.sign_in import WALL_SCREEN
from components.web.upload import is_own_upload
from components.web.visitor import SID_HEADER, USER_HEADER, actor_of, sid_in
from db.access import Actor, Role
from db.errors import N_, NOT_ALLOWED, SIGNED_OUT

# Open to everybody: ways in, our own pictures, Streamlit's bundle (the same for all its users), and "is it up".
PUBLIC = ("/auth/", "/assets/", "/static/")
PUBLIC_FILES = frozenset({"/healthz", "/_stcore/health", "/favicon.png", "/manifest.json", "/robots.txt"})
SHUT = ("/_stcore/agent", "/_stcore/script-health-check")
METRICS, UPLOAD = "/_stcore/metrics", "/_stcore/upload_file/"
FOREIGN = N_("This request came from another site; nothing was done.")
UNKNOWN = N_("There is no such page.")


class Gate:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        scope = dict(scope)
        scope["headers"] = [
            (name, value) for name, value in scope["headers"] if not name.lower().startswith(b"x-desk-")
        ]
        connection = HTTPConnection(scope)
        changes = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD", "OPTIONS")
        if changes and not is_same_origin(connection.headers):
            await _refuse(scope, receive, send, _sentence(connection, FOREIGN, 403))
            return
        path = str(scope["path"])
        if _is_public(path):
            await self.app(scope, receive, send)
            return
        sid = sid_in(connection)
        actor = await run_in_threadpool(actor_of, sid)
        answer = _stranger(connection, sid) if actor is None else _bounds(connection, actor)
        if answer is None and path.startswith(UPLOAD) and not is_own_upload(path, actor, sid):
            answer = _sentence(connection, NOT_ALLOWED, 403)
        if answer is not None:
            await _refuse(scope, receive, send, answer)
            return
        if actor is not None and sid is not None:
            scope["headers"] += [(SID_HEADER.encode(), sid.encode()), (USER_HEADER.encode(), actor.username.encode())]
        await self.app(scope, receive, send)


def _is_public(path: str) -> bool:
    """No path that climbs counts, whatever the router behind makes of it."""
    return (path.startswith(PUBLIC) and ".." not in path and "\\" not in path) or path in PUBLIC_FILES


def _stranger(connection: HTTPConnection, sid: str | None) -> Response:
    """Nobody is signed in: a person is shown the way in and keeps his address, everything else is refused."""
    if not wants_page(connection):
        return _sentence(connection, SIGNED_OUT, 401)
    here = local_path(_address(connection))
    if sid is None and connection.headers.get("sec-fetch-site") == "cross-site":
        # A link on another site carries no strict cookie even when the reader is signed in: our own page asks again.
        page = Page(connection)
        return page.show(page.t(N_("One moment")), "", refresh=here, switch=False)
    query = {"next": here} if here != "/" else {}
    if sid is not None:
        query["why"] = "expired"
    return RedirectResponse("/auth/sign-in" + (f"?{urlencode(query)}" if query else ""), 303)


def _bounds(connection: HTTPConnection, actor: Actor) -> Response | None:
    """Where a signed-in visitor may not go, whatever his rights inside."""
    path = str(connection.scope["path"])
    if path.startswith(SHUT) or (path == METRICS and actor.role is not Role.SYSADMIN):
        return _sentence(connection, UNKNOWN, 404)
    if actor.must_change:
        if wants_page(connection):
            return RedirectResponse(f"/auth/password?{urlencode({'next': local_path(_address(connection))})}", 303)
        return _sentence(connection, NOT_ALLOWED, 403)
    if actor.role is Role.WALL and wants_page(connection) and _address(connection) != WALL_SCREEN:
        return RedirectResponse(WALL_SCREEN, 303)
    return None


def _address(connection: HTTPConnection) -> str:
    query = connection.scope["query_string"].decode("latin-1")
    return str(connection.url.path) + (f"?{query}" if query else "")


def _sentence(connection: HTTPConnection, msgid: str, status: int) -> Response:
    page = Page(connection)
    if connection.scope["type"] == "http" and wants_page(connection):
        return sentence_page(page, page.t(msgid), status)
    return PlainTextResponse(page.t(msgid), status, headers={"Cache-Control": "no-store"})


async def _refuse(scope: Scope, receive: Receive, send: Send, answer: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4403})  # before the handshake: the client sees HTTP 403
        return
    await answer(scope, receive, send)

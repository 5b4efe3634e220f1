"""The routes and the gate around a stand-in for Streamlit, with the town's people and a cheap password for each."""

from collections.abc import Callable, Iterator

import bcrypt
import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from components.web import password
from components.web.routes import EXCEPTIONS, MIDDLEWARE, ROUTES
from db.models import Account
from tests.web.browser import Answer, Browser

SECRET = "a decent password"
real_salt = bcrypt.gensalt

NewBrowser = Callable[..., Browser]


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The work factor of bcrypt is not what these tests are about."""
    monkeypatch.setattr(bcrypt, "gensalt", lambda rounds=4, prefix=b"2b": real_salt(min(rounds, 4), prefix))
    password._nobody.cache_clear()
    yield
    password._nobody.cache_clear()


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("COMMONS_DEMO", "COMMONS_TRUST_PROXY"):
        monkeypatch.delenv(name, raising=False)


async def _whatever(request: Request) -> Response:
    """Stands for everything of Streamlit's: says who it was told is there."""
    told = {name: value for name, value in request.headers.items() if name.startswith("x-desk-")}
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(f"STREAMLIT {told}")
    return JSONResponse(told)


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_json({name: value for name, value in socket.headers.items() if name.startswith("x-desk-")})
    await socket.close()


async def _fail(_request: Request) -> Response:
    raise RuntimeError("a secret in a message")


def _application() -> Starlette:
    inner = [
        Route("/fail", _fail),
        WebSocketRoute("/_stcore/stream", _stream),
        Route("/{path:path}", _whatever, methods=["GET", "POST", "PUT", "DELETE"]),
    ]
    return Starlette(routes=[*ROUTES, *inner], middleware=MIDDLEWARE, exception_handlers=EXCEPTIONS)


@pytest.fixture
def new_browser() -> NewBrowser:
    """A browser without cookies; by default on the machine the desk runs on."""
    app = _application()
    return lambda **where: Browser(app, **where)


@pytest.fixture
def people(town: Engine) -> Engine:
    """The town, everybody with the same password."""
    hashed = bcrypt.hashpw(SECRET.encode(), real_salt(4)).decode()
    with Session(town.execution_options(writes=True)) as session, session.begin():
        session.execute(update(Account).values(password_hash=hashed))
    return town


@pytest.fixture
def client(people: Engine, new_browser: NewBrowser) -> Browser:
    return new_browser()


def sign_in(browser: Browser, username: str, secret: str = SECRET, path: str = "/auth/sign-in") -> Answer:
    return browser.post(path, {"username": username, "password": secret})

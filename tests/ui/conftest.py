"""A served demo desk, made once for all browser tests, and a way to sign in."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from db.demo.accounts import accounts
from db.session import make_engine
from tests import forge
from tests.browser import ROOT, Desk, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page, WebSocket

PASSWORDS = {str(one["username"]): str(one["password"]) for one in accounts()}


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo database of its own with its key."""
    folder: Path = tmp_path_factory.mktemp("desk")
    environment = os.environ | environment_of(folder)
    subprocess.run([sys.executable, "-m", "db", "demo"], cwd=ROOT, env=environment, check=True, capture_output=True)
    return folder


def environment_of(folder: Path) -> dict[str, str]:
    url, key = f"sqlite:///{folder}/demo.db", str(folder / "demo.key")
    return {"DATABASE_URL": url, "COMMONS_KEY_FILE": key, "COMMONS_KEY": "", "COMMONS_DEMO": "1"}


@pytest.fixture(scope="session")
def demo_desk(demo_folder: Path) -> Iterator[Desk]:
    """The demo as `run.py --demo` serves it."""
    environment = environment_of(demo_folder)
    with serve(environment.pop("DATABASE_URL"), **environment) as desk:
        yield desk


@pytest.fixture(scope="session")
def demo_data(demo_folder: Path) -> Iterator[Engine]:
    """The same database, to be read past the desk: what is truly there."""
    engine = make_engine(f"sqlite:///{demo_folder}/demo.db")
    yield engine
    engine.dispose()


def sign_in(page: "Page", username: str, password: str = "", *, to: str = "/") -> None:
    """Through the form, as a person does."""
    page.goto(f"/auth/sign-in?next={to}")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password or PASSWORDS[username])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/auth/" not in url)


def enter(page: "Page", desk: Desk, username: str, path: str = "/") -> None:
    """Signed in without the form, which has tests of its own."""
    name, value = forge.sign_in(desk.url, username, PASSWORDS[username]).split("=", 1)
    page.context.add_cookies([{"name": name, "value": value, "url": desk.url}])
    page.goto(path)
    ready(page)


class Wire:
    """What the server says to a page over the WebSocket; made before the page is opened."""

    def __init__(self, page: "Page") -> None:
        self.page = page
        self.frames: list[bytes] = []
        self.runs: list[str] = []  # how each run of the script ended: of the whole page, or of fragments alone
        page.on("websocket", self._listen)

    def _listen(self, socket: "WebSocket") -> None:
        socket.on("framereceived", self._heard)

    def _heard(self, data: str | bytes) -> None:
        frame = data if isinstance(data, bytes) else data.encode()
        self.frames.append(frame)
        message = ForwardMsg.FromString(frame)
        if message.WhichOneof("type") == "script_finished":
            self.runs.append(ForwardMsg.ScriptFinishedStatus.Name(message.script_finished))

    @property
    def size(self) -> int:
        return sum(len(frame) for frame in self.frames)

    def forget(self) -> None:
        self.frames.clear()
        self.runs.clear()

    @contextmanager
    def run(self, seconds: float = 20) -> Iterator[None]:
        """What is done inside leads to a run of the script; wait for its end."""
        before, give_up = len(self.runs), time.monotonic() + seconds
        yield
        while len(self.runs) == before:
            assert time.monotonic() < give_up, "nothing ran"
            self.page.wait_for_timeout(20)
        ready(self.page, pause=100)


def ready(page: "Page", timeout: float = 20_000, pause: float = 250) -> None:
    """The page has run to its end and shows its heading."""
    page.locator("[data-testid=stMain] :is(h1, h2, h3)").first.wait_for(timeout=timeout)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=timeout)
    page.wait_for_timeout(pause)

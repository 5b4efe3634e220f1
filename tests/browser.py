"""A pytest plugin: a served desk and a headless Chromium that notices what should never happen.

`serve(database_url)` runs `streamlit run app.py` on a free port; `browser` is one Chromium for the whole run;
`watched(browser, desk)` is a page in a context of its own that fails the test on a request to another host, a console
error, a page error or Streamlit's exception box.
"""

from __future__ import annotations  # playwright is a developer tool: nothing of it at import time

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Request, WebSocket

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
LOCAL = ("127.0.0.1", "localhost", "::1")
# The client probes for its base path on deep links and goes on without.
HARMLESS = ("/_stcore/",)


@dataclass
class Desk:
    """A running server of our own."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path

    @property
    def log(self) -> str:
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@contextmanager
def serve(database_url: str, *, port: int | str = 0, app: str = "app.py", **environment: str) -> Iterator[Desk]:
    """Serve app.py on this database, which must be migrated, until the end of the block."""
    port = str(port or free_port())
    command = [sys.executable, "-m", "streamlit", "run", app, f"--server.port={port}"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("STREAMLIT_", "COMMONS_DEMO"))}
    log_file = Path(tempfile.mkdtemp(prefix="commons-served-")) / "log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=kept | {"DATABASE_URL": database_url} | environment, stdout=log, stderr=log
        )
    desk = Desk(f"http://127.0.0.1:{port}", process, log_file)
    try:
        _wait(desk)
        yield desk
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            desk.kill()
        shutil.rmtree(log_file.parent, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(desk: Desk) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            with opener.open(desk.url + "/healthz", timeout=5) as answer:
                if json.load(answer)["status"] == "ok":
                    return
        except (OSError, ValueError):
            pass
        assert desk.process.poll() is None, f"The server ended:\n{desk.log}"
        assert time.monotonic() < give_up, f"No /healthz after {START_SECONDS} s:\n{desk.log}"
        time.sleep(0.1)


def chromium() -> str | None:
    return os.environ.get("COMMONS_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is a developer tool: python3 run.py test")
    program = chromium()
    if program is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    with sync_api.sync_playwright() as playwright:
        chrome = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield chrome
        chrome.close()


@dataclass
class Watch:
    """What a page did that it should not."""

    home: str
    foreign: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def on_request(self, request: Request | WebSocket) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in LOCAL:
            self.foreign.append(request.url)

    def on_console(self, message: ConsoleMessage) -> None:
        where = str(message.location.get("url", ""))
        if message.type == "error" and not any(part in where for part in (*HARMLESS, *self.allowed)):
            self.errors.append(f"{message.text} ({where})")

    def on_page_error(self, error: Any) -> None:
        self.errors.append(str(error))

    def check(self, page: Page) -> None:
        assert self.foreign == []
        assert self.errors == []
        if not page.is_closed():
            assert page.locator("[data-testid=stException]").count() == 0, page.locator("body").inner_text()


@contextmanager
def watched(browser: Browser, desk: Desk, **options: Any) -> Iterator[Page]:
    """A page with cookies of its own. `page.watch` tells what it noticed so far."""
    options = {"locale": "zh-CN", "viewport": {"width": 1366, "height": 768}} | options
    context = browser.new_context(base_url=desk.url, **options)
    try:
        page = context.new_page()
        watch = Watch(desk.url)
        page.watch = watch  # type: ignore[attr-defined]  # one object to hand around in tests
        page.on("request", watch.on_request)
        page.on("console", watch.on_console)
        page.on("pageerror", watch.on_page_error)
        page.on("websocket", watch.on_request)
        yield page
        watch.check(page)
    finally:
        context.close()


def settled(page: Page, timeout: float = 15_000) -> None:
    """Wait until Streamlit has connected, run the script and drawn what it said."""
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=timeout)
    page.wait_for_function(
        "() => !document.querySelector('[data-stale=true], [data-testid=stSkeleton]')", timeout=timeout
    )

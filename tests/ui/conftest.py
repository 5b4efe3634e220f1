"""A served demo desk, made once for all browser tests, and a way to sign in."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.demo.accounts import accounts
from tests.browser import ROOT, Desk, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSWORDS = {str(one["username"]): str(one["password"]) for one in accounts()}


@pytest.fixture(scope="session")
def demo_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo as `run.py --demo` serves it, in a folder of its own."""
    folder: Path = tmp_path_factory.mktemp("desk")
    url = f"sqlite:///{folder}/demo.db"
    key = str(folder / "demo.key")
    environment = os.environ | {"DATABASE_URL": url, "COMMONS_KEY_FILE": key, "COMMONS_DEMO": "1"}
    environment.pop("COMMONS_KEY", None)
    subprocess.run([sys.executable, "-m", "db", "demo"], cwd=ROOT, env=environment, check=True, capture_output=True)
    with serve(url, COMMONS_DEMO="1", COMMONS_KEY_FILE=key, COMMONS_KEY="") as desk:
        yield desk


def sign_in(page: "Page", username: str, password: str = "", *, to: str = "/") -> None:
    """Through the form, as a person does."""
    page.goto(f"/auth/sign-in?next={to}")
    page.fill("input[name=username]", username)
    page.fill("input[name=password]", password or PASSWORDS[username])
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda url: "/auth/" not in url)


def ready(page: "Page", timeout: float = 20_000) -> None:
    """The page has run to its end and shows its heading."""
    page.locator("[data-testid=stMain] :is(h1, h2, h3)").first.wait_for(timeout=timeout)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for(timeout=timeout)
    page.wait_for_timeout(250)

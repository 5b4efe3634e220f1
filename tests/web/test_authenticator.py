"""Why streamlit-authenticator's cookie is not used (README, Decisions): it opens after signing out."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bcrypt
import pytest

from tests.browser import free_port
from tests.forge import Tab, press, text

pytestmark = pytest.mark.server
SECRET = "a decent password"
THEIRS = """
from pathlib import Path

import streamlit as st
import streamlit_authenticator as stauth

hashed = Path("hash").read_text()
people = {"usernames": {"bo": {"name": "Bo", "email": "bo@x.example", "password": hashed, "roles": ["staff"]}}}
door = stauth.Authenticate(people, "theirs", "0123456789abcdef0123456789abcdef", 30, auto_hash=False)
door.login(fields={"Login": "ENTER"})
if st.session_state.get("authentication_status"):
    st.text("INSIDE AS " + st.session_state["username"])
    door.logout("LEAVE")
"""


@contextmanager
def served(script: Path) -> Iterator[str]:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = ["--server.headless=true", "--browser.gatherUsageStats=false", "--server.fileWatcherType=none"]
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        str(script),
        f"--server.port={port}",
        *settings,
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    with subprocess.Popen(
        command, cwd=script.parent, env=kept, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            for _ in range(300):
                try:
                    opener.open(url + "/_stcore/health", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield url
        finally:
            process.terminate()


def choose_password(folder: Path, password: str) -> None:
    (folder / "hash").write_text(bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode())


def token_in(said: str) -> str:
    """The JWT the library hands to its script in the browser, to be put into a cookie any script can read."""
    found = re.search(r"eyJ[\w-]+\.[\w-]+\.[\w-]+", said)
    assert found is not None, said[:2000]
    return found[0]


def test_their_cookie_still_opens_after_signing_out_and_after_a_change_of_password(tmp_path: Path) -> None:
    """The token names a person and a date, and no session that could be ended: a copy of it stays good for 30 days.

    Should this test fail, the library has learnt to revoke, and the decision may be looked at again.
    """
    script = tmp_path / "theirs.py"
    script.write_text(THEIRS, encoding="utf-8")
    choose_password(tmp_path, SECRET)
    with served(script) as url:
        with Tab(url) as tab:
            tab.run()
            assert "INSIDE" not in tab.said
            fields = {tab.labels["Username"]: text("bo"), tab.labels["Password"]: text(SECRET)}
            tab.run(states={**fields, tab.labels["ENTER"]: press})
            assert "INSIDE AS bo" in tab.said
            copied = f"theirs={token_in(tab.said)}"
            tab.run(states={tab.labels["LEAVE"]: press})
            tab.run()
            assert "INSIDE" not in tab.said  # signed out
        with Tab(url, cookie=copied) as replay:
            replay.run()
            assert "INSIDE AS bo" in replay.said  # and in again, with the cookie of before
        choose_password(tmp_path, "another password")
        with Tab(url, cookie=copied) as replay:
            replay.run()
            assert "INSIDE AS bo" in replay.said  # a changed password does not keep it out either

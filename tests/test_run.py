"""run.py: what it says when it cannot, when it installs, and that it starts and ends the desk cleanly."""

import builtins
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

import run
from tests.browser import free_port

ROOT = Path(run.__file__).parent


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """A .venv that exists, and what pip was asked for."""
    asked: list[list[str]] = []
    monkeypatch.setattr(run, "VENV", tmp_path)
    monkeypatch.setattr(run, "venv_says", lambda *_: "Python 3.11.7")
    monkeypatch.setattr(run, "pip", asked.append)
    return asked


def test_an_old_python_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9\."):
        run.main([])


def test_a_python_without_venv_names_the_package(monkeypatch: pytest.MonkeyPatch):
    real = builtins.__import__

    def without(name: str, *args, **kwargs):
        if name == "ensurepip":
            raise ModuleNotFoundError(name)
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SystemExit) as said:
        run.make_venv()
    assert "install the package python{}.{}-venv".format(*sys.version_info[:2]) in str(said.value)


def test_packages_are_installed_once(venv: list[list[str]]):
    run.install()
    run.install()
    assert venv == [["-r", "requirements.txt"]]


def test_a_new_interpreter_installs_again(venv: list[list[str]], monkeypatch: pytest.MonkeyPatch):
    run.install()
    monkeypatch.setattr(run, "venv_says", lambda *_: "Python 3.12.1")
    run.install()
    assert len(venv) == 2


def test_developer_tools_come_on_request_and_pinned(venv: list[list[str]]):
    run.install(developer=True)
    runtime, tools = venv
    assert runtime == ["-r", "requirements.txt"]
    assert {tool.split("==")[0] for tool in tools} >= {"ruff", "mypy", "import-linter", "playwright"}
    assert all("==" in tool for tool in tools)


def test_a_failed_installation_shows_what_pip_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(run, "PYTHON", sys.executable)
    with pytest.raises(SystemExit, match="pip could not install"):
        run.pip(["--no-index", "no-such-package-of-ours"])
    assert "No matching distribution found for no-such-package-of-ours" in capsys.readouterr().out


def test_a_taken_port_is_a_sentence_and_the_default_moves_on():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(SystemExit, match=rf"Cannot listen on 127\.0\.0\.1:{port} .*choose another with --port"):
            run.free_port("127.0.0.1", port)
    assert run.free_port("127.0.0.1", port) == port
    assert run.FIRST_PORT <= run.free_port("127.0.0.1", None) < run.FIRST_PORT + 50


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8600"),
        ("0.0.0.0", "http://127.0.0.1:8600"),  # noqa: S104 - what a person may type
        ("::", "http://[::1]:8600"),
        ("10.1.2.3", "http://10.1.2.3:8600"),
        ("desk.example", "http://desk.example:8600"),
    ],
)
def test_the_address_is_one_a_browser_here_can_open(host: str, address: str):
    assert run.address_of(host, 8600) == address


def test_accounts_are_a_table():
    accounts = [{"username": "ada", "password": "let me in", "role": "street_admin", "area": None}]
    assert run.table(accounts).splitlines() == [
        "  role          username  password   area",
        "  street_admin  ada       let me in  -   ",
    ]


@pytest.mark.server
@pytest.mark.parametrize("ending", ["SIGINT", "SIGTERM"])
def test_a_new_desk_starts_tells_its_code_and_ends_cleanly(ending: str, tmp_path: Path):
    if not (ROOT / ".venv" / "installed-runtime").is_file():
        pytest.skip("run.py has not made .venv yet: python3 run.py test")
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONS", "STREAMLIT"))}
    environment["DATABASE_URL"] = f"sqlite:///{(tmp_path / 'desk.db').as_posix()}"
    environment["COMMONS_KEY_FILE"] = str(tmp_path / "key")
    with subprocess.Popen(
        [sys.executable, "run.py", "--no-browser", "--port", str(port)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    ) as desk:
        assert desk.stdout
        said = ""
        for line in desk.stdout:
            said += line
            if "Ctrl-C ends it." in line:
                break
        assert f"http://127.0.0.1:{port}" in said
        assert "asks for this code: " in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
            assert json.load(answer)["status"] == "ok"
        began = time.monotonic()
        if ending == "SIGINT":  # as a terminal does it: to the whole group
            os.killpg(desk.pid, signal.SIGINT)
        else:
            desk.terminate()
        said += desk.stdout.read()
        assert desk.wait(20) == 0, said
    assert time.monotonic() - began < 8
    assert "Traceback" not in said
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=2)

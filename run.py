#!/usr/bin/env python3
"""Starts the desk, or runs every check of it, from nothing but Python 3.11: `run.py [--demo]` or `run.py test`."""

from __future__ import annotations  # so that an old Python reaches the sentence that says it is too old

import argparse
import ctypes
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = str(BIN / ("python.exe" if os.name == "nt" else "python"))
OLDEST = (3, 11)
FIRST_PORT = 8501
START_SECONDS = 90
STOP_SECONDS = 10
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def main(words: list[str]) -> int:
    if sys.version_info < OLDEST:
        sys.exit("Commons Desk needs Python 3.11 or newer; this is {}.{}.".format(*sys.version_info[:2]))
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)  # type: ignore[union-attr]  # a console
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # SIGINT too: a shell starts what it puts in the background deaf to it
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.default_int_handler)
    os.chdir(ROOT)
    try:
        return test(words[1:]) if words[:1] == ["test"] else serve(parse(words))
    except KeyboardInterrupt:
        return 130


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Starts Commons Desk. The first start installs what is needed into .venv.",
        epilog="run.py test [pytest arguments] runs every check, or pytest alone with its arguments.",
    )
    parser.add_argument("--demo", action="store_true", help="a made-up street in var/demo.db, with an account per role")
    parser.add_argument("--port", type=int, help=f"default: the first free one from {FIRST_PORT} on")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    parser.add_argument("--no-browser", action="store_true", help="do not open the browser")
    return parser.parse_args(words)


# Installing


def install(*, developer: bool = False) -> None:
    """Bring .venv up to requirements.txt, and to the developer tools of pyproject.toml if asked."""
    runtime = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    wanted = [("runtime", runtime, ["-r", "requirements.txt"])]
    if developer:
        import tomllib  # noqa: PLC0415 - an old Python has none and must get as far as its sentence

        tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["dev"]
        wanted.append(("developer", "\n".join(tools), tools))
    for name, pins, arguments in wanted:
        stamp = VENV / f"installed-{name}"
        if stamp.is_file() and stamp.read_text() == mark_of(pins):
            continue
        if not venv_says("-m", "pip", "--version"):
            make_venv()
        print(f"Installing the {name} packages; the first time takes a few minutes …")
        pip(arguments)
        stamp.write_text(mark_of(pins))


def mark_of(pins: str) -> str:
    """Changes with the pins and with the interpreter."""
    return hashlib.sha256(f"{venv_says('--version')}\n{pins}".encode()).hexdigest()


def venv_says(*arguments: str) -> str:
    """What the interpreter of .venv prints; nothing where there is none, or a broken one."""
    try:
        done = subprocess.run([PYTHON, *arguments], capture_output=True, check=False)
    except OSError:  # no such file, or a copy from another machine
        return ""
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else ""


def make_venv() -> None:
    try:
        import ensurepip  # noqa: F401, PLC0415 - Debian ships venv without the pip that fills it
        import venv  # noqa: F401, PLC0415 - only looked for
    except ImportError:
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        sys.exit(
            f"This Python cannot make virtual environments: install the package {package} (apt install {package})."
        )
    print("Making the virtual environment .venv …")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], check=False).returncode:
        sys.exit("The virtual environment .venv could not be made; the lines above say why.")


def pip(arguments: list[str]) -> None:
    """Run pip as it is configured here (mirror, proxy, certificates); say what arrives, and all of it if it fails."""
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", *arguments]
    lines = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace"
    ) as process:
        for line in process.stdout or ():
            lines.append(line.rstrip())
            if line.startswith(("Collecting ", "Installing collected")):
                print("  " + " ".join(line.split()[:2]).rstrip(":").replace("Installing collected", "Installing all"))
    if process.returncode:
        print("\n".join(line for line in lines[-30:] if line))
        sys.exit("pip could not install the packages; the lines above say why.")


# Serving


def serve(wish: argparse.Namespace) -> int:
    install()
    port = free_port(wish.host, wish.port)
    os.environ["PYTHONUTF8"] = "1"
    os.environ.pop("COMMONS_DEMO", None)
    if wish.demo:
        os.environ["COMMONS_DEMO"] = "1"
    os.environ.setdefault("DATABASE_URL", "sqlite:///var/" + ("demo.db" if wish.demo else "commons.db"))
    (ROOT / "var").mkdir(exist_ok=True)
    if code := subprocess.run([PYTHON, "-m", "db", "demo" if wish.demo else "init"], check=False).returncode:
        return code

    command = [PYTHON, "-m", "streamlit", "run", "app.py", "--logger.hideWelcomeMessage=true"]
    command += [f"--server.port={port}", f"--server.address={wish.host}"]
    if wish.host in LOOPBACK and "STREAMLIT_SERVER_ALLOWED_HOSTS" not in os.environ:
        command += [f"--server.allowedHosts={name}" for name in LOOPBACK]
    server = start(command)
    try:
        address = address_of(wish.host, port)
        if answers(address, server):
            welcome(address, wish)
        return server.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        stop(server)


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """Start the server so that Ctrl-C reaches it through us only, and that it never outlives us."""
    if sys.platform == "win32":
        return subprocess.Popen(command)  # the console tells us both, and closes us both
    last_words = _end_with_parent if sys.platform == "linux" else None
    return subprocess.Popen(command, start_new_session=True, preexec_fn=last_words)  # noqa: PLW1509 - no threads here


def _end_with_parent() -> None:
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG: even a `kill -9` of run.py leaves no server behind


def free_port(host: str, wished: int | None) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for port in [wished] if wished else range(FIRST_PORT, FIRST_PORT + 50):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            if os.name != "nt":  # on Windows this option would let two servers share a port
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                reason = error.strerror or str(error)
                continue
            return port
    where = f"{host}:{wished}" if wished else f"any port from {FIRST_PORT} on at {host}"
    sys.exit(f"Cannot listen on {where} ({reason}): choose another with --port or --host.")


def address_of(host: str, port: int) -> str:
    """Where a browser on this machine finds the desk."""
    here = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "": "127.0.0.1"}  # noqa: S104 - compared with, not bound to
    return f"http://{here.get(host, f'[{host}]' if ':' in host else host)}:{port}"


def answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Wait until /healthz answers ok; without the proxy this machine may use for the outside."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up and server.poll() is None:
        try:
            with opener.open(address + "/healthz", timeout=5) as answer:
                if json.load(answer).get("status") == "ok":
                    return True
        except (OSError, ValueError):
            pass
        time.sleep(0.2)
    if server.poll() is None:
        print(f"The server has not answered at {address}/healthz for {START_SECONDS} s; see the lines above.")
    return False


def welcome(address: str, wish: argparse.Namespace) -> None:
    print(f"\n  Commons Desk · 社区共建工作台   {address}\n")
    if wish.demo:
        print(table(json.loads(venv_says("-m", "db", "demo", "--accounts") or "[]")))
    elif code := venv_says("-m", "db", "set-up-code"):
        print(f"  No account yet: the first page makes one. From another machine it asks for this code: {code}\n")
    if wish.host not in LOOPBACK:
        print("  Other machines can reach it: put TLS in front (README), or passwords travel in the clear.\n")
    print("  Ctrl-C ends it.")
    desktop = not sys.platform.startswith("linux") or "DISPLAY" in os.environ or "WAYLAND_DISPLAY" in os.environ
    if desktop and not wish.no_browser:  # without a desktop a text browser would take over this console
        webbrowser.open(address)


def table(accounts: list[dict[str, str | None]]) -> str:
    heads = ("role", "username", "password", "area")
    rows = [heads, *(tuple(account.get(head) or "-" for head in heads) for account in accounts)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(heads))]
    return (
        "\n".join("  " + "  ".join(word.ljust(width) for word, width in zip(row, widths, strict=True)) for row in rows)
        + "\n"
    )


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server kindly, then firmly; a second Ctrl-C must not show a traceback."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


# Checking


def test(arguments: list[str]) -> int:
    """Run every check and say what each came to; with arguments, pytest alone."""
    install(developer=True)
    os.environ["PYTHONUTF8"] = "1"
    os.environ.setdefault("COMMONS_TEST_ALL", "1")  # browser and PostgreSQL too, where this machine has them
    pytest = [PYTHON, "-m", "pytest"]
    if arguments:
        return subprocess.run([*pytest, *arguments], check=False).returncode

    scratch = tempfile.mkdtemp(prefix="commons-check-")
    database = "sqlite:///" + Path(scratch, "fresh.db").as_posix()
    workers = str(max(2, min(4, os.cpu_count() or 2)))
    checks: list[tuple[str, list[list[str]], dict[str, str]]] = [
        ("ruff format", [[PYTHON, "-m", "ruff", "format", "--check", "."]], {}),
        ("ruff check", [[PYTHON, "-m", "ruff", "check", "."]], {}),
        ("mypy", [[PYTHON, "-m", "mypy"]], {}),
        ("import-linter", [[str(BIN / "lint-imports"), "--no-logo"]], {}),
        (
            "alembic check",
            [[PYTHON, "-m", "alembic", "upgrade", "head"], [PYTHON, "-m", "alembic", "check"]],
            {"DATABASE_URL": database},
        ),
        ("catalogue", [[*pytest, "-q", "--no-header", "tests/test_catalogue.py"]], {}),
        ("pytest", [[*pytest, "-n", workers, "--dist", "worksteal"]], {}),
    ]
    results = []
    try:
        for name, commands, extra in checks:
            print(f"\n── {name} " + "─" * (70 - len(name)))
            began = time.monotonic()
            good = all(
                subprocess.run(command, env=os.environ | extra, check=False).returncode == 0 for command in commands
            )
            results.append((name, good, time.monotonic() - began))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    print()
    for name, good, seconds in results:
        print(f"{'ok  ' if good else 'FAIL'}  {name:<14} {seconds:6.1f} s")
    return 0 if all(good for _, good, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

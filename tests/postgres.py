"""A pytest plugin: PostgreSQL for tests, from TEST_DATABASE_URL or as a private cluster that dies with the run.

The private cluster sorts by ICU zh-CN, so that a comparison of scope paths that leans on the locale shows itself.
`postgres_server` is the address of a server on which we may create databases, one per xdist worker;
`postgres_url` is a database that the tests of one worker share and clean, `empty_postgres_url` a new one for one test.
"""

import ctypes
import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import URL, make_url

START_SECONDS = 30
SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=60")


def binaries() -> Path | None:
    """Where the newest installed initdb lies: Debian keeps it off the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def unprivileged() -> str | None:
    """PostgreSQL refuses to run as root; then it is the user its package made, or nobody."""
    import pwd  # here, because Windows has none

    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def private_cluster(folder: Path) -> Iterator[URL]:
    """Start a server on a unix socket in `folder` and give the address of a user who may create databases there."""
    bin_folder, user = binaries(), unprivileged()
    assert bin_folder, "look for binaries() first"
    if user:
        shutil.chown(folder, user)
    data, log = folder / "data", folder / "log"
    initdb: list[str | Path] = [
        bin_folder / "initdb",
        "-D",
        data,
        "--username=boss",
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
    ]
    locale = ["--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=zh-CN"]
    made = subprocess.run([*initdb, *locale], cwd=folder, user=user, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    options = [word for setting in SPEED for word in ("-c", setting)]
    command: list[str | Path] = [bin_folder / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", *options]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=folder, user=user, stdout=out, stderr=out, preexec_fn=_end_with_parent) as server,  # noqa: PLW1509 - no threads yet
    ):
        try:
            boss = URL.create("postgresql+psycopg", "boss", database="postgres", query={"host": str(folder)})
            _wait(boss, server, log)
            with _connection(boss) as connection:
                connection.execute("CREATE ROLE desk LOGIN CREATEDB")
            yield boss.set(username="desk")
        finally:
            server.send_signal(signal.SIGQUIT)  # at once, nobody needs the data


def _end_with_parent() -> None:
    """On Linux a killed test run leaves no server behind: PR_SET_PDEATHSIG, SIGQUIT."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _wait(url: URL, server: subprocess.Popen[bytes], log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while True:
        try:
            _connection(url).close()
        except psycopg.OperationalError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < give_up, log.read_text()
            time.sleep(0.05)
        else:
            return


def _connection(url: URL) -> psycopg.Connection:
    return psycopg.connect(
        url.set(drivername="postgresql").render_as_string(hide_password=False), autocommit=True, connect_timeout=5
    )


@contextmanager
def new_database(server: URL, template: str = "template1") -> Iterator[str]:
    """Make a database beside the others of `server` (a copy of `template`), give its address, drop it afterwards."""
    name = f"desk_{secrets.token_hex(6)}"
    with _connection(server) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with _connection(server) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield make_url(given).set(drivername="postgresql+psycopg")
        return
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed (apt install postgresql) and TEST_DATABASE_URL is not set")
    folder = Path(tempfile.mkdtemp(prefix="commons-pg-"))  # short: a socket's path has a limit of 107 bytes
    try:
        with private_cluster(folder) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_url(postgres_server: URL) -> Iterator[str]:
    with new_database(postgres_server) as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    with new_database(postgres_server) as url:
        yield url

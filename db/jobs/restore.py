"""Puts a backup in the place of the present database, after trying it out beside it."""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Engine, MetaData, inspect, update
from sqlalchemy.exc import SQLAlchemyError

from db import audit, clock
from db.crypto import key_file
from db.jobs import Failed, postgres, schema
from db.jobs.archive import DATABASE, KEY, unpack
from db.models import LoginSession
from db.session import make_engine

Say = Callable[[str], None]
ASIDE = ".before-restore"


def restore(engine: Engine, archive: Path, *, force: bool, say: Say = lambda _: None) -> None:
    """Check, migrate and verify the backup apart; only then replace. What was there is kept beside it."""
    dialect = engine.dialect.name
    if not force and inspect(engine).has_table("area"):
        raise Failed("There is a desk in this database already. With --force it is put aside and replaced.")
    if dialect == "sqlite":
        _let_go(engine)
    home = Path(engine.url.database or "").resolve().parent if dialect == "sqlite" else None
    with tempfile.TemporaryDirectory(dir=home, prefix=".restoring-") as scratch:
        say("checking the checksums")
        manifest = unpack(archive, Path(scratch))
        if manifest.dialect != dialect:
            raise Failed(f"This is a backup of {manifest.dialect}; the configured database is {dialect}.")
        data, key = Path(scratch, DATABASE[dialect]), Path(scratch, KEY)
        if dialect == "sqlite":
            _try_out(f"sqlite:///{data}", key, say)
            _let_go(engine)
            _close_log(data)
            _swap(data, Path(engine.url.database or ""))
        else:
            _replace_postgres(engine, data, key, say)
        if key.exists():
            _swap(key, key_file())
    _after(engine)


def _try_out(url: str, key: Path, say: Say) -> None:
    """Migrate and verify in a process of its own, with the backup's key."""
    say("trying the backup")
    extra = {"DATABASE_URL": url} | ({"COMMONS_KEY_FILE": str(key)} if key.exists() else {})
    done = subprocess.run(
        [sys.executable, "-m", "db", "verify", "--migrate"],
        cwd=schema.ROOT,
        env=os.environ | extra,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise Failed(f"The backup is not in order; nothing was changed.\n{done.stdout}{done.stderr}".strip())


def _let_go(engine: Engine) -> None:
    """Make sure that nobody, this program included, has the database open."""
    engine.dispose()
    target = Path(engine.url.database or "")
    if target.exists():
        _close_log(target)


def _close_log(path: Path) -> None:
    """Fold the write-ahead log into the file, which only succeeds while nobody else has it open."""
    try:
        with closing(sqlite3.connect(path, timeout=1)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise Failed("The desk is running on this database. Stop it, then restore.") from error


def _swap(new: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.replace(target.with_name(target.name + ASIDE))
    shutil.move(new, target)


def _replace_postgres(engine: Engine, dump: Path, key: Path, say: Say) -> None:
    """Restore into a database made for the trial, verify that, then empty and fill the real one."""
    trial = engine.url.set(database=f"commons_trial_{os.getpid()}")
    _admin(engine.url, f'CREATE DATABASE "{trial.database}" TEMPLATE template0')
    try:
        _fill(trial, dump)
        _try_out(trial.render_as_string(hide_password=False), key, say)
        kept = Path(tempfile.gettempdir(), f"commons{ASIDE}-{clock.now():%Y%m%d%H%M%S}.dump")
        say(f"keeping the present state in {kept}")
        kept.touch(mode=0o600)
        postgres.run("pg_dump", engine.url, "--format=custom", "--no-owner", f"--file={kept}")
        say("replacing")
        _empty(engine)
        _fill(engine.url, dump)
    finally:
        _admin(engine.url, f'DROP DATABASE IF EXISTS "{trial.database}"')


def _fill(url: URL, dump: Path) -> None:
    postgres.run(
        "pg_restore", url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump)
    )


def _empty(engine: Engine) -> None:
    with engine.begin() as connection:
        there = MetaData()
        there.reflect(connection)
        there.drop_all(connection)


def _admin(url: URL, sentence: str) -> None:
    admin = make_engine(url.render_as_string(hide_password=False), isolation_level="AUTOCOMMIT")
    try:
        with admin.connect() as connection:
            connection.exec_driver_sql(sentence)
    except SQLAlchemyError as error:
        raise Failed(f"The trial needs the right to create databases ({error.__cause__}).") from error
    finally:
        admin.dispose()


def _after(engine: Engine) -> None:
    """Sessions that were ended since the backup must not come back to life with it."""
    schema.upgrade()
    with engine.execution_options(writes=True).begin() as connection:
        table = LoginSession.__table__
        ended = {"ended_at": clock.now(), "reason": "restore"}
        connection.execute(update(LoginSession).where(table.c.ended_at.is_(None)).values(**ended))
        audit.append(connection, audit.Entry("restore"), who="console")

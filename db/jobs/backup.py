"""Makes a backup while people work: one consistent state of the database, with the key that opens it."""

import os
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine

from db import clock
from db.crypto import key_file
from db.jobs import Failed, postgres, schema
from db.jobs.archive import DATABASE, KEY, Manifest, pack, sha256


def backup(engine: Engine, folder: Path, say: Callable[[str], None] = lambda _: None) -> Path:
    """Write `commons-<time>.zip` into the folder and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    with engine.connect() as connection:
        revision = schema.revision(connection)
    if revision is None:
        raise Failed("There is no desk in this database yet; nothing to back up.")
    dialect = engine.dialect.name
    now = clock.now().astimezone(clock.ZONE)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as scratch:
        copy = Path(scratch, DATABASE[dialect])
        say("copying the database")
        if dialect == "sqlite":
            copy_sqlite(engine, copy)
        else:
            postgres.run("pg_dump", engine.url, "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")
        files = {copy.name: copy}
        if "COMMONS_KEY" not in os.environ and key_file().exists():
            files[KEY] = key_file()
        say("packing")
        sums = {name: sha256(path) for name, path in files.items()}
        archive = folder / f"commons-{now:%Y%m%d-%H%M%S}.zip"
        pack(archive, Manifest(now.isoformat(timespec="seconds"), dialect, revision, sums), files)
    return archive


def copy_sqlite(engine: Engine, target: Path) -> None:
    """SQLite's online backup in one step: writers wait for nothing, and what they add meanwhile stays out."""
    if not engine.url.database or engine.url.database == ":memory:":
        raise Failed("A database in memory cannot be backed up.")
    with closing(sqlite3.connect(engine.url.database)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
        if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise Failed("The copy is damaged; the database itself may be, too. Run `verify`.")
    target.chmod(0o600)

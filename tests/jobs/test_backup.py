"""A backup holds one consistent state with its key; a restore tries it out first and keeps what was there."""

import json
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import clock, crypto
from db.jobs import Failed
from db.jobs.archive import MANIFEST, sha256
from db.jobs.backup import backup
from db.jobs.restore import restore
from db.jobs.verify import problems
from db.models import Account, AuditLog, LoginSession, Worker
from db.rules.session import SessionKind
from tests.jobs.conftest import forget_key, worker


def hire(engine: Engine, name: str) -> None:
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        session.add(worker(name, "19900009999"))


def names(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(Worker.name).order_by(Worker.id)))


def test_a_backup_lists_its_files_with_their_checksums(desk: Engine, tmp_path: Path) -> None:
    made = backup(desk, tmp_path / "backups")
    assert made.stat().st_mode & 0o077 == 0
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    with zipfile.ZipFile(made) as packed:
        manifest = json.loads(packed.read(MANIFEST))
        packed.extractall(tmp_path / "out")
    assert manifest["dialect"] == "sqlite"
    assert manifest["schema"]
    assert set(manifest["sha256"]) == {"database.sqlite", "commons.key"}
    for name, checksum in manifest["sha256"].items():
        assert sha256(tmp_path / "out" / name) == checksum
    assert (tmp_path / "out" / "commons.key").read_bytes() == crypto.key_file().read_bytes()


def test_a_backup_while_people_write_holds_whole_transactions(desk: Engine, tmp_path: Path) -> None:
    """A writer always adds two; no copy may hold an odd number."""
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            with Session(desk.execution_options(writes=True)) as session, session.begin():
                session.add(worker("One", "19900000001"))
                session.flush()
                session.add(worker("Two", "19900000002"))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        copies = [backup(desk, tmp_path / f"copy-{n}") for n in range(5)]
    finally:
        stop.set()
        writer.join()
    counts = []
    for copy in copies:
        with zipfile.ZipFile(copy) as packed:
            packed.extract("database.sqlite", copy.parent)
        with closing(sqlite3.connect(copy.parent / "database.sqlite")) as connection:
            counts += connection.execute("SELECT count(*) FROM worker").fetchone()
    assert all(number % 2 == 1 for number in counts)  # with the one who was there before
    assert counts == sorted(counts)
    assert len(names(desk)) > counts[0]


def test_nothing_is_backed_up_where_there_is_no_desk(tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(Failed, match="no desk"):
        backup(engine, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_restore_brings_back_the_state_and_keeps_the_other_aside(desk: Engine, tmp_path: Path) -> None:
    with Session(desk.execution_options(writes=True)) as session, session.begin():
        now = clock.now()
        session.add(
            LoginSession(
                sid="s", account_id=1, kind=SessionKind.DESK, started_at=now, last_seen_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )  # fmt: skip
    made = backup(desk, tmp_path / "backups")
    hire(desk, "Later")
    crypto.key_file().unlink()  # the machine was lost, and its key with it
    forget_key()
    hire(desk, "Other key")
    steps: list[str] = []
    restore(desk, made, force=True, say=steps.append)
    forget_key()
    assert names(desk) == ["Lin"]
    assert "trying the backup" in steps
    assert problems(desk) == []
    with Session(desk) as session:
        assert session.scalar(select(Worker.phone_enc)) is not None
        assert session.scalars(select(Worker)).one().phone == "19900001234"
        assert session.scalars(select(LoginSession)).one().reason == "restore"
        assert session.scalars(select(AuditLog.action)).all()[-1] == "restore"
    kept = tmp_path / "desk" / "commons.db.before-restore"
    with closing(sqlite3.connect(kept)) as connection:
        assert connection.execute("SELECT count(*) FROM worker").fetchone() == (3,)
    assert kept.with_name("commons.key.before-restore").exists()
    assert not list(kept.parent.glob(".restoring-*"))


def test_a_new_machine_restores_without_force(desk: Engine, tmp_path: Path) -> None:
    made = backup(desk, tmp_path)
    desk.dispose()
    shutil.rmtree(tmp_path / "desk")
    (tmp_path / "desk").mkdir()
    forget_key()
    restore(desk, made, force=False)
    forget_key()
    assert names(desk) == ["Lin"]


def test_a_desk_that_is_there_is_not_replaced_without_force(desk: Engine, tmp_path: Path) -> None:
    made = backup(desk, tmp_path)
    hire(desk, "Later")
    with pytest.raises(Failed, match="--force"):
        restore(desk, made, force=False)
    assert names(desk) == ["Lin", "Later"]


def test_a_running_desk_is_not_replaced(desk: Engine, tmp_path: Path) -> None:
    made = backup(desk, tmp_path)
    hire(desk, "Later")
    with closing(sqlite3.connect(desk.url.database or "")) as running:
        running.execute("SELECT count(*) FROM worker").fetchone()
        with pytest.raises(Failed, match="running"):
            restore(desk, made, force=True)
    assert names(desk) == ["Lin", "Later"]


def repack(made: Path, target: Path, **changes: bytes | None) -> Path:
    """The backup with some of its files replaced, or left out where None."""
    by_name = {"database": "database.sqlite", "manifest": MANIFEST, "key": "commons.key"}
    replaced = {by_name[name]: content for name, content in changes.items()}
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = replaced.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
    return target


def listing(**checksums: str) -> bytes:
    return json.dumps({"made_at": "", "dialect": "sqlite", "schema": "1", "sha256": checksums}).encode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"database": b"not a database"}, "checksum"),
        ({"key": None}, "not a backup"),
        ({"manifest": b"{}"}, "not a backup"),
        ({"manifest": b'{"made_at": "", "dialect": "sqlite", "schema": "1", "sha256": {}}'}, "no database"),
        (
            {"manifest": b'{"made_at": "", "dialect": "sqlite", "schema": "1", "sha256": {"../x": "0"}}'},
            "no backup has",
        ),
    ],
)
def test_a_damaged_backup_changes_nothing(
    desk: Engine, tmp_path: Path, changes: dict[str, bytes | None], words: str
) -> None:
    made = repack(backup(desk, tmp_path / "good"), tmp_path / "bad.zip", **changes)
    with pytest.raises(Failed, match=words):
        restore(desk, made, force=True)
    assert names(desk) == ["Lin"]


def test_a_file_that_is_no_zip_is_refused(desk: Engine, tmp_path: Path) -> None:
    (tmp_path / "letter.zip").write_text("Dear Sir")
    with pytest.raises(Failed, match="not a backup"):
        restore(desk, tmp_path / "letter.zip", force=True)


def test_a_backup_that_does_not_verify_changes_nothing(desk: Engine, tmp_path: Path) -> None:
    """Whole as a file, but its log was rewritten before it was made."""
    with desk.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE audit_log SET username = 'nobody'")
    made = backup(desk, tmp_path)
    hire(desk, "Later")
    with pytest.raises(Failed, match="audit_log 1"):
        restore(desk, made, force=True)
    assert names(desk) == ["Lin", "Later"]


@pytest.mark.postgres
def test_postgres_is_backed_up_and_restored_by_its_own_programs(postgres_desk: Engine, tmp_path: Path) -> None:
    made = backup(postgres_desk, tmp_path / "backups")
    hire(postgres_desk, "Later")
    steps: list[str] = []
    restore(postgres_desk, made, force=True, say=steps.append)
    assert names(postgres_desk) == ["Lin"]
    assert problems(postgres_desk) == []
    with Session(postgres_desk) as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1
    kept = next(Path(step.rsplit(" ", 1)[1]) for step in steps if "keeping" in step)
    assert kept.stat().st_size > 1000
    kept.unlink()

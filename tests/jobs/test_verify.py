"""verify names every kind of damage, and nothing when there is none; rebuild mends the rollups."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from cryptography.fernet import Fernet
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session

from db import audit, tally
from db.demo.load import load
from db.demo.state import wipe
from db.jobs import schema
from db.jobs.rebuild import rebuild
from db.jobs.verify import problems, references_hold
from db.models import Area, AuditLog, CheckIn, Member, MemberTally, ServiceTally
from db.session import make_engine
from tests.conftest import make_activity
from tests.demo.days import TODAY


@pytest.fixture
def migrated(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The fixture's tables carry no revision; give them this program's."""
    monkeypatch.setattr(schema, "engine", lambda: engine)
    command.stamp(schema.config(), "head")
    yield engine
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")


@pytest.fixture
def serving(migrated: Engine, town: Engine) -> Engine:
    """An activity with two service records and true rollups."""
    with Session(town.execution_options(writes=True)) as session, session.begin():
        stamps = {"created_at": session.scalar(select(Area.created_at).limit(1)), "row_version": 1}
        stamps["updated_at"] = stamps["created_at"]
        session.add(make_activity(4, TODAY, id=1, hours=2.0, **stamps))
        session.flush()
        session.add_all(CheckIn(activity_id=1, member_id=member, unit_id=1, **stamps) for member in (1, 2))
        session.flush()
        tally.rebuild(session.connection())
    return town


def change(engine: Engine, statement: Any) -> None:
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(statement)


def test_a_desk_in_order_has_no_problems(serving: Engine) -> None:
    assert problems(serving) == []


def test_the_made_up_town_is_in_order(migrated: Engine) -> None:
    """Written past the doors, and yet as sound as if typed in; on PostgreSQL the next id is free, too."""
    load(migrated, TODAY)
    assert problems(migrated) == []
    with Session(migrated.execution_options(writes=True)) as session, session.begin():
        area = session.scalars(select(Area).limit(1)).one()
        member = Member(name="New", area_id=area.id, created_at=area.created_at, updated_at=area.created_at)
        session.add(member)
        session.flush()
        assert member.id == len(session.scalars(select(Member.id)).all())
    with migrated.execution_options(writes=True).begin() as connection:
        wipe(connection)


DAMAGE: dict[str, tuple[Callable[[], Any], str]] = {
    "a rollup that lost a record": (lambda: update(ServiceTally).values(person_times=1), "service_tally"),
    "a rollup row too many": (
        lambda: update(MemberTally).where(MemberTally.member_id == 1).values(member_id=4),
        "member_tally",
    ),
    "a record changed by hand": (lambda: update(CheckIn).values(hours=7.5), "recount"),
    "a path that leads elsewhere": (
        lambda: update(Area).where(Area.id == 6).values(path="00000101/00000006/"),
        "area 6",
    ),
    "a log entry rewritten": (lambda: update(AuditLog).values(username="nobody"), "audit_log 1"),
    "a phone under another key": (
        lambda: update(Member).values(phone_enc=Fernet(Fernet.generate_key()).encrypt(b"1").decode()),
        "key:",
    ),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damage_is_found_and_named(serving: Engine, name: str) -> None:
    with serving.execution_options(writes=True).begin() as connection:
        audit.append(connection, audit.Entry("test"), who="test")
    statement, words = DAMAGE[name]
    change(serving, statement())
    assert any(words in problem for problem in problems(serving))


def test_a_reference_to_nothing_is_found(serving: Engine, backend: str) -> None:
    """Both databases refuse one, unless somebody switches the check off."""
    if backend == "sqlite":
        raw: Any = serving.raw_connection().driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
    with serving.connect() as connection:
        if backend == "postgres":
            connection.exec_driver_sql("ALTER TABLE check_in DROP CONSTRAINT fk_check_in_member_id")
        connection.exec_driver_sql("UPDATE check_in SET member_id = 77 WHERE member_id = 2")
        assert references_hold(connection) == ["check_in: 1 rows whose member_id points to no member"]
        connection.rollback()


def test_a_schema_of_another_day_is_named_and_nothing_else_is_tried(serving: Engine) -> None:
    with serving.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'long-ago'")
    steps: list[str] = []
    found = problems(serving, steps.append)
    assert len(found) == len(steps) == 1
    assert "long-ago" in found[0]


def test_rebuild_mends_the_rollups_and_says_how_many_were_wrong(serving: Engine) -> None:
    change(serving, update(ServiceTally).values(person_times=1, hours=0.5))
    wrong, written = rebuild(serving)
    assert wrong == 1
    assert written > 1
    assert problems(serving) == []
    assert rebuild(serving)[0] == 0


def test_rebuild_is_in_the_log(serving: Engine) -> None:
    rebuild(serving)
    with Session(serving) as session:
        assert session.scalars(select(AuditLog.action)).all()[-1] == "rebuild_rollups"


def test_an_empty_file_is_not_a_desk(tmp_path: Path) -> None:
    empty = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert "run `init`" in problems(empty)[0]
    empty.dispose()

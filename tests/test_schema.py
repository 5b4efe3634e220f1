"""The migrations lead to the very schema of the models, on both databases, and back."""

from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import inspect

import db.session

CONFIG = Config(toml_file=Path(__file__).resolve().parent.parent / "pyproject.toml")


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def empty(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    sqlite = request.param == "sqlite"
    address = (
        f"sqlite:///{(tmp_path / 'desk.db').as_posix()}" if sqlite else request.getfixturevalue("empty_postgres_url")
    )
    made = db.session.make_engine(address)
    monkeypatch.setattr(db.session, "engine", lambda: made)
    yield made
    made.dispose()


def test_migrating_leaves_nothing_to_migrate(empty):
    command.upgrade(CONFIG, "head")
    command.check(CONFIG)


def test_there_is_a_way_back(empty):
    command.upgrade(CONFIG, "head")
    assert len(inspect(empty).get_table_names()) > 20
    command.downgrade(CONFIG, "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    command.upgrade(CONFIG, "head")
    command.check(CONFIG)


def test_history_has_one_head():
    assert len(ScriptDirectory.from_config(CONFIG).get_heads()) == 1

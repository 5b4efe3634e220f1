"""A desk in a file of its own, as the console keeps it: migrated, with a key, a street and one administrator."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from db import clock, crypto
from db.commands.account import make_first_admin
from db.jobs import schema
from db.models import Worker
from db.session import make_engine

ENGINES = ("db.session.engine", "db.gate.engine", "db.jobs.schema.engine", "db.cli.engine")


@contextmanager
def configured(url: str, key: Path) -> Iterator[Engine]:
    """The configured database is the one at `url`, for this process and for those it starts."""
    made = make_engine(url)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", url)
        patch.setenv("COMMONS_KEY_FILE", str(key))
        patch.delenv("COMMONS_KEY")
        for name in ENGINES:
            patch.setattr(name, lambda: made)
        forget_key()
        yield made
    made.dispose()
    forget_key()


def forget_key() -> None:
    """The process keeps the key it has read."""
    crypto._key.cache_clear()
    crypto._fernet.cache_clear()


def set_up(engine: Engine) -> None:
    schema.upgrade()
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        make_first_admin(
            session, street="Harbour Street", street_code=None, display_name="Ann", username="ann", hashed="x"
        )
        session.add(worker("Lin", "19900001234"))


def worker(name: str, phone: str) -> Worker:
    now = clock.now()
    return Worker(name=name, phone=phone, position="grid_worker", area_id=1, created_at=now, updated_at=now)


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrating takes a while, so it is done once and the files are copied."""
    folder = tmp_path_factory.mktemp("pattern")
    with configured(f"sqlite:///{folder / 'commons.db'}", folder / "commons.key") as made:
        set_up(made)
        made.dispose()
    return folder


@pytest.fixture
def desk(pattern: Path, tmp_path: Path) -> Iterator[Engine]:
    shutil.copytree(pattern, tmp_path / "desk")
    with configured(f"sqlite:///{tmp_path / 'desk' / 'commons.db'}", tmp_path / "desk" / "commons.key") as made:
        yield made


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Engine]:
    """A file without any table."""
    with configured(f"sqlite:///{tmp_path / 'commons.db'}", tmp_path / "commons.key") as made:
        yield made


@pytest.fixture
def postgres_desk(empty_postgres_url: str, tmp_path: Path) -> Iterator[Engine]:
    with configured(empty_postgres_url, tmp_path / "commons.key") as made:
        set_up(made)
        yield made

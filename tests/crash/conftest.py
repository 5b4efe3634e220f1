"""A desk of its own that several threads and programs may open: a file, or a database of PostgreSQL."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db import clock
from db.models import Account, LoginSession
from db.rules.session import SessionKind
from tests.jobs.conftest import configured, set_up


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Migrated, with a street (1) and one administrator, who is signed in as "ann"."""
    on_postgres = request.param == "postgres"
    url = request.getfixturevalue("empty_postgres_url") if on_postgres else f"sqlite:///{tmp_path / 'commons.db'}"
    with configured(url, tmp_path / "commons.key") as engine:
        set_up(engine)
        now = clock.now()
        times = {"started_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
        with Session(engine.execution_options(writes=True)) as session, session.begin():
            ann = session.scalars(select(Account.id)).one()
            session.add(LoginSession(sid="ann", account_id=ann, kind=SessionKind.DESK, **times))
        yield engine

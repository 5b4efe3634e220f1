"""One world per test: a small town, its people, and the doors they come through."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

os.environ.setdefault("COMMONS_KEY", "a key for tests only")

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

import db.gate
import db.session as dbs
from db import clock
from db.access import Role
from db.models import (
    Account,
    AccountArea,
    Activity,
    Area,
    AreaFigure,
    Base,
    City,
    Community,
    District,
    Grid,
    LoginSession,
    Member,
    Street,
    Unit,
    Worker,
)  # fmt: skip
from db.rules.session import SessionKind
from db.seed import seed_codes

pytest_plugins = ["tests.no_skips", "tests.postgres", "tests.browser"]

DATA_LAYER = ("tests/queries", "tests/commands", "tests/ledgers", "tests/jobs", "tests/data")
LONG_AGO = date(2020, 1, 1)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The data layer runs on both databases, everything else on SQLite."""
    if "backend" in metafunc.fixturenames:
        backends: list[Any] = ["sqlite"]
        if any(str(metafunc.definition.path).replace("\\", "/").find(folder) >= 0 for folder in DATA_LAYER):
            backends.append(pytest.param("postgres", marks=pytest.mark.postgres))
        metafunc.parametrize("backend", backends, scope="session")


@pytest.fixture(scope="session")
def backend(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def engine(backend: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """An empty database with the schema and the shipped code lists."""
    made: Engine = request.getfixturevalue(f"{backend}_engine")
    if made.dialect.name == "sqlite":
        restore(made, "empty")
    else:
        with made.begin() as connection:
            tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
            connection.exec_driver_sql(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")
            seed_codes(connection)
    monkeypatch.setattr(dbs, "engine", lambda: made)
    monkeypatch.setattr(db.gate, "engine", lambda: made)
    yield made
    if backend == "postgres":
        made.dispose()  # whatever a test left open would hold up the next TRUNCATE


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> Engine:
    made = dbs.make_engine(postgres_url)
    Base.metadata.create_all(made)
    return made


@pytest.fixture(scope="session")
def sqlite_engine() -> Iterator[Engine]:
    """One for all tests, so that each statement is compiled once; every test gets its content anew."""
    made = dbs.make_engine("sqlite://", poolclass=StaticPool)
    Base.metadata.create_all(made)
    with made.begin() as connection:
        seed_codes(connection)
    keep(made, "empty")
    yield made
    made.dispose()
    COPIES.clear()


COPIES: dict[str, sqlite3.Connection] = {}
COPIED_AT = [0]  # how many changes the connection had seen by then


def raw(made: Engine) -> sqlite3.Connection:
    """The only connection of the only SQLite engine."""
    connection = made.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def keep(made: Engine, name: str) -> None:
    COPIES[name] = sqlite3.connect(":memory:", check_same_thread=False)
    raw(made).backup(COPIES[name])


def restore(made: Engine, name: str) -> None:
    if raw(made).in_transaction:  # left open by the test before
        raw(made).rollback()
    COPIES[name].backup(raw(made))
    COPIED_AT[0] = raw(made).total_changes


@pytest.fixture
def town(engine: Engine) -> Engine:
    """Street with East (two grids) and West (one grid), another street Far, and one person per role."""
    now = clock.now()
    untouched = engine.dialect.name == "sqlite" and raw(engine).total_changes == COPIED_AT[0]
    if untouched and "town" in COPIES:
        restore(engine, "town")
        times = {"started_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
        with engine.begin() as connection:
            connection.execute(update(LoginSession).values(**times))
        return engine
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        settle(session, now)
        if engine.dialect.name == "postgresql":
            for table in ("area", "unit", "member", "worker", "account"):
                session.connection().exec_driver_sql(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), 1000)")
    if untouched:
        keep(engine, "town")
    return engine


def settle(session: Session, now: datetime) -> None:
    """Make the town and sign its people in."""
    stamps = {"created_at": now, "updated_at": now}
    for kind, id_, name, parent, code in TREE:
        session.add(kind(id=id_, name=name, parent_id=parent, code=code, valid_from=LONG_AGO, sort=id_, **stamps))
        session.flush()
    session.add_all(
        AreaFigure(area_id=i, valid_from=LONG_AGO, households=h, residents=h * 3, groups=g, **stamps)
        for i, h, g in FIGURES
    )
    session.add_all(Unit(id=i, name=n, kind=k, area_id=a, should_register=s, **stamps) for i, n, k, a, s in UNITS)
    session.flush()
    session.add_all(Member(id=i, name=n, unit_id=u, area_id=a, **stamps) for i, n, u, a in MEMBERS)
    session.add(Worker(id=1, name="吴网", position="grid_worker", area_id=2, **stamps))
    for id_, (username, role, area, unit) in enumerate(PEOPLE, 1):
        names = {"username": username, "display_name": username.title(), "password_hash": "x"}
        session.add(Account(id=id_, role=role, unit_id=unit, **names, **stamps))
        session.flush()
        if area:
            session.add(AccountArea(account_id=id_, area_id=area))
        times = {"started_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=12)}
        session.add(LoginSession(sid=username, account_id=id_, kind=SessionKind.DESK, **times))
    session.flush()


TREE: tuple[tuple[type[Area], int, str, int | None, str], ...] = (
    (City, 101, "City", None, "990000000000"),
    (District, 102, "District", 101, "990100000000"),
    (Street, 1, "Street", 102, "990101001000"),
    (Community, 2, "East", 1, "990101001001"),
    (Community, 3, "West", 1, "990101001002"),
    (Grid, 4, "East-1", 2, "990101001001001"),
    (Grid, 5, "East-2", 2, "990101001001002"),
    (Grid, 6, "West-1", 3, "990101001002001"),
    (Street, 9, "Far", 102, "990101002000"),
    (Community, 10, "Far-1", 9, "990101002001"),
)
FIGURES = ((4, 300, 2), (5, 200, 1), (6, 400, 2), (2, 500, 3), (3, 400, 2))
UNITS = ((1, "Bank", "soe", 2, 20), (2, "School", "institution", 3, 10), (3, "Clinic", "institution", 2, None))
MEMBERS = ((1, "An", 1, 2), (2, "Ba", 1, 2), (3, "Chen", 2, 3), (4, "An", 2, 3))
PEOPLE: tuple[tuple[str, Role, int | None, int | None], ...] = (
    ("root", Role.SYSADMIN, None, None),
    ("ada", Role.STREET_ADMIN, 1, None),
    ("sam", Role.STREET_STAFF, 1, None),
    ("bo", Role.COMMUNITY_SECRETARY, 2, None),
    ("bea", Role.COMMUNITY_STAFF, 2, None),
    ("wen", Role.COMMUNITY_SECRETARY, 3, None),
    ("cy", Role.GRID_WORKER, 6, None),
    ("li", Role.UNIT_LIAISON, None, 1),
    ("lea", Role.LEADER, 1, None),
    ("aud", Role.AUDITOR, None, None),
    ("far", Role.COMMUNITY_SECRETARY, 10, None),
)


@pytest.fixture
def ask(town: Engine) -> Callable[..., Any]:
    """ask("bo", query, ...) as bo."""
    return db.gate.ask


@pytest.fixture
def do(town: Engine) -> Callable[..., Any]:
    """do("bo", command, ..., nonce=...) as bo."""
    return db.gate.do


def make_activity(area_id: int, held_on: date, **more: Any) -> Activity:
    """An activity with sound defaults."""
    values = {
        "title": "Sweep",
        "category": "sanitation",
        "month": f"{held_on:%Y-%m}",
        "area_id": area_id,
        "held_on": held_on,
    }
    return Activity(**(values | more))


def _show(path: str, who: str, params: dict[str, str]) -> None:
    import streamlit as st

    from components.context import Context
    from pages import SITE

    page = next(p for pages in SITE.values() for p in pages if p.path == path)
    st.query_params.update(params)
    page.open(Context.open(who, dict(st.query_params)))


@pytest.fixture(scope="session", autouse=True)
def _installed_packages_are_scanned_once() -> None:
    """Every AppTest run looks through all installed packages for components: 0.2 s each time."""
    manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.fixture
def open_page(town: Engine) -> Callable[..., AppTest]:
    """open_page("members", "bo", area="2") runs the page's function and hands back the AppTest."""

    def opened(path: str, who: str, **params: str) -> AppTest:
        test = AppTest.from_function(_show, kwargs={"path": path, "who": who, "params": params}, default_timeout=20)
        return test.run()

    return opened

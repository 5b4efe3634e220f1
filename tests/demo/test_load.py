"""The made-up town in a real database: complete, sound, the same every time, with doors that open."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any

import bcrypt
import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import audit, tally
from db.access import Role
from db.demo.accounts import ACCOUNTS, PASSWORD, accounts
from db.demo.load import load
from db.demo.state import is_demo, is_empty, wipe
from db.models import (
    Account,
    AccountArea,
    Activity,
    Agreement,
    Area,
    AreaBoundary,
    AreaFigure,
    Base,
    CheckIn,
    Community,
    Grid,
    Member,
    Street,
    Unit,
)
from db.rules import account as account_rules
from db.session import make_engine
from tests.demo.days import TODAY

# Stamped by the clock, or salted.
FLEETING = {
    "phone_enc",
    "phone_hmac",
    "password_hash",
    "hash",
    "prev_hash",
    "at",
    "created_at",
    "updated_at",
    "confirmed_at",
}


def fresh(path: Path) -> Engine:
    engine = make_engine(f"sqlite:///{path}")
    Base.metadata.create_all(engine)
    return engine


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = fresh(tmp_path_factory.mktemp("demo") / "demo.db")
    load(engine, TODAY)
    yield engine
    engine.dispose()


@pytest.fixture
def session(loaded: Engine) -> Iterator[Session]:
    with Session(loaded) as opened:
        yield opened


def digest(engine: Engine) -> str:
    with engine.connect() as connection:
        tables = {
            table.name: [
                [str(value) for name, value in row._mapping.items() if name not in FLEETING]
                for row in connection.execute(select(table).order_by(*table.primary_key))
            ]
            for table in Base.metadata.sorted_tables
        }
    return hashlib.sha256(json.dumps(tables, ensure_ascii=False).encode()).hexdigest()


def test_two_towns_of_the_same_day_are_the_same(loaded: Engine, tmp_path: Path) -> None:
    other = fresh(tmp_path / "other.db")
    load(other, TODAY)
    assert digest(other) == digest(loaded)
    other.dispose()


def count(session: Session, model: Any) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_totals_of_the_source_are_exact(session: Session) -> None:
    assert count(session, Community) == 11
    assert count(session, Grid) == 59
    latest = select(func.max(AreaFigure.valid_from)).scalar_subquery()
    for level in (Street, Community, Grid):
        sums = select(func.sum(AreaFigure.households), func.sum(AreaFigure.residents), func.sum(AreaFigure.groups))
        found = session.execute(sums.join(level, level.id == AreaFigure.area_id).where(AreaFigure.valid_from == latest))
        assert tuple(found.one()) == (31_653, 95_436, 155)


def test_everything_arrived(session: Session) -> None:
    assert count(session, Unit) == 60
    assert 1900 <= count(session, Member) <= 2100
    assert 1400 <= count(session, Activity) <= 1800
    assert count(session, CheckIn) > 15_000
    assert count(session, Agreement) >= 61
    assert count(session, AreaBoundary) == 1 + 11 + 59


def test_paths_lead_from_the_city_to_each_grid(session: Session) -> None:
    for id_, path, parent in session.execute(select(Area.id, Area.path, Area.parent_id)):
        parts = [int(part) for part in path.split("/") if part]
        assert parts[-1] == id_
        assert (parts[-2] if parent else None) == parent


def test_rollups_equal_a_recount_and_the_log_is_unbroken(loaded: Engine) -> None:
    with loaded.connect() as connection:
        assert tally.differences(connection) == []
        assert audit.broken_links(connection) == []
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []


def test_names_are_found_by_their_initials(session: Session) -> None:
    found = session.scalars(select(Member.name).where(Member.search_text.contains(" zw"))).all()
    assert "张伟" in found
    assert session.scalars(select(Unit.short_name).where(Unit.search_text.contains(" xwbb"))).all() == ["县委编办"]


def test_phones_are_kept_encrypted(session: Session) -> None:
    member = session.scalars(select(Member).where(Member.phone_enc.is_not(None)).limit(1)).one()
    assert member.phone is not None
    assert member.phone.startswith("1990000")
    assert member.phone not in (member.phone_enc or "")
    assert member.phone.endswith(member.phone_last4 or "?")


def test_boundaries_are_labelled_as_drawings_and_turn_the_right_way(session: Session) -> None:
    for boundary in session.scalars(select(AreaBoundary)):
        assert boundary.source == "示意"
        ring = boundary.geometry["coordinates"][0]
        assert ring[0] == ring[-1]
        assert sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring)) > 0


def test_every_role_of_a_person_has_an_account_at_several_communities() -> None:
    assert {account.role for account in ACCOUNTS} == set(Role) - {Role.WALL}
    assert len({a.areas for a in ACCOUNTS if a.role is Role.COMMUNITY_SECRETARY}) >= 3
    assert all(set(row) == {"username", "password", "role", "area"} for row in accounts())


def test_the_printed_accounts_open_the_door(session: Session) -> None:
    codes = {code for (code,) in session.execute(select(Area.code))}
    kept = {account.username: account for account in session.scalars(select(Account))}
    for printed in accounts():
        account = kept[printed["username"] or ""]
        account_rules.username(account.username)
        account_rules.check_password(PASSWORD, account.username)
        assert bcrypt.checkpw((printed["password"] or "").encode(), account.password_hash.encode())
        assert (account.role.value, account.must_change) == (printed["role"], False)
        assert printed["area"] is None or printed["area"] in codes
    assert len(kept) == len(accounts())


def test_accounts_work_where_their_role_may(session: Session) -> None:
    rows = session.execute(
        select(Account.role, Area.level).join(AccountArea, AccountArea.account_id == Account.id).join(Area)
    )
    for role, level in rows:
        assert level in account_rules.LEVELS[role]
    liaisons = session.scalars(select(Account).where(Account.role == Role.UNIT_LIAISON))
    assert all(account.unit_id for account in liaisons)


def test_a_demo_is_known_as_one_and_can_be_emptied(loaded: Engine, tmp_path: Path) -> None:
    path = tmp_path / "copy.db"
    with closing(sqlite3.connect(loaded.url.database or "")) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    engine = make_engine(f"sqlite:///{path}")
    with engine.execution_options(writes=True).begin() as connection:
        assert is_demo(connection)
        assert not is_empty(connection)
        wipe(connection)
        assert is_empty(connection)
        assert not is_demo(connection)
    engine.dispose()


def test_a_load_that_breaks_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = fresh(tmp_path / "broken.db")

    def fail(_connection: object) -> int:
        raise RuntimeError("power cut")

    monkeypatch.setattr(tally, "rebuild", fail)
    with pytest.raises(RuntimeError):
        load(engine, TODAY)
    with engine.connect() as connection:
        assert is_empty(connection)
    engine.dispose()

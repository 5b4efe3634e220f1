"""Every table is either guarded, and then a stranger sees nothing of it, or stands on a short written list."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event, func, select
from sqlalchemy.orm import Session

import db.gate
from db import clock
from db.access import REGISTRY, Scope, command, query
from db.demo.load import load
from db.errors import Refused
from db.gate import ask, do
from db.models import Account, Base, LoginSession, Need
from db.models.base import Child, Scoped, StreetWide
from db.rules.session import SessionKind
from db.session import ScopedSession, guarded_models, make_engine

# Who may read these is decided by the permission of the query alone.
UNGUARDED = {
    "account",
    "account_area",
    "audit_log",
    "code_item",
    "command_log",
    "field_def",
    "login_session",
    "one_time_code",
    "row_change",
    "throttle",
}
TODAY = date(2026, 11, 22)


def test_the_unguarded_tables_are_these_and_no_others() -> None:
    guarded = {m.__tablename__ for m in guarded_models()}  # type: ignore[attr-defined]  # why: mapped classes have it
    assert set(Base.metadata.tables) - guarded == UNGUARDED


def test_every_guarded_table_says_how_it_is_scoped() -> None:
    for model in guarded_models():
        assert issubclass(model, Scoped | StreetWide | Child) or model.__name__ == "Area", model


@pytest.fixture(scope="module")
def demo_like(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The demo town, in which every table has rows."""
    made = make_engine(f"sqlite:///{tmp_path_factory.mktemp('demo')}/demo.db")
    Base.metadata.create_all(made)
    load(made, TODAY)
    yield made
    made.dispose()


@contextmanager
def _as(engine: Engine, monkeypatch: pytest.MonkeyPatch, username: str) -> Iterator[str]:
    monkeypatch.setattr(db.gate, "engine", lambda: engine)
    now = clock.now()
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        account = session.scalars(select(Account).where(Account.username == username)).one()
        times = {"started_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=1)}
        session.add(
            LoginSession(sid=f"{username}-{now.timestamp()}", account_id=account.id, kind=SessionKind.DESK, **times)
        )
        sid = f"{username}-{now.timestamp()}"
    yield sid


@pytest.mark.parametrize("model", guarded_models(), ids=lambda m: m.__name__)
def test_a_secretary_reads_no_row_of_another_community(
    demo_like: Engine, monkeypatch: pytest.MonkeyPatch, model: Any
) -> None:
    """What the session shows equals what a plain filter over all rows leaves; and there are rows to hide."""
    with _as(demo_like, monkeypatch, "xinxia") as sid:
        seen = ask(sid, query("own:read")(lambda s: s.scalar(select(func.count()).select_from(model))))
    with demo_like.connect() as connection:
        area = Base.metadata.tables["area"]
        path = connection.execute(select(area.c.path).where(area.c.code == "990101101006")).scalar_one()
        own = set(connection.execute(select(area.c.id).where(area.c.path.startswith(path))).scalars())
        table = model.__table__
        rows = connection.execute(select(table)).mappings().all()
        assert rows, "the demo fills every guarded table"
        if issubclass(model, Child):
            parent, key = model.parent()
            above = parent.__table__
            mine = set(connection.execute(select(above.c.id).where(above.c.area_id.in_(own))).scalars())
            expected = sum(row[key] in mine for row in rows)
        elif issubclass(model, StreetWide) or model.__name__ == "Area":
            expected = len(rows)
        else:
            expected = sum(row["area_id"] in own for row in rows)
    assert seen == expected
    if not issubclass(model, StreetWide) and model.__name__ != "Area":
        assert 0 < expected < len(rows)


def test_every_query_and_command_of_the_desk_names_a_permission() -> None:
    for door in REGISTRY:
        noun, _, verb = door.permission.partition(":")
        assert noun, door.name
        assert verb, door.name


def test_commands_are_named_once() -> None:
    ours = [door for door in REGISTRY if door.run.__module__.startswith("db.")]
    names = [door.name for door in ours]
    assert sorted(names) == sorted(set(names))


def test_a_refusal_undoes_everything(town: Engine) -> None:
    @command("need:write")
    def half(session: ScopedSession) -> None:
        session.add(Need(title="mine", category="other", raised_on=TODAY, area_id=2))
        session.flush()
        session.add(Need(title="theirs", category="other", raised_on=TODAY, area_id=3))

    with pytest.raises(Refused):
        do("bo", half)
    assert ask("ada", query("need:read")(lambda s: s.scalar(select(func.count(Need.id))))) == 0


def test_an_enter_costs_a_bounded_number_of_statements(town: Engine) -> None:
    """Reading the actor anew on every call stays cheap: the same few selects, however much is kept."""
    seen: list[str] = []

    def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(town, "before_cursor_execute", note)
    try:
        ask("bo", query("own:read", Scope.ROWS)(lambda s: s.actor.username))
    finally:
        event.remove(town, "before_cursor_execute", note)
    assert len([s for s in seen if s.startswith("SELECT")]) <= 5

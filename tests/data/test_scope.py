"""The session cannot see, count or write outside its actor's scope."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine, exists, func, insert, literal, select, update
from sqlalchemy import text as raw_sql  # noqa: TID251  # why: to see it refused
from sqlalchemy.orm import Session, aliased

from db.access import Scope, command, query
from db.errors import Invalid, Refused, SignedOut, Spent, Stale
from db.gate import ask, do
from db.models import Activity, Area, AuditLog, Base, CheckIn, Member, MemberTally, RowChange, ServiceTally, Unit
from db.rules.activity import ActivityStatus, RecordStatus
from db.session import ScopedSession, ScopeError
from db.tally import differences
from tests.conftest import make_activity

DAY = date(2026, 3, 5)


@query("member:read")
def names(session: ScopedSession) -> list[str]:
    return sorted(session.scalars(select(Member.name)))


@query("unit:read")
def unit_names(session: ScopedSession) -> list[str]:
    return sorted(session.scalars(select(Unit.name)))


@command("activity:write")
def hold(session: ScopedSession, /, area_id: int, people: list[int], day: date = DAY, **more: Any) -> int:
    activity = make_activity(area_id, day, **more)
    session.add(activity)
    session.flush()
    session.add_all(CheckIn(activity_id=activity.id, member_id=i, unit_id=1, hours=None) for i in people)
    session.flush()
    return activity.id


@command("activity:write")
def change(session: ScopedSession, /, id: int, version: int | None = None, **values: Any) -> None:
    activity = session.fetch(Activity, id, version)
    for key, value in values.items():
        setattr(activity, key, value)


@pytest.mark.parametrize(("who", "seen"), [("ada", 4), ("bo", 2), ("wen", 2), ("li", 2), ("far", 0)])
def test_a_listing_shows_only_what_is_ones_own(town: Engine, who: str, seen: int) -> None:
    assert len(ask(who, names)) == seen


def test_units_are_found_over_the_whole_street_but_not_beyond(town: Engine) -> None:
    assert ask("bo", unit_names) == ["Bank", "Clinic", "School"]
    assert ask("far", unit_names) == []
    assert ask("li", unit_names) == ["Bank"]


@pytest.mark.parametrize("who", ["root", "lea", "aud", "cy"])
def test_a_role_without_the_permission_is_refused_and_that_is_logged(town: Engine, who: str) -> None:
    with pytest.raises(Refused):
        ask(who, names)
    with Session(town) as session:
        assert session.execute(select(AuditLog.username, AuditLog.ok)).all() == [(who, False)]


def test_nobody_is_nobody(town: Engine) -> None:
    with pytest.raises(SignedOut):
        ask("nobody", names)


@pytest.mark.parametrize(
    "sneaky",
    [
        lambda s: s.execute(raw_sql("select * from member")).all(),
        lambda s: s.execute(select(Member.__table__)).all(),
        lambda s: s.connection(),
        lambda s: s.execute(update(Member).values(name="x")),
        lambda s: s.execute(insert(Member), [{"name": "x"}]),
        lambda s: pd.read_sql(select(Member), s.connection()),  # noqa: TID251  # why: to see it refused
    ],
)
def test_the_ways_round_the_scope_are_closed(town: Engine, sneaky: Callable[[Any], Any]) -> None:
    with pytest.raises(ScopeError):
        ask("bo", query("member:read")(sneaky))


@pytest.mark.parametrize(
    "shape",
    [
        lambda s: s.scalar(select(func.count()).select_from(Member)),
        lambda s: len(s.scalars(select(aliased(Member))).all()),
        lambda s: s.scalar(select(func.count()).select_from(select(Member.id).subquery())),
        lambda s: len(s.execute(select(Unit.name, Member.name).join(Member, Member.unit_id == Unit.id)).all()),
        lambda s: sum(s.get(Member, i) is not None for i in (1, 2, 3, 4)),
        lambda s: s.scalar(select(func.count(Unit.id)).where(Unit.id.in_(select(Member.unit_id)))) + 1,
        lambda s: len(s.execute(select(Member.name, Area.name).join(Area, Area.id == Member.area_id)).all()),
        lambda s: len(s.execute(select(Member.id).union(select(Member.id))).all()),
        lambda s: s.scalar(select(select(func.count(Member.id)).scalar_subquery())),
        lambda s: s.scalar(select(func.count()).select_from(select(aliased(Member).id).cte())),
        lambda s: s.scalar(select(func.count(Unit.id)).where(exists().where(Member.unit_id == Unit.id))) + 1,
        lambda s: s.scalar(select(func.count()).select_from(Unit).join(Member, Member.unit_id == Unit.id)),
        lambda s: s.scalar(select(func.count(literal(1))).where(Member.id > 0)),
    ],
)
def test_every_shape_of_select_is_narrowed(town: Engine, shape: Callable[[Any], int]) -> None:
    assert ask("bo", query("member:read")(shape)) == 2


def test_models_have_no_relationships() -> None:
    """The session finds the tables of a statement by what is mentioned in it; a relationship would come unmentioned."""
    assert [m for m in Base.registry.mappers if list(m.relationships)] == []


def test_totals_reach_the_street_and_may_only_count(town: Engine) -> None:
    counted = query("totals:read", Scope.TOTALS)(lambda s: s.scalar(select(func.count(Member.id))))
    assert ask("bo", counted) == 4
    assert ask("lea", counted) == 4
    by_unit = query("totals:read", Scope.TOTALS)(
        lambda s: dict(s.execute(select(Member.unit_id, func.count()).group_by(Member.unit_id)).all())
    )
    assert ask("bo", by_unit) == {1: 2, 2: 2}


@pytest.mark.parametrize(
    "statement",
    [
        select(Member),
        select(Member.name),
        select(Member.name, func.count()).group_by(Member.name),
        select(Member.unit_id),
        select(select(Member.name.label("n")).subquery().c.n),
        select(MemberTally.member_id),
        select(func.min(Member.name)),
    ],
)
def test_totals_refuse_rows(town: Engine, statement: Any) -> None:
    with pytest.raises(ScopeError):
        ask("bo", query("totals:read", Scope.TOTALS)(lambda s: s.execute(statement).all()))


def test_a_street_search_finds_names_and_nothing_else(town: Engine) -> None:
    found = query("member:match", Scope.STREET, logged=True)(
        lambda s: len(s.execute(select(Member.id, Member.name, Member.unit_id)).all())
    )
    assert ask("bo", found) == 4
    assert ask("far", found) == 0
    with Session(town) as session:
        assert session.scalar(select(func.count()).select_from(AuditLog)) == 2
    for forbidden in (select(Member.phone_enc), select(Member.skills), select(Member)):
        with pytest.raises(ScopeError):
            ask("bo", query("member:match", Scope.STREET)(lambda s, f=forbidden: s.execute(f).all()))


def test_a_query_cannot_write(town: Engine) -> None:
    def sneaky(session: Any) -> None:
        session.get(Member, 1).name = "x"
        session.flush()

    with pytest.raises(ScopeError):
        ask("bo", query("member:read")(sneaky))


def test_rows_cannot_be_made_moved_or_reached_outside_the_scope(town: Engine) -> None:
    with pytest.raises(Refused):
        do("bo", hold, 3, [])
    id_ = do("bo", hold, 4, [1])
    with pytest.raises(Refused):
        do("bo", change, id_, area_id=6)
    with pytest.raises(Invalid):
        do("wen", change, id_, title="mine")
    with pytest.raises(Invalid):
        do("wen", change, 999, title="mine")


def test_a_nonce_works_once_and_a_version_must_fit(town: Engine) -> None:
    id_ = do("bo", hold, 4, [1], nonce="n1")
    with pytest.raises(Spent):
        do("bo", hold, 4, [1], nonce="n1")
    do("bo", change, id_, 1, title="First")
    with pytest.raises(Stale):
        do("bo", change, id_, 1, title="Second")
    with Session(town) as session:
        assert session.execute(select(Activity.title)).all() == [("First",)]


def test_a_command_leaves_one_audit_row_without_values_and_its_row_changes(town: Engine) -> None:
    id_ = do("bo", hold, 4, [1])
    do("bo", change, id_, title="Zebra")
    with Session(town) as session:
        rows = session.execute(
            select(AuditLog.action, AuditLog.object_type, AuditLog.object_id, AuditLog.fields, AuditLog.ok)
        ).all()
        assert [row[0] for row in rows] == ["hold", "change"]
        assert rows[1][1:] == ("activity", id_, "activity.title", True)
        last = session.scalars(select(RowChange).order_by(RowChange.id.desc())).first()
        assert last is not None
        assert (last.before, last.after) == ({"title": "Sweep"}, {"title": "Zebra"})


def test_personal_values_are_unreadable_in_the_row_changes(town: Engine) -> None:
    @command("member:write")
    def rename(session: ScopedSession) -> None:
        session.fetch(Member, 1).name = "Readable"

    do("bo", rename)
    with Session(town) as session:
        assert "Readable" not in str(session.scalars(select(RowChange.after)).all())


def _tally(engine: Engine) -> dict[tuple[int, str], tuple[int, int, float]]:
    with Session(engine) as session:
        rows = session.scalars(select(ServiceTally))
        return {(r.area_id, r.category): (r.activities, r.person_times, r.hours) for r in rows}


def test_rollups_follow_every_change(town: Engine) -> None:
    id_ = do("bo", hold, 4, [1, 2], hours=1.5)
    assert _tally(town) == {(4, "sanitation"): (1, 2, 3.0)}
    do("bo", change, id_, area_id=5, category="health")
    assert _tally(town) == {(5, "health"): (1, 2, 3.0)}

    @command("activity:write")
    def strike(session: ScopedSession) -> None:
        record = session.scalars(select(CheckIn).where(CheckIn.member_id == 1)).one()
        record.status = RecordStatus.VOID

    do("bo", strike)
    assert _tally(town) == {(5, "health"): (1, 1, 1.5)}
    with town.connect() as connection:
        assert differences(connection) == []
    do("bo", change, id_, status=ActivityStatus.VOID)
    assert _tally(town) == {}
    with town.connect() as connection:
        assert differences(connection) == []


def test_rollups_cannot_be_written_by_hand(town: Engine) -> None:
    @command("activity:write")
    def cheat(session: ScopedSession) -> None:
        session.add(ServiceTally(area_id=4, month="2026-01", category="x", activities=9, person_times=9, hours=9))

    with pytest.raises(Refused):
        do("ada", cheat)

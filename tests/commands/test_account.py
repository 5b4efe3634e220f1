"""Making, changing, resetting and shutting out accounts; each by its administrator, and by a stranger."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import gate
from db.access import Role
from db.commands import account as commands
from db.commands.session import open_session, sid_of
from db.errors import Invalid, Refused, SignedOut, Stale
from db.models import Account, AccountArea, Area, AuditLog, RowChange
from db.queries.account import account_card
from db.rules.area import Level

Act = Callable[..., Any]
NEW = {
    "username": "Nina ",
    "display_name": " 王  芳 ",
    "role": Role.COMMUNITY_STAFF,
    "area_ids": [2],
    "unit_id": None,
    "hashed": "h",
}


def _add(do: Act, who: str = "ada", **other: Any) -> int:
    return int(do(who, commands.add_account, **(NEW | other)))


def test_an_added_person_must_change_his_password_and_works_where_he_was_put(do: Act, ask: Act) -> None:
    card = ask("ada", account_card, _add(do))
    assert (card.username, card.display_name, card.role, card.area_ids) == ("nina", "王 芳", Role.COMMUNITY_STAFF, (2,))
    assert card.must_change


def test_somebody_who_must_change_his_password_can_do_nothing_else(do: Act) -> None:
    id_ = _add(do)
    with gate.system("sign_in") as session:
        sid = sid_of(open_session(session, id_, "a"))
    assert gate.load_actor(sid).must_change
    with pytest.raises(Refused):
        do(sid, commands.add_account, **NEW)
    do(sid, commands.set_language, "en")


def test_a_taken_username_is_said_so(do: Act) -> None:
    with pytest.raises(Invalid, match="taken"):
        _add(do, username="BO")


@pytest.mark.parametrize(
    "other",
    [
        {"username": "x"}, {"display_name": " "}, {"area_ids": []}, {"area_ids": [1]}, {"area_ids": [4]},
        {"area_ids": [2, 3]}, {"area_ids": [10]}, {"area_ids": [2, 999]}, {"role": Role.UNIT_LIAISON},
        {"role": Role.UNIT_LIAISON, "unit_id": 999}, {"role": Role.GRID_WORKER},
    ],
)  # fmt: skip
def test_a_person_in_the_wrong_place_is_refused(do: Act, other: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        _add(do, **other)


@pytest.mark.parametrize("role", [Role.SYSADMIN, Role.AUDITOR, Role.WALL])
def test_a_street_administrator_cannot_make_what_is_above_him(do: Act, role: Role) -> None:
    with pytest.raises(Refused):
        _add(do, role=role)


def test_a_grid_worker_may_have_several_grids_and_a_liaison_a_unit(do: Act, ask: Act) -> None:
    worker = _add(do, role=Role.GRID_WORKER, area_ids=[4, 6])
    assert ask("ada", account_card, worker).area_ids == (4, 6)
    liaison = _add(do, username="lio", role=Role.UNIT_LIAISON, area_ids=[2], unit_id=2)
    card = ask("ada", account_card, liaison)
    assert (card.unit_id, card.area_ids) == (2, ())


def test_a_system_administrator_places_people_anywhere(do: Act, ask: Act) -> None:
    far = _add(do, "root", area_ids=[10])
    assert ask("root", account_card, far).area_ids == (10,)
    auditor = _add(do, "root", username="aud2", role=Role.AUDITOR, area_ids=[])
    assert ask("root", account_card, auditor).role is Role.AUDITOR


@pytest.mark.parametrize("who", ["sam", "bo", "cy", "li", "lea", "aud", "far"])
def test_nobody_else_touches_accounts(do: Act, who: str) -> None:
    with pytest.raises(Refused):
        _add(do, who)
    with pytest.raises(Refused):
        do(who, commands.disable_account, 4)


@pytest.mark.parametrize("id", [1, 10, 11, 999], ids=["sysadmin", "auditor", "another street", "missing"])
@pytest.mark.parametrize("command", [commands.disable_account, commands.enable_account, commands.end_sessions])
def test_a_foreign_account_is_told_like_a_missing_one(do: Act, command: Any, id: int) -> None:
    with pytest.raises(Invalid, match="does not exist or is not yours"):
        do("ada", command, id)


def test_a_foreign_password_is_not_reset(do: Act) -> None:
    with pytest.raises(Invalid):
        do("ada", commands.reset_password, 1, "h")


def test_an_account_that_also_works_elsewhere_is_not_the_streets(town: Engine, do: Act) -> None:
    with Session(town.execution_options(writes=True)) as session, session.begin():
        session.add(AccountArea(account_id=4, area_id=10))
    with pytest.raises(Invalid):
        do("ada", commands.disable_account, 4)
    do("root", commands.disable_account, 4)


def test_a_change_bites_at_the_next_call(do: Act, ask: Act) -> None:
    card = ask("ada", account_card, 4)
    change = {"display_name": "Bo", "role": Role.COMMUNITY_STAFF, "area_ids": [3], "unit_id": None}
    do("ada", commands.change_account, 4, card.version, **change)
    actor = gate.load_actor("bo")
    assert (actor.role, actor.own[0].area_id) == (Role.COMMUNITY_STAFF, 3)
    with pytest.raises(Stale):
        do("ada", commands.change_account, 4, card.version, **change)


def test_a_secretary_turned_liaison_loses_his_community(do: Act, ask: Act) -> None:
    card = ask("ada", account_card, 4)
    do(
        "ada",
        commands.change_account,
        4,
        card.version,
        display_name="Bo",
        role=Role.UNIT_LIAISON,
        area_ids=[2],
        unit_id=1,
    )
    actor = gate.load_actor("bo")
    assert (actor.own, actor.unit_id) == ((), 1)


def test_nobody_shuts_himself_out(do: Act, ask: Act) -> None:
    for command in (commands.disable_account, commands.end_sessions):
        with pytest.raises(Invalid, match="another administrator"):
            do("ada", command, 2)
    version = ask("ada", account_card, 2).version
    with pytest.raises(Invalid, match="another administrator"):
        do("ada", commands.change_account, 2, version, display_name="A", role=Role.LEADER, area_ids=[1], unit_id=None)
    same = {"role": Role.STREET_ADMIN, "area_ids": [1], "unit_id": None}
    do("ada", commands.change_account, 2, version, display_name="Ada L.", **same)
    assert gate.load_actor("ada").name == "Ada L."


def test_a_reset_ends_open_tabs_and_forces_a_change(do: Act, ask: Act) -> None:
    do("ada", commands.reset_password, 4, "temporary")
    with pytest.raises(SignedOut):
        gate.load_actor("bo")
    assert ask("ada", account_card, 4).must_change


def test_disabling_and_enabling(do: Act, ask: Act) -> None:
    do("ada", commands.disable_account, 4)
    assert ask("ada", account_card, 4).disabled
    do("ada", commands.enable_account, 4)
    assert not ask("ada", account_card, 4).disabled
    with pytest.raises(SignedOut):  # the old tab stays closed
        gate.load_actor("bo")


def test_ending_sessions_tells_how_many(do: Act) -> None:
    assert do("ada", commands.end_sessions, 4) == 1
    assert do("ada", commands.end_sessions, 4) == 0


def test_a_hash_never_reaches_the_log(town: Engine, do: Act) -> None:
    _add(do, hashed="HASH-ONE")
    do("ada", commands.reset_password, 4, "HASH-TWO")
    with Session(town) as session:
        changes = str(session.execute(select(RowChange.before, RowChange.after)).all())
        fields = str(session.execute(select(AuditLog.fields)).all())
    assert "account.password_hash" in fields
    assert "HASH" not in changes + fields


def test_everybody_chooses_his_language_and_only_a_known_one(do: Act) -> None:
    do("cy", commands.set_language, "en")
    assert gate.load_actor("cy").language == "en"
    with pytest.raises(Refused):
        do("cy", commands.set_language, "xx")


# The first administrator


def _first(**other: Any) -> int:
    given = {"street": "螺城街道", "street_code": "", "display_name": "王芳", "username": "wang", "hashed": "h"} | other
    with gate.system("set_up") as session:
        return commands.make_first_admin(session, **given)


def test_the_first_administrator_owns_the_street(engine: Engine) -> None:
    id_ = _first(street_code="990101001000")
    with gate.system("sign_in") as session:
        sid = sid_of(open_session(session, id_, "a"))
        street = session.scalars(select(Area)).one()
        assert (street.level, street.name, street.parent_id, street.path) == (
            Level.STREET,
            "螺城街道",
            None,
            "00000001/",
        )
    actor = gate.load_actor(sid)
    assert (actor.role, actor.must_change) == (Role.STREET_ADMIN, False)
    gate.do(sid, commands.set_language, "en")


def test_there_is_one_first_administrator_only(engine: Engine) -> None:
    _first()
    with pytest.raises(Invalid, match="set up already"):
        _first(username="second")
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 1


@pytest.mark.parametrize(
    "other", [{"street": " "}, {"street": "x" * 61}, {"street_code": "12"}, {"username": "王"}, {"display_name": ""}]
)
def test_a_set_up_with_a_mistake_makes_nothing(engine: Engine, other: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        _first(**other)
    with Session(engine) as session:
        assert session.scalar(select(func.count()).select_from(Area)) == 0
    assert _first() > 0


def test_a_set_up_code_works_once_and_none_is_given_afterwards(engine: Engine) -> None:
    with gate.system("set_up") as session:
        code = commands.new_set_up_code(session)
        assert code is not None
        commands.spend_set_up_code(session, code)
        with pytest.raises(Invalid):
            commands.spend_set_up_code(session, code)
    _first()
    with gate.system("set_up") as session:
        assert commands.new_set_up_code(session) is None

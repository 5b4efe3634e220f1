"""python -m db: what each command prints and with which code it ends."""

import json
from datetime import date
from pathlib import Path

import bcrypt
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from db import audit, cli, clock
from db.access import Role
from db.jobs import Failed, schema
from db.models import Account, AccountArea, Area

PASSWORD = "a lantern by the sea"
COMMANDS = ("init", "demo", "create-admin", "set-up-code", "verify", "rebuild", "backup", "restore")
run = CliRunner()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = run.invoke(cli.app, [command, "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.stdout


@pytest.mark.parametrize(
    "words", [["nonsense"], ["backup", "--nonsense"], ["restore"], ["restore", "no-such-file.zip"], []]
)
def test_a_wrong_command_line_ends_with_two(words: list[str]) -> None:
    assert run.invoke(cli.app, words).exit_code == 2


def test_the_demo_accounts_are_json_and_touch_no_database(bare: Engine) -> None:
    result = run.invoke(cli.app, ["demo", "--accounts"])
    rows = json.loads(result.stdout)
    assert {row["role"] for row in rows} == {role.value for role in Role} - {"wall"}
    assert all(list(row) == ["username", "password", "role", "area"] for row in rows)
    assert schema.revision(bare.connect()) is None


def test_init_makes_the_tables_and_may_be_repeated(bare: Engine) -> None:
    for _ in range(2):
        result = run.invoke(cli.app, ["init"])
        assert result.exit_code == 0, result.output
        assert schema.head() in result.stdout


def test_demo_fills_an_empty_database_once_and_again_on_demand(bare: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("db.demo.load.load", _load_one_account)
    for words, expected in ((["demo"], "Fresh"), (["demo"], "Changed"), (["demo", "--reset"], "Fresh")):
        result = run.invoke(cli.app, words)
        assert result.exit_code == 0, result.output
        assert _street_admin(bare) == expected
        with Session(bare.execution_options(writes=True)) as session, session.begin():
            session.scalars(select(Account)).one().display_name = "Changed"


def _load_one_account(engine: Engine, _today: date, _say: object) -> None:
    """What the real one does, as far as the console can tell; that one has tests of its own."""
    now = clock.now()
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        session.add(
            Account(
                username="street",
                display_name="Fresh",
                password_hash="x",
                role=Role.AUDITOR,
                created_at=now,
                updated_at=now,
            )
        )
        audit.append(session.connection(), audit.Entry(audit.DEMO_LOADED), who="demo")


def _street_admin(engine: Engine) -> str:
    with Session(engine) as session:
        return session.scalars(select(Account.display_name).where(Account.username == "street")).one()


@pytest.mark.parametrize("words", [["demo"], ["demo", "--reset"]])
def test_a_demo_never_touches_a_real_desk(desk: Engine, words: list[str]) -> None:
    result = run.invoke(cli.app, words)
    assert isinstance(result.exception, Failed)
    assert "real desk" in str(result.exception)
    with Session(desk) as session:
        assert session.scalars(select(Account.username)).all() == ["ann"]


def test_the_set_up_code_is_given_only_while_nobody_has_an_account(bare: Engine) -> None:
    run.invoke(cli.app, ["init"])
    code = run.invoke(cli.app, ["set-up-code"]).stdout.strip()
    assert code.isdigit()
    assert len(code) == 16
    made = run.invoke(
        cli.app, ["create-admin", "ann", "--name", "Ann", "--street", "Harbour Street"], input=f"{PASSWORD}\n"
    )
    assert made.exit_code == 0, made.output
    again = run.invoke(cli.app, ["set-up-code"])
    assert (again.exit_code, again.stdout) == (0, "")
    with Session(bare) as session:
        account = session.scalars(select(Account)).one()
        assert account.role is Role.STREET_ADMIN
        assert bcrypt.checkpw(PASSWORD.encode(), account.password_hash.encode())
        assert session.scalars(select(Area.name)).all() == ["Harbour Street"]


def test_another_administrator_is_made_for_the_street_that_is_there(desk: Engine) -> None:
    made = run.invoke(cli.app, ["create-admin", "Ben", "--name", "Ben"], input=f"{PASSWORD}\n")
    assert made.exit_code == 0, made.output
    system = run.invoke(cli.app, ["create-admin", "root", "--name", "R", "--role", "sysadmin"], input=f"{PASSWORD}\n")
    assert system.exit_code == 0, system.output
    with Session(desk) as session:
        roles = {account.username: account.role for account in session.scalars(select(Account))}
        places = session.scalars(select(AccountArea.area_id)).all()
    assert roles == {"ann": Role.STREET_ADMIN, "ben": Role.STREET_ADMIN, "root": Role.SYSADMIN}
    assert places == [1, 1]


@pytest.mark.parametrize(
    ("words", "typed", "reason"),
    [
        (["ann", "--name", "Again"], PASSWORD, "taken"),
        (["x", "--name", "Short"], PASSWORD, "username"),
        (["ben", "--name", "Ben"], "short", "10 characters"),
        (["ben", "--name", "Ben", "--street", "Nowhere"], PASSWORD, "one street"),
    ],
)
def test_create_admin_says_what_is_wrong(desk: Engine, words: list[str], typed: str, reason: str) -> None:
    result = run.invoke(cli.app, ["create-admin", *words], input=f"{typed}\n")
    assert result.exit_code == 1
    assert reason in str(result.exception)


def test_verify_ends_with_one_and_prints_the_differences(desk: Engine) -> None:
    assert run.invoke(cli.app, ["verify"]).exit_code == 0
    with desk.execution_options(writes=True).begin() as connection:
        connection.exec_driver_sql("UPDATE area SET path = '00000099/'")
    result = run.invoke(cli.app, ["verify"])
    assert result.exit_code == 1
    assert "area 1" in result.stdout


def test_rebuild_and_backup_say_what_they_did(desk: Engine, tmp_path: Path) -> None:
    assert "0 rows counted" in run.invoke(cli.app, ["rebuild"]).stdout
    result = run.invoke(cli.app, ["backup", "--to", str(tmp_path / "backups")])
    assert result.exit_code == 0, result.output
    made = next((tmp_path / "backups").glob("commons-*.zip"))
    assert str(made) in result.stdout
    refused = run.invoke(cli.app, ["restore", str(made)])
    assert "--force" in str(refused.exception)


def test_a_failure_is_one_sentence_and_no_traceback(
    bare: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["db", "rebuild"])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 1
    assert "init" in capsys.readouterr().err

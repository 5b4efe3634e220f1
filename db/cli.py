"""The console: python -m db COMMAND. Exit code 0 is good, 1 says what is wrong, 2 is a wrong command line."""

import json
import os
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import bcrypt
import typer
from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from db import audit, clock, gate
from db.access import Role
from db.commands.account import make_first_admin, new_set_up_code
from db.demo import state
from db.demo.accounts import accounts as demo_accounts
from db.errors import AppError
from db.jobs import Failed, schema
from db.models import Account, AccountArea, Street
from db.rules import account as rules
from db.session import engine

DEMO_URL = "sqlite:///var/demo.db"
app = typer.Typer(
    help="Keeps the database of Commons Desk. DATABASE_URL names it; without it, that is var/commons.db.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


class AdminRole(StrEnum):
    STREET_ADMIN = "street_admin"
    SYSADMIN = "sysadmin"


def main() -> None:
    """Say what went wrong in a sentence; only programming mistakes end in a traceback."""
    try:
        app()
    except (AppError, Failed) as error:
        sys.exit(_wrong(str(error)))
    except DatabaseError as error:
        sys.exit(_wrong(f"The database says: {error.orig}. If it is new, run `python -m db init` first."))


def _wrong(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _progress() -> Callable[[str], None]:
    """Steps with the seconds that have passed, beside the results on stdout."""
    began = time.monotonic()

    def say(step: str) -> None:
        print(f"  {time.monotonic() - began:5.1f} s  {step}", file=sys.stderr, flush=True)

    return say


def _named(database: Engine) -> str:
    return database.url.render_as_string(hide_password=True)


@app.command()
def init() -> None:
    """Create the tables, or bring them up to this version, and add missing code values."""
    revision = schema.upgrade()
    print(f"{_named(engine())} stands at revision {revision}.")


@app.command()
def demo(
    accounts: Annotated[bool, typer.Option("--accounts", help="Only print the demo accounts, as JSON.")] = False,
    reset: Annotated[bool, typer.Option("--reset", help="Throw the present demo away and make a new one.")] = False,
) -> None:
    """Fill var/demo.db (or DATABASE_URL) with a made-up town, unless it is there already."""
    if accounts:
        print(json.dumps(demo_accounts(), ensure_ascii=False, indent=2))
        return
    os.environ.setdefault("DATABASE_URL", DEMO_URL)
    say = _progress()
    schema.upgrade()
    with engine().execution_options(writes=True).begin() as connection:
        made_before, empty = state.is_demo(connection), state.is_empty(connection)
        if not made_before and not empty:
            raise Failed("This database holds a real desk, and a demo never shares one: set another DATABASE_URL.")
        if made_before and reset:
            say("throwing the present demo away")
            state.wipe(connection)
    if empty or reset:
        from db.demo.load import load  # noqa: PLC0415 - brings shapely, which a warm start does not need

        load(engine(), clock.today(), say)
    print(f"{_named(engine())} holds the demo. `python -m db demo --accounts` tells who may sign in.")


@app.command()
def create_admin(
    username: Annotated[str, typer.Argument(help="2 to 20 of a-z, 0-9, - and _.")],
    name: Annotated[str, typer.Option(help="The person's name as others see it.", prompt="Name of the person")],
    role: Annotated[AdminRole, typer.Option(help="What he administers.")] = AdminRole.STREET_ADMIN,
    street: Annotated[str | None, typer.Option(help="Name of the street; a new desk needs it.")] = None,
    code: Annotated[str | None, typer.Option(help="Division code of the street, 12 digits.")] = None,
) -> None:
    """Make an administrator: the first of a new desk, or another when nobody can sign in any more."""
    username, name = rules.username(username), rules.display_name(name)
    password = _password(username)
    hashed = bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()
    with gate.system("set_up") as session:
        if session.scalar(select(Account.id).limit(1)) is None:
            if street is None or role is not AdminRole.STREET_ADMIN:
                raise Failed("The first administrator is a street_admin: name the street with --street.")
            make_first_admin(
                session, street=street, street_code=code, display_name=name, username=username, hashed=hashed
            )
        else:
            _add_admin(session, Role(role), street, username=username, name=name, hashed=hashed)
    print(f"{username} may sign in.")


def _password(username: str) -> str:
    """Typed twice without being shown, or one line of a pipe."""
    if sys.stdin.isatty():
        password = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    rules.check_password(password, username)
    return password


def _add_admin(session: Session, role: Role, street: str | None, *, username: str, name: str, hashed: str) -> None:
    if session.scalar(select(Account.id).where(Account.username == username)) is not None:
        raise Failed(f"The username {username} is taken.")
    streets = list(session.scalars(select(Street).where(Street.name == street if street else Street.id.is_not(None))))
    if role is Role.STREET_ADMIN and len(streets) != 1:
        raise Failed("Name one street of this desk with --street.")
    now = clock.now()
    account = Account(
        username=username, display_name=name, password_hash=hashed, role=role, created_at=now, updated_at=now
    )
    session.add(account)
    session.flush()
    if role is Role.STREET_ADMIN:
        session.add(AccountArea(account_id=account.id, area_id=streets[0].id))
        session.flush()
    entry = audit.Entry("create_admin", True, "account", account.id, ("account.username", "account.role"))
    audit.append(session.connection(), entry, who="console")


@app.command()
def set_up_code() -> None:
    """Print the one-time code of the set-up page; nothing once there is an account."""
    with gate.system("set_up") as session:
        code = new_set_up_code(session)
    if code:
        print(code)


@app.command()
def verify(
    migrate: Annotated[bool, typer.Option("--migrate", help="First bring the tables up to this version.")] = False,
) -> None:
    """Check schema, file, references, rollups, audit chain and key; exit code 1 with every difference."""
    from db.jobs.verify import problems  # noqa: PLC0415 - only here

    if migrate:
        schema.upgrade()
    found = problems(engine(), _progress())
    for problem in found:
        print(problem)
    if found:
        raise typer.Exit(1)
    print(f"{_named(engine())} is in order.")


@app.command()
def rebuild() -> None:
    """Count the rollups anew from the service records; safe while people work."""
    from db.jobs.rebuild import rebuild as count_anew  # noqa: PLC0415 - only here

    _progress()("counting")
    wrong, written = count_anew(engine())
    print(f"{written} rows counted, {wrong} of them were wrong before.")


@app.command()
def backup(
    to: Annotated[Path, typer.Option(help="Folder for the backup.", file_okay=False)] = Path("var/backups"),
) -> None:
    """Write one zip with the database, its key and checksums; safe while people work. Keep it as safe as the key."""
    from db.jobs.backup import backup as back_up  # noqa: PLC0415 - only here

    made = back_up(engine(), to, _progress())
    print(f"{made} ({made.stat().st_size / 1e6:.1f} MB)")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A zip made by `backup`.", exists=True, dir_okay=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a desk that is there; it is kept aside.")] = False,
) -> None:
    """Check, migrate and verify a backup apart, then put it in place. Stop the desk first."""
    from db.jobs.restore import restore as put_back  # noqa: PLC0415 - only here

    put_back(engine(), file, force=force, say=_progress())
    print(f"{_named(engine())} was restored from {file}. Everybody signs in again.")

"""The schema of the database: bring it up to this program, and say where it stands."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from db.jobs import Failed
from db.seed import seed_codes
from db.session import engine

ROOT = Path(__file__).resolve().parents[2]


def config() -> Config:
    return Config(toml_file=ROOT / "pyproject.toml")


def head() -> str:
    """The revision this program was written for."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def upgrade() -> str:
    """Migrate the configured database to this program's revision and add shipped code values that are missing."""
    wanted = head()
    with engine().connect() as connection:
        present = revision(connection)
    if present != wanted:
        try:
            command.upgrade(config(), "head")
        except CommandError as error:
            raise Failed(
                f"The database stands at revision {present}, which this program does not know; it knows {wanted}."
            ) from error
    with engine().execution_options(writes=True).begin() as connection:
        seed_codes(connection)
    return wanted

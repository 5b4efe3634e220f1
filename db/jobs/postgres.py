"""PostgreSQL's own programs for dump and restore, given the address without showing the password."""

import os
import shutil
import subprocess
from pathlib import Path

from sqlalchemy import URL

from db.jobs import Failed


def run(program: str, url: URL, *arguments: str) -> None:
    """Run pg_dump or pg_restore on the database of the URL."""
    address = url.set(drivername="postgresql", password=None).render_as_string()
    secret = {"PGPASSWORD": url.password} if url.password else {}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's program with our own arguments
        [_find(program), f"--dbname={address}", "--no-password", *arguments],
        env=os.environ | secret,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failed(f"{program} failed: {done.stderr.strip()[-800:]}")


def _find(program: str) -> str:
    """On the PATH, or where Debian keeps the versions."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{program}"), key=lambda path: float(path.parts[-3]))
    found = shutil.which(program) or (str(versions[-1]) if versions else None)
    if found is None:
        raise Failed(f"{program} is not installed: apt install postgresql-client.")
    return found

"""/healthz: whether the desk answers, which version it is, and what its database stands at."""

import logging
import tomllib
from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from db import gate
from db.queries.health import database_health

PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"
log = logging.getLogger(__name__)


@cache
def version() -> str:
    """Stated in pyproject.toml and nowhere else."""
    return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])


def health(request: Request) -> Response:  # noqa: ARG001  # why: a route is given its request
    try:
        with gate.system("health") as session:
            found = database_health(session)
    except Exception:  # whatever it is, the answer is "not well"; the log says why
        log.exception("The database does not answer")
        return JSONResponse({"status": "error", "version": version()}, 503, headers={"Cache-Control": "no-store"})
    return JSONResponse({"status": "ok", "version": version(), **found}, headers={"Cache-Control": "no-store"})

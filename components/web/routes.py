"""The routes, the middleware in front of everything, and what is said once when the server starts."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from streamlit import config

from components.web.asset import asset
from components.web.export import EXPORTS, export
from components.web.form import form_route
from components.web.gate import UNKNOWN, Gate
from components.web.geo import geo
from components.web.headers import Headers
from components.web.health import health
from components.web.html import Page, sentence_page
from components.web.ledger import EXPORTERS
from components.web.monthly import export_monthly
from components.web.set_up import announce, set_up
from components.web.sign_in import change_password, enter, sign_in, sign_out, wall
from db.errors import N_
from db.jobs.schema import upgrade

BOTH = ["GET", "POST"]
BROKEN = N_("Something went wrong on our side. Try again; if it stays, tell your administrator the time.")


def _unknown(request: Request) -> Response:
    page = Page(request)
    return sentence_page(page, page.t(UNKNOWN), 404)


def broken(request: Request, error: Exception) -> Response:  # noqa: ARG001  # why: the signature is Starlette's
    """Whatever our own routes did not foresee; the traceback is in the log of the server."""
    page = Page(request)
    return sentence_page(page, page.t(BROKEN), 500)


@asynccontextmanager
async def greet(app: object) -> AsyncIterator[dict[str, Any]]:  # noqa: ARG001  # why: the signature is Starlette's
    """The schema is brought up to this program. Without any account the console tells how to make the first."""
    await run_in_threadpool(upgrade)
    # run.py hides Streamlit's welcome, and says this itself, after the address.
    if not config.get_option("logger.hideWelcomeMessage"):
        said = await run_in_threadpool(announce)
        if said:
            print(said, file=sys.stderr, flush=True)  # noqa: T201  # why: this is for the person at the console
    yield {}


ROUTES: list[BaseRoute] = [
    Route("/auth/sign-in", form_route(sign_in), methods=BOTH),
    Route("/auth/sign-out", form_route(sign_out), methods=BOTH),
    Route("/auth/password", form_route(change_password), methods=BOTH),
    Route("/auth/enter", form_route(enter), methods=["POST"]),
    Route("/auth/set-up", form_route(set_up), methods=BOTH),
    Route("/auth/wall", form_route(wall), methods=["GET"]),
    Route("/auth/{rest:path}", _unknown),
    Route("/healthz", health),
    Route("/assets/{path:path}", asset),
    Route("/geo/{version}/{level}/{root:int}", geo),
    Route("/export/{kind}", export),
]
EXPORTS.update(EXPORTERS)
EXPORTS["monthly"] = export_monthly
MIDDLEWARE = [Middleware(Headers), Middleware(Gate)]
EXCEPTIONS: dict[Any, Any] = {Exception: broken}

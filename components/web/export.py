"""/export/{kind}: the only way data leaves the desk. Authorised like the page it comes from, logged, never cached."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from components.web.html import Page, sentence_page
from components.web.visitor import SID_HEADER
from db import gate
from db.commands.export import export as note_export
from db.errors import GONE, NOT_ALLOWED, AppError, Refused, SignedOut

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Workbook:
    """What an exporter hands over; `rows` is what the log will say left the desk."""

    filename: str
    content: bytes
    rows: int
    media_type: str = XLSX


# kind -> exporter(sid, language, query parameters). An exporter reads through gate-bound queries with the given sid.
Exporter = Callable[[str, str, Mapping[str, str]], Workbook]
EXPORTS: dict[str, Exporter] = {}


def export(request: Request) -> Response:
    sid, kind = request.headers[SID_HEADER], request.path_params["kind"]
    page = Page(request)
    try:
        actor = gate.load_actor(sid)
        page = Page(request, speaks=actor.language)
        if not actor.can(note_export.permission):
            raise Refused(NOT_ALLOWED)
        exporter = EXPORTS.get(kind)
        if exporter is None:
            return sentence_page(page, page.t(GONE), 404)
        book = exporter(sid, actor.language, dict(request.query_params))
        gate.do(sid, note_export, kind, book.rows)
    except AppError as error:
        status = 401 if isinstance(error, SignedOut) else 403 if isinstance(error, Refused) else 400
        return sentence_page(page, page.sentence(error), status)
    return Response(
        book.content,
        media_type=book.media_type,
        headers={"Content-Disposition": attachment(book.filename), "Cache-Control": "no-store"},
    )


def attachment(filename: str) -> str:
    """A plain name for old browsers and the true one after RFC 5987; neither can break out of the header."""
    plain = "".join(ch if ch.isascii() and (ch.isalnum() or ch in "-_. ") else "_" for ch in filename)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"

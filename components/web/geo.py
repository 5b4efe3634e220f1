"""/geo/{version}/{level}/{root}: outlines for the maps, fetched once by the browser and kept under their version."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from components.shapes import collection
from components.web.html import Page, sentence_page
from components.web.visitor import SID_HEADER
from db import gate
from db.errors import GONE, AppError
from db.queries.boundary import boundary_shapes, boundary_version
from db.rules.area import Level

KEPT = {"Cache-Control": "private, max-age=31536000, immutable", "Vary": "Cookie"}
NOT_KEPT = {"Cache-Control": "no-store"}


def geo(request: Request) -> Response:
    sid, asked = request.headers[SID_HEADER], request.path_params
    page = Page(request)
    try:
        version = gate.ask(sid, boundary_version)
        if asked["level"] not in set(Level):
            return sentence_page(page, page.t(GONE), 404)
        tag = f'"{version}-{asked["level"]}-{asked["root"]}"'
        # An address made before the last change gets today's outlines, but may not be kept under the old version.
        headers = {**(KEPT if asked["version"] == version else NOT_KEPT), "ETag": tag}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        shapes = gate.ask(sid, boundary_shapes, Level(asked["level"]), asked["root"])
    except AppError as error:
        return sentence_page(page, page.sentence(error), 403)
    return JSONResponse(collection(shapes), headers=headers, media_type="application/geo+json")

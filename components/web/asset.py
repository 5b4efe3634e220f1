"""/assets/…: the pictures, scripts and styles that come with the desk. Nothing of anybody's."""

import mimetypes
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

ROOT = Path(__file__).resolve().parents[1] / "assets"
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png"}


def asset(request: Request) -> Response:
    """A file of components/assets. With ?v=… in the address it never changes and is kept for good."""
    try:
        file = (ROOT / request.path_params["path"]).resolve()
    except ValueError:  # a zero byte in the name
        file = ROOT
    if not file.is_relative_to(ROOT) or not file.is_file() or file.name.startswith("."):
        return PlainTextResponse("Not found", 404)
    kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    kept = "public, max-age=31536000, immutable" if "v" in request.query_params else "public, max-age=3600"
    return FileResponse(file, media_type=kind, headers={"Cache-Control": kept})

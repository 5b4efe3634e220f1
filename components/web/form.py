"""Forms as browsers post them: small, decoded, and handled off the event loop."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from components.web.html import Page, sentence_page
from db.errors import N_, AppError

LONGEST_BODY = 20_000
Fields = Mapping[str, str]
Handler = Callable[[Request, Fields], Response]


def form_route(handle: Handler) -> Callable[[Request], Awaitable[Response]]:
    """A route whose handler is given the posted fields (none for GET) and may ask the database at leisure."""

    async def endpoint(request: Request) -> Response:
        fields: Fields = {}
        if request.method == "POST":
            body = bytearray()
            async for chunk in request.stream():
                body += chunk
                if len(body) > LONGEST_BODY:
                    return sentence_page(Page(request), Page(request).t(N_("That is too much text.")), 413)
            fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=50))
        try:
            return await run_in_threadpool(handle, request, fields)
        except AppError as error:
            page = Page(request)
            return sentence_page(page, page.sentence(error), 400)

    endpoint.__name__ = handle.__name__
    return endpoint

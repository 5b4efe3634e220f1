"""A browser of 100 lines for our own ASGI app: cookies, forms and sockets, and nothing that follows by itself."""

import asyncio
import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote, urlencode, urlsplit

from starlette.applications import Starlette
from starlette.datastructures import Headers


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def there(self) -> str:
        """Where it sends the reader."""
        return self.headers.get("location", "")

    @property
    def cookie_lines(self) -> list[str]:
        return self.headers.getlist("set-cookie")

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Browser:
    """What matters of one: its address, the name it asks for, and its cookies."""

    app: Starlette
    address: str = "127.0.0.1"
    host: str = "127.0.0.1:8501"
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, headers)

    def navigate(self, path: str, **headers: str) -> Answer:
        """As when somebody types the address."""
        return self.get(path, **({"accept": "text/html", "sec_fetch_site": "none"} | headers))

    def post(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """As the form on our own page does it."""
        own = {"accept": "text/html", "origin": f"http://{self.host}", "sec_fetch_site": "same-origin"}
        return self.request("POST", path, own | headers, urlencode(fields).encode())

    def request(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
        messages: list[MutableMapping[str, Any]] = []
        waiting: list[bool] = []

        async def receive() -> MutableMapping[str, Any]:
            if waiting:
                await asyncio.Event().wait()  # a browser that stays: nothing more comes
            waiting.append(True)
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            messages.append(message)

        form = {"content-type": "application/x-www-form-urlencoded", "content-length": str(len(body))} if body else {}
        scope = self._scope("http", path, {**form, **headers}) | {"method": method}
        try:
            asyncio.run(self.app(scope, receive, send))
        except RuntimeError:  # Starlette answers with a page first, then lets the server know
            assert messages
        start = next(message for message in messages if message["type"] == "http.response.start")
        content = b"".join(m.get("body", b"") for m in messages if m["type"] == "http.response.body")
        answer = Answer(start["status"], Headers(raw=start["headers"]), content)
        self._keep(answer)
        return answer

    def connect(self, path: str, **headers: str) -> dict[str, str] | None:
        """Open a socket: what the other side says first, or None when it refuses."""
        messages: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "websocket.connect" if not messages else "websocket.disconnect", "code": 1000}

        async def send(message: MutableMapping[str, Any]) -> None:
            messages.append(message)

        asyncio.run(self.app(self._scope("websocket", path, headers) | {"subprotocols": []}, receive, send))
        said = [json.loads(message["text"]) for message in messages if message["type"] == "websocket.send"]
        return dict(said[0]) if said else None

    def _scope(self, kind: str, path: str, headers: Mapping[str, str]) -> dict[str, Any]:
        parts = urlsplit(path)
        lines = {"host": self.host} | {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            lines.setdefault("cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        return {
            "type": kind,
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http" if kind == "http" else "ws",
            "path": unquote(parts.path),
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "root_path": "",
            "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in lines.items()],
            "client": (self.address, 50_000),
            "server": ("127.0.0.1", 8501),
        }

    def _keep(self, answer: Answer) -> None:
        for line in answer.cookie_lines:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0" or not morsel.value:
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value

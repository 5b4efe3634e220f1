"""A browser tab without a browser: speaks Streamlit's own messages, and can therefore also lie.

with Tab(desk.url, cookie=sign_in(desk.url, "bo", "…")) as tab:
    tab.run(page="members", query="area=3")
    assert "…" in tab.said
"""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable
from contextlib import ExitStack
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

SECONDS = 30
Set = Callable[[WidgetState], None]


class Refused(Exception):
    """The server did not open the socket."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


def ask(url: str, method: str, path: str, body: str | bytes = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One HTTP request that follows nothing and keeps nothing: status, headers (lower case, many as lines) and body."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        names = {name.lower() for name in answer.headers}
        lines = {name: "\n".join(answer.headers.get_all(name) or ()) for name in names}
        return answer.status, lines, answer.read()
    finally:
        connection.close()


def sign_in(url: str, username: str, password: str) -> str:
    """The cookie line of a new session."""
    form = urlencode({"username": username, "password": password})
    kind = "application/x-www-form-urlencoded"
    status, headers, _ = ask(url, "POST", "/auth/sign-in", form, content_type=kind, origin=url)
    found = re.search(r"(?:^|\n)(desk=[^;]+)", headers.get("set-cookie", ""))
    assert found is not None, f"{username} could not sign in: HTTP {status}"
    return found[1]


class Tab:
    """One WebSocket. After each run: `said` (all that was shown), `errors`, and `widgets` and `labels` (to ids)."""

    def __init__(
        self, url: str, *, cookie: str = "", session: str = "", origin: str | None = "own", **headers: str
    ) -> None:
        self.url = url
        wanted = {name.replace("_", "-"): value for name, value in headers.items()}
        if cookie:
            wanted["Cookie"] = cookie
        try:
            self._open = ExitStack()
            connection = connect(
                url.replace("http", "ws", 1) + "/_stcore/stream",
                subprotocols=["streamlit", "xsrf", *([session] if session else [])],  # type: ignore[list-item]  # why: plain strings do
                origin=url if origin == "own" else origin,  # type: ignore[arg-type]  # why: as above
                additional_headers=wanted,
                max_size=None,
                compression=None,
                open_timeout=SECONDS,
            )
            self.socket = self._open.enter_context(connection)
        except InvalidStatus as refusal:
            raise Refused(refusal.response.status_code) from None
        self.session = ""
        self.said = ""
        self.widgets: dict[str, str] = {}
        self.errors: list[str] = []
        self.pages: dict[str, str] = {}
        self.labels: dict[str, str] = {}

    def run(self, *, page: str = "", query: str = "", states: dict[str, Set] | None = None) -> Tab:
        """Ask for a run, with widgets set by their keys (or by ids), and read until it is over."""
        message = BackMsg()
        message.rerun_script.query_string = query
        if page in self.pages:
            message.rerun_script.page_script_hash = self.pages[page]
        else:
            message.rerun_script.page_name = page
        for key, put in (states or {}).items():
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.widgets.get(key, key)
            put(state)
        self.socket.send(message.SerializeToString())
        return self._read()

    def _read(self) -> Tab:
        said: list[str] = []
        self.widgets, self.labels, self.errors = {}, {}, []
        while True:
            message = ForwardMsg()
            data = self.socket.recv(SECONDS)
            assert isinstance(data, bytes)
            message.ParseFromString(data)
            kind = message.WhichOneof("type")
            if kind == "new_session" and message.new_session.initialize.session_id:
                self.session = message.new_session.initialize.session_id
            elif kind == "navigation":
                self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
                said.append(data.decode("utf-8", "ignore"))
            elif kind == "delta":
                said.append(data.decode("utf-8", "ignore"))  # every text in it, tables and charts included
                self._element(message)
            elif kind == "script_finished" and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                self.said = "\n".join(said)
                return self

    def _element(self, message: ForwardMsg) -> None:
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind is None:
            return
        shown = getattr(element, kind)
        if kind == "exception":
            self.errors.append(shown.message or shown.type)
        if identity := getattr(shown, "id", ""):
            self.widgets[identity.split("-", 2)[-1]] = identity
            self.labels[str(getattr(shown, "label", ""))] = identity

    def close(self) -> None:
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def text(value: str) -> Set:
    return lambda state: setattr(state, "string_value", value)


def press(state: WidgetState) -> None:
    state.trigger_value = True

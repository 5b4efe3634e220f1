"""A real server: sockets, takeover, sign-out in an open tab, and uploads."""

from collections.abc import Iterator
from datetime import date, timedelta

import bcrypt
import pytest
from sqlalchemy.orm import Session

from db import clock
from db.access import Role
from db.models import Account, AccountArea, Community, LoginSession, Street
from db.session import make_engine
from tests.browser import Desk, serve
from tests.forge import Refused, Tab, ask, press, sign_in

pytestmark = pytest.mark.server
SECRET = "a decent password"
THIRD_ROW = '{"selection": {"rows": [2], "columns": [], "cells": []}}'


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> str:
    return f"sqlite:///{(tmp_path_factory.mktemp('served') / 'desk.db').as_posix()}"


@pytest.fixture(scope="module")
def desk(database: str) -> Iterator[Desk]:
    """An empty database: the server migrates it by itself when it starts."""
    with serve(database, COMMONS_KEY="a key for tests only") as served:
        yield served


@pytest.fixture(autouse=True, scope="module")
def _people(desk: Desk, database: str) -> None:
    stamps = {"created_at": clock.now(), "updated_at": clock.now()}
    engine = make_engine(database)
    hashed = bcrypt.hashpw(SECRET.encode(), bcrypt.gensalt(4)).decode()
    with Session(engine.execution_options(writes=True)) as session, session.begin():
        session.add(Street(id=1, name="Street", valid_from=date(2020, 1, 1), **stamps))
        session.flush()
        session.add(Community(id=2, name="East", parent_id=1, valid_from=date(2020, 1, 1), **stamps))
        session.flush()
        people = (("ada", Role.STREET_ADMIN, 1), ("bo", Role.COMMUNITY_SECRETARY, 2), ("bea", Role.COMMUNITY_STAFF, 2))
        for id_, (name, role, area) in enumerate(people, 1):
            session.add(
                Account(id=id_, username=name, display_name=name.title(), password_hash=hashed, role=role, **stamps)
            )
            session.flush()
            session.add(AccountArea(account_id=id_, area_id=area))
    engine.dispose()


@pytest.fixture
def bo(desk: Desk) -> str:
    return sign_in(desk.url, "bo", SECRET)


def test_an_anonymous_socket_is_refused(desk: Desk) -> None:
    for headers in ({}, {"cookie": "desk=made-up"}, {"x_desk_sid": "bo", "x_desk_user": "bo"}):
        with pytest.raises(Refused, match="403"):
            Tab(desk.url, **headers)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", None])
def test_a_socket_from_another_origin_is_refused(desk: Desk, bo: str, origin: str | None) -> None:
    with pytest.raises(Refused, match="403"):
        Tab(desk.url, cookie=bo, origin=origin)


def test_the_tab_shows_who_is_signed_in(desk: Desk, bo: str) -> None:
    with Tab(desk.url, cookie=bo) as tab:
        tab.run()
        assert not tab.errors
        assert "<b>Bo</b>" in tab.said


def test_a_session_cannot_be_taken_over(desk: Desk, bo: str) -> None:
    """Its id stands in every upload address; it must be worth nothing to another sign-in, even of the same person."""
    with Tab(desk.url, cookie=bo) as victim:
        victim.run()
        assert victim.session
        with pytest.raises(Refused):
            Tab(desk.url, session=victim.session)
        with pytest.raises(Refused):
            Tab(desk.url, session=victim.session, x_desk_user="bo", x_desk_sid="anything")
        for other in (sign_in(desk.url, "bea", SECRET), sign_in(desk.url, "bo", SECRET)):
            with Tab(desk.url, session=victim.session, cookie=other, x_desk_user="bo") as attacker:
                attacker.run()
                assert attacker.session != victim.session
        victim.run()
        assert "<b>Bo</b>" in victim.said
    with Tab(desk.url, session=victim.session, cookie=bo) as again:
        again.run()
        assert again.session == victim.session  # the owner's own tab does come back to its session


def test_signing_out_bites_in_an_open_tab_at_its_next_run(desk: Desk, bo: str) -> None:
    with Tab(desk.url, cookie=bo) as tab:
        tab.run()
        assert "<b>Bo</b>" in tab.said
        status, headers, _ = ask(desk.url, "POST", "/auth/sign-out", cookie=bo, origin=desk.url)
        assert (status, headers["location"]) == (303, "/auth/sign-in?why=out")
        tab.run()
        assert "/auth/sign-in" in tab.said
        assert "<b>Bo</b>" not in tab.said
        assert not tab.pages or list(tab.pages) == [""]
    with pytest.raises(Refused):
        Tab(desk.url, cookie=bo)


def test_disabling_bites_in_an_open_tab_at_its_next_run(desk: Desk) -> None:
    bea, ada = sign_in(desk.url, "bea", SECRET), sign_in(desk.url, "ada", SECRET)
    with Tab(desk.url, cookie=bea) as victim, Tab(desk.url, cookie=ada) as admin:
        victim.run()
        assert "<b>Bea</b>" in victim.said
        admin.run(page="accounts")
        table = next(id_ for key, id_ in admin.widgets.items() if key.startswith("account.table"))
        admin.run(page="accounts", states={table: lambda state: setattr(state, "string_value", THIRD_ROW)})
        assert "account.3.disable" in admin.widgets
        admin.run(page="accounts", states={"account.3.disable": press})
        assert not admin.errors
        victim.run()
        assert "/auth/sign-in" in victim.said
        assert "<b>Bea</b>" not in victim.said


def test_an_idle_session_is_over_in_an_open_tab(desk: Desk, database: str, bo: str) -> None:
    with Tab(desk.url, cookie=bo) as tab:
        tab.run()
        engine = make_engine(database)
        with Session(engine.execution_options(writes=True)) as session, session.begin():
            for login in session.query(LoginSession).filter(LoginSession.ended_at.is_(None)):
                login.last_seen_at = clock.now() - timedelta(minutes=31)
        engine.dispose()
        tab.run()
        assert "/auth/sign-in" in tab.said


def test_nobody_uploads_into_anothers_session(desk: Desk, bo: str) -> None:
    def upload(session: str, cookie: str) -> int:
        boundary = "x" * 20
        part = 'Content-Disposition: form-data; name="f"; filename="a.txt"'
        body = f"--{boundary}\r\n{part}\r\n\r\nhello\r\n--{boundary}--\r\n"
        _, headers, _ = ask(desk.url, "GET", "/_stcore/health")
        token = headers["set-cookie"].split(";")[0]
        status, _, _ = ask(
            desk.url,
            "PUT",
            f"/_stcore/upload_file/{session}/file-1",
            body,
            cookie=f"{cookie}; {token}" if cookie else token,
            origin=desk.url,
            x_xsrftoken=token.split("=", 1)[1],
            content_type=f"multipart/form-data; boundary={boundary}",
        )
        return status

    with Tab(desk.url, cookie=bo) as tab:
        tab.run()
        assert upload(tab.session, "") == 401
        assert upload(tab.session, sign_in(desk.url, "ada", SECRET)) == 403
        assert upload(tab.session, sign_in(desk.url, "bo", SECRET)) == 403
        assert upload("not-a-session", bo) == 403
        assert upload(tab.session, bo) == 204


def test_files_in_pages_are_not_pages(desk: Desk, bo: str) -> None:
    """Streamlit would offer every script in pages/ to everybody, were it started in its own way."""
    with Tab(desk.url, cookie=bo) as tab:
        tab.run(page="shell")
        assert "shell" not in tab.pages
        assert "accounts" not in tab.pages  # a secretary keeps no accounts


def test_the_bundle_answers_compressed_and_the_page_carries_the_policy(desk: Desk, bo: str) -> None:
    status, headers, body = ask(desk.url, "GET", "/", cookie=bo, accept="text/html")
    assert status == 200
    assert b'<div id="root">' in body
    assert headers["cache-control"] == "no-store"
    assert "script-src 'self' blob:" in headers["content-security-policy"]
    status, headers, _ = ask(desk.url, "GET", "/assets/leaflet.js?v=1", accept_encoding="gzip")
    assert (status, headers.get("content-encoding")) == (200, "gzip")


def test_a_malformed_message_ends_the_socket_without_a_trace(desk: Desk, bo: str) -> None:
    with Tab(desk.url, cookie=bo) as tab:
        tab.socket.send(b"\xff\xff\xff")
        with pytest.raises(Exception, match="1002"):
            tab.socket.recv(10)

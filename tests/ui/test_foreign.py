"""Another community's secretary, at the protocol: foreign rows are as good as missing, however one asks for them."""

import io
import re
import zipfile
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, func, select

from db.demo.accounts import PASSWORD
from db.models import Base
from tests.browser import Desk
from tests.forge import Tab, ask, press, sign_in

pytestmark = pytest.mark.server
MISSING = 999_999
T = Base.metadata.tables


@pytest.fixture
def zhongxin(demo_desk: Desk) -> str:
    return sign_in(demo_desk.url, "zhongxin", PASSWORD)


def _own_areas(connection: Any, code: str) -> list[int]:
    path = connection.execute(select(T["area"].c.path).where(T["area"].c.code == code)).scalar_one()
    return list(connection.execute(select(T["area"].c.id).where(T["area"].c.path.startswith(path))).scalars())


def _foreign(engine: Engine, table: str, column: str) -> tuple[int, str]:
    """A row of 新霞 whose text nobody else's row bears."""
    t = T[table]
    with engine.connect() as connection:
        areas = _own_areas(connection, "990101101006")
        once = select(t.c[column]).group_by(t.c[column]).having(func.count() == 1)
        row = connection.execute(
            select(t.c.id, t.c[column]).where(t.c.area_id.in_(areas), t.c[column].in_(once)).order_by(t.c.id).limit(1)
        ).one()
    return int(row[0]), str(row[1])


def _said(desk: Desk, cookie: str, page: str, query: str) -> list[str]:
    """Every run of Chinese that came over the socket, tables and charts included; the rest are ids of the session."""
    with Tab(desk.url, cookie=cookie) as tab:
        return re.findall(r"[\u4e00-\u9fff]+", tab.run(page=page, query=query).said)


@pytest.mark.parametrize(
    ("page", "table", "column"),
    [
        ("members", "member", "name"),
        ("agreements", "agreement", "title"),
        ("activities", "activity", "title"),
        ("needs", "need", "title"),
        ("workers", "worker", "name"),
    ],
)
def test_a_foreign_id_in_the_address_says_what_a_missing_one_says(
    demo_desk: Desk, demo_data: Engine, zhongxin: str, page: str, table: str, column: str
) -> None:
    id_, text = _foreign(demo_data, table, column)
    foreign = _said(demo_desk, zhongxin, page, f"id={id_}")
    missing = _said(demo_desk, zhongxin, page, f"id={MISSING}")
    assert text not in foreign
    assert foreign == missing


@pytest.mark.parametrize(
    ("page", "table", "column"), [("members", "member", "name"), ("agreements", "agreement", "title")]
)
def test_a_search_finds_no_foreign_row(
    demo_desk: Desk, demo_data: Engine, zhongxin: str, page: str, table: str, column: str
) -> None:
    _, text = _foreign(demo_data, table, column)
    xinxia = sign_in(demo_desk.url, "xinxia", PASSWORD)
    asked = f"q={quote(text)}"
    typed = _said(demo_desk, zhongxin, page, asked).count(text)  # what stands in the box of the search itself
    assert typed <= 2
    assert _said(demo_desk, xinxia, page, asked).count(text) > typed


def test_an_export_holds_own_rows_only(demo_desk: Desk, demo_data: Engine, zhongxin: str) -> None:
    _, foreign = _foreign(demo_data, "member", "name")
    status, headers, body = ask(demo_desk.url, "GET", "/export/ledger-member", cookie=zhongxin)
    assert status == 200
    assert "attachment" in headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(body)) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    with demo_data.connect() as connection:
        areas = _own_areas(connection, "990101101004")
        own = list(connection.execute(select(T["member"].c.name).where(T["member"].c.area_id.in_(areas))).scalars())
    assert all(name in text for name in own)
    assert f">{foreign}<" not in text
    # asking for the foreign branch by its address changes nothing
    with demo_data.connect() as connection:
        xinxia = connection.execute(select(T["area"].c.id).where(T["area"].c.code == "990101101006")).scalar_one()
    _, _, other = ask(demo_desk.url, "GET", f"/export/ledger-member?area={xinxia}", cookie=zhongxin)
    with zipfile.ZipFile(io.BytesIO(other)) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert f">{foreign}<" not in text


def test_without_a_session_nothing_leaves(demo_desk: Desk) -> None:
    for path in ("/export/ledger-member", "/export/monthly", "/geo/1/community/3"):
        status, _, body = ask(demo_desk.url, "GET", path)
        assert status in (303, 401)
        assert b"<c " not in body


def test_a_forged_message_changes_no_foreign_row(demo_desk: Desk, demo_data: Engine, zhongxin: str) -> None:
    """The buttons of an own row are learnt, then pressed while the address names the foreign one."""
    titles = {"agreement": "agreements", "activity": "activities"}
    foreign = {table: _foreign(demo_data, table, "title")[0] for table in titles}
    with demo_data.connect() as connection:
        areas = _own_areas(connection, "990101101004")
        own = {
            t: connection.execute(select(func.max(T[t].c.id)).where(T[t].c.area_id.in_(areas))).scalar() for t in titles
        }

    def rows() -> list[Any]:
        with demo_data.connect() as connection:
            return [connection.execute(select(T[t]).where(T[t].c.id == id_)).one() for t, id_ in foreign.items()]

    before, pressed = rows(), 0
    for table, page in titles.items():
        with Tab(demo_desk.url, cookie=zhongxin) as tab:
            tab.run(page=page, query=f"id={own[table]}")
            buttons = [key for key in tab.widgets if re.search(r"void|terminate|sign|submit|save|go$|renew", key)]
            pressed += len(buttons)
            for key in buttons:
                tab.run(page=page, query=f"id={foreign[table]}", states={key: press})
    assert pressed
    assert rows() == before

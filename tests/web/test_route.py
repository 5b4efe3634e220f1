"""Assets, outlines, exports and health."""

from collections.abc import Iterator, Mapping

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from components.web.asset import ROOT
from components.web.export import EXPORTS, Workbook, attachment
from components.web.health import version
from db import clock, gate
from db.errors import Invalid
from db.models import AreaBoundary, AuditLog
from db.queries.area import own_areas
from db.queries.boundary import boundary_version
from tests.web.browser import Browser
from tests.web.conftest import sign_in

# Assets


def test_an_asset_is_served_with_its_kind_and_kept(client: Browser) -> None:
    answer = client.get("/assets/leaflet.js?v=1.9.4")
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.body == (ROOT / "leaflet.js").read_bytes()
    assert "immutable" not in client.get("/assets/leaflet.js").headers["cache-control"]


@pytest.mark.parametrize(
    "path",
    ["../web/gate.py", "..%2fweb/gate.py", "/etc/passwd", "", ".", "nothing.js", "../assets/../a.py", "a\x00b"],
)
def test_nothing_beside_the_assets_is_served(client: Browser, path: str) -> None:
    assert client.get(f"/assets/{path}").status in (401, 404)
    sign_in(client, "bo")
    assert client.get(f"/assets/{path}").status == 404


# Outlines


@pytest.fixture
def _outline(people: Engine) -> None:
    now = clock.now()
    ring = [[118.1, 24.5], [118.2, 24.5], [118.2, 24.6], [118.1, 24.6], [118.1, 24.5]]
    with Session(people.execution_options(writes=True)) as session, session.begin():
        session.add(
            AreaBoundary(
                area_id=2,
                version=1,
                geometry={"type": "Polygon", "coordinates": [ring]},
                source="drawn",
                created_at=now,
                updated_at=now,
            )
        )


@pytest.mark.usefixtures("_outline")
def test_outlines_are_fetched_once_per_version(client: Browser) -> None:
    sign_in(client, "bo")
    now = gate.ask("bo", boundary_version)
    answer = client.get(f"/geo/{now}/community/1")
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert [feature["properties"]["name"] for feature in answer.json()["features"]] == ["East"]
    again = client.get(f"/geo/{now}/community/1", if_none_match=answer.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    old = client.get("/geo/older/community/1")
    assert old.headers["cache-control"] == "no-store"
    assert old.json() == answer.json()


@pytest.mark.usefixtures("_outline")
@pytest.mark.parametrize(
    ("who", "path"), [("far", "/geo/v/community/1"), ("bo", "/geo/v/community/9"), ("li", "/geo/v/community/1")]
)
def test_the_outlines_of_another_street_are_nobodys_business(client: Browser, who: str, path: str) -> None:
    sign_in(client, who)
    assert client.get(path).json()["features"] == []


@pytest.mark.parametrize("path", ["/geo/v/planet/1", "/geo/v/"])
def test_there_is_no_such_level(client: Browser, path: str) -> None:
    sign_in(client, "bo")
    assert client.get(path).status in (200, 404)
    assert b"features" not in client.get(path).body


# Exports


@pytest.fixture
def _exporters() -> Iterator[None]:
    def areas(sid: str, language: str, params: Mapping[str, str]) -> Workbook:
        if params.get("bad"):
            raise Invalid("The name of the street has 2 to 60 characters.")
        names = [area.name for area in gate.ask(sid, own_areas)]
        return Workbook('区域 "清单".xlsx', ",".join([language, *names]).encode(), len(names))

    EXPORTS["test-areas"] = areas
    yield
    del EXPORTS["test-areas"]


@pytest.mark.usefixtures("_exporters")
def test_an_export_is_a_download_of_ones_own_rows_and_is_logged(client: Browser, people: Engine) -> None:
    sign_in(client, "bo")
    answer = client.get("/export/test-areas")
    assert answer.text == "zh_CN,East,East-1,East-2"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-disposition"] == attachment('区域 "清单".xlsx')
    with Session(people) as session:
        row = session.execute(
            select(AuditLog.username, AuditLog.fields, AuditLog.ok).where(AuditLog.action == "export")
        ).one()
    assert tuple(row) == ("bo", "kind:test-areas, rows:3", True)


@pytest.mark.usefixtures("_exporters")
def test_who_may_not_export_gets_a_sentence_and_the_log_knows_nothing_of_rows(client: Browser) -> None:
    for who in ("lea", "cy", "li", "aud", "root"):
        sign_in(client, who)
        answer = client.navigate("/export/test-areas")
        assert answer.status == 403
        assert "East" not in answer.text


@pytest.mark.usefixtures("_exporters")
def test_an_unknown_export_and_a_wrong_question_are_sentences(client: Browser) -> None:
    sign_in(client, "bo")
    assert client.navigate("/export/nothing").status == 404
    wrong = client.navigate("/export/test-areas?bad=1")
    assert wrong.status == 400
    assert "街道名称为 2 至 60 个字。" in wrong.text


def test_a_file_name_cannot_break_out_of_its_header() -> None:
    line = attachment('a"; x=\r\ny\\月报.xlsx')
    assert "\r" not in line
    assert "\n" not in line
    assert line.isascii()
    assert line.startswith('attachment; filename="a__ x___y___.xlsx"')
    assert line.endswith("filename*=UTF-8''a%22%3B%20x%3D%0D%0Ay%5C%E6%9C%88%E6%8A%A5.xlsx")


# Health


def test_health_tells_version_database_and_schema(client: Browser) -> None:
    answer = client.get("/healthz")
    assert answer.json() == {"status": "ok", "version": version(), "database": "sqlite", "schema": None}
    assert answer.headers["cache-control"] == "no-store"


def test_health_is_not_ok_without_a_database(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_name: str) -> None:
        raise OSError("no such file: /secret/path")

    monkeypatch.setattr("components.web.health.gate.system", gone)
    answer = client.get("/healthz")
    assert (answer.status, answer.json()["status"]) == (503, "error")
    assert "secret" not in answer.text

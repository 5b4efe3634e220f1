"""A real desk goes from nothing to a working street by pasting, and logs its first activity."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine, select

from db.models import Base
from tests.browser import ROOT, serve, watched
from tests.ui.conftest import ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
COMMUNITIES = 11
GRIDS = 59
UNITS = 60
MEMBERS = 2000
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = "子云若水山川思远明德文博雅安知行"


def blocks() -> dict[str, str]:
    """What an office copies out of its spreadsheets."""
    communities = [f"社区{i + 1:02d}社区\t9901010010{i + 1:02d}" for i in range(COMMUNITIES)]
    grids = []
    for i in range(GRIDS):
        community = i % COMMUNITIES + 1
        number = i // COMMUNITIES + 1
        grids.append(
            f"第{number}网格\t社区{community:02d}社区\t9901010010{community:02d}{number:03d}\t{300 + i}\t{900 + i}\t2"
        )
    units = [f"第{i + 1}号单位\t机关\t社区{i % COMMUNITIES + 1:02d}社区\t{20 + i}" for i in range(UNITS)]
    members = []
    for i in range(MEMBERS):
        name = SURNAMES[i % 16] + GIVEN[i // 16 % 16] + GIVEN[i // 256 % 16]
        members.append(f"{name}\t第{i % UNITS + 1}号单位\t社区{i % COMMUNITIES + 1:02d}社区")
    return {
        "communities": "\n".join(["社区名称\t社区编码", *communities]),
        "grids": "\n".join(["网格\t所属社区\t网格编码\t户数\t人口\t居民小组", *grids]),
        "units": "\n".join(["单位名称\t单位性质\t所在社区\t应报到人数", *units]),
        "members": "\n".join(["姓名\t工作单位\t社区", *members]),
    }


def paste(page: "Page", step: str, text: str, rows: int) -> None:
    page.goto(f"/set-up?step={step}")
    ready(page)
    page.locator("textarea").first.fill(text)
    page.get_by_role("button", name="检查", exact=True).click()
    save = page.get_by_role("button", name=f"保存 {rows:,} 行")
    save.wait_for(timeout=60_000)
    save.click()
    page.locator("[data-testid=stAlertContentSuccess]").first.wait_for(timeout=120_000)


def test_a_new_desk_is_usable_within_minutes(browser: "Browser", tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/commons.db"
    key = str(tmp_path / "commons.key")
    environment = os.environ | {"DATABASE_URL": url, "COMMONS_KEY_FILE": key}
    environment.pop("COMMONS_KEY", None)
    subprocess.run([sys.executable, "-m", "db", "init"], cwd=ROOT, env=environment, check=True, capture_output=True)
    started = time.monotonic()
    with serve(url, COMMONS_KEY_FILE=key, COMMONS_KEY="") as desk, watched(browser, desk) as page:
        page.goto("/")
        assert "/auth/set-up" in page.url
        page.fill("input[name=street]", "新城街道")
        page.fill("input[name=display_name]", "管理员")
        page.fill("input[name=username]", "admin")
        page.fill("input[name=password]", "a-long-Passw0rd")
        page.fill("input[name=again]", "a-long-Passw0rd")
        page.press("input[name=again]", "Enter")
        page.wait_for_url("**/set-up**")
        ready(page)
        text = blocks()
        for step, rows in (("communities", COMMUNITIES), ("grids", GRIDS), ("units", UNITS), ("members", MEMBERS)):
            paste(page, step, text[step], rows)
        page.goto("/activities?new=1")
        ready(page)
        page.get_by_role("combobox", name=re.compile("类别")).first.click()
        page.keyboard.type("环境卫生")
        page.get_by_role("option", name="环境卫生").first.wait_for()
        page.keyboard.press("Enter")
        page.get_by_role("combobox", name=re.compile("区域")).first.click()
        page.keyboard.type("社区01")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("Enter")
        page.get_by_role("textbox", name="地点").fill("广场")
        names = [line.split("\t")[0] for line in text["members"].splitlines()[1:4]]
        page.get_by_role("textbox", name="参加人员").fill("、".join(names))
        page.get_by_role("button", name="识别姓名").click()
        page.locator(".desk-count").wait_for()
        ready(page)
        page.get_by_role("button", name="保存活动").click()
        page.get_by_text("已保存，共 3 人。").wait_for()
    engine = create_engine(url)
    with engine.connect() as connection:
        table = Base.metadata.tables
        counts = [
            len(connection.execute(select(table["area"].c.id).where(table["area"].c.level == level)).all())
            for level in ("community", "grid")
        ]
        counts += [
            len(connection.execute(select(table[name].c.id)).all())
            for name in ("unit", "member", "activity", "check_in")
        ]
    engine.dispose()
    assert counts == [COMMUNITIES, GRIDS, UNITS, MEMBERS, 1, 3]
    assert time.monotonic() - started < 15 * 60
    done = subprocess.run(
        [sys.executable, "-m", "db", "verify"], cwd=ROOT, env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout

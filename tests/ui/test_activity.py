"""Sixty pasted names in the browser: saved in one click, seen on the same screen, counted at the next opening."""

import re
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from db import clock
from db.demo.world import make_world
from tests.browser import Desk, watched
from tests.ui.conftest import ready, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
PLACE = "浏览器<b>广场</b>"


def _sixty() -> list[str]:
    """Members of the whole street whose names nobody shares."""
    names = Counter(member.name for member in make_world(clock.today()).members if member.status == "active")
    return [name for name, n in names.items() if n == 1][:60]


def _monthly(page: "Page") -> tuple[int, int]:
    """Activities and person-times of Beiguan in this month's table."""
    page.goto("/monthly")
    ready(page)
    cells = page.locator("table.desk-table tr", has_text="北关社区").locator("td").all_inner_texts()
    return int(cells[1]), int(cells[2])


def _fill(page: "Page", names: list[str]) -> None:
    page.get_by_role("combobox", name=re.compile("类别")).first.click()
    page.keyboard.type("环境卫生")
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.get_by_role("textbox", name="地点").fill(PLACE)
    page.get_by_role("textbox", name="参加人员").fill("、".join(names))
    page.get_by_role("button", name="识别姓名").click()
    page.locator(".desk-count").wait_for()
    ready(page)


def test_a_secretary_saves_sixty_names_within_a_minute(browser: "Browser", demo_desk: Desk) -> None:
    with watched(browser, demo_desk) as page:
        page.set_viewport_size({"width": 1366, "height": 768})
        sign_in(page, "beiguan")
        activities, times = _monthly(page)
        page.goto("/activities?new=1")
        ready(page)
        began = time.monotonic()
        _fill(page, _sixty())
        assert "已识别 60 人" in page.locator(".desk-count").inner_text()
        save = page.get_by_role("button", name="保存活动")
        box = save.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] < 768, "saving needs no scrolling"
        save.click()
        page.get_by_text("已保存，共 60 人。").wait_for()
        assert time.monotonic() - began < 60
        ready(page)
        assert page.get_by_role("textbox", name="参加人员").input_value() == ""
        first = page.locator("[data-testid=stDataFrame] tbody tr").first.text_content() or ""
        assert f"{PLACE}环境卫生" in first, "the list on this very screen is fresh"
        assert _monthly(page) == (activities + 1, times + 60)


def test_namesakes_and_strangers_are_decided_before_saving(browser: "Browser", demo_desk: Desk) -> None:
    with watched(browser, demo_desk) as page:
        sign_in(page, "zhongxin", to="/activities?new=1")
        ready(page)
        _fill(page, [*_sixty()[:2], "令狐未名"])
        page.get_by_role("button", name="保存活动").click()
        page.get_by_text("请先确认这些姓名指的是谁").wait_for()
        page.get_by_role("combobox", name=re.compile("未找到的 1 人")).click()
        page.keyboard.type("略过")
        page.wait_for_timeout(300)
        page.keyboard.press("Enter")
        ready(page)
        page.get_by_role("button", name="保存活动").click()
        page.get_by_text("已保存，共 2 人。").wait_for()

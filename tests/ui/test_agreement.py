"""An agreement in the browser: drafted, reviewed, signed and put into force, and found again in the list."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser import Desk, watched
from tests.ui.conftest import ready, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def press(page: "Page", name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_timeout(300)
    ready(page)


def badge(page: "Page") -> str:
    return page.locator(".stMarkdownBadge").first.inner_text()


def choose(page: "Page", label: str, option: str) -> None:
    """Type what is wanted, as the list of a select box is long and drawn only in part."""
    page.get_by_role("combobox", name=re.compile(re.escape(label))).first.click()
    page.keyboard.type(option)
    page.wait_for_timeout(300)
    page.keyboard.press("Enter")
    page.wait_for_timeout(300)


def test_an_agreement_is_drafted_signed_and_put_into_force(browser: "Browser", demo_desk: Desk) -> None:
    with watched(browser, demo_desk) as page:
        sign_in(page, "xinxia", to="/agreements?do=new")
        ready(page)
        choose(page, "乙方单位", "螺州县委编办")
        page.keyboard.press("Escape")
        page.get_by_label("标题（可选）").fill("<b>浏览器</b>签约协议")
        press(page, "保存草案")
        assert page.locator("h1").inner_text() == "<b>浏览器</b>签约协议"
        assert page.get_by_role("button", name="提交会商审核").count() == 0
        assert "至少要有一项承诺" in page.locator("[data-testid=stMain]").inner_text()
        choose(page, "类别", "活动联办")
        page.get_by_label("承诺内容").fill("联合举办便民服务日")
        page.get_by_label("数量").fill("2")
        press(page, "添加承诺")
        press(page, "提交会商审核")
        assert badge(page) == "会商审核"
        page.get_by_role("button", name="签约").click()
        press(page, "确认")
        assert badge(page) == "已签约"
        assert re.search(r"\d{4}-\d{3}-\d{3} ", page.locator("[data-testid=stMain]").inner_text())
        press(page, "开始履约")
        assert badge(page) == "履约中"
        press(page, "返回列表")
        page.get_by_role("textbox", name="搜索").fill("llq")
        page.keyboard.press("Enter")
        page.wait_for_timeout(600)
        ready(page)
        page.locator("[data-testid=stDataFrame] canvas").first.click(position={"x": 17, "y": 52}, force=True)
        page.wait_for_url(lambda url: "id=" in url)
        ready(page)
        assert page.locator("h1").inner_text() == "<b>浏览器</b>签约协议"


def test_the_agreement_of_2019_is_the_first_alert_and_its_reload_shows_the_same(
    browser: "Browser", demo_desk: Desk
) -> None:
    with watched(browser, demo_desk) as page:
        sign_in(page, "street")
        ready(page)
        first = page.locator("ul.desk-due li").first
        assert "2022-05-31" in first.inner_text()
        first.locator("a").click()
        page.wait_for_url(lambda url: "/agreements" in url)
        ready(page)
        assert badge(page) == "已到期"
        page.reload()
        ready(page)
        assert badge(page) == "已到期"
        assert "2019-06-01 – 2022-05-31" in page.locator("[data-testid=stMain]").inner_text()

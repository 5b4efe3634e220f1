"""Each role signs in and finds exactly its pages, in both languages, with nothing that should not be there."""

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import pytest

from components.i18n import translator
from db.access import GRANTS, Role
from db.demo.accounts import accounts
from pages import SITE
from tests.browser import Desk, watched
from tests.ui.conftest import ready, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
ONE_PER_ROLE: dict[str, str] = {}
for one in accounts():
    ONE_PER_ROLE.setdefault(str(one["role"]), str(one["username"]))
# What Streamlit says by itself, and what would give away a missing translation.
DENY = (
    "Upload",
    "per file",
    "Drag and drop",
    "Choose an option",
    "Choose options",
    "No results",
    "Press Enter",
    "Running…",
    "Page not found",
    "Select all",
    "This field is required",
    "None",
    "undefined",
    "NaN",
    "January",
    "February",
    "Sunday",
)
# Words that are the same in both languages on purpose.
LATIN_OK = re.compile(r"[A-Za-z]{4,}")
FINE = {"English", "Excel", "http", "https", "yyyy"}


def pages_of(role: Role) -> list[Any]:
    return [p for section in SITE.values() for p in section if any(fnmatchcase(p.needs, g) for g in GRANTS[role])]


@pytest.mark.parametrize("role", sorted(ONE_PER_ROLE))
@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_role_signs_in_and_sees_exactly_its_pages(
    browser: "Browser", demo_desk: Desk, role: str, language: str
) -> None:
    t = translator(language)
    with watched(browser, demo_desk) as page:
        sign_in(page, ONE_PER_ROLE[role])
        ready(page)
        page.get_by_role(
            "radio" if page.get_by_role("radio", name="English").count() else "button",
            name="English" if language == "en" else "中文",
        ).first.click()
        page.wait_for_timeout(800)
        expected = pages_of(Role(role))
        if len(expected) > 1:
            links = page.locator("[data-testid=stSidebarNavLink]")
            links.first.wait_for()
            assert [text.strip() for text in links.all_inner_texts()] == [t(p.title) for p in expected]
        for one in expected:
            page.goto("/" + one.path)
            ready(page)
            body = page.locator("[data-testid=stMain]").inner_text()
            assert page.locator("[data-testid=stAlertContentError]").count() == 0, (one.path, body)
            if language == "zh_CN":
                assert [word for word in DENY if word in body] == [], one.path


@pytest.mark.parametrize("role", sorted(ONE_PER_ROLE))
def test_no_page_needs_sideways_scrolling_on_a_phone(browser: "Browser", demo_desk: Desk, role: str) -> None:
    with watched(browser, demo_desk, viewport={"width": 375, "height": 720}) as page:
        sign_in(page, ONE_PER_ROLE[role])
        for one in pages_of(Role(role)):
            page.goto("/" + one.path)
            ready(page)
            width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
            assert width <= 380, (one.path, width)


def test_an_unknown_page_leads_home_and_says_so(browser: "Browser", demo_desk: Desk) -> None:
    with watched(browser, demo_desk) as page:
        page.watch.errors = _Ignore()  # type: ignore[attr-defined]  # why: the client logs the unknown page as an error
        sign_in(page, ONE_PER_ROLE["community_secretary"])
        page.goto("/no-such-page")
        page.get_by_text("没有这个页面,或您无权查看").first.wait_for(timeout=15_000)


class _Ignore(list[str]):
    def append(self, _: str) -> None:
        """The one error this test causes on purpose."""

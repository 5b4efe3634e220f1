"""Each role signs in and finds exactly its pages, in both languages, with nothing that should not be there."""

import re
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from components.i18n import translator
from components.shell import Page as Entry
from db.access import GRANTS, Role
from db.demo.accounts import accounts
from pages import SITE
from tests.browser import Desk, watched
from tests.ui.conftest import Wire, enter, ready, sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
ONE_PER_ROLE: dict[str, str] = {}
for one in accounts():
    ONE_PER_ROLE.setdefault(str(one["role"]), str(one["username"]))
NAMES = {"zh_CN": "中文", "en": "English"}
# Everything a reader sees or has read to him: texts, also those inside drawn tables and maps, and what labels things.
WORDS = """() => {
  const said = [];
  const read = (root) => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const above = texts.currentNode.parentElement;
      if (!above?.closest('[data-testid=stIconMaterial], style, script')) said.push(texts.currentNode.data);
    }
    for (const el of root.querySelectorAll('*')) {
      const labels = el.closest('svg.marks, .vega-embed') ? [] : ['placeholder', 'aria-label', 'title'];
      for (const name of labels) if (el.getAttribute(name)) said.push(el.getAttribute(name));
      if (el.shadowRoot) read(el.shadowRoot);
    }
  };
  read(document.querySelector('[data-testid=stApp]'));
  return [document.title, ...said].join('\\n');
}"""
LATIN = re.compile(r"[A-Za-z]{4,}")
# The name of the other language, the extension of our files, the empty year of a date, and what are data on some
# pages: user names and labels.
FINE = {"English", "xlsx", "yyyy", "demo"} | {part for one in accounts() for part in str(one["username"]).split("-")}
DATA = {"codes"}  # lists the English labels too
# Short ones, and what a missing value would look like.
DENY = ("None", "undefined", "NaN", "null", "[object", "{n}", "打卡")


def pages_of(role: Role) -> list[Entry]:
    return [p for section in SITE.values() for p in section if any(fnmatchcase(p.needs, g) for g in GRANTS[role])]


def speak(page: "Page", wire: Wire, language: str) -> None:
    choice = page.get_by_role("radio", name=NAMES[language])
    if not choice.is_checked():
        with wire.run():
            choice.click()
        page.locator(f"html[lang={language.replace('_', '-')}]").wait_for(state="attached")


def leftovers(page: "Page", path: str) -> list[str]:
    """What should not stand on a Chinese page."""
    said = str(page.evaluate(WORDS))
    found = [word for word in DENY if word in said]
    if path not in DATA:
        found += sorted({line.strip() for line in said.splitlines() if set(LATIN.findall(line)) - FINE})
    return found


@pytest.mark.parametrize("role", sorted(ONE_PER_ROLE))
def test_a_role_signs_in_and_sees_exactly_its_pages(browser: "Browser", demo_desk: Desk, role: str) -> None:
    expected = pages_of(Role(role))
    wrong: dict[str, list[str]] = {}
    with watched(browser, demo_desk) as page:
        wire = Wire(page)
        sign_in(page, ONE_PER_ROLE[role])
        ready(page)
        for language in ("zh_CN", "en", "zh_CN"):
            speak(page, wire, language)
            links = page.locator("[data-testid=stSidebarNavLink]")
            offered = [text.split("\n")[-1].strip() for text in links.all_inner_texts()]  # before it the icon's name
            # Streamlit shows no menu of a single page.
            assert offered == ([translator(language)(p.title) for p in expected] if len(expected) > 1 else [])
            if language in wrong:
                break  # back in Chinese, for the tests that follow
            wrong[language] = []
            for place, one in enumerate(expected):
                if offered:
                    with wire.run():
                        links.nth(place).click()
                    assert urlsplit(page.url).path == f"/{one.path}"
                body = page.locator("[data-testid=stMain]").inner_text()
                assert page.locator("[data-testid=stAlertContentError]").count() == 0, (one.path, body)
                assert page.locator("[data-testid=stException]").count() == 0, (one.path, body)
                if language == "zh_CN":
                    wrong[language] += [f"{one.path}: {text}" for text in leftovers(page, one.path)]
    assert wrong["zh_CN"] == []


# Each page once, as somebody who has much on it, and the views behind its buttons.
ON_A_PHONE = {
    "street": [p.path for p in pages_of(Role.STREET_ADMIN)],
    "xinxia": ["activities?new=1", "agreements?do=new", "members?do=new", "needs?do=paste", "map?level=grid"],
    "leader": ["cockpit", "activities"],
    "bianban": ["agreements?id=1"],
    "auditor": ["audit"],
}


@pytest.mark.parametrize("username", ON_A_PHONE)
def test_no_page_needs_sideways_scrolling_on_a_phone(browser: "Browser", demo_desk: Desk, username: str) -> None:
    wide: dict[str, int] = {}
    with watched(browser, demo_desk, viewport={"width": 375, "height": 720}, has_touch=True) as page:
        enter(page, demo_desk, username)
        for path in ON_A_PHONE[username]:
            page.goto(f"/{path}")
            ready(page)
            width = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth")
            if width > 375:
                wide[path] = width
    assert wide == {}


def test_an_unknown_page_leads_home_and_says_so(browser: "Browser", demo_desk: Desk) -> None:
    with watched(browser, demo_desk) as page:
        page.watch.errors = _Ignore()  # type: ignore[attr-defined]  # why: the client logs the unknown page as an error
        enter(page, demo_desk, ONE_PER_ROLE["community_secretary"])
        page.goto("/no-such-page")
        page.get_by_text("没有这个页面,或您无权查看").first.wait_for(timeout=15_000)


class _Ignore(list[str]):
    def append(self, _: str) -> None:
        """The one error this test causes on purpose."""

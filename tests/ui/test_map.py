"""The grid map in the browser: choose, click, drill and come back; what it sends, and what it leaves alone."""

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.demo.accounts import BEIGUAN, STREET, XINXIA
from db.models import Area, Community, Grid
from tests.browser import Desk, watched
from tests.ui.conftest import PASSWORDS, Wire, enter, ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
WHOLE, FRAGMENT = "FINISHED_SUCCESSFULLY", "FINISHED_FRAGMENT_RUN_SUCCESSFULLY"
OPENING, CLICK = 60_000, 15_000  # bytes over the WebSocket; boundaries come by their own address


@pytest.fixture(scope="module")
def areas(demo_data: Engine) -> dict[str, Area]:
    """By code."""
    with Session(demo_data) as session:
        return {str(area.code): area for area in session.scalars(select(Area).where(Area.code.is_not(None)))}


def painted(page: "Page") -> None:
    page.locator(".gridmap[data-painted]").wait_for()
    ready(page)


def spot(page: "Page", area: Area) -> dict[str, float]:
    """Where on the canvas an area lies; the map tells tests, as nobody else could find out."""
    found = page.locator(".gridmap").evaluate("(el, id) => el.pointOf(id)", area.id)
    assert found, f"{area.name} is not on the map"
    return {"x": found["x"], "y": found["y"]}


def click(page: "Page", area: Area) -> None:
    page.locator(".gridmap").click(position=spot(page, area))  # type: ignore[arg-type]  # why: a Position is such a dict


def shows(page: "Page", area: Area) -> None:
    """The card is that of this area."""
    page.locator(".card-head b", has_text=area.name).wait_for()
    assert str(area.code) in page.locator(".card-head").inner_text()


def asked(page: "Page") -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def choose(page: "Page", label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_timeout(200)
    ready(page)


def legend(page: "Page") -> str:
    return page.locator(".legend b").inner_text()


def test_measure_level_period_and_selection_are_in_the_address_and_come_back(
    browser: "Browser", demo_desk: Desk, areas: dict[str, Area]
) -> None:
    grid, street = areas[f"{XINXIA}003"], areas[STREET]
    with watched(browser, demo_desk) as page:
        enter(page, demo_desk, "street", f"/map?area={street.id}")
        painted(page)
        choose(page, "指标", "服务人次")
        choose(page, "时段", "2026年")
        page.get_by_role("radio", name="网格", exact=True).click()
        page.locator(".gridmap[data-features='59']").wait_for()
        ready(page)
        assert legend(page) == "服务人次"
        click(page, grid)
        shows(page, grid)
        wanted = {
            "area": str(street.id),
            "measure": "person_times",
            "period": "2026",
            "level": "grid",
            "pick": str(grid.id),
        }
        page.wait_for_url(lambda url: "pick=" in url)
        assert asked(page) == wanted
        page.locator("dl.card dt:first-of-type", has_text="户数").wait_for()  # a street's card begins with its grids
        card, address = page.locator("dl.card").inner_text(), page.url

        page.reload()
        painted(page)
        shows(page, grid)
        assert page.locator("dl.card").inner_text() == card
        assert legend(page) == "服务人次"
        assert page.get_by_role("combobox", name="指标").input_value() == "服务人次"
        assert asked(page) == wanted

        page.get_by_role("link", name="退出登录").click()
        page.locator("input[name=username]").wait_for()
        page.goto(address)
        assert "/auth/sign-in" in page.url
        page.fill("input[name=username]", "street")
        page.fill("input[name=password]", PASSWORDS["street"])
        page.press("input[name=password]", "Enter")
        painted(page)
        shows(page, grid)
        assert asked(page) == wanted


def test_a_double_click_goes_down_and_the_line_above_the_map_goes_up_again(
    browser: "Browser", demo_desk: Desk, demo_data: Engine, areas: dict[str, Area]
) -> None:
    with Session(demo_data) as session:
        below = len(session.scalars(select(Grid.id).where(Grid.parent_id == areas[BEIGUAN].id)).all())
        communities = len(session.scalars(select(Community.id)).all())
    with watched(browser, demo_desk) as page:
        enter(page, demo_desk, "street", "/map")
        painted(page)
        page.locator(f".gridmap[data-features='{communities}']").wait_for()
        page.locator(".gridmap").dblclick(position=spot(page, areas[BEIGUAN]))  # type: ignore[arg-type]  # why: as above
        page.locator(f".gridmap[data-features='{below}']").wait_for()
        ready(page)
        assert asked(page)["area"] == str(areas[BEIGUAN].id)
        shows(page, areas[BEIGUAN])
        click(page, areas[f"{BEIGUAN}002"])
        shows(page, areas[f"{BEIGUAN}002"])
        page.get_by_role("button", name=areas[STREET].name).click()
        page.locator(f".gridmap[data-features='{communities}']").wait_for()
        ready(page)
        shows(page, areas[STREET])


def test_the_table_selects_too(browser: "Browser", demo_desk: Desk, areas: dict[str, Area]) -> None:
    third = areas["990101101003"]
    with watched(browser, demo_desk) as page:
        enter(page, demo_desk, "street", "/map")
        painted(page)
        table = page.locator("[data-testid=stDataFrame]").first
        row = table.locator("tbody tr").nth(2)
        assert third.name in (row.text_content() or "")
        table.click(position={"x": 17, "y": 35 * 3 + 18})
        shows(page, third)
        assert asked(page)["pick"] == str(third.id)
        click(page, areas[BEIGUAN])
        shows(page, areas[BEIGUAN])
        table.locator("tbody tr[aria-selected=true]", has_text=areas[BEIGUAN].name).wait_for(state="attached")


def test_little_is_sent_and_a_click_draws_anew_only_what_depends_on_it(
    browser: "Browser", demo_desk: Desk, areas: dict[str, Area]
) -> None:
    with watched(browser, demo_desk) as page:
        wire = Wire(page)
        enter(page, demo_desk, "street", "/map?level=grid")
        painted(page)
        page.wait_for_timeout(500)  # whatever still comes belongs to the opening
        assert wire.runs == [WHOLE], "one run opens it"
        assert 1_000 < wire.size < OPENING
        for code in (f"{XINXIA}001", f"{BEIGUAN}004", "990101101011001"):
            wire.forget()
            with wire.run():
                click(page, areas[code])
            shows(page, areas[code])
            assert set(wire.runs) == {FRAGMENT}
            assert 500 < wire.size < CLICK


TRANSFERRED = """() => performance.getEntriesByType('resource')
  .filter((one) => one.name.includes('/geo/') && one.transferSize).length"""


def test_another_measure_fetches_no_boundaries_again(browser: "Browser", demo_desk: Desk) -> None:
    with watched(browser, demo_desk) as page:
        enter(page, demo_desk, "street", "/map")
        painted(page)
        page.locator(".st-key-map-months svg.marks").first.wait_for()  # they are drawn from the same boundaries
        before, paints = page.evaluate(TRANSFERRED), page.locator(".gridmap").get_attribute("data-painted")
        assert before > 0
        choose(page, "指标", "服务时长（小时）")
        page.locator(f".gridmap:not([data-painted='{paints}'])").wait_for()
        assert legend(page) == "服务时长（小时）"
        page.wait_for_timeout(300)
        assert page.evaluate(TRANSFERRED) == before

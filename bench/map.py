"""The map in headless Chromium: how long until it is painted, how quick a click answers, how much it sends.

    python -m bench.map [--runs 9]

Serves a demo desk of its own, with one more page that shows a word. Medians; the promises stand beside the numbers.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from db.demo.accounts import PASSWORD
from tests.browser import FLAGS, ROOT, chromium, serve

OPENING = 2.0  # times an empty page
ANSWER = 500.0  # milliseconds
SENT_OPENING, SENT_CLICK = 60_000, 15_000  # bytes
EMPTY_SHOWN = "document.querySelector('[data-testid=stMain] [data-testid=stText]') && performance.now()"
MAP = "document.querySelector('[data-testid=stBidiComponentIsolated]')?.shadowRoot?.querySelector('.gridmap')"
MAP_SHOWN = f"{MAP}?.dataset.painted && document.querySelector('.card-head') && performance.now()"
LEGEND = "document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelector('.legend b')"
# What a hand does last before it waits.
CLOCK = "addEventListener('pointerdown', () => (window.pressed = performance.now()), true)"
GRIDS = """async () => {
  const fetched = performance.getEntriesByType('resource').find((one) => /geo.*grid/.test(one.name));
  const shapes = await (await fetch(fetched.name)).json();
  return shapes.features.map((one) => [one.properties.id, one.properties.name]);
}"""
MEASURES = ("服务人次", "服务时长", "未解决需求", "活动场次")


class Bench:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.sent: list[int] = []
        page.on("websocket", lambda socket: socket.on("framereceived", lambda data: self.sent.append(len(data))))
        page.add_init_script(CLOCK)

    def quiet(self) -> None:
        """Nothing runs any more, and nothing more arrives."""
        page, before = self.page, -1
        while before != len(self.sent):
            before = len(self.sent)
            page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
            page.wait_for_timeout(300)

    def opening(self, path: str, shown: str) -> float:
        """Milliseconds from the address to the picture, the scripts being in the browser's cache."""
        self.page.goto(path, wait_until="commit")
        return float(self.page.wait_for_function(shown, polling="raf").json_value())

    def answer(self, press: Callable[[], None], shown: str) -> float:
        """Milliseconds from the press to the moment the browser has drawn what was asked for."""
        press()
        drawn = f"{shown} && new Promise((done) => requestAnimationFrame(() => done(performance.now())))"
        at = float(self.page.wait_for_function(drawn, polling="raf").json_value())
        return at - float(self.page.evaluate("window.pressed"))

    def click_on(self, area: int) -> Callable[[], None]:
        canvas = self.page.locator(".gridmap")
        spot = canvas.evaluate("(el, id) => el.pointOf(id)", area)
        return lambda: canvas.click(position=spot)

    def choose(self, measure: str) -> Callable[[], None]:
        """Open the list, and leave the choice itself to be timed."""
        self.page.get_by_role("combobox", name="指标").click()
        option = self.page.get_by_role("option", name=measure)
        option.wait_for()
        return option.click


def measured(bench: Bench, runs: int) -> list[tuple[str, float, float, str]]:
    """Name, number, promise and unit of each line of the table."""
    page = bench.page
    bench.opening("/empty", EMPTY_SHOWN)  # the browser's cache is filled, the server has imported everything
    bench.opening("/map?level=grid", MAP_SHOWN)
    empty, full, sent = [], [], []
    for _ in range(runs):
        empty.append(bench.opening("/empty", EMPTY_SHOWN))
        bench.quiet()
        bench.sent.clear()
        full.append(bench.opening("/map?level=grid", MAP_SHOWN))
        bench.quiet()
        sent.append(sum(bench.sent))
    grids = page.evaluate(GRIDS)
    clicks, click_sent, colours = [], [], []
    for area, name in grids[: runs * 3 : 3]:
        press = bench.click_on(area)
        bench.sent.clear()
        clicks.append(bench.answer(press, f"document.querySelector('.card-head b')?.textContent === '{name}'"))
        bench.quiet()
        click_sent.append(sum(bench.sent))
    for turn in range(runs):
        measure = MEASURES[turn % len(MEASURES)]
        press, painted = bench.choose(measure), page.locator(".gridmap").get_attribute("data-painted")
        shown = f"{LEGEND}.textContent.startsWith('{measure}') && {MAP}.dataset.painted !== '{painted}'"
        colours.append(bench.answer(press, shown))
        bench.quiet()
    median = statistics.median
    return [
        ("empty page, opened to shown", median(empty), float("inf"), "ms"),
        ("map, opened to painted", median(full), float("inf"), "ms"),
        ("map against empty page", median(full) / median(empty), OPENING, "x"),
        ("click on a grid to its card", median(clicks), ANSWER, "ms"),
        ("other measure to recoloured map", median(colours), ANSWER, "ms"),
        ("WebSocket at opening", max(sent), SENT_OPENING, "bytes"),
        ("WebSocket at a click", max(click_sent), SENT_CLICK, "bytes"),
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=9)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        url, key = f"sqlite:///{Path(folder, 'demo.db').as_posix()}", str(Path(folder, "demo.key"))
        environment = os.environ | {"DATABASE_URL": url, "COMMONS_KEY_FILE": key}
        subprocess.run([sys.executable, "-m", "db", "demo"], cwd=ROOT, env=environment, check=True, capture_output=True)
        with (
            serve(url, app="bench/served/app.py", COMMONS_DEMO="1", COMMONS_KEY_FILE=key) as desk,
            sync_playwright() as play,
        ):
            chrome = play.chromium.launch(executable_path=chromium(), args=list(FLAGS))
            view = {"width": 1366, "height": 768}
            # Watching for the picture takes eval, which the desk forbids.
            page = chrome.new_page(base_url=desk.url, locale="zh-CN", viewport=view, bypass_csp=True)
            page.goto("/auth/sign-in?next=/empty")
            page.fill("input[name=username]", "street")
            page.fill("input[name=password]", PASSWORD)
            page.press("input[name=password]", "Enter")
            page.wait_for_url("**/empty")
            table = measured(Bench(page), runs)
            chrome.close()
    for name, number, promise, unit in table:
        said = "" if promise == float("inf") else f"   at most {promise:,.0f}"
        print(
            f"{name:34} {number:10,.{1 if unit == 'x' else 0}f} {unit:6}{said}{'  BROKEN' if number > promise else ''}"
        )
    return 1 if any(number > promise for _, number, promise, _ in table) else 0


if __name__ == "__main__":
    raise SystemExit(main())

"""Server time of each page against an empty page through the same shell, in CPU milliseconds of warm runs.

    python -m bench.page [--runs 9] [--json FILE]

Reads the database of DATABASE_URL (the demo, or what bench.scale made). The ratio is the promise: at most 8.
"""

import argparse
import json
import logging
import statistics
import time
from datetime import timedelta
from fnmatch import fnmatchcase
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import components.shell
from components.shell import Page
from db import clock
from db.access import GRANTS, Role
from db.models import Account, LoginSession
from db.rules.session import SessionKind
from db.session import engine
from pages import SITE

PROMISE = 8.0
EMPTY = "empty"


def _empty(_ctx: object) -> None:
    """A page that shows nothing."""


def _run(sid: str) -> None:
    from bench.page import show  # noqa: PLC0415  # why: AppTest runs this text as a script of its own

    show(sid)


def show(sid: str) -> None:
    """One run of the shell with the whole menu and one page more, for the person of that session."""
    components.shell.sid_of_visitor = lambda: sid
    components.shell.run({**SITE, "Bench": [Page(EMPTY, "Empty", ":material/home:", "own:read", _empty)]})


def open_session(username: str) -> str:
    """A session of its own for the bench, ended by time."""
    now, sid = clock.now(), f"bench-{username}-{time.time_ns()}"
    with Session(engine().execution_options(writes=True)) as session, session.begin():
        account = session.scalars(select(Account).where(Account.username == username)).one()
        times = {"started_at": now, "last_seen_at": now, "expires_at": now + timedelta(hours=1)}
        session.add(LoginSession(sid=sid, account_id=account.id, kind=SessionKind.DESK, **times))
    return sid


def cpu_ms(page: Page | None, sid: str, runs: int) -> float:
    """Median CPU of a warm run."""
    path = page.path if page else EMPTY
    test = AppTest.from_function(_run, kwargs={"sid": sid}, default_timeout=60)
    test._page_hash = calc_hash(path)  # noqa: SLF001  # why: pages that are functions cannot be switched to otherwise
    test.run()
    test.run()
    assert not test.exception, test.exception
    assert not test.error, [e.value for e in test.error]
    taken = []
    for _ in range(runs):
        start = time.process_time()
        test.run()
        taken.append((time.process_time() - start) * 1000)
    return statistics.median(taken)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=9)
    options.add_argument("--json", type=Path)
    chosen = options.parse_args()
    people = {Role.STREET_ADMIN: "street", Role.LEADER: "leader", Role.AUDITOR: "auditor", Role.SYSADMIN: "system"}
    table: dict[str, float] = {}
    empty = cpu_ms(None, open_session("street"), chosen.runs)
    print(f"{'empty page':24} {empty:8.1f} ms")
    for pages in SITE.values():
        for page in pages:
            who = next(name for role, name in people.items() if any(fnmatchcase(page.needs, g) for g in GRANTS[role]))
            took = cpu_ms(page, open_session(who), chosen.runs)
            table[page.path] = took / empty
            mark = "" if took / empty <= PROMISE else "  over the promise"
            print(f"{page.path:24} {took:8.1f} ms   {took / empty:5.1f}x{mark}")
    if chosen.json:
        chosen.json.write_text(json.dumps({"empty_ms": empty, "ratios": table}, indent=1), encoding="utf-8")
    return 0 if all(ratio <= PROMISE for ratio in table.values()) else 1


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    components.shell.ICON = Path("components/assets/desk.png")
    raise SystemExit(main())

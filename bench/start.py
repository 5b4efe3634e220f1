"""A warm start: from `run.py --demo` to /healthz, and the memory of the server after each page was opened.

    python -m bench.start [--runs 3]

Installed, migrated and seeded before the clock runs; the database is one of the bench's own.
"""

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from db.demo.accounts import PASSWORD
from tests.browser import ROOT, free_port
from tests.forge import Tab, sign_in

READY = 8.0  # seconds
MEMORY = 400.0  # MB
PATIENCE = 120.0
PEOPLE = ("street", "leader", "auditor", "system", "bianban")  # together they see every page


@contextmanager
def desk() -> Iterator[tuple[str, float, int]]:
    """Start it as the README says; address, seconds until it answers, and the process of the server."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    began = time.perf_counter()
    command = [sys.executable, "run.py", "--demo", "--no-browser", "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        _wait(url + "/healthz", process, began)
        yield url, time.perf_counter() - began, _server(process.pid)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait(address: str, process: "subprocess.Popen[bytes]", began: float) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while process.poll() is None and time.perf_counter() - began < PATIENCE:
        try:
            with opener.open(address, timeout=5) as answer:
                if json.load(answer)["status"] == "ok":
                    return
        except OSError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"The desk did not answer at {address}.")


def _server(parent: int) -> int:
    """The child of run.py that serves."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    return int(children[-1])


def resident(pid: int) -> float:
    """Megabytes in memory."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def open_every_page(url: str) -> int:
    """As every role in turn, in tabs that all stay open; the number of pages."""
    opened = 0
    with ExitStack() as tabs:
        for who in PEOPLE:
            tab = tabs.enter_context(Tab(url, cookie=sign_in(url, who, PASSWORD)))
            tab.run()
            for path in list(tab.pages):
                tab.run(page=path)
                opened += 1
    return opened


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=3)
    runs = options.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "DATABASE_URL": f"sqlite:///{Path(folder, 'demo.db').as_posix()}",
            "COMMONS_KEY_FILE": str(Path(folder, "demo.key")),
        }
        subprocess.run([sys.executable, "-m", "db", "demo"], cwd=ROOT, check=True, capture_output=True)
        took = []
        for run in range(runs + 1):
            with desk() as (url, seconds, server):
                if run == 0:
                    continue  # fills the caches of the machine
                took.append(seconds)
                if run == runs:
                    at_rest = resident(server)
                    opened = open_every_page(url)
                    busy = resident(server)
    ready = statistics.median(took)
    print(f"warm start to /healthz           {ready:6.1f} s    at most {READY:.0f}")
    print(f"memory before the first visitor  {at_rest:6.0f} MB")
    print(f"memory after {opened:3} pages           {busy:6.0f} MB   at most {MEMORY:.0f}")
    return 0 if ready <= READY and busy <= MEMORY else 1


if __name__ == "__main__":
    raise SystemExit(main())

"""Killed in the middle of writing, a desk has lost nothing it acknowledged and kept nothing half done."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db.jobs.verify import problems
from db.models import Activity, CheckIn
from db.rules.activity import ActivityStatus
from tests.browser import ROOT

pytestmark = [
    pytest.mark.server,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the writer forks, which this system cannot"),
]
ACKNOWLEDGED = (1, 2, 3, 5, 8, 13, 4, 7, 11, 6)  # so many steps per round before the blow
Steps = dict[int, set[str]]


class Writer:
    """The program that is killed and started again."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin
        assert process.stdout
        self.orders: IO[str] = process.stdin
        self.answers: IO[str] = process.stdout
        while "ready" not in self.heard():
            pass

    def heard(self) -> dict[str, Any]:
        line = self.answers.readline()
        assert line, "the writer ended by itself"
        return dict(json.loads(line))

    def round(self, blow_after: int, delay: float, steps: Steps) -> None:
        """Let it write until so many steps are acknowledged, kill it, and note all that it had acknowledged."""
        self.orders.write("go\n")
        self.orders.flush()
        child, heard = 0, 0
        while True:
            fact = self.heard()
            if "dead" in fact:
                break
            child = fact.get("child", child)
            if "step" in fact:
                steps[fact["activity"]].add(fact["step"])
                heard += 1
            if child and heard >= blow_after:
                time.sleep(delay)
                os.kill(child, signal.SIGKILL)
                child = 0
        assert heard >= blow_after


@contextmanager
def writing() -> Iterator[Writer]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.writer"],
        cwd=ROOT,
        env=os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},  # no threads before the fork
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Writer(process)
    finally:
        process.kill()
        process.communicate()


def kept(engine: Engine) -> dict[int, tuple[ActivityStatus, int]]:
    """State and number of people of every activity."""
    people = func.count(CheckIn.id)
    with Session(engine) as session:
        rows = session.execute(
            select(Activity.id, Activity.status, people)
            .outerjoin(CheckIn, CheckIn.activity_id == Activity.id)
            .group_by(Activity.id, Activity.status)
        )
        return {id_: (status, number) for id_, status, number in rows}


def test_nothing_acknowledged_is_lost_and_nothing_half_done_stays(desk: Engine) -> None:
    steps: Steps = defaultdict(set)
    moments = random.Random(8)
    with writing() as writer:
        for blow_after in ACKNOWLEDGED:
            writer.round(blow_after, moments.uniform(0, 0.02), steps)
            assert problems(desk) == []
    found = kept(desk)
    assert {number for _, number in found.values()} <= {2, 3}  # never an activity with some of its people
    for id_, done in steps.items():
        assert id_ in found, f"activity {id_} was acknowledged and is gone"
        status, number = found[id_]
        assert number == 3 or "added" not in done
        assert status is ActivityStatus.VOID or "voided" not in done
    said = subprocess.run([sys.executable, "-m", "db", "verify"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr

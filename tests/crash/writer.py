"""Records activities as fast as it can until somebody kills it; started by test_kill.py with DATABASE_URL set.

Imports are slow and killing is quick, so this process only waits: at each line of stdin it forks a child that writes
with several threads, as a server does, and says on stdout what was acknowledged; when the child is dead it says so.
"""

import itertools
import json
import os
import sys
import threading
from datetime import timedelta

from db import clock, gate
from db.commands.activity import add_people, record_activity, void_activity
from db.queries.activity import activity_card
from db.rules.activity import Entry
from db.session import engine

THREADS = 3
SID = "ann"
DIGITS = "子丑寅卯辰巳午未申酉"


def say(**fact: object) -> None:
    os.write(1, (json.dumps(fact) + "\n").encode())  # one write, so that no line is ever half there


def name(number: int) -> str:
    return "".join(DIGITS[int(digit)] for digit in str(number))


def work(first: int) -> None:
    for turn in itertools.count():
        write(first + 3 * turn, void=bool(turn % 2))


def write(number: int, *, void: bool) -> None:
    """Record with two, add a third, perhaps void it; each step is a transaction and is acknowledged."""
    day = clock.today() - timedelta(days=number % 300)
    people = [(name(number + i), None) for i in range(3)]
    id_ = gate.do(SID, record_activity, Entry(1, day, "sanitation", "The square", hours=0.5), [], people[:2])
    say(activity=id_, step="recorded")
    gate.do(SID, add_people, id_, gate.ask(SID, activity_card, id_).version, [], people[2:])
    say(activity=id_, step="added")
    if void:
        gate.do(SID, void_activity, id_, gate.ask(SID, activity_card, id_).version, "twice")
        say(activity=id_, step="voided")


def main() -> None:
    write(1, void=True)  # every statement is compiled now, and not by each child again
    engine().dispose()
    say(ready=True)
    for number, _line in enumerate(sys.stdin, 1):
        child = os.fork()
        if child == 0:
            for thread in range(THREADS):
                threading.Thread(target=work, args=(number * 1_000_000 + thread * 100_000,)).start()
            threading.Event().wait()
        say(child=child)
        os.waitpid(child, 0)
        say(dead=child)


if __name__ == "__main__":
    main()

"""Several people change the same rows at once: nobody's change is lost, and who came too late is told so."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from db import clock, gate
from db.errors import Stale
from db.jobs.verify import problems
from db.ledger import Shape, shape_of
from db.ledger.find import entry
from db.ledger.save import save_row
from db.ledgers import UNITS
from db.models import AuditLog, Unit

THREADS, EDITS, ROWS = 8, 40, 5


def save(shape: Shape, number: int, id_: int | None = None, version: int | None = None, *, name: str = "") -> int:
    row, wrong = shape.parse({"name": name, "kind": "soe", "area_id": 1, "should_register": number}, clock.today())
    assert row is not None, wrong
    return int(gate.do("ann", save_row, UNITS, shape, row, id_, version))


def test_no_update_is_lost_among_eight_writers(desk: Engine) -> None:
    shape = shape_of(UNITS, ())
    ids = [save(shape, 0, name=f"Unit {i}") for i in range(ROWS)]
    together = Barrier(THREADS)

    def edit(thread: int) -> int:
        """Read a row, write one more with the version that was read; too late is tried again."""
        late = 0
        together.wait()
        for turn in range(EDITS):
            id_ = ids[(thread + turn) % ROWS]
            while True:
                found = gate.ask("ann", entry, UNITS, shape, id_)
                try:
                    save(shape, found.values["should_register"] + 1, id_, found.version, name=str(found.values["name"]))
                except Stale:
                    late += 1
                else:
                    break
        return late

    with ThreadPoolExecutor(THREADS) as pool:
        late = sum(pool.map(edit, range(THREADS)))
    with Session(desk) as session:
        counted = list(session.scalars(select(Unit.should_register).where(Unit.id.in_(ids))))
        versions = list(session.scalars(select(Unit.row_version).where(Unit.id.in_(ids))))
        written = session.scalar(select(func.count(AuditLog.seq)).where(AuditLog.action == save_row.name))
    assert sum(n or 0 for n in counted) == THREADS * EDITS
    assert sum(versions) == ROWS + THREADS * EDITS
    assert written == ROWS + THREADS * EDITS  # whoever was late has left no trace of a change
    assert late > 0, "nobody met anybody: this test proves nothing"
    assert problems(desk) == []

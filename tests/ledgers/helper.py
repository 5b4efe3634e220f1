"""What the tests of ledgers share: rows made as a form makes them."""

from datetime import date
from typing import Any

from pydantic import BaseModel

from db.ledger import Ledger, Shape, shape_of
from db.ledgers import GRIDS, MEMBERS, NEEDS, UNITS, WORKERS
from db.rules.code import FieldSpec

TODAY = date(2026, 11, 20)
# The least a form of each ledger needs, in East.
LEAST: dict[Ledger, dict[str, Any]] = {
    UNITS: {"name": "Library", "kind": "institution", "area_id": 2},
    MEMBERS: {"name": "丁家垚", "area_id": 2},
    NEEDS: {"title": "Lamp at gate 3", "category": "safety", "area_id": 4, "raised_on": date(2026, 11, 1)},
    GRIDS: {"name": "East-3", "parent_id": 2},
    WORKERS: {"name": "吴明", "position": "grid_worker", "area_id": 2},
}


def made(ledger: Ledger, *specs: FieldSpec, **values: Any) -> tuple[Ledger, Shape, BaseModel]:
    """The arguments of save_row for a good row."""
    shape = shape_of(ledger, specs)
    row, wrong = shape.parse({**LEAST[ledger], **values}, TODAY)
    assert row is not None, wrong
    return ledger, shape, row

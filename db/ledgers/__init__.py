"""Every ledger, by name."""

from db.ledger import Ledger
from db.ledgers.community import COMMUNITIES
from db.ledgers.grid import GRIDS
from db.ledgers.member import MEMBERS
from db.ledgers.need import NEEDS
from db.ledgers.unit import UNITS
from db.ledgers.worker import WORKERS

LEDGERS: dict[str, Ledger] = {ledger.name: ledger for ledger in (UNITS, MEMBERS, NEEDS, GRIDS, WORKERS)}

__all__ = ["COMMUNITIES", "GRIDS", "LEDGERS", "MEMBERS", "NEEDS", "UNITS", "WORKERS"]

"""Whether a database holds the made-up town, a real desk or nothing, and how the town is thrown away."""

from sqlalchemy import Connection, delete, func, select

from db.audit import DEMO_LOADED
from db.models import Account, Area, AuditLog, Base


def is_demo(connection: Connection) -> bool:
    """Whether this database was filled by `load`."""
    log = AuditLog.__table__
    return connection.execute(select(log.c.seq).where(log.c.action == DEMO_LOADED).limit(1)).first() is not None


def is_empty(connection: Connection) -> bool:
    """Nobody has worked here yet."""
    return all(
        connection.execute(select(func.count()).select_from(model.__table__)).scalar_one() == 0
        for model in (Area, Account)
    )


def wipe(connection: Connection) -> None:
    """Empty every table, children first."""
    for table in reversed(Base.metadata.sorted_tables):
        connection.execute(delete(table))

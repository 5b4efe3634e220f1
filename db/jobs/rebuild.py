"""Counts the rollups anew from the service records."""

from sqlalchemy import Engine

from db import audit, tally


def rebuild(engine: Engine) -> tuple[int, int]:
    """Replace all rollups; returns how many rows were wrong before and how many were written."""
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            # A record that is being saved now must come wholly before or wholly after the count.
            tables = ", ".join(model.__tablename__ for model, _, _ in tally.TABLES)
            connection.exec_driver_sql(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        wrong = len(tally.differences(connection))
        written = tally.rebuild(connection)
        audit.append(connection, audit.Entry("rebuild_rollups"), who="console")
    return wrong, written

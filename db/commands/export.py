"""Data that leaves the desk leaves a line in the log first."""

from db.access import command
from db.session import ScopedSession


@command("export:write")
def export(session: ScopedSession, kind: str, rows: int) -> None:
    """Nothing is written but the audit row: who took how much of what."""
    session.trail.fields |= {f"kind:{kind}", f"rows:{rows}"}

"""The hash chain: who did what, in an order that cannot be changed unnoticed."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from db import clock
from db.access import Actor
from db.models import AuditLog

GENESIS = "0" * 64
DEMO_LOADED = "load_demo"  # the action that marks a database as the made-up town
_LOCK = 736_201  # any number, the same everywhere: one writer of the chain at a time on PostgreSQL


@dataclass(frozen=True)
class Entry:
    """One line of the log. `fields` are names, never values."""

    action: str
    ok: bool = True
    object_type: str | None = None
    object_id: int | None = None
    fields: Iterable[str] = field(default=())


def digest(prev_hash: str, seq: int, at: datetime, *parts: object) -> str:
    """SHA-256 over the previous hash and the canonical JSON of the row."""
    body = json.dumps([seq, at.isoformat(timespec="microseconds"), *parts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{prev_hash}{body}".encode()).hexdigest()


def append(
    connection: Connection, entry: Entry, *, actor: Actor | None = None, who: str = "", address: str | None = None
) -> int:
    """Write one line inside the caller's transaction and return its sequence number."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    log = AuditLog.__table__
    last = connection.execute(select(log.c.seq, log.c.hash).order_by(log.c.seq.desc()).limit(1)).first()
    seq, prev = (last.seq + 1, last.hash) if last else (1, GENESIS)
    at = clock.now()
    row = {
        "account_id": actor.account_id if actor else None,
        "username": actor.username if actor else who,
        "role": actor.role.value if actor else "system",
        "action": entry.action,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "fields": ", ".join(sorted(entry.fields))[:1000],
        "ok": entry.ok,
        "address": actor.address if actor else address,
    }
    connection.execute(
        insert(AuditLog), {"seq": seq, "at": at, **row, "prev_hash": prev, "hash": digest(prev, seq, at, *row.values())}
    )
    return seq


def broken_links(connection: Connection) -> list[str]:
    """Every place where the chain does not hold; empty when it does."""
    log = AuditLog.__table__
    found, prev, expected = [], GENESIS, None
    for row in connection.execute(select(log).order_by(log.c.seq)):
        parts = (
            row.account_id,
            row.username,
            row.role,
            row.action,
            row.object_type,
            row.object_id,
            row.fields,
            row.ok,
            row.address,
        )
        if expected is not None and row.seq != expected:
            found.append(f"audit_log: {expected} is missing")
        if row.prev_hash != prev or row.hash != digest(row.prev_hash, row.seq, row.at, *parts):
            found.append(f"audit_log {row.seq}: the hash does not fit")
        prev, expected = row.hash, row.seq + 1
    count = connection.execute(select(func.count()).select_from(log)).scalar_one()
    if expected is not None and count != expected - 1 and not found:
        found.append(f"audit_log: {count} rows, expected {expected - 1}")
    return found

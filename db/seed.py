"""What every database holds from the start: the shipped code lists."""

from sqlalchemy import Connection, insert, select

from db import clock
from db.models import CodeItem
from db.rules.code import DOMAINS


def seed_codes(connection: Connection) -> int:
    """Add the shipped values that are missing; those an office changed or retired stay as they are."""
    table = CodeItem.__table__
    there = {(row.domain, row.code) for row in connection.execute(select(table.c.domain, table.c.code))}
    at = clock.now()
    rows = [
        {"domain": domain, "code": code, "label_zh": zh, "label_en": en, "sort": n * 10, "active": True}
        | {"created_at": at, "updated_at": at, "row_version": 1}
        for domain, items in DOMAINS.items()
        for n, (code, zh, en) in enumerate(items, 1)
        if (domain, code) not in there
    ]
    if rows:
        connection.execute(insert(CodeItem), rows)
    return len(rows)

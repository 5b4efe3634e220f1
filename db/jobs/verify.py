"""Is everything in order? Reads the whole database in one snapshot and names every place that is not."""

from collections.abc import Callable, Iterator

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection, Engine, Table, and_, func, select

from db import audit, tally
from db.crypto import decrypt
from db.jobs import schema
from db.models import Base, Member, Unit, Worker

Check = Callable[[Connection], list[str]]


def problems(engine: Engine, say: Callable[[str], None] = lambda _: None) -> list[str]:
    """Every difference in words; empty when all is well."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    found: list[str] = []
    with engine.connect() as connection:
        for name, check in CHECKS:
            found_here = check(connection)
            say(f"{name}: {'good' if not found_here else f'{len(found_here)} problems'}")
            found += found_here
            if found_here and check is schema_fits:
                break  # the other checks would only stumble over it
    return found


def schema_fits(connection: Connection) -> list[str]:
    present, wanted = schema.revision(connection), schema.head()
    if present == wanted:
        return []
    return [f"schema: the database is at revision {present or 'none'}, this program at {wanted}; run `init`"]


def file_is_whole(connection: Connection) -> list[str]:
    """SQLite's own check of pages and indexes; PostgreSQL has no such question to ask."""
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.exec_driver_sql("PRAGMA integrity_check(20)").scalars()
    return [f"file: {row}" for row in rows if row != "ok"]


def references_hold(connection: Connection) -> list[str]:
    return [problem for table in Base.metadata.sorted_tables for problem in _dangling(connection, table)]


def _dangling(connection: Connection, table: Table) -> Iterator[str]:
    for key in table.foreign_key_constraints:
        above = key.referred_table.alias("above")
        pairs = [(element.parent, above.c[element.column.name]) for element in key.elements]
        joined = table.outerjoin(above, and_(*(mine == theirs for mine, theirs in pairs)))
        lost = (
            select(func.count())
            .select_from(joined)
            .where(*(mine.is_not(None) for mine, _ in pairs), pairs[0][1].is_(None))
        )
        if number := connection.execute(lost).scalar_one():
            columns = ", ".join(mine.name for mine, _ in pairs)
            yield f"{table.name}: {number} rows whose {columns} points to no {key.referred_table.name}"


def paths_follow_the_tree(connection: Connection) -> list[str]:
    """Scope is decided by the paths of areas, so a wrong one would show rows to the wrong people."""
    area = Base.metadata.tables["area"]
    rows = list(connection.execute(select(area.c.id, area.c.parent_id, area.c.path)))
    paths = {row.id: row.path for row in rows}
    return [
        f"area {row.id}: the path {row.path} does not follow from its parent"
        for row in rows
        if row.path != f"{paths.get(row.parent_id, '')}{row.id:08d}/"
    ]


def key_fits(connection: Connection) -> list[str]:
    """The key lies outside the database; after a restore the two may not belong together."""
    for model in (Member, Unit, Worker):
        phone = model.__table__.c.phone_enc
        token = connection.execute(select(phone).where(phone.is_not(None)).limit(1)).scalar()
        if token is None:
            continue
        try:
            decrypt(token)
        except InvalidToken:
            return ["key: the key at hand does not open the phones of this database"]
    return []


CHECKS: tuple[tuple[str, Check], ...] = (
    ("schema", schema_fits),
    ("file", file_is_whole),
    ("references", references_hold),
    ("area paths", paths_follow_the_tree),
    ("rollups", tally.differences),
    ("audit chain", audit.broken_links),
    ("key", key_fits),
)

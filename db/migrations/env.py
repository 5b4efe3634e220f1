"""Alembic's entry: one engine, one metadata, constraint names from the convention."""

from typing import Any, Literal

from alembic import context

from db.models import Base
from db.models.base import UtcDateTime
from db.session import engine


def render(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Migrations name plain types: they must run when our classes have long changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


with engine().execution_options(writes=True).connect() as connection:
    context.configure(
        connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=render,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()

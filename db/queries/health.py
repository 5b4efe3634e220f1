"""What the database says about itself."""

from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models import Area


def database_health(session: Session) -> dict[str, str | None]:
    """Its kind and the revision of its schema; raises when it does not answer."""
    session.scalar(select(func.count()).select_from(Area))
    connection = session.connection()
    return {
        "database": connection.dialect.name,
        "schema": MigrationContext.configure(connection).get_current_revision(),
    }

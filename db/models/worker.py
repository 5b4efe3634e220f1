"""People who serve grids, and which grids they serve, with dates."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, literal_column
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import CODE, Base, Customised, HasPhone, Recorded, Scoped, Searchable
from db.rules.area import AssignmentRole, Employment, Standing


class Worker(HasPhone, Searchable, Customised, Scoped, Recorded, Base):
    """Staff; their names are published on the grid's card."""

    __tablename__ = "worker"
    street_columns = frozenset(
        {"id", "name", "name_key", "position"}
    )  # a grid sees its staff, whom the community keeps

    name: Mapped[str] = mapped_column(String(40))
    position: Mapped[str] = mapped_column(CODE)
    employment: Mapped[Employment] = mapped_column(default=Employment.FULL_TIME)
    status: Mapped[Standing] = mapped_column(default=Standing.ACTIVE)


class GridAssignment(Scoped, Recorded, Base):
    """One worker in one grid; a grid has at most one current lead."""

    __tablename__ = "grid_assignment"
    __table_args__ = (
        Index(
            "uq_grid_assignment_area_id_lead",
            "area_id",
            unique=True,
            sqlite_where=literal_column("role = 'lead' AND to_date IS NULL"),
            postgresql_where=literal_column("role = 'lead' AND to_date IS NULL"),
        ),
    )

    worker_id: Mapped[int] = mapped_column(ForeignKey("worker.id"), index=True)
    role: Mapped[AssignmentRole]
    from_date: Mapped[date]
    to_date: Mapped[date | None]

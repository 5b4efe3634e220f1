"""Read models of who serves which grid."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select

from db.access import query
from db.models import Area, Grid, GridAssignment, Worker
from db.models.base import in_reaches
from db.rules.area import AssignmentRole, Standing
from db.session import ScopedSession


@dataclass(frozen=True)
class Assignment:
    """One worker in one grid. A worker of the street office may be unknown to a community: then there is no name."""

    id: int
    version: int
    worker: str
    grid: str
    role: AssignmentRole
    from_date: date
    to_date: date | None


@query("worker:read")
def assignments(
    session: ScopedSession, *, worker_id: int | None = None, grid_id: int | None = None
) -> list[Assignment]:
    """Of a worker or of a grid, the current ones first."""
    statement = select(GridAssignment)
    if worker_id is not None:
        statement = statement.where(GridAssignment.worker_id == worker_id)
    if grid_id is not None:
        statement = statement.where(GridAssignment.area_id == grid_id)
    rows = list(session.scalars(statement.order_by(GridAssignment.from_date.desc(), GridAssignment.id).limit(200)))
    workers = {row.worker_id for row in rows}
    names = _pairs(session, select(Worker.id, Worker.name).where(Worker.id.in_(workers)))
    grids = _grid_names(session, {row.area_id for row in rows})
    made = [
        Assignment(
            r.id, r.row_version, names.get(r.worker_id, ""), grids.get(r.area_id, ""), r.role, r.from_date, r.to_date
        )
        for r in rows
    ]
    return sorted(made, key=lambda a: a.to_date is not None)


@query("worker:write")
def free_grids(session: ScopedSession) -> dict[int, str]:
    """Open grids of the actor's areas."""
    ids = session.scalars(
        select(Grid.id)
        .where(Grid.valid_to.is_(None), in_reaches(Grid.path, session.actor.own))  # type: ignore[arg-type]  # why: mypy sees the attribute, not the column
        .order_by(Grid.code, Grid.id)
    )
    return _grid_names(session, list(ids))


@query("worker:write")
def free_workers(session: ScopedSession) -> dict[int, str]:
    """Workers who serve today, by name."""
    statement = select(Worker.id, Worker.name).where(Worker.status == Standing.ACTIVE)
    return _pairs(session, statement.order_by(Worker.name_key, Worker.id))


def _pairs(session: ScopedSession, statement: Select[int, str]) -> dict[int, str]:
    return {id_: text for id_, text in session.execute(statement)}  # noqa: C416  # why: a row is no pair to dict()


def _grid_names(session: ScopedSession, ids: set[int] | list[int]) -> dict[int, str]:
    if not ids:
        return {}
    grids = select(Area.id, Area.name, Area.parent_id).where(Area.id.in_(ids)).order_by(Area.code, Area.id)
    rows = session.execute(grids).all()
    short = func.coalesce(Area.short_name, Area.name)
    above = _pairs(session, select(Area.id, short).where(Area.id.in_({row.parent_id for row in rows})))
    return {row.id: f"{above.get(row.parent_id, '')} {row.name}".strip() for row in rows}

"""Who serves which grid, with dates; a grid has at most one lead at a time."""

from datetime import date

from sqlalchemy import select

from db.access import command
from db.errors import N_, Invalid
from db.models import Grid, GridAssignment, Worker
from db.rules.area import AssignmentRole, Standing
from db.session import ScopedSession

FUTURE = N_("{day} lies in the future. Enter this when the day has come.")


@command("worker:write")
def assign_worker(
    session: ScopedSession, worker_id: int, grid_id: int, role: AssignmentRole, from_date: date | None
) -> int:
    """A worker serves a grid from a day on."""
    worker, grid, from_date = session.fetch(Worker, worker_id), session.fetch(Grid, grid_id), from_date or session.today
    if worker.status is Standing.LEFT:
        raise Invalid(N_("{name} does not serve any more."), name=worker.name)
    if grid.valid_to is not None and grid.valid_to < session.today:
        raise Invalid(N_("This grid was closed on {day}."), day=grid.valid_to)
    if from_date > session.today:
        raise Invalid(FUTURE, day=from_date)
    current = session.scalars(
        select(GridAssignment).where(GridAssignment.area_id == grid_id, GridAssignment.to_date.is_(None))
    )
    for other in current:
        if other.worker_id == worker_id and other.role is role:
            raise Invalid(N_("{name} has this role here already, since {day}."), name=worker.name, day=other.from_date)
        if role is AssignmentRole.LEAD and other.role is AssignmentRole.LEAD:
            raise Invalid(
                N_("This grid has a lead since {day}. End that first; a grid has one lead."), day=other.from_date
            )
    made = GridAssignment(area_id=grid_id, worker_id=worker_id, role=role, from_date=from_date)
    session.add(made)
    session.flush()
    return made.id


@command("worker:write")
def end_assignment(session: ScopedSession, id: int, version: int, to_date: date | None) -> None:
    """The last day of an assignment; it stays in the history of the grid."""
    row, to_date = session.fetch(GridAssignment, id, version), to_date or session.today
    if row.to_date is not None:
        raise Invalid(N_("This ended on {day} already."), day=row.to_date)
    if to_date > session.today:
        raise Invalid(FUTURE, day=to_date)
    if to_date < row.from_date:
        raise Invalid(N_("It cannot end before it began on {day}."), day=row.from_date)
    row.to_date = to_date

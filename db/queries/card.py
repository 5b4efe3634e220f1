"""The card of one area: totals for everybody in the street, and what lies behind them for those whose area it is."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from db.access import Scope, query
from db.errors import GONE, Invalid
from db.models import Activity, Agreement, Area, GridAssignment, MemberTally, Need, ServiceTally, Unit, Worker
from db.queries.area import REF, AreaRef, ref
from db.queries.figure import Figures, figures
from db.queries.map import Month, told
from db.queries.service import ServiceTotals, branch
from db.rules.activity import ActivityStatus
from db.rules.agreement import Status
from db.rules.area import AssignmentRole, Level, Standing
from db.rules.need import UNMET
from db.rules.period import Period, parse
from db.session import ScopedSession

FIRST = 5


@dataclass(frozen=True)
class Totals:
    """What may be known of any area of the street."""

    figures: Figures
    service: ServiceTotals
    agreements: int
    needs: int
    units: int
    grids: int
    last_on: date | None
    months: list[Month]  # the last twelve


@dataclass(frozen=True)
class Staff:
    """One person who serves the area, as the card of a grid shows him: without a phone."""

    name: str
    role: AssignmentRole
    grid: str


@dataclass(frozen=True)
class Card:
    """`mine` is False for an area that is not the reader's: then nothing but the area itself is told."""

    area: AreaRef
    above: str
    mine: bool
    kind: str | None = None
    party_form: str | None = None
    boundary: str | None = None
    party_forms: dict[str, int] = field(default_factory=dict)  # of the grids below
    units: list[str] = field(default_factory=list)
    agreements: list[tuple[str, date]] = field(default_factory=list)  # title, last day
    activities: list[tuple[date, str, str]] = field(default_factory=list)  # day, title, kind


@query("totals:read", Scope.TOTALS)
def area_totals(session: ScopedSession, area_id: int, period: Period) -> Totals:
    inside = select(Area.id).where(branch(session, area_id))
    months = _months(session, inside)
    persons = select(func.count(MemberTally.member_id.distinct())).where(
        MemberTally.area_id.in_(inside), MemberTally.month >= period.first, MemberTally.month <= period.last
    )
    sums = [months[month] for month in period.months if month in months]
    service = ServiceTotals(
        sum(one.activities for one in sums),
        sum(one.person_times for one in sums),
        session.scalar(persons) or 0,
        sum(one.hours for one in sums),
    )
    open_grid = and_(Area.level == Level.GRID, or_(Area.valid_to.is_(None), Area.valid_to >= session.today))
    agreements, needs, units, grids = session.execute(
        select(
            select(func.count(Agreement.id))
            .where(Agreement.area_id.in_(inside), *_in_force(session))
            .scalar_subquery(),
            select(func.count(Need.id)).where(Need.area_id.in_(inside), Need.status.in_(UNMET)).scalar_subquery(),
            select(func.count(Unit.id))
            .where(Unit.area_id.in_(inside), Unit.status == Standing.ACTIVE)
            .scalar_subquery(),
            select(func.count(Area.id)).where(branch(session, area_id), open_grid).scalar_subquery(),
        )
    ).one()
    return Totals(
        figures=figures.run(session, area_id),
        service=told(session, service),
        agreements=agreements,
        needs=needs,
        units=units,
        grids=grids,
        last_on=max((one.last_on for one in months.values() if one.last_on), default=None),
        months=[months.get(month, Month(month)) for month in parse("last12", session.today).months],
    )


def _in_force(session: ScopedSession) -> tuple[ColumnElement[bool], ...]:
    """As active_by_area counts them (a test holds the two together)."""
    return Agreement.status == Status.ACTIVE, Agreement.ends_on >= session.today


def _months(session: ScopedSession, inside: Any) -> dict[str, Month]:
    """All months of service there ever were: every number of a card but the persons comes from them."""
    columns = (ServiceTally.activities, ServiceTally.person_times, ServiceTally.hours)
    rows = session.execute(
        select(ServiceTally.month, *(func.sum(column) for column in columns), func.max(ServiceTally.last_on))
        .where(ServiceTally.area_id.in_(inside))
        .group_by(ServiceTally.month)
    )
    return {month: Month(month, *amounts) for month, *amounts in rows}


@query("map:read")
def area_card(session: ScopedSession, area_id: int) -> Card:
    """The rows behind the totals, the first few of each, no persons among them."""
    parent = aliased(Area)
    row = session.execute(
        select(*REF, Area.kind, Area.party_form, Area.boundary_text, parent.name.label("above"))
        .outerjoin(parent, parent.id == Area.parent_id)
        .where(Area.id == area_id)
    ).first()
    if row is None:
        raise Invalid(GONE)
    area, actor = ref(row), session.actor
    above = row.above or ""
    mine = any(area.path.startswith(reach.path) for reach in actor.own)
    if not mine:
        return Card(area, above, mine=False)
    inside = select(Area.id).where(branch(session, area_id))
    forms = session.execute(
        select(Area.party_form, func.count(Area.id))
        .where(
            branch(session, area_id),
            Area.level == Level.GRID,
            Area.id != area_id,
            Area.party_form.is_not(None),
            or_(Area.valid_to.is_(None), Area.valid_to >= session.today),
        )
        .group_by(Area.party_form)
        .order_by(Area.party_form)
    )
    units = select(Unit.name).where(Unit.area_id.in_(inside), Unit.status == Standing.ACTIVE)
    agreements: list[tuple[str, date]] = []
    if actor.can("agreement:read"):
        terms = (
            select(Agreement.title, Agreement.ends_on)
            .where(Agreement.area_id.in_(inside), *_in_force(session))
            .order_by(Agreement.ends_on, Agreement.id)
            .limit(FIRST)
        )
        agreements = [(row.title, row.ends_on) for row in session.execute(terms)]
    activities = select(Activity.held_on, Activity.title, Activity.category).where(
        Activity.area_id.in_(inside), Activity.status != ActivityStatus.VOID
    )
    return Card(
        area,
        above,
        mine=True,
        kind=row.kind,
        party_form=row.party_form,
        boundary=row.boundary_text,
        party_forms={str(form): n for form, n in forms},
        units=list(session.scalars(units.order_by(Unit.name_key, Unit.id).limit(FIRST))),
        agreements=agreements,
        activities=[
            (day, title, kind)
            for day, title, kind in session.execute(
                activities.order_by(Activity.held_on.desc(), Activity.id.desc()).limit(FIRST)
            )
        ]
        if actor.can("activity:read")
        else [],
    )


@query("map:read", Scope.STREET)
def area_staff(session: ScopedSession, area_id: int) -> list[Staff]:
    """Who leads and who works in the grids of an area of one's own, leads first; of a larger area the leads alone.

    A worker is kept by his community and serves in grids: the scope of the street is what lets a grid see his name.
    """
    statement = (
        select(Worker.name, GridAssignment.role, Area.short_name, Area.name)
        .join(GridAssignment, GridAssignment.worker_id == Worker.id)
        .join(Area, Area.id == GridAssignment.area_id)
        .where(branch(session, area_id), GridAssignment.from_date <= session.today)
        .where(or_(GridAssignment.to_date.is_(None), GridAssignment.to_date >= session.today))
        .where(or_(GridAssignment.area_id == area_id, GridAssignment.role == AssignmentRole.LEAD))
        .order_by(Area.code, GridAssignment.role, Worker.name_key)
        .limit(200)
    )
    order = list(AssignmentRole)
    found = [Staff(name, role, short or grid) for name, role, short, grid in session.execute(statement)]
    return sorted(found, key=lambda staff: order.index(staff.role))

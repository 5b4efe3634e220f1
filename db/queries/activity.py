"""Read models of activities: the list, one activity with its people, and what the form offers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Select, case, exists, func, or_, select

from db.access import Scope, query
from db.errors import GONE, Invalid
from db.models import Account, Activity, Area, CheckIn, Commitment, Member, Need, Unit
from db.queries.match import Place, places_of
from db.queries.service import branch
from db.reach import inside
from db.rules.activity import ActivityStatus, RecordStatus, Stay
from db.rules.area import Level
from db.rules.period import Period
from db.session import ScopedSession

PAGE = 20


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to. `own_only` leaves out the areas below: for a street, what it held as a whole."""

    area_id: int
    period: Period
    own_only: bool = False
    category: str | None = None
    unit_id: int | None = None
    void: bool = False
    text: str = ""
    as_entered: bool = False  # what was entered last stands first, whenever it was held


@dataclass(frozen=True)
class ActivityLine:
    """One activity in a list; how many came is asked apart (attendance)."""

    id: int
    held_on: date
    title: str
    category: str
    place: str
    area: Place
    unit: str
    hours: float | None
    status: ActivityStatus


@dataclass(frozen=True)
class Listing:
    rows: list[ActivityLine]
    total: int
    street_wide: int  # of them


@dataclass(frozen=True)
class Attender:
    """One person on the sheet, with the unit he belonged to on that day."""

    member_id: int
    name: str
    unit: str
    community: str
    hours: float | None


@dataclass(frozen=True)
class ActivityCard:
    """One activity with all there is to know of it; nobody is on it for those who may not see persons."""

    id: int
    version: int
    area_id: int
    area: Place
    held_on: date
    starts_at: time | None
    category: str
    place: str
    title: str
    hours: float | None
    unit_id: int | None
    unit: str
    commitment_id: int | None
    promise: str
    need_id: int | None
    need: str
    outcome: str | None
    solved: bool | None
    status: ActivityStatus
    void_reason: str | None
    recorded_at: datetime
    recorded_by: str
    people: tuple[Attender, ...]


@query("activity:read")
def activities(session: ScopedSession, wanted: Wanted, page: int = 1) -> Listing:
    """One page, newest first, and how many there are in all."""
    found = _narrow(session, select(Activity.id), wanted)
    total, street_wide = session.execute(
        select(func.count(), func.sum(case((Area.level == Level.STREET, 1), else_=0)))
        .select_from(Activity)
        .join(Area, Area.id == Activity.area_id)
        .where(Activity.id.in_(found))
    ).one()
    rows = session.execute(
        select(
            Activity.id,
            Activity.held_on,
            Activity.title,
            Activity.category,
            Activity.place,
            Activity.area_id,
            Activity.hours,
            Activity.status,
            Unit.name.label("unit"),
        )
        .outerjoin(Unit, Unit.id == Activity.unit_id)
        .where(Activity.id.in_(found))
        .order_by(*([] if wanted.as_entered else [Activity.held_on.desc()]), Activity.id.desc())
        .limit(PAGE)
        .offset((max(1, page) - 1) * PAGE)
    ).all()
    places = places_of(session, {row.area_id for row in rows})
    lines = [
        ActivityLine(
            row.id,
            row.held_on,
            row.title,
            row.category,
            row.place or "",
            places[row.area_id],
            row.unit or "",
            row.hours,
            row.status,
        )
        for row in rows
    ]
    return Listing(lines, total, street_wide or 0)


def _narrow(session: ScopedSession, statement: Select[Any], wanted: Wanted) -> Select[Any]:
    period = wanted.period
    statement = statement.join(Area, Area.id == Activity.area_id).where(
        branch(session, wanted.area_id, own_only=wanted.own_only),
        Activity.held_on >= period.starts_on,
        Activity.held_on <= period.ends_on,
    )
    if not wanted.void:
        statement = statement.where(Activity.status != ActivityStatus.VOID)
    if wanted.category:
        statement = statement.where(Activity.category == wanted.category)
    if wanted.unit_id is not None:
        came = exists().where(
            CheckIn.activity_id == Activity.id,
            CheckIn.unit_id == wanted.unit_id,
            CheckIn.status != RecordStatus.VOID,
        )
        statement = statement.where(or_(Activity.unit_id == wanted.unit_id, came))
    for word in wanted.text.split()[:5]:
        statement = statement.where(
            or_(
                Activity.title.icontains(word, autoescape=True),
                Activity.place.icontains(word, autoescape=True),
                Activity.outcome.icontains(word, autoescape=True),
            )
        )
    return statement


@query("activity:read", Scope.TOTALS)
def attendance(session: ScopedSession, ids: Sequence[int]) -> dict[int, int]:
    """How many came to each of the given activities, one's own; a count for those who may not see persons, too."""
    some = list(ids)[:PAGE]
    if not some:
        return {}
    counts = [func.sum(case((CheckIn.activity_id == id_, 1), else_=0)) for id_ in some]
    row = session.execute(
        select(*counts)
        .select_from(CheckIn)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .join(Area, Area.id == Activity.area_id)
        .where(CheckIn.activity_id.in_(some), CheckIn.status != RecordStatus.VOID, inside(session.actor.own))
    ).one()
    return dict(zip(some, (int(n or 0) for n in row), strict=True))


@query("activity:read", Scope.STREET)
def activity_card(session: ScopedSession, id: int) -> ActivityCard:
    row = session.execute(
        select(
            Activity,
            Unit.name.label("unit"),
            Commitment.content.label("promise"),
            Need.title.label("need"),
            Account.display_name.label("by"),
        )
        .outerjoin(Unit, Unit.id == Activity.unit_id)
        .outerjoin(Commitment, Commitment.id == Activity.commitment_id)
        .outerjoin(Need, Need.id == Activity.need_id)
        .outerjoin(Account, Account.id == Activity.created_by)
        .where(Activity.id == id)
    ).first()
    if row is None:
        raise Invalid(GONE)
    held: Activity = row.Activity
    return ActivityCard(
        id=held.id,
        version=held.row_version,
        area_id=held.area_id,
        area=places_of(session, [held.area_id])[held.area_id],
        held_on=held.held_on,
        starts_at=held.starts_at,
        category=held.category,
        place=held.place or "",
        title=held.title,
        hours=held.hours,
        unit_id=held.unit_id,
        unit=row.unit or "",
        commitment_id=held.commitment_id,
        promise=row.promise or "",
        need_id=held.need_id,
        need=row.need or "",
        outcome=held.outcome,
        solved=held.problem_solved,
        status=held.status,
        void_reason=held.void_reason,
        recorded_at=held.created_at,
        recorded_by=row.by or "",
        people=_people(session, id),
    )


def _people(session: ScopedSession, id_: int) -> tuple[Attender, ...]:
    rows = session.execute(
        select(Member.id, Member.name, Member.area_id, Unit.name.label("unit"), CheckIn.hours)
        .select_from(CheckIn)
        .join(Member, Member.id == CheckIn.member_id)
        .outerjoin(Unit, Unit.id == CheckIn.unit_id)
        .where(CheckIn.activity_id == id_, CheckIn.status != RecordStatus.VOID)
        .order_by(Unit.name_key, Member.name_key, Member.id)
    ).all()
    places = places_of(session, {row.area_id for row in rows})
    return tuple(Attender(row.id, row.name, row.unit or "", places[row.area_id].community, row.hours) for row in rows)


@query("activity:read")
def last_activity(session: ScopedSession, area_id: int) -> int | None:
    """What was recorded last for an area or the areas below it."""
    return session.scalar(
        select(Activity.id)
        .join(Area, Area.id == Activity.area_id)
        .where(branch(session, area_id), Activity.status != ActivityStatus.VOID)
        .order_by(Activity.id.desc())
        .limit(1)
    )


@query("activity:write", Scope.STREET)
def stays(session: ScopedSession, people: Iterable[int], held_on: date, besides: int | None = None) -> list[Stay]:
    """Where the given people were on that day, by the activities of one's own area that say when and how long."""
    hours = func.coalesce(CheckIn.hours, Activity.hours)
    statement = (
        select(Member.name, Activity.title, Activity.starts_at, hours)
        .select_from(CheckIn)
        .join(Activity, Activity.id == CheckIn.activity_id)
        .join(Member, Member.id == CheckIn.member_id)
        .where(
            CheckIn.member_id.in_(set(people)),
            CheckIn.status != RecordStatus.VOID,
            Activity.held_on == held_on,
            Activity.starts_at.is_not(None),
            Activity.status != ActivityStatus.VOID,
            hours.is_not(None),
        )
        .order_by(Member.name_key, Activity.starts_at)
        .limit(200)
    )
    if besides is not None:
        statement = statement.where(Activity.id != besides)
    return [Stay(name, title, at, n) for name, title, at, n in session.execute(statement) if at is not None]

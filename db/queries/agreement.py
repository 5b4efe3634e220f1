"""Read models of agreements: the list, its counts, what is due, and the totals of maps and cockpit."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, func, or_, select
from sqlalchemy.orm import aliased

from db.access import Scope, query
from db.due import schedules
from db.models import Agreement, AgreementSide, Area, Commitment, Unit
from db.queries.service import branch
from db.rules.agreement import EXPIRING_DAYS, IN_FORCE, LATE, STATE_NAMES, Alert, Derived, Facts, State, Status
from db.rules.commitment import Rate, rate
from db.rules.label import fold, tidy
from db.session import ScopedSession

PAGE = 25
TERMS = 60
WITHIN = (30, 60, 90)


@dataclass(frozen=True)
class Filters:
    """What a reader asks the list for. `states` may hold derived ones, and "in_force" and "late"."""

    text: str = ""
    states: tuple[str, ...] = ()
    area_id: int | None = None
    unit_kind: str | None = None
    category: str | None = None
    within: int | None = None


@dataclass(frozen=True)
class DueItem:
    """An agreement that wants attention: why, and the day that matters."""

    id: int
    title: str
    kind: Alert
    day: date


@dataclass(frozen=True)
class Listed:
    """One line of the list. `next_due_on` is None where nothing falls due any more."""

    id: int
    number: str | None
    title: str
    parties: str
    area: str
    starts_on: date
    ends_on: date
    state: State
    next_due_on: date | None
    rate: Rate


@query("agreement:read")
def agreement_listing(session: ScopedSession, filters: Filters, page: int = 1) -> tuple[list[Listed], int]:
    """One page of agreements, next due date first, and how many there are in all."""
    where = _conditions(session, filters)
    due = case((_in_force(session.today), Agreement.next_due_on))
    order = (due.is_(None), due, Agreement.ends_on.desc(), Agreement.id)
    rows = session.execute(_rows().where(*where).order_by(*order).limit(PAGE).offset((max(page, 1) - 1) * PAGE)).all()
    dues = schedules(session, [row for row in rows if row.status not in (Status.DRAFT, Status.REVIEW, Status.SIGNED)])
    made = []
    for row in rows:
        kept = sum((rate(one, session.today) for one in dues.get(row.id, {}).values()), Rate())
        made.append(_listed(row, session.today, kept))
    return made, _total(session, where)


@query("agreement:read")
def agreement_terms(session: ScopedSession, filters: Filters) -> tuple[list[Listed], int]:
    """Terms for the chart: those that end next stand first; at most TERMS of them, and how many there are in all."""
    where = _conditions(session, filters)
    order = (Agreement.ends_on < session.today, Agreement.ends_on, Agreement.id)
    rows = session.execute(_rows().where(*where).order_by(*order).limit(TERMS))
    return [_listed(row, session.today, Rate()) for row in rows], _total(session, where)


@query("agreement:read")
def agreement_counts(
    session: ScopedSession, area_id: int | None = None, filters: Filters | None = None
) -> dict[str, int]:
    """How many agreements are in each state (these add up), and of them "in_force" and "late"."""
    return _counts(session, replace(filters or Filters(), area_id=area_id, states=()))


@query("totals:read", Scope.TOTALS)
def agreement_states_totals(session: ScopedSession, area_id: int) -> dict[str, int]:
    """The same counts for any area of the street, as numbers only."""
    return _counts(session, Filters(area_id=area_id))


@query("totals:read", Scope.TOTALS)
def active_by_area(session: ScopedSession, root_id: int) -> dict[int, int]:
    """Agreements in force today, by the area they belong to."""
    rows = session.execute(
        select(Agreement.area_id, func.count(Agreement.id))
        .where(_in_force(session.today), *_inside(session, root_id))
        .group_by(Agreement.area_id)
    )
    return {area_id: n for area_id, n in rows}  # noqa: C416  # why: a row is a tuple to Python, not to mypy


@query("agreement:read")
def due_soon(session: ScopedSession, area_id: int, limit: int = 8) -> list[DueItem]:
    """What wants attention: expired and not renewed (oldest end first), late promises, expiring, to be put into force.

    Every kind gets its share of the places, so that many of one do not hide the others.
    """
    today, inside = session.today, _inside(session, area_id)
    is_ = _states(today)
    kinds: tuple[tuple[Alert, ColumnElement[bool], Any], ...] = (
        (Alert.EXPIRED, is_[Derived.EXPIRED], Agreement.ends_on),
        (Alert.LATE, is_[LATE], Agreement.next_due_on),
        (Alert.EXPIRING, is_[Derived.EXPIRING], Agreement.ends_on),
        (Alert.TO_START, (Agreement.status == Status.SIGNED) & (Agreement.starts_on <= today), Agreement.starts_on),
    )
    found = []
    for kind, condition, day in kinds:
        rows = session.execute(
            select(Agreement.id, Agreement.title, day)
            .where(condition, *inside)
            .order_by(day, Agreement.id)
            .limit(limit)
        )
        found.append([DueItem(row[0], row[1], kind, row[2]) for row in rows])
    share = max(1, limit // len(kinds))
    first = [item for items in found for item in items[:share]][:limit]
    rest = [item for items in found for item in items[share:]]
    kept = {(item.kind, item.id) for item in first + rest[: limit - len(first)]}
    return [item for items in found for item in items if (item.kind, item.id) in kept]


def _in_force(today: date) -> ColumnElement[bool]:
    return (Agreement.status == Status.ACTIVE) & (Agreement.ends_on >= today)


def _renewal_signed() -> ColumnElement[bool]:
    after = aliased(Agreement)
    return exists(
        select(after.id).where(after.renewal_of_id == Agreement.id, after.status.not_in([Status.DRAFT, Status.REVIEW]))
    )


def _states(today: date) -> dict[str, ColumnElement[bool]]:
    """The conditions of all states; a test holds them to the rule of Facts.state."""
    active, renewed, limit = Agreement.status == Status.ACTIVE, _renewal_signed(), today + timedelta(days=EXPIRING_DAYS)
    made: dict[str, ColumnElement[bool]] = {status: Agreement.status == status for status in Status}
    return made | {
        Status.ACTIVE: active & ~renewed & (Agreement.ends_on > limit),
        Derived.EXPIRING: active & ~renewed & (Agreement.ends_on >= today) & (Agreement.ends_on <= limit),
        Derived.EXPIRED: active & ~renewed & (Agreement.ends_on < today),
        Derived.RENEWED: active & renewed,
        IN_FORCE: _in_force(today),
        LATE: _in_force(today) & (Agreement.next_due_on < today),
    }


def _listed(row: Any, today: date, kept: Rate) -> Listed:
    facts = Facts(row.status, row.starts_on, row.ends_on, renewal_signed=row.renewed)
    due = row.next_due_on if row.status is Status.ACTIVE and row.ends_on >= today else None
    words = (row.agreement_no, row.title, row.party_names, row.area)
    return Listed(row.id, *words, row.starts_on, row.ends_on, facts.state(today), due, kept)


def _total(session: ScopedSession, where: list[ColumnElement[bool]]) -> int:
    return session.scalar(select(func.count()).select_from(Agreement).where(*where)) or 0


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        Agreement.id,
        Agreement.agreement_no,
        Agreement.title,
        Agreement.party_names,
        func.coalesce(Area.short_name, Area.name).label("area"),
        Agreement.starts_on,
        Agreement.ends_on,
        Agreement.closed_on,
        Agreement.status,
        Agreement.next_due_on,
        _renewal_signed().label("renewed"),
    ).join(Area, Area.id == Agreement.area_id)


def _inside(session: ScopedSession, area_id: int | None) -> list[ColumnElement[bool]]:
    return [] if area_id is None else [Agreement.area_id.in_(select(Area.id).where(branch(session, area_id)))]


def _conditions(session: ScopedSession, filters: Filters) -> list[ColumnElement[bool]]:
    today, made = session.today, _inside(session, filters.area_id)
    made += [Agreement.search_text.contains(word, autoescape=True) for word in _words(filters.text)]
    if filters.states:
        known = _states(today)
        made.append(or_(false(), *(known[state] for state in filters.states if state in known)))
    if filters.unit_kind:
        sides = select(AgreementSide.id).join(Unit, Unit.id == AgreementSide.unit_id)
        made.append(exists(sides.where(AgreementSide.agreement_id == Agreement.id, Unit.kind == filters.unit_kind)))
    if filters.category:
        promised = select(Commitment.id).where(Commitment.agreement_id == Agreement.id)
        made.append(exists(promised.where(Commitment.category == filters.category)))
    if filters.within:
        made += [_in_force(today), Agreement.ends_on <= today + timedelta(days=filters.within)]
    return made


def _words(text: str) -> Iterable[str]:
    return [fold(word) for word in tidy(text).split()][:6]


def _counts(session: ScopedSession, filters: Filters) -> dict[str, int]:
    conditions = _states(session.today)
    sums = [func.sum(case((condition, 1), else_=0)) for condition in conditions.values()]
    found = session.execute(select(*sums).where(*_conditions(session, filters))).one()
    counts = {state: int(n or 0) for state, n in zip(conditions, found, strict=True)}
    return {str(state): counts[state] for state in (*STATE_NAMES, IN_FORCE, LATE)}

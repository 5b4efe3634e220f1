"""Read models of registrations: who and which units are registered where, and how many of those who should be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from db.access import Scope, query
from db.models import Area, Member, Registration, Unit, UnitRegistration
from db.queries.match import Place, match_names, places_of
from db.queries.service import branch
from db.reach import registered_at
from db.rules.activity import MOST_PEOPLE
from db.rules.area import Standing
from db.rules.label import fold
from db.rules.registration import Basis, Found, Known, Line, RegistrationStatus, judge
from db.session import ScopedSession

PAGE = 25


@dataclass(frozen=True)
class Asked:
    """What the list is narrowed to; `still` is True for open registrations, False for ended ones, None for both."""

    area_id: int
    text: str = ""
    still: bool | None = True
    basis: Basis | None = None
    unit_id: int | None = None


@dataclass(frozen=True)
class RegistrationLine:
    """One registration of a member or a unit; for a unit `name` is the unit's and `unit` is empty."""

    id: int
    version: int
    name: str
    unit: str
    area: Place
    registered_on: date
    basis: Basis | None
    receipt_no: str | None
    claimed_post: str | None
    status: RegistrationStatus
    ended_on: date | None
    end_reason: str | None


@query("registration:read", Scope.STREET)
def registrations(session: ScopedSession, asked: Asked, page: int = 1) -> tuple[list[RegistrationLine], int]:
    """Members registered with one's own communities, wherever their rows are kept; latest first."""
    statement = (
        select(
            Registration.id,
            Registration.row_version,
            Member.name,
            Unit.name.label("unit"),
            Registration.area_id,
            Registration.registered_on,
            Registration.basis,
            Registration.receipt_no,
            Registration.claimed_post,
            Registration.status,
            Registration.ended_on,
            Registration.end_reason,
        )
        .select_from(Registration)
        .join(Member, Member.id == Registration.member_id)
        .join(Area, Area.id == Registration.area_id)
        .outerjoin(Unit, Unit.id == Member.unit_id)
        .where(branch(session, asked.area_id))
    )
    if asked.text.strip():
        statement = statement.where(Member.search_text.contains(fold(asked.text), autoescape=True))
    if asked.basis is not None:
        statement = statement.where(Registration.basis == asked.basis)
    if asked.unit_id is not None:
        statement = statement.where(Member.unit_id == asked.unit_id)
    return _page(session, statement, Registration, asked, page)


@query("registration:read")
def unit_registrations(session: ScopedSession, asked: Asked, page: int = 1) -> tuple[list[RegistrationLine], int]:
    statement = (
        select(
            UnitRegistration.id,
            UnitRegistration.row_version,
            Unit.name,
            UnitRegistration.area_id,
            UnitRegistration.registered_on,
            UnitRegistration.receipt_no,
            UnitRegistration.status,
            UnitRegistration.ended_on,
            UnitRegistration.end_reason,
        )
        .select_from(UnitRegistration)
        .join(Unit, Unit.id == UnitRegistration.unit_id)
        .join(Area, Area.id == UnitRegistration.area_id)
        .where(branch(session, asked.area_id))
    )
    if asked.text.strip():
        statement = statement.where(Unit.search_text.contains(fold(asked.text), autoescape=True))
    return _page(session, statement, UnitRegistration, asked, page)


def _page(
    session: ScopedSession, statement: Any, model: Any, asked: Asked, page: int
) -> tuple[list[RegistrationLine], int]:
    if asked.still is not None:
        statement = statement.where(model.ended_on.is_(None) if asked.still else model.ended_on.is_not(None))
    total = session.scalar(statement.with_only_columns(func.count(), maintain_column_froms=True)) or 0
    rows = session.execute(
        statement.order_by(model.registered_on.desc(), model.id.desc()).limit(PAGE).offset((max(1, page) - 1) * PAGE)
    ).all()
    places = places_of(session, {row.area_id for row in rows})
    return [
        RegistrationLine(
            row.id,
            row.row_version,
            row.name,
            getattr(row, "unit", None) or "",
            places[row.area_id],
            row.registered_on,
            getattr(row, "basis", None),
            row.receipt_no,
            getattr(row, "claimed_post", None),
            row.status,
            row.ended_on,
            row.end_reason,
        )
        for row in rows
    ], total


@query("member:match", Scope.STREET, logged=True)
def preview_block(session: ScopedSession, lines: Sequence[Line], area_id: int) -> list[Found]:
    """What would become of each row of a pasted block; nothing is written."""
    names = sorted({line.name for line in lines if fold(line.name)})
    people = {}
    for start in range(0, len(names), MOST_PEOPLE):
        for match in match_names.run(session, names[start : start + MOST_PEOPLE], area_id):
            people[fold(match.name)] = [one for one in match.candidates if not one.left]
    units = {}
    for unit in session.execute(select(Unit.id, Unit.name, Unit.short_name).where(Unit.status == Standing.ACTIVE)):
        for name in (unit.short_name, unit.name):
            if name:
                units[fold(name)] = unit.id
    with session.looking(Scope.TOTALS):
        taken = registered_at(session, (one.id for bearers in people.values() for one in bearers))
    places = places_of(session, taken.values())
    registered = {id_: places[area].community or places[area].name for id_, area in taken.items()}
    return judge(lines, Known(people, units, registered), session.today)


@query("totals:read", Scope.TOTALS)
def registered_by_unit(session: ScopedSession, area_id: int) -> pd.DataFrame:
    """One row per unit located in the area, by name: unit_id, unit, should, registered.

    `registered` counts its members registered with any community of the street; `should` is the number of serving
    members the unit reported. Units that reported none are left out.
    """
    counts = {
        row[0]: int(row[1])
        for row in session.execute(
            select(Member.unit_id, func.count(Registration.member_id.distinct()))
            .select_from(Registration)
            .join(Member, Member.id == Registration.member_id)
            .where(Registration.ended_on.is_(None), Member.unit_id.is_not(None))
            .group_by(Member.unit_id)
        )
    }
    units = session.execute(
        select(Unit.id, Unit.name, Unit.short_name, Unit.should_register)
        .join(Area, Area.id == Unit.area_id)
        .where(branch(session, area_id), Unit.status == Standing.ACTIVE, Unit.should_register.is_not(None))
        .order_by(Unit.name_key, Unit.id)
        .limit(500)
    )
    rows = [(u.id, u.short_name or u.name, u.should_register, counts.get(u.id, 0)) for u in units]
    return pd.DataFrame(rows, columns=["unit_id", "unit", "should", "registered"])


@query("totals:read", Scope.TOTALS)
def registered_total(session: ScopedSession, area_id: int) -> int:
    """How many members are registered with the communities of an area now."""
    inside = select(Area.id).where(branch(session, area_id))
    return (
        session.scalar(
            select(func.count(Registration.member_id.distinct())).where(
                Registration.area_id.in_(inside), Registration.ended_on.is_(None)
            )
        )
        or 0
    )

"""The whole made-up town as of one date: the same for the same date, always."""

from dataclasses import dataclass, replace
from datetime import date

from db.demo.activities import ActivityRow, Setting, make_activities
from db.demo.agreements import Agreements, make_agreements
from db.demo.fulfilments import FulfilmentRow, make_fulfilments
from db.demo.needs import NeedRow, make_needs
from db.demo.people import MemberRow, RegistrationRow, make_members, register_members
from db.demo.town import Town, make_town
from db.demo.units import UnitRegistrationRow, UnitRow, make_units, register_units


@dataclass(frozen=True)
class World:
    today: date
    town: Town
    units: tuple[UnitRow, ...]
    unit_registrations: tuple[UnitRegistrationRow, ...]
    members: tuple[MemberRow, ...]
    registrations: tuple[RegistrationRow, ...]
    agreements: Agreements
    needs: tuple[NeedRow, ...]
    activities: tuple[ActivityRow, ...]
    fulfilments: tuple[FulfilmentRow, ...]


def make_world(today: date) -> World:
    town = make_town(today)
    units = make_units(town)
    members = make_members(town, units)
    registrations = tuple(register_members(town, units, members, today))
    # A member is kept by the community he registered with, else by that of his unit.
    kept_by = {row.member_id: row.area_id for row in registrations}
    members = tuple(replace(member, area_id=kept_by.get(member.id, member.area_id)) for member in members)
    agreements = make_agreements(town, units, today)
    needs = tuple(make_needs(town, units, today))
    activities = make_activities(Setting(town, units, members, registrations, agreements, needs, today))
    return World(
        today=today,
        town=town,
        units=units,
        unit_registrations=tuple(register_units(units, today)),
        members=members,
        registrations=registrations,
        agreements=agreements,
        needs=needs,
        activities=activities,
        fulfilments=make_fulfilments(agreements, activities, today),
    )

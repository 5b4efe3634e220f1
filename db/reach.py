"""Which areas and accounts are an administrator's to manage: conditions that queries and commands share."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from db.access import Actor, Reach, Role
from db.models import Account, AccountArea, Area, Registration, Unit
from db.rules import account as rules
from db.rules.area import Level


def place_reaches(actor: Actor) -> tuple[Reach, ...]:
    """Where the actor may place people; a system administrator works on no area and places them anywhere."""
    return actor.own or actor.street


def inside(reaches: tuple[Reach, ...]) -> ColumnElement[bool]:
    """The joined area lies in one of the branches."""
    return or_(False, *((Area.path >= reach.path) & (Area.path < reach.high) for reach in reaches))


def manageable(statement: Select[Any], actor: Actor) -> Select[Any]:
    """Only accounts whose role the actor may give and which work nowhere but where he does."""
    statement = statement.where(Account.role.in_(rules.roles_given_by(actor.role)))
    if actor.role is Role.SYSADMIN:
        return statement
    # "Not among mine" instead of "among others": a scoped session does not even see the areas of other streets.
    mine = select(Area.id).where(inside(actor.own))
    places = select(AccountArea.id).where(AccountArea.account_id == Account.id)
    own_unit = select(Unit.id).where(Unit.id == Account.unit_id, Unit.area_id.in_(mine))
    here, elsewhere = (
        exists(places.where(AccountArea.area_id.in_(mine))),
        exists(places.where(~AccountArea.area_id.in_(mine))),
    )
    return statement.where(or_(exists(own_unit), and_(here, ~elsewhere)))


def community_of(session: Session, area_id: int | None) -> tuple[int, str] | None:
    """Id and path of the community in which an area lies, itself included; None for the street and above."""
    path = session.scalar(select(Area.path).where(Area.id == area_id)) or ""
    line = [int(step) for step in path.split("/") if step]
    row = session.execute(select(Area.id, Area.path).where(Area.id.in_(line), Area.level == Level.COMMUNITY)).first()
    return None if row is None else (row.id, row.path)


def registered_at(session: Session, members: Iterable[int]) -> dict[int, int]:
    """With which area each of the members is registered now, if with any: asked as totals, so that no rows are read."""
    made: dict[int, int] = {}
    ids = sorted(set(members))
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        counts = [func.count(case((Registration.member_id == id_, 1))) for id_ in some]
        rows = session.execute(
            select(Registration.area_id, *counts)
            .where(Registration.member_id.in_(some), Registration.ended_on.is_(None))
            .group_by(Registration.area_id)
        )
        for area_id, *numbers in rows:
            made.update({id_: area_id for id_, number in zip(some, numbers, strict=True) if number})
    return made

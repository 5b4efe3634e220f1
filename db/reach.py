"""Which areas and accounts are an administrator's to manage: conditions that queries and commands share."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import Session

from db.access import Actor, Reach, Role
from db.models import Account, AccountArea, Area, Unit
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

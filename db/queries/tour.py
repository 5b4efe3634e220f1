"""How far the actor has come in the tour."""

from sqlalchemy import select

from db.access import query
from db.models import Account
from db.session import ScopedSession


@query("own:tour")
def tour_step(session: ScopedSession) -> int:
    return session.scalar(select(Account.tour_step).where(Account.id == session.actor.account_id)) or 0

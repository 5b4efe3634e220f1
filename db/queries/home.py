"""Read models of the home page."""

from sqlalchemy import exists, func, select

from db import clock
from db.access import Scope, query
from db.models import Account, Agreement, Area, Member, Need, Throttle
from db.models.base import in_reaches
from db.queries.service import branch
from db.reach import manageable
from db.rules.agreement import Status
from db.rules.need import UNMET
from db.session import ScopedSession


@query("home:read")
def draft_count(session: ScopedSession) -> int:
    """Agreements still being drafted or reviewed in the actor's own area."""
    drafts = select(func.count(Agreement.id)).where(Agreement.status.in_([Status.DRAFT, Status.REVIEW]))
    return session.scalar(drafts) or 0


@query("home:read", Scope.TOTALS)
def unmet_needs(session: ScopedSession, area_id: int) -> int:
    """Needs that are open, matched or being worked on in a branch."""
    inside = select(Area.id).where(branch(session, area_id))
    return session.scalar(select(func.count(Need.id)).where(Need.area_id.in_(inside), Need.status.in_(UNMET))) or 0


@query("account:read")
def locked_accounts(session: ScopedSession) -> list[str]:
    """Usernames that must wait before the next try, because of failed sign-ins; of one's own people only."""
    blocked = select(Throttle.id).where(
        Throttle.key == "account:" + Account.username, Throttle.blocked_until > clock.now()
    )
    own = manageable(select(Account.username), session.actor)
    return list(session.scalars(own.where(exists(blocked)).order_by(Account.username).limit(50)))


@query("member:read", Scope.STREET)
def sample_names(session: ScopedSession, limit: int = 60) -> list[str]:
    """Names for trying the quick entry: of the actor's own area, and borne by nobody else in the street."""
    unique = select(Member.name_key).group_by(Member.name_key).having(func.count() == 1)
    own = select(Area.id).where(in_reaches(Area.path, session.actor.own))  # type: ignore[arg-type]  # why: mypy sees the attribute, not the column
    names = select(Member.name).where(Member.name_key.in_(unique), Member.area_id.in_(own))
    return list(session.scalars(names.order_by(Member.id).limit(limit)))

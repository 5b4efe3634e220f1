"""How far a person has come in the tour of the demo."""

from db.access import command
from db.models import Account
from db.session import ScopedSession

STEPS = 5


@command("own:tour")
def set_tour(session: ScopedSession, step: int) -> None:
    """0 is the beginning, STEPS is done."""
    session.fetch(Account, session.actor.account_id).tour_step = max(0, min(step, STEPS))

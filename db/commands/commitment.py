"""Parties and commitments of a draft: added, changed, removed."""

from datetime import date

from sqlalchemy import select

from db.access import command
from db.commands.agreement import locked, name_parties
from db.errors import N_, Invalid
from db.models import AgreementSide, Commitment, Unit
from db.rules import commitment as rules
from db.rules.agreement import Frequency, Measure, SideOf, check_editable, check_text
from db.rules.label import fold, tidy
from db.session import ScopedSession


@command("agreement:write")
def add_side(
    session: ScopedSession,
    agreement_id: int,
    side: SideOf | None,
    unit_id: int | None,
    party_name: str = "",
    signatory: str = "",
    post: str = "",
) -> int:
    """One more party: a unit, or a Party organisation in words."""
    row = locked(session, agreement_id)
    check_editable(row.status)
    if side is None:
        raise Invalid(N_("Choose on which side the party stands."))
    unit = None if unit_id is None else session.fetch(Unit, unit_id)
    name = unit.name if unit else check_text(tidy(party_name), 60)
    if not name:
        raise Invalid(N_("Choose a unit, or name the Party organisation."))
    there = session.scalars(select(AgreementSide).where(AgreementSide.agreement_id == row.id))
    if any(other.unit_id == unit_id if unit else fold(other.party_name or "") == fold(name) for other in there):
        raise Invalid(N_("{name} is a party of this agreement already."), name=name)
    made = AgreementSide(
        agreement_id=row.id,
        side=side,
        unit_id=unit_id,
        party_name=name,
        signatory=check_text(tidy(signatory), 40) or None,
        post=check_text(tidy(post), 40) or None,
    )
    session.add(made)
    name_parties(session, row)
    return made.id


@command("agreement:write")
def change_side(session: ScopedSession, id: int, version: int, signatory: str, post: str) -> None:
    """Who signs for a party of a draft."""
    side = session.fetch(AgreementSide, id, version)
    check_editable(locked(session, side.agreement_id).status)
    side.signatory = check_text(tidy(signatory), 40) or None
    side.post = check_text(tidy(post), 40) or None


@command("agreement:write")
def remove_side(session: ScopedSession, id: int, version: int) -> None:
    side = session.fetch(AgreementSide, id, version)
    row = locked(session, side.agreement_id)
    check_editable(row.status)
    if session.scalar(select(Commitment.id).where(Commitment.side_id == id).limit(1)) is not None:
        raise Invalid(N_("This party has commitments in the draft. Remove them first."))
    session.delete(side)
    name_parties(session, row)


@command("agreement:write")
def add_commitment(
    session: ScopedSession,
    side_id: int | None,
    category: str | None,
    content: str,
    target_qty: float | None,
    measure: Measure | None,
    frequency: Frequency | None,
    due_on: date | None = None,
) -> int:
    """One measurable promise of one party of a draft."""
    if side_id is None:
        raise Invalid(N_("Choose whose commitment it is."))
    side = session.fetch(AgreementSide, side_id)
    made = Commitment(agreement_id=side.agreement_id)
    _fill(session, made, side, category, content, target_qty, measure, frequency, due_on)
    session.add(made)
    session.flush()
    return made.id


@command("agreement:write")
def change_commitment(
    session: ScopedSession,
    id: int,
    version: int,
    side_id: int,
    category: str | None,
    content: str,
    target_qty: float | None,
    measure: Measure | None,
    frequency: Frequency | None,
    due_on: date | None = None,
) -> None:
    row, side = session.fetch(Commitment, id, version), session.fetch(AgreementSide, side_id)
    if side.agreement_id != row.agreement_id:
        raise Invalid(N_("Choose whose commitment it is."))
    _fill(session, row, side, category, content, target_qty, measure, frequency, due_on)


@command("agreement:write")
def remove_commitment(session: ScopedSession, id: int, version: int) -> None:
    row = session.fetch(Commitment, id, version)
    check_editable(locked(session, row.agreement_id).status)
    session.delete(row)


def _fill(
    session: ScopedSession,
    row: Commitment,
    side: AgreementSide,
    category: str | None,
    content: str,
    target_qty: float | None,
    measure: Measure | None,
    frequency: Frequency | None,
    due_on: date | None,
) -> None:
    agreement = locked(session, side.agreement_id)
    check_editable(agreement.status)
    if side.side is SideOf.WITNESS:
        raise Invalid(N_("A witness promises nothing. Choose party A or party B."))
    if category is None or measure is None or frequency is None:
        raise Invalid(N_("Choose category, measure and frequency of the commitment."))
    content = tidy(content)
    rules.check_promise(content, target_qty, frequency, due_on, (agreement.starts_on, agreement.ends_on))
    with session.no_autoflush:
        others = session.scalars(select(Commitment).where(Commitment.side_id == side.id))
        if any(other.id != row.id and fold(other.content) == fold(content) for other in others):
            raise Invalid(N_("“{content}” is promised by this party already."), content=content)
    row.side_id, row.category, row.content = side.id, category, content
    row.target_qty, row.measure, row.frequency, row.due_on = target_qty or 0, measure, frequency, due_on

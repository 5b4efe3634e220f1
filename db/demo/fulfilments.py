"""What was done for the promises: ticked by activities, or noted by hand; some late, some never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from db.demo.activities import ActivityRow
from db.demo.agreements import AgreementRow, Agreements, CommitmentRow
from db.rules.agreement import Frequency
from db.rules.commitment import due_dates

NOTES = {
    "hours": "按约开放场地",
    "households": "上门走访并送慰问品",
    "yuan": "款项已转入社区助学账户",
    "places": "现场核对无误",
}


@dataclass(frozen=True)
class FulfilmentRow:
    agreement_id: int
    commitment_id: int
    unit_id: int | None
    done_on: date
    qty: float
    activity_id: int | None
    note: str | None
    confirmed: bool


def make_fulfilments(
    agreements: Agreements, activities: tuple[ActivityRow, ...], today: date
) -> tuple[FulfilmentRow, ...]:
    rng = Random("fulfilments")
    by_commitment: dict[int, list[ActivityRow]] = {}
    for activity in activities:
        if activity.commitment_id:
            by_commitment.setdefault(activity.commitment_id, []).append(activity)
    terms = {row.id: row for row in agreements.rows}
    idle = {
        row.id for row in agreements.rows if rng.random() < 0.25
    }  # here the community itself does not keep its part
    rows: list[FulfilmentRow] = []
    for promise in agreements.commitments:
        term = terms[promise.agreement_id]
        if term.status in {"draft", "review", "signed"}:
            continue
        ticked = by_commitment.get(promise.id, [])
        rows += [_ticked(promise, activity, today) for activity in ticked]
        zeal = 0.1 if promise.unit_id is None and term.id in idle else term.zeal
        last = min(agreements.stopped_on(term.id) or today, term.ends_on, today)
        rows += _by_hand(promise, term, [activity.held_on for activity in ticked], last, zeal, today=today, rng=rng)
    return tuple(sorted(rows, key=lambda row: (row.done_on, row.commitment_id)))


def _ticked(promise: CommitmentRow, activity: ActivityRow, today: date) -> FulfilmentRow:
    return FulfilmentRow(
        agreement_id=promise.agreement_id,
        commitment_id=promise.id,
        unit_id=promise.unit_id,
        done_on=activity.held_on,
        qty=1.0,
        activity_id=activity.id,
        note=None,
        confirmed=_is_confirmed(promise, activity.held_on, today),
    )


def _is_confirmed(promise: CommitmentRow, done_on: date, today: date) -> bool:
    """The community's own promises need nobody's word; liaisons take their time with the rest."""
    return promise.unit_id is None or (today - done_on).days > 30


def _by_hand(
    promise: CommitmentRow, term: AgreementRow, ticked: list[date], last: date, zeal: float, *, today: date, rng: Random
) -> Iterator[FulfilmentRow]:
    """Now and then somebody sees what is owed beyond what the activities covered, and makes up for it."""
    noted = 0.0
    start = term.starts_on
    dates = due_dates(Frequency(promise.frequency), term.starts_on, term.ends_on, promise.due_on)
    for number, due_on in enumerate(dates, 1):
        if start > last:
            return
        owed = promise.target_qty * number - noted - sum(day <= due_on for day in ticked)
        done_on = start + (due_on - start) * rng.uniform(0.1, 1.0)
        if rng.random() < 0.08:
            done_on += timedelta(days=rng.randint(3, 25))  # late
        start = due_on + timedelta(days=1)
        if owed <= 0 or rng.random() > zeal or done_on > last:
            continue
        noted += owed
        yield FulfilmentRow(
            agreement_id=promise.agreement_id,
            commitment_id=promise.id,
            unit_id=promise.unit_id,
            done_on=done_on,
            qty=float(owed),
            activity_id=None,
            note=NOTES.get(promise.measure),
            confirmed=_is_confirmed(promise, done_on, today),
        )

"""What was done for the promises: ticked by activities, or noted by hand; some late, some never."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from db.demo.activities import ActivityRow
from db.demo.agreements import AgreementRow, Agreements, CommitmentRow

MONTHS = {"once": 6, "monthly": 1, "quarterly": 3, "half_year": 6, "year": 12}
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
        rows += [_ticked(promise, activity) for activity in ticked]
        zeal = 0.1 if promise.unit_id is None and term.id in idle else term.zeal
        rows += _by_hand(promise, term, [activity.held_on for activity in ticked], zeal, today=today, rng=rng)
    return tuple(sorted(rows, key=lambda row: (row.done_on, row.commitment_id)))


def _ticked(promise: CommitmentRow, activity: ActivityRow) -> FulfilmentRow:
    return FulfilmentRow(
        promise.agreement_id, promise.id, promise.unit_id, activity.held_on, 1, activity.id, None, confirmed=True
    )


def _by_hand(
    promise: CommitmentRow, term: AgreementRow, ticked: list[date], zeal: float, *, today: date, rng: Random
) -> Iterator[FulfilmentRow]:
    """One note for each period that the activities did not cover, if anybody took the trouble."""
    last = min(term.closed_on or today, term.ends_on, today)
    start = term.starts_on
    while start <= last:
        end = months_on(start, MONTHS[promise.frequency]) - timedelta(days=1)
        done = sum(start <= day <= end for day in ticked)
        if done < promise.target_qty and rng.random() < zeal:
            late = timedelta(days=rng.randint(3, 25)) if rng.random() < 0.08 else timedelta(0)
            done_on = start + (end - start) * rng.uniform(0.1, 1.0) + late
            if done_on <= last:
                yield FulfilmentRow(
                    agreement_id=promise.agreement_id,
                    commitment_id=promise.id,
                    unit_id=promise.unit_id,
                    done_on=done_on,
                    qty=float(promise.target_qty - done),
                    activity_id=None,
                    note=NOTES.get(promise.measure),
                    confirmed=(today - done_on).days > 30,
                )
        if promise.frequency == "once":
            return
        start = end + timedelta(days=1)


def months_on(day: date, months: int) -> date:
    """The same day some months later; terms here begin on the 28th at the latest, or on the month's last day."""
    month = day.month - 1 + months
    return day.replace(year=day.year + month // 12, month=month % 12 + 1, day=min(day.day, 28))

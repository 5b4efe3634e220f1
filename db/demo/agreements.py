"""Agreements in every state with sides, promises and log; the one of 2019 to 2022 stands first, never closed."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from db.demo.town import AreaRow, Town
from db.demo.units import UnitRow
from db.demo.words import CLOSE_REASONS, PAUSE_REASONS, PROMISES

PARTY_TITLES = {"committee": "党委", "general_branch": "党总支", "branch": "党支部"}
# What is wanted: a state, and for each agreement the days from today to its end (or to its start, if not yet begun).
PLAN: tuple[tuple[str, tuple[int, ...]], ...] = (
    ("ended", (-12, -45, -96, -170, -301)),
    ("renewed", (-20, -75, -140, -200, -260, -330)),
    ("active", (12, 26, 38, 47, 58, 66, 79, 88, *range(110, 1000, 41))),
    ("suspended", (190, 330, 540)),
    ("terminated", (150, 400, 90, 610)),
    ("signed", (5, 14, 40)),
    ("review", (10, 20, 30, 45)),
    ("draft", (15, 25, 50)),
)
NOT_BEGUN = ("signed", "review", "draft")
OLDEST = (date(2019, 6, 1), date(2022, 5, 31))
OLDEST_PROMISES = ("joint_activities", "joint_security", "joint_environment", "joint_culture")
ZEAL = ((0.97, 6), (0.85, 6), (0.6, 4), (0.25, 2), (0.0, 2))  # how reliably promises are kept, and how often that is so


@dataclass(frozen=True)
class AgreementRow:
    id: int
    area_id: int
    title: str
    starts_on: date
    ends_on: date
    status: str
    signed_on: date | None = None
    agreement_no: str | None = None
    party_names: str = ""
    renewal_of_id: int | None = None
    closed_on: date | None = None
    close_reason: str | None = None
    note: str | None = None
    zeal: float = 0.0  # how reliably its sides keep what they promised; not stored


@dataclass(frozen=True)
class SideRow:
    id: int
    agreement_id: int
    side: str
    unit_id: int | None
    party_name: str
    signatory: str | None
    post: str | None


@dataclass(frozen=True)
class CommitmentRow:
    id: int
    agreement_id: int
    side_id: int
    unit_id: int | None
    category: str
    content: str
    target_qty: float
    measure: str
    frequency: str
    due_on: date | None


@dataclass(frozen=True)
class LogRow:
    agreement_id: int
    happened_on: date
    from_status: str | None
    to_status: str
    by_name: str
    reason: str | None = None


@dataclass(frozen=True)
class Agreements:
    rows: tuple[AgreementRow, ...]
    sides: tuple[SideRow, ...]
    commitments: tuple[CommitmentRow, ...]
    log: tuple[LogRow, ...]

    def stopped_on(self, agreement_id: int) -> date | None:
        """The day on which it was suspended or terminated."""
        stops = (row for row in self.log if row.to_status in {"suspended", "terminated"})
        return next((row.happened_on for row in stops if row.agreement_id == agreement_id), None)


@dataclass
class _Plan:
    state: str
    community: AreaRow
    units: list[UnitRow]
    starts_on: date
    ends_on: date
    follows: "_Plan | None" = None
    id: int = 0


def make_agreements(town: Town, units: tuple[UnitRow, ...], today: date) -> Agreements:
    rng = Random("agreements")
    plans = sorted(_plans(town, units, today, rng), key=lambda plan: (plan.starts_on, plan.units[0].id))
    for number, plan in enumerate(plans, 1):
        plan.id = number
    heads = {worker.area_id: worker.name for worker in town.workers if worker.position == "secretary"}
    writer = _Writer(today, rng, heads)
    for plan in plans:
        writer.write(plan)
    return Agreements(tuple(writer.rows), tuple(writer.sides), tuple(writer.commitments), tuple(writer.log))


def _plans(town: Town, units: tuple[UnitRow, ...], today: date, rng: Random) -> list[_Plan]:
    communities = {area.id: area for area in town.of_level("community")}
    first, *others = units
    plans = [_Plan("ended", communities[first.community_id], [first], *OLDEST)]
    waiting = rng.sample(others, len(others))
    for state, ends in PLAN:
        for days in ends:
            unit = waiting.pop()
            community = communities[unit.community_id]
            company = [unit]
            if state == "active" and rng.random() < 0.18:  # one ceremony, several units
                near = [other for other in others if other.community_id == unit.community_id and other is not unit]
                company += near[:2]
            marked = today + timedelta(days=days)
            if state in NOT_BEGUN:
                plans.append(_Plan(state, community, company, marked, _years_on(marked, rng.randint(1, 3))))
                continue
            term = max(rng.randint(1, 3), days // 365 + 1)
            plan = _Plan(state, community, company, _years_on(marked, -term), marked)
            plans.append(plan)
            if state == "renewed":
                start = marked + timedelta(days=1)
                plans.append(_Plan("active", community, company, start, _years_on(start, rng.randint(2, 3)), plan))
    for plan in [plan for plan in plans if plan.state == "ended"][1:3]:
        start = today + timedelta(days=20)
        plans.append(_Plan("draft", plan.community, plan.units, start, _years_on(start, 2), plan))
    return plans


def _years_on(day: date, years: int) -> date:
    """The last day of a term that begins on `day`; with negative years, the first day of one that ends on it."""
    shift = timedelta(days=-1 if years > 0 else 1)
    return day.replace(year=day.year + years, day=min(day.day, 28)) + shift


class _Writer:
    """Turns plans into rows of four tables, numbering as it goes."""

    def __init__(self, today: date, rng: Random, heads: dict[int, str]) -> None:
        self.today, self.rng, self.heads = today, rng, heads
        self.rows: list[AgreementRow] = []
        self.sides: list[SideRow] = []
        self.commitments: list[CommitmentRow] = []
        self.log: list[LogRow] = []
        self._signed: dict[tuple[int, int], int] = {}

    def write(self, plan: _Plan) -> None:
        rng, signed_on = self.rng, None
        begun = plan.state not in NOT_BEGUN
        if begun or plan.state == "signed":
            signed_on = min(plan.starts_on - timedelta(days=rng.randint(3, 25)), self.today - timedelta(days=2))
        party = f"{plan.community.name}{PARTY_TITLES[plan.community.party_form or 'branch']}"
        closed_on = None
        if plan.state == "terminated":
            closed_on = plan.starts_on + (self.today - plan.starts_on) * 0.8
        self.rows.append(
            AgreementRow(
                id=plan.id,
                area_id=plan.community.id,
                title=f"{plan.units[0].name}党支部与{party}共驻共建协议",
                starts_on=plan.starts_on,
                ends_on=plan.ends_on,
                status="active" if plan.state in {"ended", "renewed"} else plan.state,
                signed_on=signed_on,
                agreement_no=self._number(signed_on, plan.community.id),
                party_names="、".join([party, *(unit.name for unit in plan.units)]),
                renewal_of_id=plan.follows.id if plan.follows else None,
                closed_on=closed_on,
                close_reason=rng.choice(CLOSE_REASONS) if closed_on else None,
                zeal=ZEAL[1][0] if plan.id == 1 else rng.choices([z for z, _ in ZEAL], [n for _, n in ZEAL])[0],
            )
        )
        self._write_sides(plan, party)
        self._write_log(plan, signed_on, closed_on)

    def _number(self, signed_on: date | None, area_id: int) -> str | None:
        if signed_on is None:
            return None
        key = (signed_on.year, area_id)
        self._signed[key] = self._signed.get(key, 0) + 1
        return f"{signed_on.year}-{area_id:03d}-{self._signed[key]:03d}"

    def _write_sides(self, plan: _Plan, party: str) -> None:
        community = self._side(plan, "party_a", None, party)
        parties = [(self._side(plan, "party_b", unit, unit.name), unit) for unit in plan.units]
        if len(parties) > 1:
            self._side(plan, "witness", None, "螺城镇党委")
        wanted = [key for key in PROMISES if key not in {"community", "joint_activities"}]
        usual = ["joint_activities"] if self.rng.random() < 0.7 else []
        chosen = OLDEST_PROMISES if plan.id == 1 else (*usual, *self.rng.sample(wanted, self.rng.randint(2, 3)))
        for n, category in enumerate(chosen):
            side, unit = parties[n % len(parties)]
            self._commitment(plan, side, unit, category, category)
        if self.rng.random() < 0.7:
            self._commitment(plan, community, None, "community", "joint_activities")

    def _side(self, plan: _Plan, side: str, unit: UnitRow | None, party: str) -> SideRow:
        name = unit.liaison_name if unit else self.heads[plan.community.id] if side == "party_a" else None
        post = ("党支部书记" if unit else "书记") if name else None
        row = SideRow(len(self.sides) + 1, plan.id, side, unit.id if unit else None, party, name, post)
        self.sides.append(row)
        return row

    def _commitment(self, plan: _Plan, side: SideRow, unit: UnitRow | None, promise: str, category: str) -> None:
        content, measure, target, frequency = self.rng.choice(PROMISES[promise])
        due_on = plan.starts_on + timedelta(days=180) if frequency == "once" else None
        unit_id = unit.id if unit else None
        number = len(self.commitments) + 1
        self.commitments.append(
            CommitmentRow(number, plan.id, side.id, unit_id, category, content, target, measure, frequency, due_on)
        )

    def _write_log(self, plan: _Plan, signed_on: date | None, closed_on: date | None) -> None:
        name = self.heads[plan.community.id]
        drafted = (signed_on or self.today) - timedelta(days=self.rng.randint(8, 30))
        steps: list[tuple[str, date, str | None]] = [("draft", drafted, None)]
        if plan.state != "draft":
            steps.append(("review", drafted + timedelta(days=4), None))
        if signed_on:
            steps.append(("signed", signed_on, None))
        if plan.state not in NOT_BEGUN:
            steps.append(("active", plan.starts_on, None))
        if plan.state == "suspended":
            paused_on = plan.starts_on + (self.today - plan.starts_on) * 0.9
            steps.append(("suspended", paused_on, self.rng.choice(PAUSE_REASONS)))
        if closed_on:
            steps.append(("terminated", closed_on, self.rows[-1].close_reason))
        before: str | None = None
        for state, day, reason in steps:
            self.log.append(LogRow(plan.id, day, before, state, name, reason))
            before = state

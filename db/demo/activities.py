"""Two years of activities: crowded in the middle of the town, thin at its edge, and mostly talks and tidying."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from itertools import accumulate
from random import Random

from db.demo.agreements import Agreements, CommitmentRow
from db.demo.needs import NeedRow
from db.demo.people import MemberRow, RegistrationRow
from db.demo.town import AreaRow, Town
from db.demo.units import UnitRow
from db.demo.words import KEEPS, OUTCOMES, SEASONS, TITLES, TOPICS, TRADES, VOID_REASONS, WEIGHTS
from db.rules.activity import TALK_AND_TIDY

YEARS = 2
COUNT = 1560
STREET_WIDE = 28
# How often each community holds one; beyond how many days back its last one lies, where that is to be noticed.
SHARES = {
    "新霞": 23.0,
    "中新": 18.5,
    "北关": 11.5,
    "东南": 11.0,
    "东关": 9.5,
    "西北": 8.5,
    "南洲": 8.0,
    "霞东": 5.0,
    "霞园": 3.4,
    "霞张": 1.0,
    "前型": 0.6,
}
SILENT_FOR = {"前型": 97, "霞张": 73, "霞园": 34}
LIVELY = ("新霞", "中新", "北关", "东南", "东关")  # these have held something in the last few days
MONTHS = {1: 0.8, 2: 0.55, 3: 1.35, 4: 1.0, 5: 1.0, 6: 1.15, 7: 1.3, 8: 0.85, 9: 1.0, 10: 1.05, 11: 1.1, 12: 1.25}
HOURS = (1.0, 1.5, 2.0, 2.0, 2.0, 2.5, 3.0, 4.0)


@dataclass(frozen=True)
class ActivityRow:
    id: int
    area_id: int
    community_id: int | None  # empty for the whole street
    title: str
    category: str
    held_on: date
    starts_at: time | None
    place: str
    hours: float | None
    unit_id: int | None
    commitment_id: int | None
    need_id: int | None
    outcome: str | None
    problem_solved: bool | None
    status: str
    void_reason: str | None
    source: str
    lag: int  # days until it was entered
    people: tuple[int, ...]


@dataclass(frozen=True)
class Setting:
    """What the activities draw from."""

    town: Town
    units: tuple[UnitRow, ...]
    members: tuple[MemberRow, ...]
    registrations: tuple[RegistrationRow, ...]
    agreements: Agreements
    needs: tuple[NeedRow, ...]
    today: date


class _Pool:
    """Members who may turn up somewhere, some far more often than others."""

    def __init__(self, members: Sequence[MemberRow], since: dict[int, date], rng: Random) -> None:
        self.members, self._since = members, since
        self._weights = list(accumulate(rng.choice((0.0, 0.3, 1.0, 1.0, 2.0, 4.0)) for _ in members))

    def draw(self, size: int, day: date, rng: Random) -> list[int]:
        if not self.members or not self._weights[-1]:
            return []
        drawn = rng.choices(self.members, cum_weights=self._weights, k=size * 4)
        known = (member.id for member in drawn if self._since.get(member.id, day) <= day)
        return list(dict.fromkeys(known))[:size]


def make_activities(setting: Setting) -> tuple[ActivityRow, ...]:
    maker = _Maker(setting)
    rows = [maker.make(day, community) for day, community in maker.calendar()]
    rows += [maker.make(day, None) for day in maker.days(STREET_WIDE, 6)]
    rows.sort(key=lambda row: row.held_on)
    rows = [replace(row, id=number) for number, row in enumerate(rows, 1)]
    return tuple(_with_needs(rows, setting.needs, maker.rng))


def _is_of_trade(unit: UnitRow, category: str) -> bool:
    return category not in TRADES or any(sign in unit.name for sign in TRADES[category])


class _Maker:
    def __init__(self, setting: Setting) -> None:
        self.setting, self.rng, self._made = setting, Random("activities"), 0
        town = setting.town
        self.grids = {area.id: town.grids_of(area.id) for area in town.of_level("community")}
        homes = {row.member_id: row.area_id for row in setting.registrations if row.ended_on is None}
        since = {row.member_id: row.registered_on for row in setting.registrations if row.ended_on is None}
        present = [member for member in setting.members if member.status == "active"]
        self.pools = {
            area: _Pool([m for m in present if homes.get(m.id, m.community_id) == area], since, self.rng)
            for area in self.grids
        }
        self.of_units = {
            unit.id: _Pool([m for m in present if m.unit_id == unit.id and m.id in homes], since, self.rng)
            for unit in setting.units
        }
        self.everyone = _Pool([m for m in present if m.id in homes], since, self.rng)
        self.promises: dict[tuple[int, int], list[CommitmentRow]] = {}
        self.terms = {row.id: row for row in setting.agreements.rows}
        for commitment in setting.agreements.commitments:
            if commitment.unit_id and commitment.measure in {"times", "sessions"}:
                place = self.terms[commitment.agreement_id].area_id
                self.promises.setdefault((place, commitment.unit_id), []).append(commitment)

    def calendar(self) -> list[tuple[date, AreaRow]]:
        """Which community holds one on which day."""
        held: list[tuple[date, AreaRow]] = []
        for name, share in SHARES.items():
            community, silent = self.setting.town.community(name), SILENT_FOR.get(name, 0)
            number = round(COUNT * share / sum(SHARES.values()))
            held += [(day, community) for day in self.days(number, silent)]
            if silent:
                held.append((self.setting.today - timedelta(days=silent), community))
        for back, name in enumerate(LIVELY):
            held.append((self.setting.today - timedelta(days=back), self.setting.town.community(name)))
        return held

    def days(self, number: int, silent: int) -> list[date]:
        """Days of the last two years by season and weekday, slowly growing in number."""
        today = self.setting.today
        first = today.replace(year=today.year - YEARS, day=1)
        back = range(silent, (today - first).days + 1)
        days = [today - timedelta(days=n) for n in back]
        weights = [
            MONTHS[day.month] * (1.35 if day.weekday() > 3 else 0.85) * (1.25 - n / len(days) / 2)
            for n, day in zip(back, days, strict=True)
        ]
        return self.rng.choices(days, weights, k=number)

    def make(self, held_on: date, community: AreaRow | None) -> ActivityRow:
        rng = self.rng
        category = self._category(held_on.month)
        grid = rng.choice(self.grids[community.id]) if community else None
        area = grid if grid and rng.random() < 0.62 else community or self.setting.town.street
        unit = self._unit(community)
        people = self._people(held_on, community, unit)
        place = grid.place if grid else "螺城文化广场"
        name = unit.short_name if unit and _is_of_trade(unit, category) else None
        titles = [title for title in TITLES[category] if name or "{u}" not in title]
        void = rng.random() < 0.012
        told = rng.random() < 0.38
        outcome = rng.choice(OUTCOMES[category]).format(n=rng.randint(2, 9), m=rng.randint(20, 90)) if told else None
        return ActivityRow(
            id=0,
            area_id=area.id,
            community_id=community.id if community else None,
            title=rng.choice(titles).format(p=place, u=name, t=rng.choice(TOPICS)),
            category=category,
            held_on=held_on,
            starts_at=time(rng.choice((8, 9, 9, 14, 15, 19)), rng.choice((0, 30))) if rng.random() < 0.6 else None,
            place=place,
            hours=rng.choice(HOURS) if rng.random() < 0.75 else None,
            unit_id=unit.id if unit else None,
            commitment_id=self._promise(held_on, community, unit, category) if not void else None,
            need_id=None,
            outcome=outcome,
            problem_solved=rng.random() < 0.7 if told and rng.random() < 0.4 else None,
            status="void" if void else "held",
            void_reason=rng.choice(VOID_REASONS) if void else None,
            source=rng.choices(("paper", "desk", "import"), (5, 4, 1))[0],
            lag=rng.choice((0, 0, 1, 1, 2, 3, 6)),
            people=tuple(people),
        )

    def _category(self, month: int) -> str:
        """Five of every eight are talks or tidying, as the source complains; within these, the season decides."""
        self._made += 1
        usual = self._made * 5 % 8 < 5
        weights = {
            category: weight * (2.5 if month in SEASONS.get(category, ()) else 1.0)
            for category, weight in WEIGHTS.items()
            if (category in TALK_AND_TIDY) is usual
        }
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def _unit(self, community: AreaRow | None) -> UnitRow | None:
        if community is None or self.rng.random() > 0.6:
            return None
        if self.rng.random() < 0.2:
            return self.rng.choice(self.setting.units)
        near = [unit for unit in self.setting.units if unit.community_id == community.id]
        bound = [3 if (community.id, unit.id) in self.promises else 1 for unit in near]
        return self.rng.choices(near, bound)[0]

    def _people(self, day: date, community: AreaRow | None, unit: UnitRow | None) -> list[int]:
        rng = self.rng
        if community is None:
            return self.everyone.draw(rng.randint(24, 60), day, rng)
        size = rng.randint(56, 64) if rng.random() < 0.012 else round(rng.triangular(4, 25, 8))
        sent = self.of_units[unit.id].draw(max(2, size // 2), day, rng) if unit else []
        return list(dict.fromkeys(sent + self.pools[community.id].draw(size, day, rng)))[:size]

    def _promise(self, day: date, community: AreaRow | None, unit: UnitRow | None, category: str) -> int | None:
        """A commitment of this unit here that such an activity keeps, if the two are in the habit of keeping it."""
        if community is None or unit is None:
            return None
        for commitment in self.promises.get((community.id, unit.id), []):
            term = self.terms[commitment.agreement_id]
            running = term.status == "active" and term.starts_on <= day <= term.ends_on
            if running and category in KEEPS.get(commitment.category, ()) and self.rng.random() < term.zeal:
                return commitment.id
        return None


def _with_needs(rows: list[ActivityRow], needs: Sequence[NeedRow], rng: Random) -> list[ActivityRow]:
    """Some needs were answered by an activity of the same community, on the day they were solved or while in hand."""
    for need in needs:
        if need.status not in {"doing", "solved"} or rng.random() < 0.4:
            continue
        fits = [
            n
            for n, row in enumerate(rows)
            if row.community_id == need.community_id and row.need_id is None and row.status == "held"
            if need.raised_on <= row.held_on <= (need.solved_on or row.held_on)
        ]
        if fits:
            chosen = fits[-1]
            rows[chosen] = replace(rows[chosen], need_id=need.id, problem_solved=need.status == "solved" or None)
    return rows

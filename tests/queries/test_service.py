"""Numbers about service records come from the rollups and are right."""

from collections.abc import Callable
from datetime import date
from typing import Any

from db.access import command
from db.models import CheckIn
from db.queries.figure import figures, figures_by_area
from db.queries.service import service_by_area, service_by_area_month, service_by_kind, service_by_month, service_totals
from db.rules.area import Level
from db.rules.period import Period
from db.session import ScopedSession
from tests.conftest import make_activity

YEAR = Period("2026", "2026-01", "2026-12")


@command("activity:write")
def hold(session: ScopedSession, /, area_id: int, day: date, people: list[int], **more: Any) -> None:
    activity = make_activity(area_id, day, **more)
    session.add(activity)
    session.flush()
    session.add_all(CheckIn(activity_id=activity.id, member_id=i, unit_id=1) for i in people)


def test_persons_are_counted_once_however_often_they_come(ask: Callable[..., Any], do: Callable[..., Any]) -> None:
    do("bo", hold, 4, date(2026, 3, 5), [1, 2], hours=2)
    do("bo", hold, 5, date(2026, 3, 9), [1], category="health")
    do("ada", hold, 1, date(2026, 4, 1), [1, 3], hours=1)
    do("wen", hold, 6, date(2026, 4, 2), [3])
    total = ask("bo", service_totals, 1, YEAR)
    assert (total.activities, total.person_times, total.persons, total.hours) == (4, 6, 3, 6.0)
    assert ask("bo", service_totals, 1, YEAR, own_only=True).activities == 1
    areas = ask("bo", service_by_area, 1, Level.COMMUNITY, YEAR)
    assert areas[["name", "activities", "person_times", "persons"]].values.tolist() == [
        ["East", 2, 3, 2],
        ["West", 1, 1, 1],
    ]
    assert areas["last_on"].tolist() == [date(2026, 3, 9), date(2026, 4, 2)]
    months = ask("bo", service_by_month, 2, YEAR)
    assert len(months) == 12
    assert months.set_index("month").loc["2026-03"].tolist() == [2, 3, 2, 4.0]
    assert ask("bo", service_by_kind, 2, YEAR)["category"].tolist() == ["health", "sanitation"]
    grid = ask("bo", service_by_area_month, 1, Level.GRID, YEAR)
    assert len(grid) == 36
    assert grid["activities"].sum() == 3


def test_another_street_sees_nothing_of_it(ask: Callable[..., Any], do: Callable[..., Any]) -> None:
    do("bo", hold, 4, date(2026, 3, 5), [1, 2])
    assert ask("far", service_totals, 1, YEAR).activities == 0
    assert ask("far", service_by_area, 1, Level.COMMUNITY, YEAR).empty


def test_figures_are_an_areas_own_or_the_sum_of_those_below(ask: Callable[..., Any]) -> None:
    assert (ask("bo", figures, 1).households, ask("bo", figures, 1).groups) == (900, 5)
    assert ask("bo", figures_by_area, 1, Level.GRID)[4].residents == 900

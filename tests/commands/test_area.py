"""Changing the area tree never rewrites history."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.commands.area import add_area, close_area, edit_area, move_grid, set_figure
from db.errors import AppError, Invalid, Refused
from db.models import Area, AreaFigure
from db.queries.area import areas_below
from db.queries.figure import figures
from db.queries.service import service_by_area
from db.rules.area import Level
from db.rules.period import Period
from tests.data.test_scope import hold

YEAR = Period("2026", "2026-01", "2026-12")


def test_a_new_grid_stands_under_its_community(do: Callable[..., Any], ask: Callable[..., Any], town: Engine) -> None:
    id_ = do("ada", add_area, Level.GRID, 2, "  East-３ ", "990101001001003")
    with Session(town) as session:
        path, name = session.execute(select(Area.path, Area.name).where(Area.id == id_)).one()
    assert name == "East-3"
    assert path == f"00000101/00000102/00000001/00000002/{id_:08d}/"
    assert [a.name for a in ask("bo", areas_below, 2, Level.GRID)] == ["East-1", "East-2", "East-3"]


@pytest.mark.parametrize(
    ("level", "parent", "name", "code"),
    [
        (Level.GRID, 1, "x", None),
        (Level.COMMUNITY, 2, "x", None),
        (Level.GRID, 2, "", None),
        (Level.GRID, 2, "east-1", None),
        (Level.GRID, 2, "x", "990101001002009"),
        (Level.COMMUNITY, 1, "x", "123"),
        (Level.COMMUNITY, 1, "x", "990101001001"),
        (Level.GRID, 2, "x" * 61, None),
        (Level.GRID, 999, "x", None),
    ],
)
def test_what_does_not_fit_is_refused_in_words(
    do: Callable[..., Any], level: Level, parent: int, name: str, code: str | None
) -> None:
    with pytest.raises(Invalid):
        do("ada", add_area, level, parent, name, code)


@pytest.mark.parametrize("who", ["bo", "sam", "cy", "lea", "far", "root"])
def test_only_administrators_of_the_street_change_the_tree(do: Callable[..., Any], who: str) -> None:
    with pytest.raises(Refused):
        do(who, add_area, Level.GRID, 2, "x")


def test_an_administrator_cannot_reach_into_another_street(do: Callable[..., Any]) -> None:
    with pytest.raises(AppError):
        do("ada", add_area, Level.GRID, 10, "x")
    with pytest.raises(AppError):
        do("ada", edit_area, 10, 1, "mine", None, None, None)


def test_a_closed_grid_keeps_its_past_and_its_community_keeps_the_sum(
    do: Callable[..., Any], ask: Callable[..., Any]
) -> None:
    do("bo", hold, 4, [1, 2])
    do("ada", close_area, 4, 1, date(2026, 6, 30))
    assert [a.name for a in ask("bo", areas_below, 2, Level.GRID)] == ["East-2"]
    assert ask("bo", service_by_area, 1, Level.COMMUNITY, YEAR)["person_times"].tolist() == [2, 0]
    with pytest.raises(Invalid):
        do("ada", close_area, 2, 1, date(2026, 6, 30))


def test_a_moved_grid_leaves_its_past_with_the_old_community(do: Callable[..., Any], ask: Callable[..., Any]) -> None:
    do("bo", hold, 4, [1, 2])
    new = do("ada", move_grid, 4, 1, 3, date(2026, 7, 1))
    assert ask("ada", service_by_area, 1, Level.COMMUNITY, YEAR)["person_times"].tolist() == [2, 0]
    assert [a.id for a in ask("wen", areas_below, 3, Level.GRID) if a.name == "East-1"] == [new]
    assert ask("wen", figures, new).households == 300


def test_figures_are_dated(do: Callable[..., Any], ask: Callable[..., Any], town: Engine) -> None:
    do("ada", set_figure, 4, date(2026, 1, 1), 310, 950, 2)
    do("ada", set_figure, 4, date(2026, 1, 1), 320, 950, 2)
    assert ask("bo", figures, 4).households == 320
    with Session(town) as session:
        assert sorted(session.scalars(select(AreaFigure.households).where(AreaFigure.area_id == 4))) == [300, 320]
    with pytest.raises(Invalid):
        do("ada", set_figure, 4, date(2090, 1, 1), 1, 1, 1)
    with pytest.raises(Invalid):
        do("ada", set_figure, 4, date(2026, 1, 1), -1, 1, 1)

"""Outlines: whose, in which order, and when their version changes."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from db import clock
from db.models import Area, AreaBoundary
from db.queries.boundary import boundary_shapes, boundary_version
from db.rules.area import Level

Act = Callable[..., Any]
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]]}


@pytest.fixture(autouse=True)
def _outlines(town: Engine) -> None:
    now = clock.now()
    with Session(town.execution_options(writes=True)) as session, session.begin():
        for area in (1, 3, 2, 6, 10):
            session.add(
                AreaBoundary(
                    area_id=area,
                    version=1,
                    geometry=SQUARE,
                    source="drawn",
                    is_current=True,
                    created_at=now,
                    updated_at=now,
                )
            )
        session.add(
            AreaBoundary(
                area_id=2, version=0, geometry=SQUARE, source="old", is_current=False, created_at=now, updated_at=now
            )
        )


def _ids(ask: Act, who: str, level: Level, root: int) -> list[int]:
    return [shape["id"] for shape in ask(who, boundary_shapes, level, root)]


def test_current_outlines_of_a_level_come_in_code_order(ask: Act) -> None:
    assert _ids(ask, "bo", Level.COMMUNITY, 1) == [2, 3]
    assert _ids(ask, "bo", Level.GRID, 1) == [6]
    assert _ids(ask, "bo", Level.STREET, 1) == [1]
    assert _ids(ask, "bo", Level.GRID, 2) == []


def test_another_street_has_no_outline_here(ask: Act) -> None:
    assert _ids(ask, "bo", Level.COMMUNITY, 9) == []
    assert _ids(ask, "bo", Level.COMMUNITY, 101) == [2, 3]
    assert _ids(ask, "far", Level.COMMUNITY, 9) == [10]


def test_the_version_changes_with_a_name_or_an_outline_and_not_by_itself(town: Engine, ask: Act) -> None:
    first = ask("bo", boundary_version)
    assert ask("bo", boundary_version) == first
    with Session(town.execution_options(writes=True)) as session, session.begin():
        session.execute(update(Area).where(Area.id == 2).values(name="East End", updated_at=clock.now()))
    second = ask("bo", boundary_version)
    with Session(town.execution_options(writes=True)) as session, session.begin():
        session.get_one(AreaBoundary, 1).is_current = False
    assert len({first, second, ask("bo", boundary_version)}) == 3

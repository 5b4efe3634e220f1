"""The home page, the areas, the set-up and the audit log, as their people open them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from db import clock
from db.models import Account, Area
from tests.data.test_scope import hold
from tests.test_site import OPEN

MOST_STATEMENTS = 60


def html_of(test: AppTest) -> str:
    return " ".join(str(element.proto.body) for element in test.get("html"))


def test_an_empty_home_says_what_to_do_first(open_page: Callable[..., AppTest]) -> None:
    test = open_page("home", "bo")
    said = html_of(test)
    assert "记一次活动" in said
    assert "尚无记录" in said
    assert [metric.value for metric in test.metric] == ["0", "0", "0", "0"]


def test_the_numbers_follow_an_activity(open_page: Callable[..., AppTest], do: Callable[..., Any]) -> None:
    do("bo", hold, 4, [1, 2], clock.today(), hours=1.5)
    assert [metric.value for metric in open_page("home", "bo").metric] == ["1", "2", "2", "3"]
    assert [metric.value for metric in open_page("home", "wen").metric] == ["0", "0", "0", "0"]


def test_the_tour_is_part_of_the_demo_and_can_be_taken_again(
    open_page: Callable[..., AppTest], town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "导览" not in html_of(open_page("home", "bo"))
    monkeypatch.setenv("COMMONS_DEMO", "1")
    test = open_page("home", "bo")
    assert "1/5" in html_of(test)
    for _ in range(4):
        test = test.button(key="tour.next").click().run()
    assert "5/5" in html_of(test)
    assert "An" not in [code.value for code in test.code]  # two people have this name: it would have to be told apart
    test = test.button(key="tour.next").click().run()
    with Session(town) as session:
        assert session.scalar(select(Account.tour_step).where(Account.username == "bo")) == 5
    test = test.button(key="tour.again").click().run()
    assert "1/5" in html_of(test)


def test_an_administrator_adds_and_renames_an_area(open_page: Callable[..., AppTest], town: Engine) -> None:
    test = open_page("areas", "ada")
    test.text_input(key="area.add.1.name").set_value("North")
    test = next(b for b in test.button if b.label == "新增").click().run()
    assert not test.exception
    with Session(town) as session:
        assert session.scalar(select(Area.name).where(Area.name == "North")) == "North"


def test_what_was_typed_stays_when_it_does_not_fit(open_page: Callable[..., AppTest]) -> None:
    test = open_page("areas", "ada")
    test.text_input(key="area.add.1.name").set_value("East")
    test = next(b for b in test.button if b.label == "新增").click().run()
    assert test.text_input(key="area.add.1.name").value == "East"


@pytest.mark.parametrize("step", ["street", "communities", "grids", "units", "members", "done", "nonsense"])
def test_each_step_of_the_set_up_opens_from_its_address(open_page: Callable[..., AppTest], step: str) -> None:
    test = open_page("set-up", "ada", step=step)
    assert not test.exception
    assert test.title


def test_the_audit_log_shows_refusals(open_page: Callable[..., AppTest], do: Callable[..., Any]) -> None:
    with pytest.raises(Exception, match="may not"):
        do("lea", hold, 4, [1])
    test = open_page("audit", "aud")
    assert "lea" in test.dataframe[0].value.to_string()


WATCHED = [(page, who) for page, who in OPEN if who in ("ada", "root", "aud")]


@pytest.mark.parametrize(("page", "who"), WATCHED, ids=lambda x: getattr(x, "path", x))
def test_a_page_asks_a_bounded_number_of_statements(
    open_page: Callable[..., AppTest], do: Callable[..., Any], town: Engine, page: Any, who: str
) -> None:
    """However many rows there are: twelve activities more must not cost a statement more."""
    open_page(page.path, who)  # what is cached for the process is cached now

    def count() -> int:
        seen: list[str] = []
        listener = lambda *args: seen.append(args[2])  # noqa: E731  # why: it is taken off again by identity
        event.listen(town, "before_cursor_execute", listener)
        test = open_page(page.path, who)
        event.remove(town, "before_cursor_execute", listener)
        assert not test.exception
        return len(seen)

    day = clock.today()
    do("bo", hold, 4, [1], day)
    few = count()
    for n in range(12):
        do("bo", hold, 4 + n % 2, [1, 2], day, title=f"No. {n}")
    assert count() <= few
    assert few <= MOST_STATEMENTS

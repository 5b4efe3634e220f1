"""The activities page: sixty pasted names in one screen, the list fresh in the same run, nobody's phone anywhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any

import pytest
import streamlit as st
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from components.picktable import clicked
from db import clock
from db.commands.activity import record_activity, void_activity
from db.models import Activity, AuditLog, CheckIn, Member
from db.rules.activity import Entry

Open = Callable[..., AppTest]
Act = Callable[..., Any]
ENTRY = Entry(area_id=2, held_on=clock.today(), category="sanitation", place="北门里", title="大扫除")
NEW = "activity.new0"
SURNAMES, GIVEN = "陈林黄张李王", "一二三四五六七八九十"
SIXTY = [f"{a}{b}" for a in SURNAMES for b in GIVEN]


@pytest.fixture
def sixty(town: Engine) -> list[str]:
    """Sixty members, half of them kept by West, one of them with a namesake."""
    now = clock.now()
    with Session(town) as session, session.begin():
        for n, name in enumerate(SIXTY):
            session.add(
                Member(
                    name=name, unit_id=1 + n % 3, area_id=2 + n % 2, phone="13800138000", created_at=now, updated_at=now
                )
            )
    return SIXTY


def _rows(engine: Engine, statement: Any) -> list[tuple[Any, ...]]:
    with Session(engine) as session:
        return [tuple(row) for row in session.execute(statement)]


def _fill(page: AppTest, names: str, place: str = "北门里") -> AppTest:
    page.selectbox(f"{NEW}.category").select("sanitation")
    page.text_input(f"{NEW}.place").input(place)
    page.text_area(f"{NEW}.names").input(names)
    return page.run()


def _note(page: AppTest) -> tuple[bool, str]:
    """What the shell would say at the top of the next screen."""
    assert not page.exception
    good, text = page.session_state["note"]
    return good, text


def _said(page: AppTest) -> str:
    """Everything on the screen, tables included."""
    parts = [
        str(getattr(one, "value", ""))
        for one in (*page.markdown, *page.caption, *page.text, *page.subheader, *page.html)
    ]
    return " ".join([*parts, *(table.value.to_string() for table in page.dataframe)])


def test_sixty_pasted_names_are_saved_in_one_click_and_the_list_is_fresh(
    open_page: Open, town: Engine, sixty: list[str]
) -> None:
    page = _fill(open_page("activities", "bo", new="1"), "、".join(sixty))
    assert len(page.dataframe[0].value) == 60
    page.button(f"{NEW}.save").click().run()
    assert _rows(town, select(func.count(CheckIn.id))) == [(60,)]
    assert _rows(town, select(func.count(Activity.id))) == [(1,)]
    assert _rows(town, select(func.count(Member.id))) == [(64,)]
    assert "60" in _note(page)[1]
    (table,) = [frame.value for frame in page.dataframe]
    assert table.iloc[0, :4].tolist() == [str(clock.today()), "北门里环境卫生", "East", "60"]
    assert page.text_area("activity.new1.names").value == ""


def test_looking_up_is_one_logged_query_however_often_the_screen_is_drawn(
    open_page: Open, town: Engine, sixty: list[str]
) -> None:
    page = _fill(open_page("activities", "bo", new="1"), " ".join(sixty))
    page.text_input(f"{NEW}.place").input("别处").run()
    page.button(f"{NEW}.look").click().run()
    logged = select(func.count(AuditLog.seq)).where(AuditLog.action == "match_names")
    assert _rows(town, logged) == [(1,)]
    page.text_area(f"{NEW}.names").input(sixty[0]).run()
    assert _rows(town, logged) == [(2,)]


def test_matches_show_no_phone(open_page: Open, sixty: list[str]) -> None:
    said = _said(_fill(open_page("activities", "bo", new="1"), "\n".join(sixty)))
    assert "陈一" in said
    assert "8000" not in said
    assert "1380" not in said


def test_namesakes_are_told_apart_and_the_unknown_added_or_left_out(open_page: Open, town: Engine) -> None:
    page = _fill(open_page("activities", "bo", new="1"), "Ba、An、Zhou、Qian")
    page.button(f"{NEW}.save").click().run()
    good, text = _note(page)
    assert not good
    assert "An、Zhou、Qian" in text
    assert _rows(town, select(func.count(Activity.id))) == [(0,)]
    page.selectbox(f"{NEW}.pick.An").select(4)
    page.selectbox(f"{NEW}.all").select(3)
    page.selectbox(f"{NEW}.unit.Qian").select(-1)
    page.run()
    page.button(f"{NEW}.save").click().run()
    came = select(Member.name, CheckIn.unit_id).join(CheckIn, CheckIn.member_id == Member.id).order_by(Member.name)
    assert _rows(town, came) == [("An", 2), ("Ba", 1), ("Zhou", 3)]


def test_a_namesake_who_is_somebody_else_is_added(open_page: Open, town: Engine) -> None:
    page = _fill(open_page("activities", "bo", new="1"), "Ba")
    page.multiselect(f"{NEW}.others").select("Ba").run()
    page.selectbox(f"{NEW}.all").select(3).run()
    page.button(f"{NEW}.save").click().run()
    assert _rows(town, select(Member.unit_id).where(Member.name == "Ba").order_by(Member.id)) == [(1,), (3,)]
    assert _rows(town, select(CheckIn.unit_id)) == [(3,)]


def test_what_is_missing_is_said_and_the_form_is_kept(open_page: Open, town: Engine) -> None:
    page = _fill(open_page("activities", "bo", new="1"), "Ba", place="")
    page.button(f"{NEW}.save").click().run()
    assert not _note(page)[0]
    assert page.text_area(f"{NEW}.names").value == "Ba"
    page.text_input(f"{NEW}.place").input("北门里")
    page.button(f"{NEW}.save").click().run()
    assert _rows(town, select(func.count(CheckIn.id))) == [(1,)]


def test_the_same_as_last_time_copies_all_but_date_and_people(open_page: Open, do: Act) -> None:
    last = replace(ENTRY, area_id=4, hours=2, starts_at=time(9), unit_id=3, outcome="清走3处", held_on=date(2026, 1, 5))
    do("bo", record_activity, last, [1])
    page = open_page("activities", "bo", new="1")
    page.button(f"{NEW}.same").click().run()
    values = {
        name: page.session_state[f"{NEW}.{name}"]
        for name in ("area_id", "category", "place", "title", "hours", "unit_id")
    }
    assert values == {
        "area_id": 4,
        "category": "sanitation",
        "place": "北门里",
        "title": "大扫除",
        "hours": 2,
        "unit_id": 3,
    }
    assert page.session_state[f"{NEW}.starts_at"] == time(9)
    assert page.date_input(f"{NEW}.held_on").value == clock.today()
    assert page.text_area(f"{NEW}.names").value == ""


def test_overlapping_hours_are_pointed_out_by_name_and_not_refused(open_page: Open, do: Act, town: Engine) -> None:
    do("bo", record_activity, replace(ENTRY, hours=2, starts_at=time(9)), [2])
    page = open_page("activities", "bo", new="1")
    page.number_input(f"{NEW}.hours").set_value(1.0)
    page.time_input(f"{NEW}.starts_at").set_value(time(10, 0))
    page = _fill(page, "Ba")
    assert "Ba" in page.warning[0].value
    page.button(f"{NEW}.save").click().run()
    assert _rows(town, select(func.count(Activity.id))) == [(2,)]


def test_odd_text_is_shown_literally(open_page: Open, do: Act) -> None:
    odd = "<b>x</b> **y** $z$ =1+1"
    id_ = do("bo", record_activity, replace(ENTRY, title=odd, outcome=odd), [], [("<i>王</i>", 1)])
    page = open_page("activities", "bo", activity=str(id_))
    assert not page.exception
    assert page.dataframe[0].value.iloc[0, 1] == odd
    assert page.dataframe[1].value.iloc[0, 0] == "<i>王</i>"
    assert page.subheader[0].value.replace("\\", "") == odd
    assert "<b>x" not in " ".join(str(one.value) for one in page.html if "desk-facts" in str(one.value))


def test_a_leader_opens_activities_without_the_people(open_page: Open, do: Act) -> None:
    id_ = do("bo", record_activity, ENTRY, [1, 2], [("Zhou", 1)])
    page = open_page("activities", "lea", activity=str(id_))
    assert not page.exception
    said = _said(page)
    assert "大扫除" in said
    assert not any(name in said for name in ("Ba", "Zhou"))
    assert len(page.dataframe) == 1
    assert page.dataframe[0].value.iloc[0, 3] == "3"


def test_a_leader_is_not_told_whether_it_was_one_or_two(open_page: Open, do: Act) -> None:
    do("bo", record_activity, ENTRY, [1, 2])
    cells = [open_page("activities", who).dataframe[0].value.iloc[0, 3] for who in ("lea", "bo")]
    assert cells[0] != "2"
    assert cells[1] == "2"


@pytest.mark.parametrize(("rows", "opened"), [([1], {"activity": "7"}), ([], {}), ([5], {})])
def test_a_click_opens_the_line_that_was_clicked(
    monkeypatch: pytest.MonkeyPatch, rows: list[int], opened: dict[str, str]
) -> None:
    """The browser says which line; the id behind it was kept here."""
    url: dict[str, str] = {"activity": "1"}
    monkeypatch.setattr(st, "session_state", {"table": {"selection": {"rows": rows}}})
    monkeypatch.setattr(st, "query_params", url)
    clicked("activity", "table", [9, 7])
    assert url == opened


def test_a_foreign_or_missing_activity_is_one_sentence(open_page: Open, do: Act) -> None:
    id_ = do("wen", record_activity, replace(ENTRY, area_id=3), [3])
    said = {open_page("activities", "bo", activity=asked).error[0].value for asked in (str(id_), "999")}
    assert len(said) == 1
    assert not open_page("activities", "bo", activity="x' OR 1").exception


def test_correcting_adding_taking_off_and_voiding(open_page: Open, do: Act, town: Engine) -> None:
    id_ = do("bo", record_activity, ENTRY, [1])
    page = open_page("activities", "bo", activity=str(id_))
    page.text_input(f"activity.edit{id_}-1.place").input("钟楼巷")
    page.button(f"activity.edit{id_}-1.save").click().run()
    assert _rows(town, select(Activity.place)) == [("钟楼巷",)]
    page.text_area(f"activity.add{id_}-2.names").input("Ba、Chen").run()
    page.button(f"activity.add{id_}-2.save").click().run()
    assert _rows(town, select(func.count(CheckIn.id))) == [(3,)]
    page.selectbox(f"activity.off{id_}-3.who").select(3).run()
    page.text_input(f"activity.off{id_}-3.reason").input("不在场")
    page.button(f"activity.off{id_}-3.go").click().run()
    assert len(page.dataframe[1].value) == 2
    page.text_input(f"activity.void{id_}-4.reason").input("重复录入")
    page.button(f"activity.void{id_}-4.go").click().run()
    assert "重复录入" in page.warning[0].value
    assert not page.exception


def test_filters_come_from_the_url(open_page: Open, do: Act) -> None:
    do("bo", record_activity, ENTRY, [1])
    other = do("bo", record_activity, replace(ENTRY, area_id=4, category="health", title="义诊"), [1])
    do("bo", void_activity, other, 1, "重复")
    frame = open_page("activities", "bo", kind="health", void="1", area="4", q="义").dataframe[0].value
    assert frame.iloc[:, 1].tolist() == ["义诊"]
    assert not open_page("activities", "bo", kind="nonsense", area="999", period="x", activity_page="-3").exception


def test_a_wide_activity_is_counted_apart(open_page: Open, do: Act) -> None:
    do("sam", record_activity, replace(ENTRY, area_id=1), [1])
    page = open_page("activities", "sam")
    assert any("1" in one.value for one in page.caption)
    assert page.selectbox("activity.area").value == "1"

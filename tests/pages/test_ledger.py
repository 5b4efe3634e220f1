"""The pages of the ledgers, as their people use them."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

import components.act
from components.web.ledger import export_ledger
from db.access import Role
from db.commands.account import set_language
from db.commands.code import add_field
from db.errors import AppError
from db.ledger.save import save_row
from db.ledgers import LEDGERS, MEMBERS, NEEDS, UNITS
from db.models import CodeItem, CommandLog, FieldDef, GridAssignment, Member, Unit
from db.rules.code import FieldKind
from tests.conftest import PEOPLE
from tests.ledgers.helper import made
from tests.workbooks import cells

Do = Callable[..., Any]
Open = Callable[..., AppTest]
PATHS = {"unit": "units", "member": "members", "need": "needs", "grid": "grids", "worker": "workers"}


def good(page: AppTest) -> AppTest:
    assert not page.exception, page.exception[0].stack_trace
    return page


def errors(page: AppTest) -> str:
    return " ".join(str(one.value) for one in page.error)


def button(page: AppTest, key: str) -> Any:
    return next(one for one in page.button if one.key == key)


def test_every_ledger_opens_for_those_who_may(open_page: Open) -> None:
    for name, path in PATHS.items():
        page = good(open_page(path, "bo"))
        assert page.title[0].value
        assert button(page, f"{name}.add")
    assert len(open_page("members", "bo").dataframe[0].value) == 2


def test_a_reader_gets_no_buttons_and_no_form(open_page: Open) -> None:
    page = good(open_page("units", "lea", id="1", do="new"))
    assert not [one for one in page.button if one.key in ("unit.add", "unit.block")]
    assert not page.text_input(key="unit.q").value
    assert not [one for one in page.text_input if str(one.key).startswith("unit.form")]
    assert "Bank" in " ".join(str(one.value) for one in page.markdown)
    assert "phone" not in page.dataframe[0].value.columns


def test_the_url_is_what_is_looked_for(open_page: Open) -> None:
    page = good(open_page("members", "bo", q="ba"))
    assert page.text_input(key="member.q").value == "ba"
    assert list(page.dataframe[0].value["name"]) == ["Ba"]
    page = good(open_page("members", "bo"))
    page.text_input(key="member.q").set_value("ba").run()
    assert page.query_params["q"] == "ba"
    assert list(page.dataframe[0].value["name"]) == ["Ba"]
    page.multiselect(key="member.filter.kind").set_value(["retired"]).run()
    assert page.query_params["kind"] == "retired"
    assert not page.dataframe


NONSENSE = (
    "p=999999999999", "p=-1", "p=x", "area=x", "area=999", "id=x", "id=999999999999", "status=nonsense", "unit_id=a,,1",
    "raised_on=never..2026-13-45", "f1=x", "q=%_\\'\"<b>", "do=fly",
)  # fmt: skip


@pytest.mark.parametrize("asked", NONSENSE)
def test_nonsense_in_the_url_is_no_traceback(open_page: Open, asked: str) -> None:
    name, _, value = asked.partition("=")
    good(open_page("needs", "bo", **{name: value}))


def test_a_foreign_id_and_a_missing_one_say_the_same(open_page: Open) -> None:
    foreign, missing = (errors(good(open_page("members", "bo", id=id_))) for id_ in ("3", "999"))
    assert foreign == missing != ""


def test_what_is_wrong_is_said_above_and_beside_and_what_was_typed_stays(open_page: Open, town: Engine) -> None:
    page = good(open_page("units", "bo", do="new"))
    form = "unit.form.new"
    page.text_input(key=f"{form}.name").set_value("x")
    page.text_input(key=f"{form}.uscc").set_value("12345")
    page.number_input(key=f"{form}.should_register").set_value(-3)
    page.text_input(key=f"{form}.phone").set_value("call me")
    good(button(page, f"{form}.send").click().run())
    said = errors(page)
    for label, words in (
        ("单位名称", "至少 2 个字"),
        ("统一社会信用代码", "18"),
        ("应报到", "不能小于"),
        ("联络员电话", "11 位"),
    ):
        assert label in said
        assert words in said
        assert any(words in str(one.value) for one in page.markdown)
    assert page.text_input(key=f"{form}.uscc").value == "12345"
    assert page.text_input(key=f"{form}.phone").value == "call me"
    with Session(town) as session:
        assert session.scalar(select(func.count(Unit.id))) == 3


def test_a_row_is_added_found_in_the_same_run_and_the_form_is_empty_again(open_page: Open, town: Engine) -> None:
    page = good(open_page("members", "bo", do="new"))
    form = "member.form.new"
    page.text_input(key=f"{form}.name").set_value("丁 家垚")
    page.text_input(key=f"{form}.phone").set_value("１３８ 0013 8000")
    page.selectbox(key=f"{form}.area_id").set_value(2)
    good(button(page, f"{form}.send").click().run())
    assert "丁家垚" in list(page.dataframe[0].value["name"])
    assert page.text_input(key=f"{form}.name").value == ""
    with Session(town) as session:
        member = session.scalars(select(Member).where(Member.name == "丁家垚")).one()
        assert (member.phone, member.area_id) == ("13800138000", 2)


def test_a_form_sent_twice_is_saved_once(open_page: Open, town: Engine) -> None:
    page = good(open_page("needs", "bo", do="new"))
    for _ in range(2):  # the second click carries the same words: the window had not yet heard of the first
        form = "need.form.new"
        page.text_input(key=f"{form}.title").set_value("路灯不亮")
        page.selectbox(key=f"{form}.category").set_value("safety")
        page.selectbox(key=f"{form}.area_id").set_value(4)
        good(button(page, f"{form}.send").click().run())
        assert not page.error
    good_news, said = page.session_state["note"]
    assert good_news
    assert "无需重复提交" in said
    with Session(town) as session:
        assert session.scalar(select(func.count(CommandLog.id))) == 1


def test_a_change_of_somebody_else_is_told_and_what_was_typed_stays(open_page: Open, do: Do) -> None:
    id_ = do("bo", save_row, *made(NEEDS))
    page = good(open_page("needs", "bo", id=str(id_)))
    form = f"need.form.{id_}"
    do("bea", save_row, *made(NEEDS, title="Changed meanwhile"), id_, 1)
    page.text_input(key=f"{form}.title").set_value("Mine")
    good(button(page, f"{form}.send").click().run())
    assert errors(page)
    assert page.text_input(key=f"{form}.title").value == "Mine"
    good(button(page, f"{form}.fresh").click().run())
    assert page.text_input(key=f"{form}.title").value == "Changed meanwhile"


def test_hostile_text_is_shown_as_it_was_typed(open_page: Open, do: Do) -> None:
    nasty = "<img src=x onerror=alert(1)> **b** $x$ :red[y] =1+1"
    id_ = do("bo", save_row, *made(UNITS, name=nasty))
    page = good(open_page("units", "wen", id=str(id_)))
    assert nasty in list(page.dataframe[0].value["name"])
    marked = " ".join(str(one.value) for one in [*page.subheader, *page.markdown])
    assert marked.count("\\<img") == marked.count("<img") == 2, "shown as text, never as markup"
    assert "\\*\\*b\\*\\* \\$x\\$ \\:red\\[y\\]" in marked


def test_a_block_is_checked_saved_and_its_bad_rows_stay(open_page: Open, town: Engine) -> None:
    page = good(open_page("members", "bo", do="paste"))
    page.text_area(key="member.paste.text").set_value(
        "姓名\t身份证号\t单位\t电话\n"
        "张 伟\t11010119900307771X\tBank\t138 0013 8000\n"
        "李娜\t110101198501017715\tNowhere\t\n"
    )
    good(page.run())
    assert "身份证号" in str(page.warning[0].value)
    problems = page.dataframe[0].value
    assert list(problems.iloc[0])[:3] == ["3", "单位", "Nowhere"]
    good(button(page, "member.paste.save").click().run())
    left = str(page.text_area(key="member.paste.text").value)
    assert "李娜" in left
    assert "张 伟" not in left
    assert "110101" not in left
    with Session(town) as session:
        assert session.scalars(select(Member.area_id).where(Member.name == "张伟")).all() == [2]
    assert not [one for one in page.button if one.key == "member.paste.save"]


def test_a_phone_is_shown_once_for_a_reason(open_page: Open, do: Do) -> None:
    id_ = do("bo", save_row, *made(MEMBERS, phone="13800138000"))
    page = good(open_page("members", "bo", id=str(id_)))
    key = f"member.phone.{id_}"
    assert "13800138000" not in str(page)
    good(button(page, f"{key}.go").click().run())
    assert not page.info
    page.text_input(key=f"{key}.reason").set_value("联系活动")
    good(button(page, f"{key}.go").click().run())
    assert "13800138000" in str(page.info[0].value)
    assert not good(page.run()).info


def test_an_administrator_adds_a_field_and_it_is_everywhere_at_once(open_page: Open, do: Do, town: Engine) -> None:
    page = good(open_page("codes", "ada", part="fields"))
    form = "field.new.member"
    page.text_input(key=f"{form}.zh").set_value("特长类别")
    page.selectbox(key=f"{form}.kind").set_value(FieldKind.CHOICE)
    page.text_area(key=f"{form}.options").set_value("文艺\n法律")
    good(button(page, f"{form}.send").click().run())
    with Session(town) as session:
        assert session.scalars(select(FieldDef.key)).all() == ["f1"]
    page = good(open_page("members", "bo", id="1"))
    page.selectbox(key="member.form.1.f1").set_value("文艺")
    good(button(page, "member.form.1.send").click().run())
    assert not page.error
    assert page.dataframe[0].value.set_index("name")["f1"].dropna().to_dict() == {"An": "文艺"}
    page.multiselect(key="member.filter.f1").set_value(["文艺"]).run()
    assert list(good(page).dataframe[0].value["name"]) == ["An"]
    book = export_ledger(MEMBERS, "bo", "zh_CN", {"f1": "文艺"})
    assert book.rows == 1
    assert {"特长类别", "文艺"} <= set(cells(book.content))


def test_values_are_added_and_retired_on_the_page(
    open_page: Open, town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = good(open_page("codes", "root"))
    form = "code.new.unit_kind"
    page.text_input(key=f"{form}.zh").set_value("外资企业")
    good(button(page, f"{form}.send").click().run())
    assert "外资企业" in str(page.dataframe[0].value)
    monkeypatch.setattr(components.act, "AGAIN", 0)  # later, and not by a second click
    page.text_input(key=f"{form}.zh").set_value("外资企业")
    good(button(page, f"{form}.send").click().run())
    assert page.session_state["note"][0] is False
    with Session(town) as session:
        assert session.scalars(select(CodeItem.code).where(CodeItem.label_zh == "外资企业")).all() == ["waiziqiye"]


def test_a_lead_is_given_to_a_grid_beside_its_form(open_page: Open, town: Engine) -> None:
    page = good(open_page("grids", "bo", id="4"))
    key = "assignment.grid.4"
    page.selectbox(key=f"{key}.other").set_value(1)
    page.selectbox(key=f"{key}.role").set_value("lead")
    good(button(page, f"{key}.go").click().run())
    with Session(town) as session:
        assert session.scalars(select(GridAssignment.area_id)).all() == [4]
    assert "吴网" in " ".join(str(one.value) for one in page.markdown)
    page = good(open_page("workers", "bo", id="1"))
    assert "East" in " ".join(str(one.value) for one in page.markdown)


def test_the_english_page_falls_back_to_chinese_for_a_field_without_english(open_page: Open, do: Do) -> None:
    do("ada", add_field, "member", "特长类别", None, FieldKind.TEXT)
    do("bo", set_language, "en")
    page = good(open_page("members", "bo", do="new"))
    assert [one.label for one in page.text_input if one.key == "member.form.new.f1"] == ["特长类别"]
    assert "Member's name *" in [one.label for one in page.text_input]


def test_who_may_not_export_gets_no_link_and_no_file(open_page: Open, do: Do) -> None:
    offices = (Role.STREET_ADMIN, Role.STREET_STAFF, Role.COMMUNITY_SECRETARY, Role.COMMUNITY_STAFF)
    allowed = {who for who, role, _, _ in PEOPLE if role in offices}
    for who in {who for who, *_ in PEOPLE} - allowed:
        for ledger in LEDGERS.values():
            with pytest.raises(AppError):
                export_ledger(ledger, who, "zh_CN", {})
    assert export_ledger(MEMBERS, "wen", "zh_CN", {"area": "2"}).rows == 0

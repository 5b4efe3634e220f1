"""The registration page: by name, as a block, transfer and withdrawal."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session
from streamlit.testing.v1 import AppTest

from db.commands.registration import register_member, register_unit
from db.models import Member, Registration, UnitRegistration
from db.rules.registration import Basis, RegistrationStatus

Open = Callable[..., AppTest]
Act = Callable[..., Any]
DAY = date(2026, 3, 5)
ADD, BLOCK, UNIT = "registration.add0", "registration.block0", "unitregistration.add0"


def _rows(engine: Engine, statement: Any) -> list[tuple[Any, ...]]:
    with Session(engine) as session:
        return [tuple(row) for row in session.execute(statement)]


def test_a_member_kept_elsewhere_is_found_by_name_and_registered(open_page: Open, town: Engine) -> None:
    page = open_page("registrations", "bo")
    page.text_input(f"{ADD}.names").input("Chen").run()
    assert page.selectbox(f"{ADD}.member").value == 3
    page.text_input(f"{ADD}.receipt").input("R-1")
    page.button(f"{ADD}.save").click().run()
    assert not page.exception
    assert _rows(town, select(Registration.area_id, Registration.member_id, Registration.receipt_no)) == [(2, 3, "R-1")]
    assert page.dataframe[0].value.iloc[0, :3].tolist() == ["Chen", "School", "East"]
    assert page.text_input("registration.add1.names").value == ""


def test_namesakes_must_be_chosen_and_the_unknown_are_said(open_page: Open, town: Engine) -> None:
    page = open_page("registrations", "bo")
    page.text_input(f"{ADD}.names").input("An").run()
    assert len(page.selectbox(f"{ADD}.member").options) == 2
    page.button(f"{ADD}.save").click().run()
    assert not page.session_state["note"][0]
    page.text_input(f"{ADD}.names").input("Nobody").run()
    with pytest.raises(KeyError):
        page.selectbox(f"{ADD}.member")
    assert _rows(town, select(func.count(Registration.id))) == [(0,)]


def test_a_block_is_looked_at_before_it_is_saved(open_page: Open, town: Engine) -> None:
    page = open_page("registrations", "bo")
    page.text_area(f"{BLOCK}.text").input(
        "姓名\t单位\t日期\nBa\tBank\t2026-03-05\nWu\tSchool\t\nXu\tNowhere\t2026-03-05"
    )
    page.button(f"{BLOCK}.check").click().run()
    fates = page.dataframe[0].value
    assert fates.iloc[:, 1].tolist() == ["Xu", "Ba", "Wu"]
    assert "Nowhere" in str(fates.iloc[0, 4])
    assert _rows(town, select(func.count(Registration.id))) == [(0,)]
    page.button(f"{BLOCK}.save").click().run()
    assert not page.exception
    assert _rows(town, select(func.count(Registration.id))) == [(2,)]
    assert _rows(town, select(func.count(Member.id))) == [(5,)]
    assert len(page.dataframe[0].value) == 2


def test_withdrawing_and_letting_go_from_the_list(open_page: Open, do: Act, town: Engine) -> None:
    for member in (1, 3):
        do("bo", register_member, 2, member, DAY, Basis.RESIDENCE)
    page = open_page("registrations", "bo", registration="2")
    page.text_input("registration.row2-1.reason").input("搬走")
    page.button("registration.row2-1.withdraw").click().run()
    page = open_page("registrations", "bo", registration="1")
    page.button("registration.row1-1.transfer").click().run()
    assert not page.exception
    ends = _rows(town, select(Registration.status, Registration.end_reason).order_by(Registration.id))
    assert ends == [(RegistrationStatus.TRANSFERRED, None), (RegistrationStatus.WITHDRAWN, "搬走")]


def test_street_staff_transfer_in_one_step(open_page: Open, do: Act, town: Engine) -> None:
    do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    page = open_page("registrations", "sam", registration="1")
    page.selectbox("registration.row1-1.to").select(3)
    page.button("registration.row1-1.transfer").click().run()
    still = select(Registration.area_id).where(Registration.ended_on.is_(None))
    assert _rows(town, still) == [(3,)]


def test_the_slip_is_corrected(open_page: Open, do: Act, town: Engine) -> None:
    do("bo", register_member, 2, 1, DAY, Basis.RESIDENCE)
    page = open_page("registrations", "bo", registration="1")
    page.text_input("registration.row1-1.post").input("护学岗 <b>")
    page.button("registration.row1-1.save").click().run()
    assert _rows(town, select(Registration.claimed_post)) == [("护学岗 <b>",)]


def test_units_register_and_withdraw(open_page: Open, do: Act, town: Engine) -> None:
    page = open_page("registrations", "bo")
    page.selectbox(f"{UNIT}.unit").select(2)
    page.button(f"{UNIT}.save").click().run()
    assert _rows(town, select(UnitRegistration.unit_id, UnitRegistration.area_id)) == [(2, 2)]
    do("bo", register_unit, 2, 1, DAY)
    page = open_page("registrations", "bo", unitregistration="1")
    page.text_input("unitregistration.row1-1.reason").input("迁出")
    page.button("unitregistration.row1-1.withdraw").click().run()
    assert not page.exception
    assert len(_rows(town, select(UnitRegistration.id).where(UnitRegistration.ended_on.is_(None)))) == 1


def test_filters_come_from_the_url(open_page: Open, do: Act) -> None:
    for member, basis in ((1, Basis.RESIDENCE), (3, Basis.WORKPLACE)):
        do("bo", register_member, 2, member, DAY, basis)
    page = open_page("registrations", "bo", basis="workplace", q="chen", unit="2")
    assert page.dataframe[0].value.iloc[:, 0].tolist() == ["Chen"]
    assert not open_page("registrations", "bo", basis="x", state="x", unit="x", area="3").exception

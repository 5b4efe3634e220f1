"""The agreement page: the list in the URL, the whole life by its buttons, every refusal with its reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

import components.act
from db.clock import today
from db.commands.agreement import submit_agreement
from db.commands.fulfilment import record_fulfilment
from db.queries.agreement import PAGE
from db.queries.agreementcard import agreement_card
from db.rules.agreement import Move, Status
from tests.agreement import brought_to, draft, plant, row

Open = Callable[..., AppTest]
LABELS = {
    Move.SUBMIT: "Submit for review",
    Move.RETURN: "Back to draft",
    Move.SIGN: "Sign",
    Move.START: "Put into force",
    Move.SUSPEND: "Suspend",
    Move.RESUME: "Resume",
    Move.TERMINATE: "Terminate",
    Move.RENEW: "Renew",
}


@pytest.fixture
def page(open_page: Callable[..., AppTest], town: Engine) -> Open:
    """The page in English, checked for exceptions."""
    from sqlalchemy.orm import Session

    from db.models import Account

    with Session(town) as session, session.begin():
        for account in session.query(Account):
            account.language = "en"

    def opened(who: str = "bo", **params: str) -> AppTest:
        test = open_page("agreements", who, **params)
        assert not test.exception, test.exception
        return test

    return opened


def table(test: AppTest) -> Any:
    return test.dataframe[0].value


def moves(test: AppTest) -> set[str]:
    """The moves on the page: plain buttons, and popovers by the button inside."""
    made: set[str] = set()
    for move in Move:
        keys = [
            button.key for button in test.button if button.key and button.key.startswith(f"agreement.{move.value}.")
        ]
        made |= {move} if keys else set()
    return made


def html(test: AppTest) -> str:
    return " ".join(element.proto.body for element in test.get("html"))


def said(test: AppTest) -> str:
    return str(test.session_state["note"][1]) if "note" in test.session_state else ""


def press(test: AppTest, key: str) -> AppTest:
    test.button(key=key).click().run()
    assert not test.exception, test.exception
    return test


def test_the_whole_life_of_an_agreement(page: Open, do: Callable[..., Any], town: Engine) -> None:
    test = page(do="new")
    test.multiselect(key="agreements.create.units").set_value([1])
    test.date_input(key="agreements.create.start").set_value(today() - timedelta(days=30))
    test.date_input(key="agreements.create.end").set_value(today() + timedelta(days=30))
    submit(test, "Save draft")
    assert test.query_params["id"] == "1"
    assert test.title[0].value == "Bank与East共驻共建协议"
    assert moves(test) == set()
    assert "at least one commitment" in test.info[0].value
    key = "agreement.promise.new.1"
    test.selectbox(key=f"{key}.category").set_value("joint_activities")
    test.text_input(key=f"{key}.content").set_value("Hold sessions")
    test.number_input(key=f"{key}.qty").set_value(2.0)
    submit(test, "Add commitment")
    assert moves(test) == {Move.SUBMIT}
    press(test, "agreement.submit_for_review.1")
    assert moves(test) == {Move.RETURN, Move.SIGN}
    press(test, "agreement.sign.1.go")
    assert row(town, 1).agreement_no == f"{today().year}-002-001"
    assert moves(test) == {Move.START, Move.TERMINATE}
    press(test, "agreement.put_into_force.1")
    assert moves(test) == {Move.SUSPEND, Move.TERMINATE, Move.RENEW}
    test.text_input(key="agreement.suspend.1.reason").set_value("Building works")
    press(test, "agreement.suspend.1.go")
    assert moves(test) == {Move.RESUME, Move.TERMINATE}
    press(test, "agreement.resume.1")
    press(test, "agreement.renew.1")
    assert test.query_params["id"] == "2"
    assert row(town, 2).renewal_of_id == 1
    test = page(id="1")
    test.text_input(key="agreement.terminate.1.reason").set_value("The unit moved")
    press(test, "agreement.terminate.1.go")
    assert (row(town, 1).status, moves(test)) == (Status.TERMINATED, set())


def submit(test: AppTest, label: str) -> None:
    next(button for button in test.button if button.label == label).click().run()
    assert not test.exception, test.exception


@pytest.mark.parametrize("status", list(Status))
def test_only_the_allowed_moves_have_buttons_and_a_reader_has_none(
    page: Open, do: Callable[..., Any], town: Engine, status: Status
) -> None:
    id_ = str(brought_to(do, town, status))
    wanted = {
        Status.DRAFT: {Move.SUBMIT},
        Status.REVIEW: {Move.RETURN, Move.SIGN},
        Status.SIGNED: {Move.START, Move.TERMINATE},
        Status.ACTIVE: {Move.SUSPEND, Move.TERMINATE, Move.RENEW},
        Status.SUSPENDED: {Move.RESUME, Move.TERMINATE},
        Status.TERMINATED: set(),
    }[status]
    assert moves(page(id=id_)) == moves(page("ada", id=id_)) == wanted
    assert moves(page("lea", id=id_)) == moves(page("li", id=id_)) == set()


def test_a_move_that_is_not_allowed_any_more_is_refused_with_its_reason(
    page: Open, do: Callable[..., Any], town: Engine
) -> None:
    """Two desks show the same review; the other one sent it back meanwhile."""
    id_ = brought_to(do, town, Status.REVIEW)
    test = page(id=str(id_))
    from db.commands.agreement import return_agreement

    do("bea", return_agreement, id_, row(town, id_).row_version, "The date is wrong")
    press(test, f"agreement.sign.{id_}.go")
    assert "Someone else changed" in said(test)
    assert moves(test) == {Move.SUBMIT}
    assert row(town, id_).status is Status.DRAFT


def test_a_missing_reason_is_asked_for_and_what_was_typed_stays(
    page: Open, do: Callable[..., Any], town: Engine
) -> None:
    id_ = brought_to(do, town, Status.ACTIVE)
    test = page(id=str(id_))
    test.text_input(key=f"agreement.suspend.{id_}.reason").set_value("x")
    press(test, f"agreement.suspend.{id_}.go")
    assert "Say why" in said(test)
    assert test.text_input(key=f"agreement.suspend.{id_}.reason").value == "x"
    assert row(town, id_).status is Status.ACTIVE


def test_a_refused_form_keeps_what_was_typed_and_says_why(page: Open, town: Engine) -> None:
    test = page(do="new")
    test.text_input(key="agreements.create.title").set_value("An agreement of ours")
    test.date_input(key="agreements.create.end").set_value(today() - timedelta(days=1))
    submit(test, "Save draft")
    assert "before it starts" in test.error[0].value
    assert test.text_input(key="agreements.create.title").value == "An agreement of ours"
    test.date_input(key="agreements.create.end").set_value(today())
    submit(test, "Save draft")
    assert row(town, 1).title == "An agreement of ours"


def test_what_falls_due_next_stands_first_and_opens_by_its_id(page: Open, town: Engine) -> None:
    ids = plant(town, {"next_due_on": today() + timedelta(days=9)}, {"next_due_on": today() + timedelta(days=3)})
    assert list(table(page())["Title"]) == ["Agreement 1", "Agreement 0"]
    assert page(id=str(ids[1])).title[0].value == "Agreement 1"


def test_pages_of_the_list(page: Open, town: Engine) -> None:
    plant(town, *({"next_due_on": today() + timedelta(days=n)} for n in range(PAGE + 2)))
    test = page()
    assert len(table(test)) == PAGE
    press(test, "agreements.forward")
    assert test.query_params["agreements_page"] == "2"
    assert list(table(test)["Title"]) == [f"Agreement {PAGE}", f"Agreement {PAGE + 1}"]
    assert "page 2 of 2" in " ".join(caption.value for caption in test.caption)


def test_chips_count_the_states_and_narrow_the_list(page: Open, town: Engine) -> None:
    plant(
        town,
        {},
        {"ends_on": today() - timedelta(days=1)},
        {"ends_on": today() + timedelta(days=9)},
        {"status": Status.DRAFT},
    )
    test = page()
    chips = test.button_group(key="agreements.status")
    assert chips.options == [
        "All in force 2",
        "Draft 1",
        "In force 1",
        "Expiring 1",
        "Expired 1",
    ]
    chips.set_value(["expired", "draft"]).run()
    assert test.query_params["status"] == "expired,draft"
    assert len(table(test)) == 2
    assert len(table(page(status="in_force"))) == 2
    assert len(table(page(state="draft"))) == 1
    assert len(table(page(status="nonsense"))) == 4


def test_filters_are_read_from_the_url_and_written_to_it(page: Open, town: Engine) -> None:
    plant(town, {"title": "东关社区共建协议"}, {"unit": 2}, {"area_id": 3}, {"ends_on": today() + timedelta(days=20)})
    assert list(table(page("ada", q="dgsq"))["Title"]) == ["东关社区共建协议"]
    assert len(table(page("ada", area="3"))) == 1
    assert len(table(page("ada", kind="institution"))) == 1
    assert len(table(page("ada", within="30"))) == 1
    test = page("ada")
    test.text_input(key="agreements.q").set_value("zzz").run()
    assert test.query_params["q"] == "zzz"
    assert not test.dataframe


def test_the_chart_of_terms_is_in_the_url(page: Open, town: Engine) -> None:
    plant(town, {})
    test = page(view="terms")
    assert not test.dataframe
    assert "Terms of agreements" in str([chart.proto for chart in test.get("vega_lite_chart")])


@pytest.mark.parametrize("asked", ["999", "abc", "-1", "1e3", "٣", "9" * 30, "2"])
def test_what_is_missing_and_what_is_not_yours_is_the_same_sentence(page: Open, town: Engine, asked: str) -> None:
    plant(town, {}, {"area_id": 3})
    test = page(id=asked)
    assert "does not exist or is not yours" in test.error[0].value.replace("\\", "")
    assert not test.title


NASTY = "<b>x</b> [l](http://e.vil) $a$ :red[r] `c` =1+1"


def test_texts_of_users_are_shown_literally(page: Open, do: Callable[..., Any], town: Engine) -> None:
    id_ = draft(do, title=NASTY[:80])
    do("bo", submit_agreement, id_, row(town, id_).row_version)
    test = page(id=str(id_))
    assert test.title[0].value.startswith(r"\<b\>x\</b\> \[l\]\(http\:")
    assert list(table(page())["Title"]) == [NASTY]
    assert "<b>x</b>" not in html(test)


def test_a_liaison_confirms_what_his_unit_did_and_sees_nothing_to_change(
    page: Open, do: Callable[..., Any], ask: Callable[..., Any], town: Engine
) -> None:
    id_ = brought_to(do, town, Status.ACTIVE)
    promise = ask("bo", agreement_card, id_).promises[0].id
    done = do("bo", record_fulfilment, promise, today(), 1)
    test = page("li", id=str(id_))
    keys = {button.key for button in test.button if button.key}
    assert {key for key in keys if not key.startswith("FormSubmitter")} == {
        "agreements.back",
        f"agreement.confirm.{done}",
    }
    press(test, f"agreement.confirm.{done}")
    assert ask("bo", agreement_card, id_).fulfilments[0].confirmed_on == today()
    assert len(table(page("li"))) == 1


def test_a_fulfilment_is_recorded_by_hand_and_taken_back(
    page: Open, do: Callable[..., Any], ask: Callable[..., Any], town: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_ = brought_to(do, town, Status.ACTIVE)
    test, key = page(id=str(id_)), f"agreement.fulfil.{id_}"
    test.number_input(key=f"{key}.qty").set_value(2.0)
    submit(test, "Save record")
    done = ask("bo", agreement_card, id_).fulfilments[0]
    assert (done.qty, done.done_on) == (2, today())
    monkeypatch.setattr(components.act, "AGAIN", 0)  # later, and not by a second click
    test.number_input(key=f"{key}.qty").set_value(2.0)
    submit(test, "Save record")
    assert "is recorded for" in test.error[0].value.replace("\\", "")


def test_a_leader_reads_no_names(page: Open, town: Engine) -> None:
    (id_,) = plant(town, {})
    shown = {who: html(page(who, id=str(id_))) for who in ("bo", "lea")}
    assert "张三" in shown["bo"]
    assert "张三" not in shown["lea"]


def test_an_empty_desk_says_what_to_do_first(page: Open) -> None:
    assert "Draft the first one" in html(page())
    assert "No agreement yet." in html(page("lea"))
    assert "Take a filter away" in html(page(q="zzz"))

"""A form that arrives twice is saved once and says so, wherever the second one catches the first."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

from db.models import Activity, Agreement, Base, CodeItem, Member
from tests.browser import Desk
from tests.forge import Tab, press, sign_in, text
from tests.ui.conftest import PASSWORDS

pytestmark = pytest.mark.server
TWICE = "已保存，无需重复提交"
GAPS = (0.0, 0.01, 0.03)  # seconds between two clicks; some of them meet the first in the middle


def days(day: str) -> Callable[[WidgetState], None]:
    return lambda state: state.string_array_value.data.append(day)


@dataclass(frozen=True)
class Form:
    """What is typed into a form, by the ends of its widgets' keys; `button` is a key's end, or a label."""

    who: str
    page: str
    query: str
    model: type[Base]
    column: str
    button: str
    typed: Callable[[str, str], dict[str, Callable[[WidgetState], None]]] = field(repr=False)


FORMS = {
    # Its successor has other keys.
    "activity": Form(
        "xinxia", "activities", "new=1", Activity, "title", ".save",
        lambda word, name: {
            ".place": text("广场"), ".title": text(word), ".names": text(name), ".category": text("环境卫生"),
            ".held_on": days("2026-11-01"),
        },
    ),
    # It is gone when it was saved.
    "agreement": Form(
        "xinxia", "agreements", "do=new", Agreement, "title", "保存草案",
        lambda word, name: {
            ".area": text("新霞社区"), ".title": text(word), ".party": text(""), ".note": text(""),
            ".start": days("2026-11-01"), ".end": days("2027-10-31"),
        },
    ),
    # It stays where it was.
    "code": Form(
        "street", "codes", "", CodeItem, "label_zh", "code.new.unit_kind.send",
        lambda word, name: {"code.new.unit_kind.zh": text(word), "code.new.unit_kind.en": text("")},
    ),
}  # fmt: skip


def kept(data: Engine, form: Form, word: str) -> int:
    column = form.model.__table__.c[form.column]
    with data.connect() as connection:
        return connection.execute(select(func.count()).where(column == word)).scalar_one()


def message(tab: Tab, form: Form, word: str, name: str, *, send: bool = True) -> bytes:
    """What a browser says when the form is filled in, and the button pressed."""
    made = BackMsg()
    made.rerun_script.query_string = form.query
    made.rerun_script.page_script_hash = tab.pages[form.page]
    for end, put in form.typed(word, name).items():
        for key, id_ in tab.widgets.items():
            if key.endswith(end):
                put(made.rerun_script.widget_states.widgets.add(id=id_))
    if send:
        known = {**tab.labels, **tab.widgets}
        id_ = next(id_ for name, id_ in known.items() if name.endswith(form.button))
        press(made.rerun_script.widget_states.widgets.add(id=id_))
    return bytes(made.SerializeToString())


def opened(desk: Desk, form: Form) -> Tab:
    return Tab(desk.url, cookie=sign_in(desk.url, form.who, PASSWORDS[form.who]))


@pytest.fixture(scope="module")
def somebody(demo_data: Engine) -> str:
    """A name that one member of the street bears."""
    name = Member.__table__.c.name
    with demo_data.connect() as connection:
        names = select(name).group_by(name).having(func.count() == 1).order_by(name)
        return str(connection.execute(names.limit(1)).scalar_one())


def say(tab: Tab, *messages: bytes) -> None:
    for one in messages:
        tab.socket.send(one)


def heard(tab: Tab, done: Callable[[], int]) -> bytes:
    """All that comes until it is saved and said to be; a busy machine may be silent for long in between."""
    said, give_up = b"", time.monotonic() + 20
    while time.monotonic() < give_up:
        try:
            data = tab.socket.recv(0.5)
            said += data if isinstance(data, bytes) else data.encode()
        except TimeoutError:
            if done() and "已保存".encode() in said:
                break
    return said


@pytest.mark.parametrize("name", FORMS)
def test_sent_again_when_it_was_saved_already(demo_desk: Desk, demo_data: Engine, somebody: str, name: str) -> None:
    form = FORMS[name]

    def fill(word: str) -> bytes:
        tab.run(page=form.page, query=form.query)
        say(tab, message(tab, form, word, somebody, send=False))
        return message(tab._read(), form, word, somebody)

    with opened(demo_desk, form) as tab:
        once = fill(f"一次{name}")
        for expected in ("已保存", TWICE):
            say(tab, once)
            assert expected in tab._read().said
            assert tab.errors == []
        assert kept(demo_data, form, f"一次{name}") == 1
        say(tab, fill(f"下一次{name}"))  # the next one is another
        assert TWICE not in tab._read().said
        assert kept(demo_data, form, f"下一次{name}") == 1


@pytest.mark.parametrize("name", FORMS)
def test_sent_again_while_it_is_being_saved(demo_desk: Desk, demo_data: Engine, somebody: str, name: str) -> None:
    form = FORMS[name]
    for gap in GAPS:
        word = f"连按{name}{gap * 1000:.0f}"
        with opened(demo_desk, form) as tab:
            tab.run(page=form.page, query=form.query)
            say(tab, message(tab, form, word, somebody, send=False))
            twice = message(tab._read(), form, word, somebody)
            say(tab, twice)
            time.sleep(gap)
            say(tab, twice)
            said = heard(tab, partial(kept, demo_data, form, word))
        assert kept(demo_data, form, word) == 1, gap
        assert "已保存".encode() in said, gap

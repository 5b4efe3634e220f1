"""The Chinese catalogue: complete, exact, and free of what nobody says any more."""

import importlib
import pkgutil
import re
from collections import Counter
from enum import StrEnum
from functools import cache
from string import Formatter

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import db.commands
import db.ledger
import db.queries
import db.rules
from components.i18n import LANGUAGES, LOCALES
from db.access import REGISTRY, Command, Role
from db.audit import DEMO_LOADED
from db.rules.label import label
from tests import msgids

HAN = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff}][,;!?]|[\u4e00-\u9fff][.:]|[,;:!?][\u4e00-\u9fff]")
WITHOUT_ACTOR = (
    DEMO_LOADED,
    "create_admin",
    "make_first_admin",
    "open_wall",
    "rebuild_rollups",
    "restore",
    "set_password",
    "sign_in",
    "sign_out",
)
SAME_IN_CHINESE = {"English", "CSV", "Excel"}  # names that stay


@cache
def said() -> dict[str, str]:
    """Every msgid of the source and of the enums, with one place where it is said."""
    found = dict(msgids.said())
    for kind in enums():
        for member in kind:
            found.setdefault(label(member), f"{kind.__module__}.{kind.__name__}")
    for action, place in actions().items():
        found.setdefault(label(action), place)
    return found


def actions() -> dict[str, str]:
    """Every name that may stand in the audit log: commands, logged queries, and what has no actor."""
    for package in (db.commands, db.queries, db.ledger):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(info.name)
    doors = [door for door in REGISTRY if door.run.__module__.startswith("db.")]
    found = {door.name: door.run.__module__ for door in doors if isinstance(door, Command) or door.logged}
    return found | dict.fromkeys(WITHOUT_ACTOR, "audit log")


def enums() -> list[type[StrEnum]]:
    kinds: list[type[StrEnum]] = [Role]
    for info in pkgutil.iter_modules(db.rules.__path__, "db.rules."):
        module = importlib.import_module(info.name)
        own = [thing for thing in vars(module).values() if getattr(thing, "__module__", "") == info.name]
        kinds += [thing for thing in own if isinstance(thing, type) and issubclass(thing, StrEnum)]
    return kinds


@cache
def written() -> list[tuple[str, Message]]:
    """Every message of every catalogue file, as it stands there."""
    messages = []
    for source in sorted((LOCALES / "zh_CN" / "LC_MESSAGES").glob("*.po")):
        with source.open("rb") as file:
            catalog = read_po(file, locale="zh_CN", abort_invalid=True)
        messages += [(source.name, message) for message in catalog if message.id]
        messages += [(source.name + " (obsolete)", message) for message in catalog.obsolete.values()]
    return messages


def chinese() -> dict[str, str]:
    return {str(message.id): str(message.string) for _, message in written()}


def holes(text: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_something_is_said_and_written():
    assert len(said()) > 100
    assert len(written()) > 100


def test_english_and_chinese_are_the_languages():
    assert set(LANGUAGES) == {"en", "zh_CN"}
    assert [folder.name for folder in LOCALES.iterdir() if folder.is_dir()] == ["zh_CN"]


def test_every_sentence_has_its_chinese():
    missing = {msgid: place for msgid, place in said().items() if not chinese().get(msgid)}
    assert missing == {}


def test_nothing_is_fuzzy_or_obsolete():
    assert [(name, message.id) for name, message in written() if message.fuzzy or name.endswith("(obsolete)")] == []


def test_nothing_is_translated_that_nobody_says():
    assert [(name, message.id) for name, message in written() if message.id not in said()] == []


def test_a_sentence_is_translated_once():
    times = Counter(str(message.id) for _, message in written())
    assert [msgid for msgid, count in times.items() if count > 1] == []


def test_both_sides_have_the_same_holes():
    assert {msgid: text for msgid, text in chinese().items() if holes(text) != holes(msgid)} == {}


def test_the_chinese_is_chinese():
    """No English left standing, full-width punctuation, no word this product avoids."""
    words = {msgid: re.sub(r"{\w*}", "", msgid) for msgid in chinese() if msgid not in SAME_IN_CHINESE}
    english = [
        msgid for msgid, word in words.items() if re.search("[A-Za-z]{2}", word) and not HAN.search(chinese()[msgid])
    ]
    assert english == []
    assert {msgid: text for msgid, text in chinese().items() if HALF_WIDTH.search(text) or "打卡" in text} == {}
    assert {msgid: text for msgid, text in chinese().items() if text != text.strip() and msgid == msgid.strip()} == {}

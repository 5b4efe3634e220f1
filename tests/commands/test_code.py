"""Code lists and fields are extended by administrators, and by nobody else."""

from collections.abc import Callable
from typing import Any

import pytest

from db.commands.code import add_code, add_field, change_code, change_field
from db.errors import Invalid, Refused
from db.queries.code import code_labels
from db.queries.field import code_lines, field_lines, field_specs
from db.rules.code import FieldKind

Do = Callable[..., Any]


def test_a_value_gets_a_code_of_its_own_and_is_offered_at_once(do: Do, ask: Do) -> None:
    assert do("root", add_code, "need_category", " 宠物 管理 ", None) == "chongwuguanli"
    assert do("ada", add_code, "need_category", "公园", "Parks & lawns") == "parks_lawns"
    assert ask("bo", code_labels)["need_category"]["parks_lawns"] == ("公园", "Parks & lawns", True)


def test_alike_sounding_values_get_different_codes(do: Do) -> None:
    codes = [do("ada", add_code, "need_category", zh) for zh in ("宫院", "公园", "公元")]
    assert codes == ["gongyuan", "gongyuan2", "gongyuan3"]


def test_others_extend_nothing_and_do_not_read_the_page(do: Do, ask: Do) -> None:
    for who in ("bo", "sam", "cy", "li", "lea", "aud"):
        with pytest.raises(Refused):
            do(who, add_code, "need_category", "x")
        with pytest.raises(Refused):
            do(who, add_field, "member", "x", None, FieldKind.TEXT)
        with pytest.raises(Refused):
            ask(who, code_lines, "need_category")
        with pytest.raises(Refused):
            ask(who, field_lines, "member")


def test_a_value_needs_a_name_that_is_new(do: Do) -> None:
    for zh in ("", "  ", "环境整治", " 环境 整治", "x" * 61):
        with pytest.raises(Invalid):
            do("ada", add_code, "need_category", zh)


def test_there_are_no_other_lists_and_ledgers(do: Do) -> None:
    with pytest.raises(Invalid):
        do("ada", add_code, "resident_category", "x")
    with pytest.raises(Invalid):
        do("ada", add_field, "resident", "x", None, FieldKind.TEXT)


def test_a_value_is_renamed_moved_and_retired_but_a_list_is_never_empty(do: Do, ask: Do) -> None:
    for line in ask("ada", code_lines, "grid_kind")[1:]:
        do("ada", change_code, line.id, line.version, label_zh=line.label_zh, label_en=None, sort=5, active=False)
    assert [active for _, _, active in ask("bo", code_labels)["grid_kind"].values()].count(True) == 1
    last = next(line for line in ask("ada", code_lines, "grid_kind") if line.active)
    with pytest.raises(Invalid):
        do("ada", change_code, last.id, last.version, label_zh="x", label_en=None, sort=1, active=False)


def test_no_field_keeps_what_must_not_be_kept(do: Do, ask: Do) -> None:
    do("ada", add_field, "member", "备注", None, FieldKind.TEXT)
    line = ask("ada", field_lines, "member")[0]
    rest: dict[str, Any] = {"label_en": None, "options": [], "required": False, "sort": 1, "active": True}
    for label in ("身份证号", "出生年月", "民族", "宗教信仰", "家庭住址"):
        with pytest.raises(Invalid):
            do("ada", add_field, "member", label, None, FieldKind.TEXT)
        with pytest.raises(Invalid):
            do("ada", change_field, line.id, line.version, label_zh=label, **rest)
    with pytest.raises(Invalid):
        do("ada", add_field, "member", "编号", "ID number", FieldKind.TEXT)


def test_a_choice_needs_options_that_can_be_told_apart(do: Do) -> None:
    many = [str(n) for n in range(61)]
    for options in ([], ["一"], ["一", " 一 "], ["一", "二,三"], ["一", "二" * 31], many):
        with pytest.raises(Invalid):
            do("ada", add_field, "member", "特长类别", None, FieldKind.CHOICE, options)


def test_keys_are_given_once_and_fields_stand_in_order(do: Do, ask: Do) -> None:
    assert [do("root", add_field, "unit", zh, None, FieldKind.TEXT) for zh in "甲乙丙"] == ["f1", "f2", "f3"]
    with pytest.raises(Invalid):
        do("ada", add_field, "unit", "甲", None, FieldKind.NUMBER)
    first = ask("ada", field_lines, "unit")[0]
    moved: dict[str, Any] = {
        "label_zh": "丁",
        "label_en": "Fourth",
        "options": [],
        "required": True,
        "sort": 99,
        "active": True,
    }
    do("ada", change_field, first.id, first.version, **moved)
    assert [spec.label("en") for spec in ask("bo", field_specs, "unit")] == ["乙", "丙", "Fourth"]
    assert do("ada", add_field, "unit", "戊", None, FieldKind.TEXT) == "f4"

"""What a list finds: by name, pinyin, filter, place and field, page by page, and never beyond one's own."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from db.commands.code import add_field, change_field
from db.errors import Refused
from db.ledger import Ledger, shape_of
from db.ledger.find import PAGE, Find, Span, export_rows, listing
from db.ledger.pick import choices
from db.ledger.save import save_row, save_rows
from db.ledgers import GRIDS, LEDGERS, MEMBERS, NEEDS, UNITS
from db.models import FieldDef, Member
from db.queries.field import field_specs
from db.rules.code import FieldKind
from tests.ledgers.helper import made

Do = Callable[..., Any]


def names(ask: Do, who: str, ledger: Ledger, *specs: Any, **find: Any) -> list[str]:
    shape = shape_of(ledger, tuple(specs))
    first = shape.columns[0].name
    return [row[first] for row in ask(who, listing, ledger, shape, Find(**find)).rows]


def test_a_member_is_found_by_name_pinyin_initials_and_phone(do: Do, ask: Do) -> None:
    do("bo", save_row, *made(MEMBERS, phone="13800138000"))
    for text in (
        "djy",
        "DJY",
        "dingjia",
        "丁家垚",
        "丁 家",
        "家垚",
        "丁家垚\u3000",
        "8000",
        "13800138000",
        "１３８００１３８０００",
    ):
        assert names(ask, "bo", MEMBERS, text=text) == ["丁家垚"], text


def test_signs_of_sql_are_letters_like_others(do: Do, ask: Do) -> None:
    do("bo", save_row, *made(MEMBERS))
    for text in ("%", "_", "d%y", "\\", "丁_垚", "' OR 1=1 --"):
        assert names(ask, "bo", MEMBERS, text=text) == [], text


def test_a_percent_sign_in_a_name_is_found(do: Do, ask: Do) -> None:
    do("bo", save_row, *made(UNITS, name="100% Shop"))
    assert names(ask, "bo", UNITS, text="100%") == ["100% Shop"]


def test_a_list_ends_where_ones_own_ends(ask: Do) -> None:
    seen = {
        MEMBERS: {"ada": 4, "bo": 2, "wen": 2, "li": 2, "far": 0},
        UNITS: {"bo": 3, "far": 0, "li": 1, "lea": 3},
        GRIDS: {"ada": 3, "bo": 2, "cy": 1, "far": 0},
    }
    for ledger, expected in seen.items():
        found = {who: ask(who, listing, ledger, shape_of(ledger), Find()) for who in expected}
        assert {who: len(one.rows) for who, one in found.items()} == expected
        assert {who: one.total for who, one in found.items()} == expected


def test_a_stranger_counts_filters_and_exports_nothing(do: Do, ask: Do) -> None:
    do("bo", save_row, *made(MEMBERS, phone="13800138000"))
    shape = shape_of(MEMBERS)
    for find in (Find(text="djy"), Find(text="13800138000"), Find(area_id=2), Find(filters={"unit_id": [1]})):
        assert ask("wen", listing, MEMBERS, shape, find).total == 0
        assert ask("wen", export_rows, MEMBERS, shape, find).rows == []
    for who in ("lea", "li", "cy", "root", "aud"):
        with pytest.raises(Refused):
            ask(who, export_rows, MEMBERS, shape, Find())


def test_phones_and_liaisons_do_not_exist_for_those_without_the_right(do: Do, ask: Do) -> None:
    do("bo", save_row, *made(UNITS, liaison_name="王联", phone="13800138000"))
    shape = shape_of(UNITS)
    find = Find(text="Library")
    assert ask("bo", listing, UNITS, shape, find).rows[0]["phone"] == "****8000"
    for who in ("lea", "cy"):
        found = ask(who, listing, UNITS, shape, find)
        assert not {"phone", "liaison_name"} & (set(found.rows[0]) | {column.name for column in found.columns})
        assert ask(who, listing, UNITS, shape, Find(text="8000")).total == 0
        assert ask(who, listing, UNITS, shape, Find(text="13800138000")).total == 0


def test_filters_narrow_and_the_area_means_its_whole_branch(do: Do, ask: Do) -> None:
    do("bo", save_row, *made(NEEDS, unit_id=3, source="wish"))
    do("bo", save_row, *made(NEEDS, title="Bench", area_id=2, status="doing", raised_on=date(2026, 5, 1)))
    for find, found in (
        ({"filters": {"status": ["open"]}}, ["Lamp at gate 3"]),
        ({"filters": {"status": ["open", "doing"]}}, ["Lamp at gate 3", "Bench"]),
        ({"filters": {"unit_id": [3]}}, ["Lamp at gate 3"]),
        ({"filters": {"source": ["wish", "visit"]}}, ["Lamp at gate 3"]),
        ({"filters": {"raised_on": Span(high=date(2026, 6, 1))}}, ["Bench"]),
        ({"filters": {"raised_on": Span(date(2026, 5, 1), date(2026, 11, 1))}}, ["Lamp at gate 3", "Bench"]),
        ({"area_id": 4}, ["Lamp at gate 3"]),
        ({"area_id": 2}, ["Lamp at gate 3", "Bench"]),
        ({"area_id": 3}, []),
        ({"area_id": 999}, []),
        ({"filters": {"title": "x", "phone_enc": ["y"]}}, ["Lamp at gate 3", "Bench"]),
    ):
        assert names(ask, "bo", NEEDS, **find) == found, find


def test_pages_are_cut_in_the_database_and_stay_in_bounds(do: Do, ask: Do) -> None:
    rows = [made(MEMBERS, name=f"甲{chr(0x4E00 + n)}")[2] for n in range(60)]
    do("bo", save_rows, MEMBERS, shape_of(MEMBERS), rows)
    shape = shape_of(MEMBERS)
    seen = [row["id"] for page in (1, 2, 3) for row in ask("bo", listing, MEMBERS, shape, Find(page=page)).rows]
    assert len(seen) == len(set(seen)) == 62
    last = ask("bo", listing, MEMBERS, shape, Find(page=99))
    assert (last.page, last.pages, last.total, len(last.rows)) == (3, 3, 62, 62 - 2 * PAGE)
    assert len(ask("bo", export_rows, MEMBERS, shape, Find()).rows) == 62


def test_names_stand_for_ids(ask: Do) -> None:
    row = ask("bo", listing, MEMBERS, shape_of(MEMBERS), Find(text="ba")).rows[0]
    assert (row["unit_id"], row["area_id"]) == ("Bank", "East")
    grid = ask("bo", listing, GRIDS, shape_of(GRIDS), Find(text="East-1")).rows[0]
    assert (grid["parent_id"], grid["households"], grid["residents"]) == ("East", 300, 900)


def test_only_own_open_places_are_offered_for_new_rows(ask: Do) -> None:
    offered = ask("bo", choices, UNITS, shape_of(UNITS))
    assert [one.label for one in offered["area"] if one.mine] == ["East", "East East-1", "East East-2"]
    assert {one.label for one in offered["area"] if one.seen} >= {"Street", "West", "West West-1"}
    members = ask("bo", choices, MEMBERS, shape_of(MEMBERS))
    assert not any(one.seen for one in members["area"] if not one.mine)
    assert [one.label for one in members["unit"]] == ["Bank", "Clinic", "School"]


# -- fields of one's own ---------------------------------------------------------------------------------------------

VALUES = {
    FieldKind.TEXT: ("会唱闽剧", "闽剧", "京剧"),
    FieldKind.NUMBER: (12.5, Span(12, 13), Span(13, None)),
    FieldKind.DATE: (date(2024, 10, 5), Span(date(2024, 10, 5), date(2024, 10, 5)), Span(None, date(2024, 10, 4))),
    FieldKind.YES_NO: (True, True, False),
    FieldKind.CHOICE: ("文艺", ["文艺", "法律"], ["法律"]),
}


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=LEDGERS)
def test_a_field_of_any_kind_works_at_once(do: Do, ask: Do, ledger: Ledger) -> None:
    keys = {kind: do("ada", add_field, ledger.name, f"字段{kind}", None, kind, ["文艺", "法律"]) for kind in FieldKind}
    specs = ask("bo", field_specs, ledger.name)
    do("bo", save_row, *made(ledger, *specs, **{key: VALUES[kind][0] for kind, key in keys.items()}))
    shape = shape_of(ledger, specs)
    for kind, key in keys.items():
        value, hit, miss = VALUES[kind]
        (row,) = ask("bo", listing, ledger, shape, Find(filters={key: hit})).rows
        assert row[key] == value
        assert ask("bo", listing, ledger, shape, Find(filters={key: miss})).rows == []
        assert ask("bo", export_rows, ledger, shape, Find(filters={key: hit})).rows[0][key] == value


def test_a_field_that_is_retired_hides_and_keeps_what_was_written(do: Do, ask: Do, town: Engine) -> None:
    key = do("ada", add_field, "member", "特长类别", None, FieldKind.CHOICE, ["文艺", "法律"])
    specs = ask("bo", field_specs, "member")
    id_ = do("bo", save_row, *made(MEMBERS, *specs, **{key: "文艺"}))
    with Session(town) as session:
        field = session.execute(select(FieldDef.id, FieldDef.row_version)).one()
    change = {"label_zh": "特长类别", "label_en": None, "options": ["文艺", "法律"], "required": False, "sort": 10}
    do("ada", change_field, *field, **change, active=False)
    assert ask("bo", field_specs, "member") == ()
    do("bo", save_row, *made(MEMBERS, skills="x"), id_, 1)
    with Session(town) as session:
        assert session.scalar(select(Member.custom).where(Member.id == id_)) == {key: "文艺"}
    do("ada", change_field, field[0], 2, **change, active=True)
    assert names(ask, "bo", MEMBERS, *ask("bo", field_specs, "member"), filters={key: ["文艺"]}) == ["丁家垚"]

"""A block copied from a spreadsheet: which column is which, what must not be kept, which rows are good."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import BaseModel

from db.ledger.declare import Kind
from db.ledger.pick import ENDINGS
from db.ledger.save import same_in_block
from db.ledger.shape import Column, Shape, Wrong
from db.rules import cell
from db.rules.label import fold
from db.rules.privacy import forbidden, is_identity_column

MOST_ROWS = 5000
HEADING_WITHIN = 15  # title rows above the headings
SUMS = ("合计", "总计", "小计", "共计", "total", "subtotal", "sum")
FOOTS = ("填表人", "审核人", "制表", "填报", "注:", "备注:", "说明:", "导出人")
NUMBERING = frozenset(["序号", "编号", "no.", "no", "#", "行号"])
_COMMA = re.compile("[,\uff0c]")
LOOKED_UP = (Kind.CHOICE, Kind.CODE, Kind.PICK, Kind.OPTION)


@dataclass(frozen=True)
class Vocabulary:
    """What the reader's words mean: folded headings to columns, and per column folded words to values."""

    headings: Mapping[str, str]
    words: Mapping[str, Mapping[str, tuple[Any, ...]]]


@dataclass(frozen=True)
class Problem:
    """Why one row does not go in; `value` is what stood there."""

    number: int
    wrong: Wrong
    value: str = ""


@dataclass
class Block:
    """A block that was read: good rows with their numbers, problems, and what was left aside."""

    rows: list[tuple[int, BaseModel]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    banned: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    lines: dict[int, list[str]] = field(default_factory=dict)  # by number, without what must not be kept
    heading: list[str] = field(default_factory=list)
    too_many: bool = False

    @property
    def bad(self) -> list[int]:
        return sorted({problem.number for problem in self.problems})

    def rest(self) -> str:
        """The rows that did not go in, as a block again."""
        kept = [self.heading] * bool(self.heading) + [self.lines[number] for number in self.bad if number in self.lines]
        out = io.StringIO()
        csv.writer(out, delimiter="\t", lineterminator="\n").writerows(kept)
        return out.getvalue() if self.bad else ""


def read_block(
    text: str, shape: Shape, columns: Sequence[Column], words: Vocabulary, today: date, defaults: Mapping[str, Any]
) -> Block:
    """Touches no database: the caller looks up what is known already."""
    table = [[*row] for row in split(text)]
    block, head = Block(), find_heading(table, words, columns[0].name)
    width = max((len(row) for row in table), default=0)
    names = _names(table, head, width, columns, words)
    _set_aside(block, table, head, names)
    kept = [i for i in range(width) if names[i] != ""]
    names = [names[i] for i in kept]
    block.columns = [name for name in names if name]
    if head is not None:
        block.heading = [_at(table[head], i) for i in kept]
    before: dict[str, str] = {}
    for number, row in enumerate(table, 1):
        cells = [_at(row, i) for i in kept]
        if (head is not None and number - 1 <= head) or _is_decoration(cells, block.heading):
            continue
        if len(block.lines) >= MOST_ROWS:
            block.too_many = True
            break
        block.lines[number] = cells
        raw, wrong = _raw(cells, names, shape, words, before)
        row_, errors = shape.parse({**defaults, **raw}, today)
        wrong += [e for e in errors if e.name not in {w.name for w in wrong}]
        block.problems += [Problem(number, w, _shown(w, cells, names)) for w in wrong]
        if row_ is not None and not wrong:
            block.rows.append((number, row_))
    _mark_repeats(block, shape)
    return block


def take_out(block: Block, wrong: Mapping[int, Wrong]) -> None:
    """Move rows (by their place among the good ones) to the problems."""
    gone = [(block.rows[index][0], why) for index, why in sorted(wrong.items())]
    block.problems += [Problem(number, why) for number, why in gone]
    block.problems.sort(key=lambda problem: problem.number)
    numbers = {number for number, _ in gone}
    block.rows = [pair for pair in block.rows if pair[0] not in numbers]


def _mark_repeats(block: Block, shape: Shape) -> None:
    repeats = same_in_block(shape.ledger, [row for _, row in block.rows])
    first = {index: block.rows[other][0] for index, other in repeats.items()}
    take_out(block, {index: Wrong(None, "repeats", {"number": number}) for index, number in first.items()})


def split(text: str) -> list[list[str]]:
    """Rows of cells: tabs as a spreadsheet copies them (with quoted line feeds), else commas, else wide gaps."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    if not text.strip():
        return []
    if "\t" in text:
        return _tabbed(text)
    lines = text.split("\n")
    if all(_COMMA.search(line) for line in lines if line.strip()):
        return [[part.strip() for part in _COMMA.split(line)] for line in lines]
    return [[part.strip() for part in re.split(r"\s{2,}", line.strip())] for line in lines]


def _tabbed(text: str) -> list[list[str]]:
    try:
        table = list(csv.reader(io.StringIO(text), delimiter="\t"))
    except csv.Error:
        table = []
    if not table or any("\t" in one for row in table for one in row):  # a stray quote swallowed cells
        table = [line.split("\t") for line in text.split("\n")]
    return [[" ".join(one.split("\n")) for one in row] for row in table]


def find_heading(table: Sequence[Sequence[str]], words: Vocabulary, first: str) -> int | None:
    """The first of the upper rows in which at least two known headings stand, or that of the first column."""
    for index, row in enumerate(table[:HEADING_WITHIN]):
        filled = [one for one in row if one.strip()]
        known = [name for one in filled if (name := words.headings.get(heading_key(one)))]
        below = max((sum(map(bool, later)) for later in table[index + 1 : index + 3]), default=0)
        if len(known) >= 2 or (first in known and len(filled) >= below):  # a title may read like a heading
            return index
    return None


def heading_key(text: str) -> str:
    """A heading without star, unit or remark: "户数(户) *" -> "户数"."""
    return fold(re.sub("[*\uff0a:\uff1a]", "", text))


def _bare(text: str) -> str:
    return re.sub(r"[(\uff08【\[].*?[)\uff09】\]]", "", text)


def _names(
    table: Sequence[Sequence[str]], head: int | None, width: int, columns: Sequence[Column], words: Vocabulary
) -> list[str | None]:
    """Per position the column; None where it is unknown, "" where it must not be kept."""
    if head is None:
        order = [column.name for column in columns]
        first = [_at(row, 0).strip() for row in table]
        numbered = width > 1 and [one for one in first if one] == [str(n) for n in range(1, len(table) + 1)]
        names: list[str | None] = [None] if numbered else []
        names += order[: width - len(names)]
        names += [None] * (width - len(names))
    else:
        names, taken = [], set[str]()
        for i in range(width):
            text = _at(table[head], i)
            name = words.headings.get(heading_key(text)) or words.headings.get(heading_key(_bare(text)))
            if name is None and forbidden(text):
                names.append("")
            else:
                names.append(None if name in taken else name)
                taken.add(name or "")
    below = table[(head + 1 if head is not None else 0) :]
    return [
        "" if name != "" and is_identity_column([_at(row, i) for row in below]) else name
        for i, name in enumerate(names)
    ]


def _set_aside(block: Block, table: Sequence[Sequence[str]], head: int | None, names: Sequence[str | None]) -> None:
    """What the report says was ignored, and what it says was not understood."""
    for i, name in enumerate(names):
        text = cell.line(_at(table[head], i)) if head is not None else ""
        if name == "":
            block.banned.append(forbidden(text) or "身份证号")
        elif name is None and text and fold(text) not in NUMBERING:
            block.unused.append(text[:20])
    block.banned = list(dict.fromkeys(block.banned))


def _raw(
    cells: Sequence[str], names: Sequence[str | None], shape: Shape, words: Vocabulary, before: dict[str, str]
) -> tuple[dict[str, Any], list[Wrong]]:
    """Values by column name, words looked up; `before` remembers the row above for 同上 and merged areas."""
    raw: dict[str, Any] = {}
    wrong: list[Wrong] = []
    for text, name in zip(cells, names, strict=True):
        if not name:
            continue
        column, value = shape.column(name), cell.line(text)
        if fold(value) in cell.AS_ABOVE or (not value and column.name == shape.ledger.place):
            value = before.get(name, "")
        before[name] = value
        if column.kind in LOOKED_UP:
            found = _look_up(value, words.words.get(name, {}))
            if len(found) == 1:
                raw[name] = found[0]
            elif not cell.is_blank(value):
                wrong.append(Wrong(name, "several" if found else "unknown", {"value": value[:30]}))
        elif not (cell.is_blank(value) and column.kind is not Kind.FLAG) and not (
            column.kind is Kind.PHONE and cell.is_masked(value)
        ):
            raw[name] = value
    return raw, wrong


def _look_up(value: str, words: Mapping[str, tuple[Any, ...]]) -> tuple[Any, ...]:
    shorter = next((value.removesuffix(ending) for ending in ENDINGS if value.endswith(ending)), value)
    return words.get(fold(value)) or words.get(fold(_bare(value))) or words.get(fold(shorter)) or ()


def _is_decoration(cells: Sequence[str], heading: Sequence[str]) -> bool:
    """Empty rows, sums, foot lines and headings repeated by a page break."""
    filled = [fold(one) for one in cells if one.strip()]
    if not filled:
        return True
    if heading and [fold(one) for one in cells] == [fold(one) for one in heading]:
        return True
    return filled[0] in SUMS or any(filled[0].startswith(fold(foot)) for foot in FOOTS)


def _shown(wrong: Wrong, cells: Sequence[str], names: Sequence[str | None]) -> str:
    return next((one[:40] for one, name in zip(cells, names, strict=True) if name == wrong.name and name), "")


def _at(row: Sequence[str], index: int) -> str:
    return row[index] if index < len(row) else ""

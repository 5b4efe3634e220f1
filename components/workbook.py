"""Workbooks that are handed upward or taken along: title, who and when, a header that stays in sight, clean cells."""

import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import xlsxwriter

MOST_NAME = 31
FORBIDDEN_IN_NAME = dict.fromkeys(map(ord, "[]:*?/\\'"), " ")
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
FONT = "SimSun"
WIDEST = 42.0


@dataclass(frozen=True)
class Sheet:
    """One sheet. Text stays text (codes keep their zeros); numbers and days are what they are."""

    title: str
    unit_line: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Any]]
    totals: Sequence[Any] | None = None
    name: str | None = None
    note: str | None = None


def workbook(
    title: str,
    unit_line: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    totals: Sequence[Any] | None = None,
    note: str | None = None,
) -> bytes:
    """One sheet as a file."""
    return workbook_of([Sheet(title, unit_line, columns, rows, totals, note=note)])


def workbook_of(sheets: Sequence[Sheet]) -> bytes:
    """Several sheets as a file. Nothing in it is ever run: no formula, no link, no number out of text."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"author": "", "comments": ""})
        looks = _Looks(book)
        taken: set[str] = set()
        for sheet in sheets:
            _write(book.add_worksheet(_name(sheet.name or sheet.title, taken)), looks, sheet)
    return buffer.getvalue()


class _Looks:
    """The few cell formats of a book."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
        grid = {**base, "border": 1, "text_wrap": True}
        self.title = book.add_format({**base, "font_size": 16, "bold": True, "align": "center"})
        self.line = book.add_format({**base, "font_size": 10, "align": "left"})
        self.head = book.add_format({**grid, "bold": True, "align": "center", "bg_color": "#EEF3F2"})
        self.text = book.add_format({**grid, "num_format": "@"})
        self.quoted = book.add_format({**grid, "num_format": "@", "quote_prefix": True})
        self.whole = book.add_format({**grid, "num_format": "#,##0", "align": "right"})
        self.number = book.add_format({**grid, "num_format": "#,##0.0#", "align": "right"})
        self.day = book.add_format({**grid, "num_format": "yyyy-mm-dd", "align": "center"})
        self.total = book.add_format({**grid, "bold": True, "num_format": "#,##0.##", "align": "right"})
        self.total_text = book.add_format({**grid, "bold": True, "num_format": "@", "align": "center"})


def _write(sheet: Any, looks: _Looks, what: Sheet) -> None:
    last = max(len(what.columns) - 1, 0)
    for above, (text, look) in enumerate(((what.title, looks.title), (what.unit_line, looks.line))):
        if last:
            sheet.merge_range(above, 0, above, last, "", look)
        sheet.write_string(above, 0, text, look)
    sheet.set_row(0, 30)
    for place, heading in enumerate(what.columns):
        sheet.write_string(2, place, heading, looks.head)
    widths = [_width(heading) + 2 for heading in what.columns]
    number = 2
    for number, row in enumerate(what.rows, 3):
        for place, value in enumerate(row):
            _cell(sheet, number, place, value, looks)
            widths[place] = max(widths[place], _width(_said(value)) + 2)
    if what.totals is not None:
        number += 1
        for place, value in enumerate(what.totals):
            numeric = isinstance(value, int | float)
            (sheet.write_number if numeric else sheet.write_string)(
                number, place, value if numeric else _said(value), looks.total if numeric else looks.total_text
            )
    if what.note:
        sheet.write_string(number + 2, 0, what.note, looks.line)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, min(width, WIDEST))
    _page(sheet, last, number)


def _page(sheet: Any, last: int, rows: int) -> None:
    sheet.freeze_panes(3, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 2)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.set_footer("&C&P / &N")
    sheet.print_area(0, 0, max(rows, 2), last)


def _cell(sheet: Any, row: int, place: int, value: Any, looks: _Looks) -> None:
    if value is None or value == "":
        sheet.write_blank(row, place, None, looks.text)
    elif isinstance(value, bool):
        sheet.write_string(row, place, str(value), looks.text)
    elif isinstance(value, int | float):
        sheet.write_number(row, place, value, looks.whole if float(value).is_integer() else looks.number)
    elif isinstance(value, date):
        sheet.write_datetime(row, place, value, looks.day)
    else:
        text = clean(str(value))
        # The apostrophe of a spreadsheet: the text stays text even when somebody edits the cell or saves it as CSV.
        sheet.write_string(row, place, text, looks.quoted if text.startswith(STARTS_A_FORMULA) else looks.text)


def clean(text: str) -> str:
    """Without the control characters a workbook must not hold, and no longer than a cell."""
    kept = "".join(ch for ch in text if ch in "\n\t" or unicodedata.category(ch) not in ("Cc", "Cs"))
    return kept[:32000]


def _said(value: Any) -> str:
    return "" if value is None else str(value)


def _width(text: str) -> float:
    """In characters of the body font; Chinese ones take two."""
    return sum(2.0 if unicodedata.east_asian_width(ch) in "WF" else 1.0 for ch in text.partition("\n")[0][:80])


def _name(wanted: str, taken: set[str]) -> str:
    name = wanted.translate(FORBIDDEN_IN_NAME).strip()[:MOST_NAME] or "Sheet"
    stem, n = name[: MOST_NAME - 3], 2
    while name.casefold() in taken:
        name, n = f"{stem} {n}", n + 1
    taken.add(name.casefold())
    return name

"""Reading back the workbooks the desk writes, with nothing but the standard library."""

import io
import re
import zipfile
from xml.etree import ElementTree as ET

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def _tree(book: zipfile.ZipFile, name: str) -> ET.Element:
    return ET.fromstring(book.read(name))  # noqa: S314  # why: we wrote this file ourselves a moment ago


def table(content: bytes) -> list[list[str]]:
    """The first sheet as a person would copy it: rows of text, days as days."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        shared = [
            "".join(text.text or "" for text in item.iter(f"{{{NS['m']}}}t"))
            for item in _tree(book, "xl/sharedStrings.xml").findall("m:si", NS)
        ]
        sheet = _tree(book, "xl/worksheets/sheet1.xml")
    made = []
    for row in sheet.iter(f"{{{NS['m']}}}row"):
        cells_: dict[int, str] = {}
        for cell in row.findall("m:c", NS):
            value = cell.find("m:v", NS)
            letters = re.sub(r"\d", "", cell.get("r", "A"))
            place = 0
            for letter in letters:
                place = place * 26 + ord(letter) - 64
            text = "" if value is None else str(value.text)
            cells_[place - 1] = shared[int(text)] if cell.get("t") == "s" else text
        made.append([cells_.get(n, "") for n in range(max(cells_, default=-1) + 1)])
    return made


def cells(content: bytes) -> list[str]:
    return [text for row in table(content) for text in row]

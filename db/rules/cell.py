"""What a person meant by a cell of a spreadsheet: text, names, codes, dates, numbers, phones, yes or no, or nothing."""

import re
import unicodedata
from datetime import date, timedelta

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_HAN = r"\u3007\u3400-\u9fff\U00020000-\U0003ffff"
_DOTS = str.maketrans(dict.fromkeys("•・‧．∙●", "·"))
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# What people put where there is nothing to put.
BLANKS = frozenset(
    ["", "/", "//", "\\", "-", "--", "—", "——", "–", "无", "暂无", "不详", "空", "n/a", "none", "null", "nan"]
)
AS_ABOVE = frozenset(["同上", "〃", '"', "″", "ditto"])
YES = frozenset(["是", "有", "√", "✓", "✔", "1", "y", "yes", "true", "已", "对"])
NO = frozenset(["否", "无", "没有", "×", "x", "✗", "✘", "0", "n", "no", "false", "未", "不", "不是"])
_DAY = re.compile(
    r"^(\d{4}|\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.0+)?)?)?$"
)
_PACKED_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_SERIAL_ZERO = date(1899, 12, 30)  # day 0 of Excel's calendar, its missing leap day allowed for
_NUMBER = re.compile(
    r"^[约近]?(?P<n>[+-]?\d+(?:\.\d+)?)(?P<wan>万)?(?:户|人|个|名|组|间|处|家|岁|年|次|小时|元)?[左右]*$"
)
_GROUPED = re.compile(r"(?<=\d)[,'\s](?=\d{3}(?!\d))")
_LANDLINE = re.compile(r"^0\d{9,11}$")
_MOBILE = re.compile(r"^1[3-9]\d{9}$")
_SHORT = re.compile(r"^\d{5,8}$")


def line(text: str) -> str:
    """Outer, doubled and invisible space gone; the characters themselves stay (NFKC would turn ① into 1)."""
    return " ".join(text.translate(_INVISIBLE).split())


def person(text: str) -> str:
    """A name: full-width letters narrow, the many middle dots one, no space between Chinese characters ("张 伟")."""
    text = line(unicodedata.normalize("NFC", text).translate(_FULL_WIDTH)).translate(_DOTS)
    return re.sub(rf"(?<=[{_HAN}·])\s+(?=[{_HAN}·])", "", text)


def code(text: str) -> str:
    """A code: narrow, upper case, without space."""
    return "".join(unicodedata.normalize("NFKC", line(text)).upper().split())


def narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", line(text))


def is_blank(text: str) -> bool:
    return narrow(text).casefold() in BLANKS


def day(text: str) -> date | None:
    """2024.10.5, 2024年10月5日, 2024/10/5, 24-10-5, 20241005 or Excel's serial number; None when it is none of these.

    A month without a day stays unread: "2024.10" may once have been January or October.
    """
    text = re.sub(r"\s*(?:星期|周)[一二三四五六日天]$", "", narrow(text))
    found = _DAY.match(text) or _PACKED_DAY.match(text)
    if found is not None:
        year, month, of_month = (int(part) for part in found.groups())
        return _date(year + 2000 if year < 100 else year, month, of_month)
    serial = re.fullmatch(r"(\d{5})(?:\.\d+)?", text)
    if serial is not None and 20000 <= int(serial[1]) <= 73050:  # 1954 to 2099
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    return None


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def number(text: str) -> float | None:
    """1,234; ２５００; 300户; 约500人; 1.2万; None when it is no number."""
    found = _NUMBER.match(_GROUPED.sub("", narrow(text)).replace(" ", ""))
    if found is None:
        return None
    value = float(found["n"])
    return round(value * 10_000, 4) if found["wan"] else value


def yes_no(text: str) -> bool | None:
    word = narrow(text).casefold()
    return True if word in YES else False if word in NO else None


def phone(text: str) -> str | None:
    """Digits only of one mobile, landline or short number; None when it is not one number."""
    text = re.sub(r"(?<=\d)\.0$", "", narrow(text))
    digits = re.sub(r"[\s\-()]", "", text)
    digits = re.sub(r"^(?:\+|00)?86(?=1[3-9]\d{9}$|0\d{9,11}$)", "", digits)
    return digits if any(form.match(digits) for form in (_MOBILE, _LANDLINE, _SHORT)) else None


def is_masked(text: str) -> bool:
    """A phone as this desk shows it: exported, then pasted back, it says nothing new."""
    return re.fullmatch(r"\d{0,3}\*{2,}\d{0,4}", narrow(text)) is not None

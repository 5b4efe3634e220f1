"""What this desk never keeps about people: recognised by heading or content, dropped before anything is stored."""

import re
from collections.abc import Iterable
from datetime import date

from db.rules.label import fold

# What to call it in a report, and the words by which a heading gives it away.
_HEADINGS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("身份证号", r"身份证|证件号|公民身份|身份号码|idnumber|idno\.?$|idcard|identitynumber|identitycard"),
        ("出生日期", r"出生|生日|birth"),
        ("年龄", r"^年龄|周岁|^age$"),
        ("民族", r"^民族|族别|ethnic"),
        ("宗教", r"宗教|信仰|religio"),
        ("家庭住址", r"家庭.*(?:住址|地址)|住址|现居住地|居住地址?$|户籍|户口|门牌|房号|室号|homeaddress|doornumber"),
        ("籍贯", r"籍贯|nativeplace"),
        ("学历", r"学历|学位|文化程度|education"),
        ("婚姻", r"婚姻|marital"),
        ("家庭成员", r"家庭成员|配偶|子女|监护人|familymember|guardian"),
        ("健康状况", r"健康状|病情|病史|患病|残疾证|^health$|illness|diagnos"),
        ("困难原因", r"困难原因|hardship"),
        ("银行卡号", r"银行|卡号|bankaccount|bankcard"),
        ("党费", r"党费|partyfee|dues$"),
        ("入党时间", r"入党|转正|joinedtheparty"),
        ("处分", r"处分|失联"),
    )
)
_ID = re.compile(r"^[1-9]\d{5}(\d{4})(\d{2})(\d{2})\d{3}[\dXx]$")


def forbidden(heading: str) -> str | None:
    """The name of the thing that must not be kept under this heading, None when there is nothing wrong with it."""
    folded = fold(heading)
    return next((name for name, words in _HEADINGS if words.search(folded)), None)


def is_identity_number(text: str) -> bool:
    """Eighteen characters with a date of birth in the middle, also as Excel rounds them ("3501…7000")."""
    found = _ID.match("".join(text.split()).strip("'‘’`"))
    if found is None:
        return False
    year, month, day = (int(part) for part in found.groups())
    try:
        date(year, month, day)
    except ValueError:
        return False
    return 1900 <= year <= 2100


def is_identity_column(values: Iterable[str]) -> bool:
    """Whether what stands in a column are identity numbers, whatever its heading says."""
    filled = [value for value in values if value.strip()]
    hits = sum(map(is_identity_number, filled))
    return hits > 0 and hits * 2 >= len(filled)

"""Periods of counting: month, quarter, half-year, year, and the last twelve months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from db.errors import N_, Invalid

_FORM = re.compile(r"^([0-9]{4})(?:-([0-9]{2})|Q([1-4])|H([12]))?$")


def month_of(day: date) -> str:
    """The year-month key of a date, "2026-11"."""
    return f"{day.year:04d}-{day.month:02d}"


def add_months(month: str, n: int) -> str:
    index = int(month[:4]) * 12 + int(month[5:]) - 1 + n
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


@dataclass(frozen=True)
class Period:
    """Whole months from first to last inclusive, both "YYYY-MM"; code is what stands in a URL."""

    code: str
    first: str
    last: str

    @property
    def months(self) -> list[str]:
        made, month = [], self.first
        while month <= self.last:
            made.append(month)
            month = add_months(month, 1)
        return made

    @property
    def starts_on(self) -> date:
        return date(int(self.first[:4]), int(self.first[5:]), 1)

    @property
    def ends_on(self) -> date:
        after = add_months(self.last, 1)
        return date(int(after[:4]), int(after[5:]), 1) - timedelta(days=1)

    @property
    def before(self) -> "Period":
        """The period of equal length that ends where this one starts."""
        n = len(self.months)
        return Period(f"-{self.code}", add_months(self.first, -n), add_months(self.first, -1))


def parse(code: str, today: date) -> Period:
    """Read "2026-11", "2026Q3", "2026H1", "2026" or "last12".

    Raises Invalid for anything else.
    """
    if code == "last12":
        last = month_of(today)
        return Period(code, add_months(last, -11), last)
    if not (found := _FORM.match(code)) or not 1990 <= int(found[1]) <= 2100:
        raise Invalid(N_("“{text}” is not a period. Choose a month, quarter, half-year or year."), text=code)
    year, month, quarter, half = found.groups()
    if month:
        if not 1 <= int(month) <= 12:
            raise Invalid(N_("“{text}” is not a period. Choose a month, quarter, half-year or year."), text=code)
        return Period(code, code, code)
    if quarter:
        start = int(quarter) * 3 - 2
        return Period(code, f"{year}-{start:02d}", f"{year}-{start + 2:02d}")
    if half:
        return Period(code, f"{year}-{'01' if half == '1' else '07'}", f"{year}-{'06' if half == '1' else '12'}")
    return Period(code, f"{year}-01", f"{year}-12")


def choices(today: date) -> list[str]:
    """The period codes a reader is offered, nearest first."""
    months = [add_months(month_of(today), -n) for n in range(13)]
    quarter = (today.month - 1) // 3 + 1
    quarters = []
    year = today.year
    for _ in range(5):
        quarters.append(f"{year}Q{quarter}")
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    halves = [
        f"{today.year}H{1 if today.month <= 6 else 2}",
        f"{today.year - (today.month <= 6)}H{2 if today.month <= 6 else 1}",
    ]
    return ["last12", *months, *quarters, *halves, str(today.year), str(today.year - 1)]

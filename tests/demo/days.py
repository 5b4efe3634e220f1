"""The dates the demo is tried on: an ordinary one, a month's first, a leap day, New Year's Day."""

from datetime import date

TODAY = date(2026, 11, 22)
DAYS = (TODAY, date(2027, 3, 1), date(2028, 2, 29), date(2027, 1, 1), date(2026, 8, 31))

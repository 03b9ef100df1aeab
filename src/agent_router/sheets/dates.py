"""The days that a date typed in another form than year-month-day may mean."""

import re
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,2})\.?")
_YEAR_LAST = re.compile(r"(\d{1,2})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{4}|\d{2})")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[.\s-]*([a-z]{3,9})\.?[,\s-]*(\d{4})")
_NAMED_DAY = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?[,\s]+(\d{4})")
_CENTURY = 2000


def readings(text: str) -> tuple[date, ...]:
    """Every day that the text can mean, earliest first: two for `03/04/2026`, none where it is no date."""
    plain = text.strip().casefold()
    found: set[date] = set()
    for year, month, day in _triples(plain):
        try:
            found.add(date(year, month, day))
        except ValueError:
            continue
    return tuple(sorted(found))


def _triples(text: str) -> list[tuple[int, int, int]]:
    if match := _YEAR_FIRST.fullmatch(text):
        return [(int(match[1]), int(match[2]), int(match[3]))]
    if match := _YEAR_LAST.fullmatch(text):
        year = int(match[3]) + (0 if len(match[3]) > 2 else _CENTURY)
        first, second = int(match[1]), int(match[2])
        return [(year, first, second), (year, second, first)]
    if match := _DAY_NAMED.fullmatch(text):
        return [(int(match[3]), month, int(match[1])) for month in _named(match[2])]
    if match := _NAMED_DAY.fullmatch(text):
        return [(int(match[3]), month, int(match[2])) for month in _named(match[1])]
    return []


def _named(name: str) -> list[int]:
    return [number for number, month in enumerate(_MONTHS, 1) if month.startswith(name)]

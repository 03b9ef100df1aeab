"""The number that was probably meant by a text that is none: `$5`, `1.5M`, `2.000.000`, `1h 30m`, `five`.

Only ever a suggestion; nothing is decided by it.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_TIMES: Mapping[str, int] = MappingProxyType({
    "k": 1000, "thousand": 1000, "tsd": 1000, "m": 10**6, "mn": 10**6, "mio": 10**6, "mill": 10**6, "million": 10**6,
    "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9,
})  # fmt: skip
_MINUTES: Mapping[str, Decimal] = MappingProxyType({
    "h": Decimal(60), "hr": Decimal(60), "hrs": Decimal(60), "hour": Decimal(60), "hours": Decimal(60),
    "std": Decimal(60), "m": Decimal(1), "min": Decimal(1), "mins": Decimal(1), "minute": Decimal(1),
    "minutes": Decimal(1), "d": Decimal(1440), "day": Decimal(1440), "days": Decimal(1440), "s": Decimal(1) / 60,
    "sec": Decimal(1) / 60, "seconds": Decimal(1) / 60,
})  # fmt: skip
_DIGITS = r"\d[\d., '’_]*"
_NUMBER = re.compile(rf"(-?)\s*({_DIGITS})")
_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?(?:\s*h)?")
_DURATION = re.compile(r"(\d+(?:[.,]\d+)?)\s*([a-z]+)")
_GROUPS = re.compile(r"\d{1,3}(?:([., '’_])\d{3})(?:\1\d{3})*")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")


def amount_meant(text: str, header: str = "") -> str:
    """The one number in a text, written plainly; empty where it holds none or several.

    `header` is the name of the column: under one that speaks of minutes, `2h` means 120.
    """
    plain = _SPACES.sub(" ", text).strip().casefold()
    if "minute" in header.casefold() and (minutes := _minutes(plain)) is not None:
        return _written(minutes)
    if plain in _WORDS:
        return str(_WORDS.index(plain))
    found = list(_NUMBER.finditer(plain))
    if len(found) != 1:
        return ""
    value = _plain_number(found[0][2].strip(" .,'’_"))
    unit = re.match(r"[a-z]+", plain[found[0].end() :].lstrip())
    if value is None:
        return ""
    times = _TIMES.get(unit[0], 1) if unit else 1
    value = value if times == 1 else value * times
    return f"-{_written(value)}" if found[0][1] else _written(value)


def _minutes(text: str) -> Decimal | None:
    clock = _CLOCK.fullmatch(text)
    if clock:
        return Decimal(clock[1]) * 60 + Decimal(clock[2])
    parts = _DURATION.findall(text)
    if not parts or _DURATION.sub("", text).strip(" ,+&") or any(unit not in _MINUTES for _, unit in parts):
        return None
    return sum((Decimal(number.replace(",", ".")) * _MINUTES[unit] for number, unit in parts), Decimal(0))


def _plain_number(digits: str) -> Decimal | None:
    """`2.000.000`, `1,500.00`, `1.500,00`, `2 000`: groups of three lose their marks; the last mark is the decimal."""
    if re.fullmatch(r"\d+", digits):
        return Decimal(digits)
    marks = set(re.findall(r"[., '’_]", digits))
    if len(marks) == 1 and _GROUPS.fullmatch(digits) and (marks != {"."} or digits.count(".") > 1):
        return Decimal(re.sub(r"\D", "", digits))
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return None
    whole, rest = digits[:last], digits[last + 1 :]
    if not rest.isdecimal() or not (whole.isdecimal() or _GROUPS.fullmatch(whole)):
        return None
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{rest}")


def _written(number: Decimal) -> str:
    whole = number == number.to_integral_value()
    return f"{number:.0f}" if whole else f"{number:f}".rstrip("0")

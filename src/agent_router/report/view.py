"""How values read: numbers, money, durations, moments, digests, signs and words; hostile characters made visible.

Templates call these as filters and compute nothing themselves.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from decimal import Decimal
from enum import Enum
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent_router.ledger.digest import sha256_hex
from agent_router.model.known import Exactness
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Grade
from agent_router.model.verdict import ClaimStanding, Cost, CostMethod, Outcome, Spent, UsageTotal, VerdictState
from agent_router.report.facts.header import Held
from agent_router.report.facts.people import Independence
from agent_router.report.facts.references import CITED_AT_MOST
from agent_router.report.facts.week_money import Money, WeekPoint

T = TypeVar("T")

LONGEST = 4_000
"""Characters printed of any one text; the attached files hold the rest."""

_UNSEEN = re.compile(
    # C0 and C1 controls but for tab and line feed; bidi controls; zero-width and tag characters; stray separators.
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f\ud800-\udfff]"
)

SIGNS: dict[Enum, str] = {
    Outcome.MET: "✓",
    Outcome.NOT_MET: "×",
    Outcome.NOT_SHOWN: "?",
    Outcome.UNREADABLE: "!",
    Outcome.WAIVED: "◆",
    Outcome.NOT_APPLICABLE: "–",
    Outcome.NEEDS_PERSON: "▶",
    VerdictState.ACCEPTED: "✓",
    VerdictState.WAITING: "▶",
    VerdictState.NOT_ACCEPTED: "×",
    VerdictState.UNREADABLE: "!",
    ClaimStanding.SUPPORTED: "✓",
    ClaimStanding.CONTRADICTED: "×",
    ClaimStanding.UNSUPPORTED: "?",
    BlastRadius.LOW: "△",
    BlastRadius.MEDIUM: "◆",
    BlastRadius.HIGH: "▲",
    Held.HOLDS: "✓",
    Held.FAILS: "×",
    Held.NOT_EXAMINED: "?",
    Independence.INDEPENDENT: "✓",
    Independence.REQUESTER: "×",
    Independence.OPERATOR: "×",
    Independence.NOT_SHOWN: "?",
}
"""A sign beside every word, so that no meaning hangs on color alone."""

_GOOD = {"✓", "△"}
_BAD = {"×", "!", "▲"}
_OPEN = {"▶", "?", "◆"}

_WORDS: dict[Enum, str] = {VerdictState.NOT_ACCEPTED: "not accepted"}


def visible(text: str) -> str:
    """The text with control, bidi and zero-width characters spelled out (`‹U+202E›`), and no longer than a page."""
    shown = _UNSEEN.sub(lambda match: f"‹U+{ord(match[0]):04X}›", text)
    return excerpt(shown, LONGEST)


def excerpt(text: str, limit: int) -> str:
    """The text, or its start and how many characters were left out."""
    if len(text) <= limit:
        return text
    return f"{text[:limit].rstrip()}… ({len(text) - limit:,} more characters)"


def number(value: Decimal | float | None, unknown: str = "unknown") -> str:
    """`28,400`; at most two decimals, none where they are zero."""
    if value is None:
        return unknown
    amount = Decimal(str(value)).quantize(Decimal("0.01"))
    text = f"{amount:,.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def amount(value: Decimal | None, currency: str = "USD") -> str:
    """`$12.40`, four decimals below one; `price unknown` for None, which is never $0."""
    if value is None:
        return "price unknown"
    places = Decimal("0.01") if value >= 1 or not value else Decimal("0.0001")
    text = f"{value.quantize(places):,}" if value >= places or not value else "less than 0.0001"
    if currency == "USD":
        return text.replace("less than ", "less than $") if "less" in text else f"${text}"
    return f"{text} {currency}"


def cost_words(cost: Cost) -> str:
    """The cost with how it is known: `$0.0349 (reported)`; `price unknown (no row in Prices)`."""
    if cost.amount is None:
        said = cost.because.startswith("price unknown")
        return cost.because if said else f"price unknown ({cost.because})" if cost.because else "price unknown"
    how = {CostMethod.REPORTED: "as the agent's program reports", CostMethod.PRICED: "tokens × Prices"}
    at_least = "at least " if cost.exactness is Exactness.LOWER_BOUND else ""
    return f"{at_least}{amount(cost.amount, cost.currency)} ({how.get(cost.method, cost.method.value)})"


def meters_words(cost: Cost) -> str:
    """How far the two meters are apart: `the agent's own meter is $0.0012 (3.4 %) higher than tokens × Prices`."""
    if cost.difference is None or cost.percent_apart is None:
        return ""
    if not cost.difference:
        return "none: both meters say the same"
    side = "higher" if cost.difference > 0 else "lower"
    apart = f"{amount(abs(cost.difference), cost.currency)} ({cost.percent_apart:.1f} % of the higher one)"
    return f"the agent's own meter is {apart} {side} than tokens × Prices"


def week_cost(week: Money | WeekPoint) -> str:
    """`$12.40`; `at least $12.40` where a price is unknown or a lower bound; `price unknown` where none is known."""
    unknown = week.unknown if isinstance(week.unknown, int) else len(week.unknown)
    if unknown and unknown == week.runs:
        return "price unknown"
    return f"{'at least ' if unknown or week.at_least else ''}{amount(week.known)}"


def tokens_words(usage: UsageTotal) -> str:
    """`31,443, exact`; `at least 15,324, since the log stops without its end`; `unknown`."""
    if not usage.known:
        return "unknown: the log states none, which is not zero"
    if usage.exactness is Exactness.EXACT:
        return f"{usage.total:,}, exact"
    return f"at least {usage.total:,}" + (f", since {usage.because}" if usage.because else "")


def spent_words(line: Spent) -> str:
    """`1 / 20`, `at least 400 / 60,000`, `price unknown / $2.00`, `3 / no limit`."""
    money = line.unit.upper() in {"USD", "$"}
    used = amount(line.used) if money else number(line.used)
    limit = "no limit" if line.limit is None else amount(line.limit) if money else number(line.limit)
    return f"{'at least ' if line.lower_bound and line.used is not None else ''}{used} / {limit}"


def duration(seconds: Decimal | None) -> str:
    """`1 h 04 min`, `3 min 20 s`, `18 s`; `unknown` for None."""
    if seconds is None:
        return "unknown"
    whole = int(seconds.to_integral_value())
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


def size(count: int) -> str:
    """`812 bytes`, `14.2 kB`, `3.1 MB` (powers of ten)."""
    if count < 1_000:
        return f"{count} bytes"
    return f"{count / 1_000:.1f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"


def percent(fraction: str) -> str:
    """`11.3 %` of a fraction given as text."""
    return f"{Decimal(fraction) * 100:.1f} %"


def short_digest(digest: str) -> str:
    """`3f2a91c0…77be`; `none` where there is none."""
    if not digest:
        return "none"
    return digest if len(digest) <= 14 else f"{digest[:8]}…{digest[-4:]}"


def iso(value: datetime) -> str:
    """`2026-11-22T14:38:00+00:00`, in UTC, for metadata."""
    return value.astimezone(UTC).isoformat(timespec="seconds")


def day(value: date) -> str:
    """`22 Nov 2026`."""
    return f"{value.day} {_MONTHS[value.month - 1]} {value.year}"


def sign(value: Enum) -> str:
    """The sign beside the word."""
    return SIGNS.get(value, "")


def tone(value: Enum) -> str:
    """Class of color: good, bad, open or neutral."""
    mark = sign(value)
    return "good" if mark in _GOOD else "bad" if mark in _BAD else "open" if mark in _OPEN else "neutral"


def word(value: Enum | None) -> str:
    """The word of an Enum as people read it; `none` for None."""
    if value is None:
        return "none"
    return _WORDS.get(value, str(value.value).replace("_", " "))


def grade_words(grade: Grade | None) -> str:
    """Who vouches for a record."""
    words = {
        Grade.INDEPENDENT: "independent",
        Grade.HARNESS: "agent's program",
        Grade.STATED: "stated only",
    }
    return words[grade] if grade else "–"


def spot(place: Place) -> str:
    """A place in short: a cell, or a line of the evidence log; a line of any other file names that file."""
    return place.short if place.sheet or place.file == "run.jsonl" else str(place)


def anchor(place: Place) -> str:
    """Where the report says what stands at a place: `line-41`, or a short digest of the place."""
    if place.file == "run.jsonl" and place.line:
        return f"line-{place.line}"
    return f"at-{sha256_hex(str(place).encode('utf-8', 'replace'))[:10]}"


def more_places(places: Sequence[Place]) -> int:
    """How many cited places are left out in print."""
    return max(len(set(places)) - CITED_AT_MOST, 0)


def first(rows: Sequence[T], count: int) -> Sequence[T]:
    """The first rows."""
    return rows[:count]


def left(rows: Sequence[object], count: int) -> int:
    """How many rows come after the first ones."""
    return max(len(rows) - count, 0)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Clock:
    """Moments in the workbook's time zone, each with its offset."""

    def __init__(self, time_zone: str) -> None:
        """Take a zone name; one that is unknown falls back to UTC, which every moment then says."""
        try:
            self._zone: tzinfo = ZoneInfo(time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self._zone = UTC

    def moment(self, value: datetime | None) -> str:
        """`22 Nov 2026 14:38 +01:00`, `… UTC`; `time unknown` for None."""
        if value is None:
            return "time unknown"
        local = value.astimezone(self._zone)
        return f"{day(local)} {local:%H:%M} {self.offset(value)}"

    def date(self, value: datetime | None) -> str:
        """`22 Nov`, for a column that needs no more."""
        if value is None:
            return "unknown"
        local = value.astimezone(self._zone)
        return f"{local.day} {_MONTHS[local.month - 1]}"

    def second(self, value: datetime | None) -> str:
        """`22 Nov 14:38:07 +01:00`; `time unknown` for None."""
        if value is None:
            return "time unknown"
        local = value.astimezone(self._zone)
        return f"{local.day} {_MONTHS[local.month - 1]} {local:%H:%M:%S} {self.offset(value)}"

    def offset(self, value: datetime) -> str:
        """`+01:00` or `UTC`."""
        text = value.astimezone(self._zone).isoformat(timespec="seconds")[19:]
        return "UTC" if text == "+00:00" else text

    def time(self, value: datetime) -> str:
        """`14:38:07`, for the axis of a picture that names its zone."""
        return f"{value.astimezone(self._zone):%H:%M:%S}"

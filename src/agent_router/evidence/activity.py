"""How long an agent worked: first to last record a segment, summed.

A new segment begins at each later prompt of a person, so that waiting for a person (overnight, a resumed session) is
not counted; waiting for tools, sub-agents and background work is.
"""

from bisect import bisect_right
from datetime import datetime
from decimal import Decimal

MOST_TIMES = 100_000
"""Times kept before those in the middle of an hour are dropped."""


class Activity:
    """Collects the times of records and of prompts."""

    def __init__(self) -> None:
        """Nothing happened yet."""
        self._times: list[datetime] = []
        self._prompts: list[datetime] = []

    def record(self, at: datetime | None) -> None:
        """Something happened; only the ends of each stretch are kept, so that memory stays flat."""
        if at is None:
            return
        if len(self._times) > MOST_TIMES:
            self._times = self._ends()
        self._times.append(at)

    def prompt(self, at: datetime | None) -> None:
        """A person asked for something."""
        if at is not None:
            self._prompts.append(at)
            self.record(at)

    @property
    def first(self) -> datetime | None:
        """Time of the earliest record, or None."""
        return min(self._times, default=None)

    @property
    def last(self) -> datetime | None:
        """Time of the latest record, or None."""
        return max(self._times, default=None)

    @property
    def active_seconds(self) -> Decimal:
        """First to last record a segment, summed; 0 where the log has no times."""
        spans = self._spans()
        seconds = sum((last - first).total_seconds() for first, last in spans.values())
        return Decimal(str(round(seconds, 3)))

    def _spans(self) -> dict[int, tuple[datetime, datetime]]:
        # The first prompt begins nothing new: what stands before it is the start of the session.
        borders = sorted(self._prompts)[1:]
        spans: dict[int, tuple[datetime, datetime]] = {}
        for at in self._times:
            segment = bisect_right(borders, at)
            first, last = spans.get(segment, (at, at))
            spans[segment] = (min(first, at), max(last, at))
        return spans

    def _ends(self) -> list[datetime]:
        """Both ends of every stretch between two prompts seen so far, and of every hour, are enough."""
        hours: dict[tuple[int, datetime], tuple[datetime, datetime]] = {}
        borders = sorted(self._prompts)[1:]
        for at in self._times:
            key = (bisect_right(borders, at), at.replace(minute=0, second=0, microsecond=0))
            first, last = hours.get(key, (at, at))
            hours[key] = (min(first, at), max(last, at))
        return [at for ends in hours.values() for at in ends]

"""Records in the order of the log: by line within a file, by time across files."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.spool import Shelf, Spool, short_digest, sorted_numbers
from agent_router.model.known import CommandOutcome, ExitSource
from agent_router.model.run import Change, Command, FileRead, Record, Request

_BEGINNING = datetime.min.replace(tzinfo=UTC)
_AFTER_ALL_FILES = 1 << 30

CallKey = tuple[str, str]
"""Session and tool-use ID."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Which line of which file is being read."""

    file: str
    rank: int
    """Position among the files, which decides where times are equal."""
    stream: bool = False
    agent: str = ""
    """Agent whose own file this is; empty for the main one."""
    line: int = 0


@dataclass(frozen=True, slots=True, order=True)
class Order:
    """Where a record stands; compared from left to right."""

    clock: datetime
    rank: int
    line: int
    number: int = 0


class Timeline:
    """Collects records with their order; the records lie on a shelf, so that their number costs little memory."""

    def __init__(self) -> None:
        """Nothing collected yet."""
        self._shelf: Shelf[Record] = Shelf()
        self._clocks: dict[str, datetime] = {}
        self._keys = (array("q"), array("q"), array("q"))
        """By number of the record: microseconds of its clock, rank, line."""
        self._calls = array("Q")
        """By number of the record: short digest of its call, 0 without one."""
        self._refusals: set[int] = set()
        self._dropped: set[int] = set()
        self._end = _BEGINNING

    def here(self, origin: Origin, spot: Spot) -> Order:
        """The order of this line: a line without a time, or with an earlier one, stands at its file's latest time."""
        clock = max(self._clocks.get(spot.file, _BEGINNING), origin.at or _BEGINNING)
        self._clocks[spot.file] = clock
        return Order(clock, spot.rank, spot.line)

    def add(self, record: Record, order: Order, call: CallKey | None = None) -> None:
        """Put a record at that order, after those that are there already."""
        self._shelf.add(record)
        for keys, key in zip(self._keys, (_microseconds(order.clock), order.rank, order.line), strict=True):
            keys.append(key)
        self._calls.append(short_digest(*call) if call else 0)
        self._end = max(self._end, order.clock)

    def put(self, record: Record, origin: Origin) -> None:
        """Put a record at its own time; one without a time where its line stands."""
        self.add(record, Order(origin.at or origin.clock or _BEGINNING, 0, origin.place.line))

    def put_last(self, records: Iterable[Record]) -> None:
        """Put records after everything collected so far."""
        end = self._end
        for record in records:
            self.add(record, Order(end, _AFTER_ALL_FILES, 0))

    def refuse(self, call: CallKey) -> None:
        """That call was denied after all: what its answer seemed to show did not happen."""
        self._refusals.add(short_digest(*call))

    def sorted(self) -> Sequence[Record]:
        """Everything, in order; read from the shelf as it is asked for."""
        self._apply_refusals()
        numbers = sorted_numbers(len(self._shelf), self._key)
        if self._dropped:
            numbers = array("Q", (number for number in numbers if number not in self._dropped))
        return Spool(self._shelf, numbers)

    def _key(self, number: int) -> tuple[int, ...]:
        clocks, ranks, lines = self._keys
        return clocks[number], ranks[number], lines[number], number

    def _apply_refusals(self) -> None:
        """Records of refused calls become what they really were, or nothing."""
        if not self._refusals:
            return
        for number, call in enumerate(self._calls):
            if call in self._refusals and number not in self._dropped:
                record = _refused(self._shelf.fetch(number))
                if record is None:
                    self._dropped.add(number)
                else:
                    self._shelf.replace(number, record)
        self._refusals.clear()


def _microseconds(clock: datetime) -> int:
    return (clock - _BEGINNING) // timedelta(microseconds=1)


def _refused(record: Record) -> Record | None:
    if isinstance(record, FileRead):
        return None
    if isinstance(record, Command):
        return replace(
            record, outcome=CommandOutcome.DENIED, exit_code=None, exit_source=ExitSource.UNKNOWN, counts=None
        )
    return replace(record, done=False) if isinstance(record, Change | Request) else record

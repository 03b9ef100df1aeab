"""Records in the order of the log: by line within a file, by time across files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from agent_router.evidence.logs.calls import Origin
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


@dataclass(frozen=True, slots=True)
class _Entry:
    order: Order
    record: Record
    call: CallKey | None = None


class Timeline:
    """Collects records with their order."""

    def __init__(self) -> None:
        """Nothing collected yet."""
        self._entries: list[_Entry] = []
        self._clocks: dict[str, datetime] = {}

    def here(self, origin: Origin, spot: Spot) -> Order:
        """The order of this line: a line without a time, or with an earlier one, stands at its file's latest time."""
        clock = max(self._clocks.get(spot.file, _BEGINNING), origin.at or _BEGINNING)
        self._clocks[spot.file] = clock
        return Order(clock, spot.rank, spot.line)

    def add(self, record: Record, order: Order, call: CallKey | None = None) -> None:
        """Put a record at that order, after those that are there already."""
        self._entries.append(_Entry(replace(order, number=len(self._entries)), record, call))

    def put(self, record: Record, origin: Origin) -> None:
        """Put a record at its own time; one without a time where its line stands."""
        self.add(record, Order(origin.at or origin.clock or _BEGINNING, 0, origin.place.line))

    def put_last(self, records: Iterable[Record]) -> None:
        """Put records after everything collected so far."""
        end = max((entry.order for entry in self._entries), default=Order(_BEGINNING, 0, 0))
        for record in records:
            self.add(record, Order(end.clock, _AFTER_ALL_FILES, 0))

    def refuse(self, call: CallKey) -> None:
        """That call was denied after all: what its answer seemed to show did not happen."""
        kept = [(entry, _refused(entry.record) if entry.call == call else entry.record) for entry in self._entries]
        self._entries = [replace(entry, record=record) for entry, record in kept if record is not None]

    def sorted(self) -> tuple[Record, ...]:
        """Everything, in order."""
        return tuple(entry.record for entry in sorted(self._entries, key=lambda entry: entry.order))


def _refused(record: Record) -> Record | None:
    if isinstance(record, FileRead):
        return None
    if isinstance(record, Command):
        return replace(
            record, outcome=CommandOutcome.DENIED, exit_code=None, exit_source=ExitSource.UNKNOWN, counts=None
        )
    return replace(record, done=False) if isinstance(record, Change | Request) else record

"""Which of two records came first? Log position within one file; across files, time; else it is not known."""

from agent_router.model.known import KnownBy
from agent_router.model.run import Change, Record

_WITHOUT_TIME = frozenset({KnownBy.GIT, KnownBy.SNAPSHOT})


def is_after(later: Record, earlier: Record) -> bool | None:
    """Whether `later` came after `earlier`; None where the record does not show it.

    1. What the router verified later came after everything that the run recorded: it was run on the recorded state.
    2. A diff or a snapshot of the whole run says what changed, and not when.
    3. Two lines of one log file: their position decides.
    4. Two records that name no log file: their position in the record decides.
    5. Otherwise both times must be known and differ.
    """
    if later.log != earlier.log:
        return later.position > earlier.position
    if not (has_position(later) and has_position(earlier)):
        return None
    one = later.read_from.file if later.read_from else ""
    other = earlier.read_from.file if earlier.read_from else ""
    if one == other:
        return later.position > earlier.position
    if later.at is None or earlier.at is None or later.at == earlier.at:
        return None
    return later.at > earlier.at


def has_position(record: Record) -> bool:
    """Whether its place in the record says when it happened: a diff or a snapshot tells what changed, and not when."""
    return not (isinstance(record, Change) and record.known_by in _WITHOUT_TIME and record.at is None)

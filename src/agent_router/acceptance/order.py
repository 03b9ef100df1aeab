"""Which of two records came first? Log position within one file; across files, time; else it is not known."""

from agent_router.model.known import KnownBy
from agent_router.model.run import Change, Record


def is_after(later: Record, earlier: Record) -> bool | None:
    """Whether `later` came after `earlier`; None where the record does not show it.

    1. Two lines of one log file: their position decides.
    2. Two records that name no log file: their position in `run.jsonl` decides.
    3. Otherwise both times must be known and differ.
    """
    one = later.read_from.file if later.read_from else ""
    other = earlier.read_from.file if earlier.read_from else ""
    if one == other:
        return later.seq > earlier.seq
    if later.at is None or earlier.at is None or later.at == earlier.at:
        return None
    return later.at > earlier.at


def has_position(record: Record) -> bool:
    """Whether its place in the record says when it happened: a git diff tells what changed, and not when."""
    return not (isinstance(record, Change) and record.known_by is KnownBy.GIT and record.at is None)

"""Numbers and evidence places in the sentences of the checks."""

from collections.abc import Iterable

from agent_router.acceptance.interface import CheckContext
from agent_router.model.place import Place
from agent_router.model.run import Record


def counted_noun(number: int, noun: str) -> str:
    """`1 path`, `3 paths`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def places(context: CheckContext, records: Iterable[Record]) -> tuple[Place, ...]:
    """Where a reader finds these records, each once."""
    return tuple(dict.fromkeys(context.run.place(record) for record in records))

"""What a reader met and could not place, in the words that every agent's run says it."""

from collections import Counter
from collections.abc import Iterator, Sequence

ORPHAN = "answer without its call"
UNKNOWN_TOOL = "tool "
"""Stands before the name of a tool whose effects are not known."""
_MOST_NAMED = 5


def unplaced_remarks(met: Counter[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """File and remark for each kind, from counts by file and kind, in that order."""
    for (file, kind), number in sorted(met.items()):
        yield file, _said(kind, number)


def missing_agents_remark(missing: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What is said, of no file in particular, of agents whose own log is not here; nothing where none is missing."""
    if missing:
        named = ", ".join(missing[:_MOST_NAMED]) + (" …" if len(missing) > _MOST_NAMED else "")
        yield (
            "",
            f"{len(missing)} agent(s) were started whose own log is not here ({named}): what they did is not recorded.",
        )


def _said(kind: str, number: int) -> str:
    if kind == ORPHAN:
        return f"{number} answer(s) without their call."
    if kind.startswith(UNKNOWN_TOOL):
        return f"{number} call(s) of a tool whose effects are not known: {kind.removeprefix(UNKNOWN_TOOL)}."
    return f"{number} record(s) of unknown kind: {kind}."

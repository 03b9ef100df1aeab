"""Cells that decided many of the examples that differ: where to look first.

Rules, in order:

1. Looked at are the cells that decided the leading difference of each example: what else differs mostly follows.
2. A cell is named if more than `MANY` examples that differ share it, and fewer that fit: a row that decides most tasks
   anyway says nothing.
3. The cell that most of them share comes first; of several, the one that decides the fewest examples that fit. Its
   examples are then left out, and what remains is gone through again.
4. Where rows hold together on a sheet that allows one, none of them decided: its reading order did.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent_router.model.assignment import Standing
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.table import HitPolicy
from agent_router.review.examples.differences import Difference, TriedExample
from agent_router.review.problems import EXAMPLES_SHARE_A_CELL
from agent_router.review.sheet_lines import READING

MANY = 8
_SEVERAL = "several rows hold at once where Unique allows one"
_REASONS = 3
"""So many reasons, the most frequent ones, are named in a sentence."""


def common_cells(results: Sequence[TriedExample], policy: Policy) -> Iterator[Problem]:
    """One finding for each such cell; its places are the cells of the examples."""
    fitting = Counter(cell for result in results if not result.differences for cell in result.cells)
    differing = [_leading(result, policy) for result in results if result.differences]
    left = differing
    while cell := _most_shared(left, fitting):
        shared = [leading for leading in left if cell in leading.cells]
        left = [leading for leading in left if cell not in leading.cells]
        places = (leading.expectation.place for leading in shared)
        also = tuple(place for place in places if place is not None)
        yield Problem(EXAMPLES_SHARE_A_CELL, cell, _words(cell, shared, differing, policy), also=also)


def _leading(result: TriedExample, policy: Policy) -> Difference:
    """Rule 4."""
    leading = result.differences[0]
    if result.assignment.standing is not Standing.CONFLICT:
        return leading
    for table in (policy.routes, policy.budgets):
        order, rows = policy.setting(table.name, READING), {row.place for row in table.rows}
        if table.hit_policy is HitPolicy.UNIQUE and order is not None and len(rows.intersection(leading.cells)) > 1:
            other = tuple(cell for cell in leading.cells if cell not in rows)
            return replace(leading, cells=(order, *other), because=(_SEVERAL, *leading.because))
    return leading


def _most_shared(left: Sequence[Difference], fitting: Counter[Place]) -> Place | None:
    counted = Counter(cell for leading in left for cell in dict.fromkeys(leading.cells))
    many = [cell for cell, count in counted.items() if count > MANY and count > fitting[cell]]
    return max(many, key=lambda cell: (counted[cell], -fitting[cell]), default=None)


def _because(shared: Sequence[Difference]) -> str:
    """What led to all of them besides the rules; nothing where one of them has no such reason."""
    if not all(one.because for one in shared):
        return ""
    common = Counter(sentence for one in shared for sentence in one.because).most_common(_REASONS)
    return ", because " + " or ".join(sentence for sentence, _ in common)


def _words(cell: Place, shared: Sequence[Difference], differing: Sequence[Difference], policy: Policy) -> str:
    count = f"all {len(shared)}" if len(shared) == len(differing) else f"{len(shared)} of the {len(differing)}"
    words = f"{cell.short} decided in {count} examples that differ{_because(shared)}"
    answers = {(one.expectation.what, one.expectation.words, one.found) for one in shared}
    if len(answers) > 1:
        return words
    ((_, wanted, found),) = answers
    headers = {field.code: field.header for field in policy.fields}
    expected, given = (", ".join(headers.get(word, word) for word in own) or "nothing" for own in (wanted, found))
    return f"{words}; they expect {expected}, the rules give {given}"

"""Of many answers that would do, a block of them: any choice of one field goes with any choice of the others."""

from collections.abc import Sequence
from itertools import product
from math import prod

from agent_router.tables.choices import Choice

BASES = 24
"""So many answers are tried as the start of a block."""

Block = tuple[tuple[Choice | None, ...], ...]
"""By field, the choices that do."""


def widest(won: Sequence[tuple[Choice | None, ...]]) -> Block:
    """The widest block found within the answers that would do (at least one); the first where several are as wide."""
    keys = {_key(taken) for taken in won}
    by_field = [tuple({id(choice): choice for choice in column}.values()) for column in zip(*won, strict=True)]
    blocks = [_grown(base, by_field, keys) for base in won[:BASES]]
    return max(blocks, key=lambda block: prod(len(choices) for choices in block))


def _grown(
    base: tuple[Choice | None, ...],
    by_field: Sequence[tuple[Choice | None, ...]],
    keys: set[tuple[int, ...]],
) -> Block:
    block: list[tuple[Choice | None, ...]] = [(choice,) for choice in base]
    for at, candidates in enumerate(by_field):
        for choice in candidates:
            if choice in block[at]:
                continue
            others = [(choice,) if place == at else choices for place, choices in enumerate(block)]
            if all(_key(taken) in keys for taken in product(*others)):
                block[at] = (*block[at], choice)
    return tuple(block)


def _key(taken: tuple[Choice | None, ...]) -> tuple[int, ...]:
    return tuple(id(choice) for choice in taken)

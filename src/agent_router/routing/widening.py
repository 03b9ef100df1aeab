"""Of many answers that would do, a block of them: any choice of one field goes with any choice of the others."""

from collections.abc import Sequence
from itertools import product
from math import prod

from agent_router.model.field import Value
from agent_router.model.review import Region
from agent_router.tables.choices import Choice, Choices, fits

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


def does_only_alone(choices: Choices, taken: Sequence[Choice | None], region: Region) -> bool:
    """Whether some answer of several words meets the region of these choices, and yet is none of them.

    Such as a system that does, named together with one that is closed to agents. Sets of words do as they are only.
    """
    stated = [choice for choice in taken if choice is not None]
    if not choices.field.many or not stated:
        return False
    if not choices.complete or all(_words(choice.value) > 1 for choice in stated):
        return True
    words = [choice.value for choice in choices.all if _words(choice.value) == 1]
    # What one more word does to any answer of a choice, it does to the answer that stands for it.
    wider = (_joined(choice.value, word) for choice in stated for word in words if word != choice.value)
    return any(fits(choices.field, [region.test], value) and choices.find(value) not in stated for value in wider)


def _words(value: Value) -> int:
    return len(value) if isinstance(value, tuple) else 1


def _joined(value: Value, word: Value) -> Value:
    both = (*(value if isinstance(value, tuple) else (value,)), *(word if isinstance(word, tuple) else (word,)))
    return tuple(dict.fromkeys(str(one) for one in both))


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

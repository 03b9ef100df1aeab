"""A way through a table's axes: for each axis some of its pieces; said in conditions, and as one concrete task."""

from collections.abc import Sequence
from itertools import product

from agent_router.model.review import Answers, Box
from agent_router.tables.partition import Axis

Path = tuple[int | None, ...]
"""For each axis the bits of the pieces taken; None where all lead on alike."""


def path_boxes(path: Path, axes: Sequence[Axis]) -> tuple[Box, ...]:
    """The tasks of one path, said in conditions."""
    parts = [axis.regions(pieces) for axis, pieces in zip(axes, path, strict=True) if pieces is not None]
    return tuple(tuple(region for box in boxes for region in box) for boxes in product(*parts))


def witness(path: Path, axes: Sequence[Axis]) -> Answers:
    """One task of a path: what may say anything says nothing where it may; derived fields are among the answers."""
    answers = []
    for axis, pieces in zip(axes, path, strict=True):
        place = _telling(axis, pieces)
        for field, value in zip(axis.fields, axis.pieces[place].values, strict=True):
            if value is not None:
                answers.append((field.code, value))
    return tuple(answers)


def _telling(axis: Axis, pieces: int | None) -> int:
    """The piece that says least: the last one is the blank one, where there is any."""
    if pieces is None:
        return len(axis.pieces) - 1
    return (pieces & -pieces).bit_length() - 1

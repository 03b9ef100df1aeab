"""Which combinations of conditions single out a set of pieces: few conditions, exactly those pieces.

For texts, lists and folders no value says which others belong with it; the truth of the conditions themselves does.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent_router.model.condition import AnyOf, Given, Missing, NoneOf, Test
from agent_router.model.field import Field, IfBlank
from agent_router.model.review import Box, Region
from agent_router.tables.pieces import other_fields


@dataclass(frozen=True, slots=True)
class Unit:
    """One positive test of one field; `Given` among them, first of its field."""

    field: Field
    test: Test


@dataclass(frozen=True, slots=True)
class Cube:
    """Truth values of some units; the others may be either."""

    looked_at: int
    """Bits of the units that are fixed."""
    true: int
    """Bits of those that must hold."""

    def holds(self, vector: int) -> bool:
        """Whether a piece with these truths (bits of units) belongs."""
        return vector & self.looked_at == self.true


def cover(wanted: Sequence[int], others: Sequence[int], units: Sequence[Unit]) -> tuple[Cube, ...]:
    """Cubes that hold of every wanted vector and of none of the others; greedy, so few rather than fewest."""
    cubes: list[Cube] = []
    # That a comparison with another field fails is nothing a cell can say, for that field may be blank.
    compared = sum(1 << place for place, unit in enumerate(units) if other_fields(unit.test))
    for vector in wanted:
        if any(cube.holds(vector) for cube in cubes):
            continue
        looked_at = ((1 << len(units)) - 1) & ~(compared & ~vector)
        for unit in range(len(units)):
            fewer = looked_at & ~(1 << unit)
            if not any(other & fewer == vector & fewer for other in others):
                looked_at = fewer
        cubes.append(Cube(looked_at, vector & looked_at))
    return _needed(cubes, wanted)


def _needed(cubes: list[Cube], wanted: Sequence[int]) -> tuple[Cube, ...]:
    kept = list(cubes)
    for cube in cubes:
        rest = [other for other in kept if other is not cube]
        if rest and all(any(other.holds(vector) for other in rest) for vector in wanted):
            kept = rest
    return tuple(kept)


def boxes_of(cubes: Iterable[Cube], units: Sequence[Unit]) -> tuple[Box, ...]:
    """The cubes as kinds of task; a blank and one condition on the same field become one region where they can."""
    boxes = [_box(cube, units) for cube in cubes]
    blank = next((box for box in boxes if len(box) == 1 and isinstance(box[0].test, Missing)), None)
    rest = [box for box in boxes if box is not blank]
    if blank and len(rest) == 1 and len(rest[0]) == 1 and rest[0][0].field == blank[0].field:
        return ((Region(blank[0].field, rest[0][0].test, or_blank=True),),)
    return tuple(boxes)


def _box(cube: Cube, units: Sequence[Unit]) -> Box:
    regions: list[Region] = []
    for field in {unit.field.code: unit.field for unit in units}.values():
        fixed = [(unit.test, bool(cube.true >> place & 1)) for place, unit in enumerate(units)
                 if unit.field.code == field.code and cube.looked_at >> place & 1]  # fmt: skip
        regions += _regions(field, fixed)
    return tuple(regions)


def _regions(field: Field, fixed: list[tuple[Test, bool]]) -> list[Region]:
    code = field.code
    given = next((truth for test, truth in fixed if isinstance(test, Given)), None)
    if given is False:
        return [Region(code, Missing(), or_blank=True)]
    held = [Region(code, test) for test, truth in fixed if truth and not isinstance(test, Given)]
    if given and not held and any(not truth for _, truth in fixed):
        # `not auth` also holds of a derived field that is stated as none, so that it is stated is said as well.
        held = [Region(code, Given())] if field.derived else []
    refused = tuple(
        one for test, truth in fixed if not truth for one in (test.tests if isinstance(test, AnyOf) else (test,))
    )
    if refused:
        held.append(
            Region(
                code, NoneOf(refused), or_blank=not held and given is None and field.if_blank is not IfBlank.REQUIRED
            )
        )
    return held or ([Region(code, Given())] if given else [])

"""Fields whose answers are looked at together: combinations said as boxes, and values for fields that are compared."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, permutations, product

from agent_router.model.condition import Compare, Comparison, Missing, Test
from agent_router.model.field import Field, FieldKind, IfBlank, Value
from agent_router.model.review import Box, Region
from agent_router.tables.meaning import is_stated
from agent_router.tables.pieces import Cut, cuts, has_pieces, other_fields
from agent_router.tables.samples import sample
from agent_router.tables.words_of_list import test_of_words

Combinations = tuple[tuple[Value | None, ...], ...]

_MOST = 4096
"""More combinations of compared fields than these are thinned out."""


def boxes_of_combinations(
    fields: Sequence[Field], wanted: Iterable[tuple[Value | None, ...]], possible: Iterable[tuple[Value | None, ...]]
) -> tuple[Box, ...]:
    """Boxes that, of the possible combinations, hold exactly the wanted ones; as few as any order of fields gives."""
    inside, every = tuple(wanted), tuple(possible)
    best: tuple[Box, ...] | None = None
    for order in permutations(range(len(fields))):
        boxes = _boxes([fields[at] for at in order], _reordered(inside, order), _reordered(every, order))
        if best is None or _size(boxes) < _size(best):
            best = boxes
    order_of = {field.code: place for place, field in enumerate(fields)}
    return tuple(tuple(sorted(box, key=lambda region: order_of[region.field])) for box in best or ())


def _reordered(combinations: Combinations, order: Sequence[int]) -> list[tuple[Value | None, ...]]:
    return [tuple(values[at] for at in order) for values in combinations]


def _size(boxes: Sequence[Box]) -> tuple[int, int]:
    return len(boxes), sum(len(box) for box in boxes)


def _boxes(
    fields: Sequence[Field], inside: Sequence[tuple[Value | None, ...]], every: Sequence[tuple[Value | None, ...]]
) -> tuple[Box, ...]:
    """Values of the first field with the same wanted rest go together; where all of the rest is wanted, it is free."""
    if set(inside) == set(every):
        return ((),)
    rest_in, rest_all = _rests(inside), _rests(every)
    groups: dict[frozenset[tuple[Value | None, ...]] | None, list[Value | None]] = {}
    for value, rest in rest_all.items():
        found = rest_in.get(value, {})
        if found:
            groups.setdefault(None if len(found) == len(rest) else frozenset(found), []).append(value)
    boxes: list[Box] = []
    for wanted, values in groups.items():
        region = _region(fields[0], values, tuple(rest_all))
        if wanted is None:
            boxes.append(region)
            continue
        around = dict.fromkeys(rest for value in values for rest in rest_all[value])
        boxes += [(*region, *box) for box in _boxes(fields[1:], tuple(wanted), tuple(around))]
    return tuple(boxes)


def _rests(
    combinations: Sequence[tuple[Value | None, ...]],
) -> dict[Value | None, dict[tuple[Value | None, ...], None]]:
    found: dict[Value | None, dict[tuple[Value | None, ...], None]] = {}
    for first, *rest in combinations:
        found.setdefault(first, {})[tuple(rest)] = None
    return found


def _region(field: Field, values: Sequence[Value | None], every: Sequence[Value | None]) -> Box:
    if len(values) == len(every):
        return ()
    stated = [value for value in values if is_stated(value)]
    if not stated:
        return (Region(field.code, Missing(), or_blank=True),)
    among = [value for value in every if is_stated(value)]
    return (Region(field.code, test_of_words(stated, among), or_blank=len(stated) < len(values)),)


def compared_values(
    fields: Sequence[Field], tests: Mapping[str, Sequence[Test]]
) -> tuple[tuple[tuple[Value | None, ...], ...], bool]:
    """Combinations of answers of fields that are compared, blanks among them, and whether they are surely all.

    Values lie at, below, between and above each end point of any of the fields, and between each other.
    """
    ends = tuple(
        dict.fromkeys(
            cut for field in fields for cut in cuts(field, (*tests.get(field.code, ()), *assumed_tests(field, fields)))
        )
    )
    words = _shared_words(fields, tests)
    pools = [_pool(field, ends, words, len(fields)) for field in fields]
    whole = math.prod(len(pool) for pool in pools)
    if whole > _MOST:
        keep = max(2, int(_MOST ** (1 / len(pools))))
        pools = [(*pool[: keep - 1], pool[-1]) for pool in pools]
    alike = len({field.kind for field in fields}) == 1 and all(has_pieces(field) for field in fields)
    return tuple(product(*pools)), alike and len(fields) == 2 and whole <= _MOST


def assumed_tests(field: Field, among: Sequence[Field]) -> tuple[Comparison, ...]:
    """What tells this field's answers apart once a blank beside it stands for an assumed value."""
    found: list[Comparison] = []
    for other in among:
        value = other.assumed if other.if_blank is IfBlank.ASSUME else None
        if value is None or isinstance(value, tuple):
            continue
        literal = Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value
        signs = (Compare.EQUAL, Compare.LESS) if has_pieces(field) and has_pieces(other) else (Compare.EQUAL,)
        found += [Comparison(sign, literal) for sign in signs]
    return tuple(dict.fromkeys(found))


def _shared_words(fields: Sequence[Field], tests: Mapping[str, Sequence[Test]]) -> tuple[str, ...]:
    """Texts that any of the fields is tested for, so that all of them can say the same."""
    found: dict[str, None] = {}
    for field in fields:
        if not has_pieces(field) and field.kind is not FieldKind.YES_NO:
            alone = [test for test in tests.get(field.code, ()) if not other_fields(test)]
            for value in sample(field, (*alone, *assumed_tests(field, fields))).values:
                found |= dict.fromkeys(value if isinstance(value, tuple) else (str(value),))
    return (*found, "A", "B")


def _pool(field: Field, ends: tuple[Cut, ...], words: tuple[str, ...], several: int) -> tuple[Value | None, ...]:
    values: list[Value | None]
    if field.kind is FieldKind.DATE:
        values = list(_days([end for end in ends if isinstance(end, date)], several))
    elif has_pieces(field):
        values = list(_amounts(field, [end for end in ends if isinstance(end, Decimal)], several))
    elif field.kind is FieldKind.YES_NO:
        values = [True, False]
    else:
        texts = field.words.texts if field.words is not None else words
        values = [(text,) if field.many else text for text in texts]
    blank = [None] if not field.derived and field.if_blank is not IfBlank.REQUIRED else []
    return (*dict.fromkeys(values), *blank)


def _days(ends: Sequence[date], several: int) -> Iterator[date]:
    for end in sorted(ends) or [date(2000, 1, 1)]:
        for step in range(-several, several + 1):
            moved = end.toordinal() + step
            if 1 <= moved <= date.max.toordinal():
                yield date.fromordinal(1) + timedelta(days=moved - 1)


def _amounts(field: Field, ends: Sequence[Decimal], several: int) -> Iterator[Value]:
    """Each end and as many values around it and between as there are fields, so that they can differ there."""
    line = sorted({Decimal(0), *(end for end in ends if end >= 0)})
    found = dict.fromkeys(line)
    for low, high in pairwise([*line, line[-1] + several + 1]):
        step = min(Decimal(1), (high - low) / (several + 1))
        near = [low + step * place for place in range(1, several + 1)]
        found |= dict.fromkeys(near if field.kind is FieldKind.NUMBER else map(_floor, near))
    for amount in sorted(found):
        if field.kind is FieldKind.NUMBER:
            yield amount
        elif amount == amount.to_integral_value():
            yield int(amount)


def _floor(amount: Decimal) -> Decimal:
    return Decimal(math.floor(amount))

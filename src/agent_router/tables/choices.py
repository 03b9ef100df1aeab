"""The answers to one field that the rules can tell apart, and which of them a test names.

Rules, in order:

1. Answers of which every test says the same belong together; one value stands for each such choice.
2. Of a field with many values, a set of words is a choice of its own where it meets tests that no single word of it
   meets together.
3. A field that is compared with another one keeps every piece apart, since what a test says depends on the task.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agent_router.model.condition import (
    AnyOf,
    Between,
    Compare,
    Comparison,
    Given,
    Literal,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, FieldKind, IfBlank, Value
from agent_router.model.review import Region
from agent_router.tables.meaning import holds_of_cell, is_stated, nothing_else
from agent_router.tables.pieces import (
    SOMETHING_ELSE,
    Cut,
    cuts,
    has_pieces,
    other_fields,
    piece_values,
    representative_values,
)

SETS_AT_MOST = 24
"""Choices kept of one many-valued field; beyond, sets of words are left out and `complete` is False."""

Marks = Callable[[Value], tuple[bool, ...]]
"""What else tells two answers apart, such as the areas that a folder reaches; many values meet what one meets."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Answers that every rule treats alike."""

    value: Value
    """Stands for all of them."""
    members: tuple[Value, ...]
    """Every answer that is known to belong: words, names, or a value a piece."""
    truths: tuple[object, ...]
    """What the tests say of them."""


def no_marks(_value: Value) -> tuple[bool, ...]:
    """Nothing but the tests tells answers apart."""
    return ()


@dataclass(frozen=True, slots=True)
class Choices:
    """All choices of one field."""

    field: Field
    tests: tuple[Test, ...]
    all: tuple[Choice, ...]
    complete: bool = True
    """False where rule 2 was cut short."""

    marks: Marks = no_marks

    def find(self, value: Value) -> Choice | None:
        """The choice that a stated value belongs to, or None where it stands alone."""
        known = next((choice for choice in self.all if value in choice.members), None)
        if known is not None:
            return known
        told = (*truths_of(self.field, self.tests, value), *self.marks(value))
        return next((choice for choice in self.all if choice.truths == told), None)


def choices_of(
    field: Field,
    tests: Iterable[Test],
    known: Sequence[Value] | None = None,
    marks: Marks = no_marks,
    *,
    apart: bool = False,
) -> Choices:
    """The choices of a field; `known` are its possible answers where the lists and tests do not say them.

    `apart` keeps every value a choice of its own (rule 3).
    """
    own = tuple(dict.fromkeys(tests))
    values = representative_values(field, own) if known is None else tuple(known)
    found: dict[tuple[object, ...], list[Value]] = {}
    for value in values:
        told = (*truths_of(field, own, value), *marks(value))
        found.setdefault((value,) if apart else told, []).append(value)
    if not field.many or apart:
        return Choices(
            field, own, tuple(Choice(group[0], tuple(group), told) for told, group in found.items()), marks=marks
        )
    singles = {told: tuple(group) for told, group in found.items()}
    sets, complete = _united(singles)
    every = (*(Choice(group[0], group, told) for told, group in singles.items()), *sets)
    return Choices(field, own, every, complete, marks)


def truths_of(field: Field, tests: Iterable[Test], value: Value) -> tuple[bool, ...]:
    """What each test says of a stated value; of `not …` what stands behind it, which tells the same apart."""
    return tuple(
        holds_of_cell(positive, value, field, nothing_else, stated=is_stated(value))
        for test in tests
        if not other_fields(test)
        for positive in _positive(test)
    )


def _positive(test: Test) -> tuple[Test, ...]:
    """Tests that many values meet where one of them does, and that tell the same answers apart."""
    match test:
        case Missing():
            return (Given(),)
        case AnyOf(tests) | NoneOf(tests):
            if any(isinstance(one, Missing | AnyOf | NoneOf) for one in tests):
                return tuple(positive for one in tests for positive in _positive(one))
            return (AnyOf(tests),)
        case _:
            return (test,)


def fits(field: Field, tests: Sequence[Test], value: Value | None) -> bool:
    """Whether all tests may hold: of a stated value, or of a blank (None) and whatever it stands for."""
    own = [test for test in tests if not other_fields(test)]
    if value is not None:
        return all(holds_of_cell(test, value, field, nothing_else, stated=True) for test in own)
    blanks: list[Value | None] = [field.assumed if field.if_blank is IfBlank.ASSUME else None]
    if field.if_blank is IfBlank.WORST:
        blanks += representative_values(field, own)
    return any(all(holds_of_cell(test, blank, field, nothing_else, stated=False) for test in own) for blank in blanks)


def region_of(choices: Choices, taken: Sequence[Choice | None]) -> Region:
    """The test that these choices meet and no other does; None among them is the blank cell."""
    blank = None in taken
    stated = [choice for choice in taken if choice is not None]
    if not stated:
        return Region(choices.field.code, Missing(), or_blank=True)
    singles = [choice for choice in choices.all if not _is_set(choice)]
    if all(choice in stated for choice in singles):
        return Region(choices.field.code, Given(), blank)
    return Region(choices.field.code, _test_of(choices, stated), blank)


def _united(singles: dict[tuple[object, ...], tuple[Value, ...]]) -> tuple[tuple[Choice, ...], bool]:
    """Rule 2: sets of words that meet more together than each alone; the smallest first."""
    words = {told: group[0] for told, group in singles.items()}
    sets: dict[tuple[object, ...], Value] = dict(words)
    edge = dict(words)
    while edge:
        grown: dict[tuple[object, ...], Value] = {}
        for told, value in edge.items():
            for other, more in words.items():
                both = tuple(a or b for a, b in zip(told, other, strict=True))
                if both in sets or both in grown:
                    continue
                if len(sets) + len(grown) >= SETS_AT_MOST:
                    return _as_choices(sets | grown, words), False
                grown[both] = _joined(value, more)
        sets |= grown
        edge = grown
    return _as_choices(sets, words), True


def _as_choices(sets: dict[tuple[object, ...], Value], words: dict[tuple[object, ...], Value]) -> tuple[Choice, ...]:
    return tuple(Choice(value, (value,), told) for told, value in sets.items() if told not in words)


def _joined(left: Value, right: Value) -> Value:
    texts = (*(left if isinstance(left, tuple) else ()), *(right if isinstance(right, tuple) else ()))
    return tuple(dict.fromkeys(texts))


def _is_set(choice: Choice) -> bool:
    return isinstance(choice.value, tuple) and len(choice.value) > 1


def _test_of(choices: Choices, stated: list[Choice]) -> Test:
    if has_pieces(choices.field):
        return _range_of(choices, stated)
    if choices.field.kind is FieldKind.YES_NO or choices.field.words is not None:
        return _one_of(choices.field, stated)
    if any(SOMETHING_ELSE in _texts(member) for choice in stated for member in choice.members):
        return _named_test(choices, stated) or _none_of(choices, stated)
    return _named_test(choices, stated) or _one_of(choices.field, stated)


def _one_of(field: Field, stated: list[Choice]) -> Test:
    """These words; sets only where no single word would do."""
    plain = [choice for choice in stated if not _is_set(choice)] or stated
    tests = _equalities(field, plain)
    return tests[0] if len(tests) == 1 else AnyOf(tuple(tests))


def _none_of(choices: Choices, stated: list[Choice]) -> Test:
    """Whatever is stated, but the words of the other choices."""
    others = [choice for choice in choices.all if choice not in stated and not _is_set(choice)]
    return NoneOf(tuple(_equalities(choices.field, others)))


def _equalities(field: Field, plain: list[Choice]) -> list[Test]:
    literals = dict.fromkeys(literal for choice in plain for member in choice.members for literal in _texts(member))
    if field.kind is FieldKind.FOLDERS:
        return [Touches(str(literal)) for literal in literals]
    return [Comparison(Compare.EQUAL, literal) for literal in literals]


def _texts(value: Value) -> tuple[Literal, ...]:
    if isinstance(value, tuple):
        return value
    return (Decimal(value),) if isinstance(value, int) and not isinstance(value, bool) else (value,)


def _named_test(choices: Choices, stated: list[Choice]) -> Test | None:
    """A test that a rule already uses and that says just this, or its contrary; None where there is none."""
    singles = [choice for choice in choices.all if not _is_set(choice)]
    wanted = {id(choice) for choice in singles if choice in stated}
    for test in choices.tests:
        if isinstance(test, Given | Missing) or other_fields(test):
            continue
        met = {id(choice) for choice in singles if all(truths_of(choices.field, (test,), choice.value))}
        inner = test.tests if isinstance(test, NoneOf) else (test,)
        if met == wanted:
            return AnyOf(inner) if isinstance(test, NoneOf) else test
        if {id(choice) for choice in singles} - met == wanted:
            return NoneOf(inner)
    return None


def _range_of(choices: Choices, stated: list[Choice]) -> Test:
    """The ranges that the pieces of these choices make together."""
    ends = cuts(choices.field, choices.tests)
    if not ends:
        return Given()
    taken = {value for choice in stated for value in choice.members}
    # A piece without any value (between 4 and 5 files) joins its neighbors.
    inside = [value is None or value in taken for value in piece_values(choices.field, ends)]
    runs = [_range(ends, start, stop, len(inside)) for start, stop in _runs(inside)]
    values = piece_values(choices.field, ends)
    kept = [
        test
        for (start, stop), test in zip(_runs(inside), runs, strict=True)
        if any(values[at] is not None for at in range(start, stop + 1))
    ]
    return kept[0] if len(kept) == 1 else AnyOf(tuple(kept))


def _runs(inside: Sequence[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for at, held in enumerate(inside):
        if not held:
            continue
        if runs and runs[-1][1] == at - 1:
            runs[-1] = (runs[-1][0], at)
        else:
            runs.append((at, at))
    return runs


def _range(ends: tuple[Cut, ...], start: int, stop: int, count: int) -> Test:
    """Pieces start to stop: odd places are the ends themselves, even places lie between them."""
    low: Literal | None = None if start == 0 else ends[(start - 1) // 2]
    high: Literal | None = None if stop == count - 1 else ends[stop // 2]
    low_in, high_in = start % 2 == 1, stop % 2 == 1
    if low is not None and high is not None:
        if low == high:
            return Comparison(Compare.EQUAL, low)
        return Between(low, high, low_in, high_in)  # type: ignore[arg-type]  # ends of numbers or dates
    if low is not None:
        return Comparison(Compare.AT_LEAST if low_in else Compare.MORE, low)
    if high is not None:
        return Comparison(Compare.AT_MOST if high_in else Compare.LESS, high)
    return Given()

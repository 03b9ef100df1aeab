"""Values of texts, lists and folders that meet the conditions in every combination that can be found.

A finding that rests on such a value is true, since the value is shown. That nothing else is possible is claimed only
where it can be proven: then `exact` says so.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from agent_router.model.condition import (
    AnyOf,
    Compare,
    Comparison,
    Contains,
    FieldName,
    Given,
    Like,
    Missing,
    NoneOf,
    Test,
    Touches,
)
from agent_router.model.field import Field, FieldKind, Value
from agent_router.tables.meaning import holds
from agent_router.tables.pieces import other_fields, simple_tests
from agent_router.tables.texts import has_phrase, is_like, key

MOST_PIECES = 512
"""More combinations of one field than these are not told apart."""
_MOST_JOINED = 6
_FILLER = "something else"


@dataclass(frozen=True, slots=True)
class Sampled:
    """Stated values of a field, one for each combination of truths of its units."""

    units: tuple[Test, ...]
    values: tuple[Value, ...]
    vectors: tuple[int, ...]
    """Bits of the units that hold, one entry a value."""
    exact: bool
    """Whether no other combination is possible, proven."""


def units_of(tests: Iterable[Test]) -> tuple[Test, ...]:
    """The tests without `not`, each once; what says nothing about the words themselves is left out."""
    found: dict[Test, None] = {}
    for test in tests:
        if other_fields(test):
            continue
        body = test.tests if isinstance(test, NoneOf | AnyOf) else (test,)
        body = tuple(one for one in body if not isinstance(one, Given | Missing))
        if body:
            found[body[0] if len(body) == 1 else AnyOf(body)] = None
    return tuple(found)


def sample(field: Field, tests: Iterable[Test]) -> Sampled:
    """Values of a field that is no number, date or yes/no; many-valued fields get tuples."""
    units = units_of(tests)
    atoms = _atoms(units, field)
    if field.kind is FieldKind.CHOICES and field.words is not None:
        return _many(field, units, field.words.texts, exact=True)
    if field.many:
        singles = tuple(dict.fromkeys(_singles(field, atoms)))
        return _many(field, units, singles, exact=_each_alone(field, atoms, singles))
    return _one(field, units, atoms)


def _many(field: Field, units: tuple[Test, ...], singles: Sequence[str], *, exact: bool) -> Sampled:
    """All unions of single values, as far as the conditions tell them apart."""
    single: dict[int, str] = {}
    for word in singles:
        single.setdefault(_vector(field, units, (word,)), word)
    reached: dict[int, tuple[str, ...]] = {vector: (word,) for vector, word in single.items()}
    waiting = list(reached)
    while waiting:
        vector = waiting.pop(0)
        for other, word in single.items():
            if vector | other not in reached:
                if len(reached) >= MOST_PIECES:
                    return Sampled(units, tuple(reached.values()), tuple(reached), exact=False)
                reached[vector | other] = (*reached[vector], word)
                waiting.append(vector | other)
    return Sampled(units, tuple(reached.values()), tuple(reached), exact)


def _one(field: Field, units: tuple[Test, ...], atoms: tuple[Test, ...]) -> Sampled:
    by_atoms: dict[int, str] = {}
    for text in _texts(field, atoms):
        by_atoms.setdefault(_vector(field, atoms, text), text)
    found: dict[int, Value] = {}
    for text in by_atoms.values():
        found.setdefault(_vector(field, units, text), text)
    return Sampled(units, tuple(found.values()), tuple(found), exact=_nothing_missed(field, atoms, by_atoms))


def _vector(field: Field, tests: Sequence[Test], value: Value) -> int:
    return sum(1 << place for place, test in enumerate(tests) if holds(test, value, field))


def _atoms(units: Iterable[Test], field: Field) -> tuple[Test, ...]:
    """The smallest tests, of which lists are made: one phrase, one word, one pattern."""
    found: dict[Test, None] = {}
    for unit in units:
        for one in simple_tests(unit):
            if isinstance(one, Contains):
                found |= dict.fromkeys(Contains((phrase,)) for phrase in one.phrases)
            elif isinstance(one, Comparison) and one.sign is Compare.NOT_EQUAL and not field.many:
                found[Comparison(Compare.EQUAL, one.value)] = None
            else:
                found[one] = None
    return tuple(found)


def _texts(field: Field, atoms: tuple[Test, ...]) -> Iterator[str]:
    """A text that meets none, one for each test, and joined ones that meet several."""
    yield from _fresh(field, atoms)
    parts = [text for atom in atoms if (text := _text(atom))]
    yield from parts
    joined = [text for atom in atoms if not _is_equality(atom) and (text := _text(atom))]
    most = len(joined) if len(joined) <= _MOST_JOINED else 2
    for size in range(1, most + 1):
        for several in combinations(joined, size):
            yield " ".join(several)
            yield " ".join(reversed(several))
            yield f"x {' '.join(several)} x"


def _fresh(field: Field, atoms: tuple[Test, ...]) -> Iterator[str]:
    """A text that no condition knows."""
    for text in (_FILLER, "x", "zzz", "0", "~"):
        if not _vector(field, atoms, (text,) if field.many else text):
            yield text
            return


def _text(test: Test) -> str:
    match test:
        case Comparison(value=str(text)):
            return text
        case Like(pattern):
            return " ".join(pattern.replace("*", " ").replace("?", "x").split())
        case Contains(phrases):
            return phrases[0]
        case Touches(pattern):
            return pattern
        case _:
            return ""


def _singles(field: Field, atoms: tuple[Test, ...]) -> Iterator[str]:
    if field.kind is not FieldKind.FOLDERS:
        yield from _texts(field, atoms)
        return
    yield from _fresh(field, atoms)
    for atom in atoms:
        yield from folders_at(_text(atom))


def folders_at(pattern: str) -> tuple[str, ...]:
    """Folders that a pattern of folders is about, from the pattern itself to a file below it and a folder above it."""
    narrow = "/".join(part for part in pattern.split("/") if part != "**") or "x"
    above = pattern.split("/", maxsplit=1)[0].replace("**", "x")
    return pattern, narrow, narrow.replace("*", "x").replace("?", "x"), f"{narrow.rstrip('/')}/x", above


def _is_equality(test: Test) -> bool:
    return isinstance(test, Comparison) and test.sign is Compare.EQUAL


def _implied(field: Field, atoms: tuple[Test, ...], atom: Test) -> int:
    """Bits of the tests that surely hold wherever this one does, itself among them."""
    text = _text(atom)
    found = 0
    for place, other in enumerate(atoms):
        known = other == atom
        if _is_equality(atom):
            known = known or holds(other, (text,) if field.many else text, field)
        elif isinstance(atom, Contains) and isinstance(other, Contains):
            known = known or has_phrase(other.phrases, text)
        elif isinstance(atom, Contains) and isinstance(other, Like):
            known = known or (other.pattern[:1] == other.pattern[-1:] == "*" and is_like(other.pattern, text))
        found |= known << place
    return found


def _each_alone(field: Field, atoms: tuple[Test, ...], singles: Sequence[str]) -> bool:
    """Whether each test can be met without any other that it does not imply, and none at all: then all unions can."""
    if any(isinstance(atom, Comparison) and not _is_equality(atom) for atom in atoms):
        return False
    real = {_vector(field, atoms, (word,)) for word in singles}
    return {0, *(_implied(field, atoms, atom) for atom in atoms)} <= real


def _nothing_missed(field: Field, atoms: tuple[Test, ...], real: Iterable[int]) -> bool:
    """Whether every combination of truths that is not provably impossible was found."""
    if any(
        isinstance(atom, Comparison) and (not _is_equality(atom) or isinstance(atom.value, FieldName)) for atom in atoms
    ):
        return False
    known = set(real)
    free = [place for place, atom in enumerate(atoms) if not _is_equality(atom)]
    if len(free) > _MOST_JOINED:
        return False
    needs = {place: _implied(field, atoms, atoms[place]) for place in free}
    for size in range(len(free) + 1):
        for several in combinations(free, size):
            vector = sum(1 << place for place in several)
            if any(needs[place] & ~vector for place in several):
                continue
            if vector not in known:
                return False
    equal = {key(_text(atom)) for atom in atoms if _is_equality(atom)}
    return all(_vector(field, atoms, text) in known for text in equal)

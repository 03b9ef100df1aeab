"""Where an example and the rules part: each expectation that is not met, and the cells that decided instead."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.policy import Example, Policy
from agent_router.review.examples.example_reasons import reasons_of
from agent_router.review.examples.expectations import (
    Expectation,
    Expected,
    deciders,
    expectations,
    found_words,
    is_met,
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that is not met."""

    expectation: Expectation
    found: tuple[str, ...]
    """What the rules give, in the words of the sheets; `missing` by field code."""
    cells: tuple[Place, ...]
    """Rows and cells that decided, the nearest to the answer first."""
    because: tuple[str, ...] = ()
    """What besides the rules led there: answers that were assumed, names that no sheet knows."""

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is expected and not given."""
        return _without(self.expectation.words, self.found)

    @property
    def too_much(self) -> tuple[str, ...]:
        """What is given and not expected."""
        return _without(self.found, self.expectation.words)


@dataclass(frozen=True, slots=True)
class TriedExample:
    """One example held against the rules."""

    example: Example
    assignment: Assignment
    met: tuple[Expectation, ...]
    differences: tuple[Difference, ...]
    """The leading one first: blast radius, route, then the other columns in their order."""
    cells: frozenset[Place]
    """Rows and cells that decided anything that the example expects."""


def tried(example: Example, assignment: Assignment, policy: Policy) -> TriedExample:
    """The example against what was decided for it; `missing` has to be worked out where it is expected."""
    expected = tuple(expectations(example))
    met = tuple(one for one in expected if is_met(one, assignment))
    differences = tuple(
        Difference(
            one,
            found_words(assignment, one.what),
            _cells(one, assignment, policy),
            reasons_of(example, one.what, assignment, policy),
        )
        for one in expected
        if one not in met
    )
    decided = frozenset(place for one in expected for place in _reasons(one.what, assignment))
    return TriedExample(example, assignment, met, differences, decided)


def _cells(expectation: Expectation, assignment: Assignment, policy: Policy) -> tuple[Place, ...]:
    if expectation.what is Expected.CHECKLIST:
        return tuple(_items(expectation, assignment, policy))
    return tuple(dict.fromkeys(_reasons(expectation.what, assignment)))


def _reasons(what: Expected, assignment: Assignment) -> Iterator[Place]:
    for kind in deciders(what):
        for reason in assignment.because:
            if reason.kind is kind and reason.place is not None:
                yield reason.place


def _items(expectation: Expectation, assignment: Assignment, policy: Policy) -> Iterator[Place]:
    """The rows of the checklist that differ: no reason tells of them, so they are looked up."""
    found = found_words(assignment, Expected.CHECKLIST)
    differing = {word.casefold() for word in expectation.words} ^ {word.casefold() for word in found}
    for row in policy.checklist.rows:
        if row.id.casefold() in differing and row.place is not None:
            yield row.place


def _without(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[str, ...]:
    known = {word.casefold() for word in others}
    return tuple(dict.fromkeys(word for word in words if word.casefold() not in known))

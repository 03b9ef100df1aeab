"""Examples against the real answers: each expected value that is not met, with the row that decided."""

from collections.abc import Iterator

from agent_router.model.assignment import Assignment
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.review.expectations import (
    Expectation,
    Expected,
    deciders,
    expectations,
    found_words,
    is_met,
    task_of,
)
from agent_router.review.interface import Decide
from agent_router.review.problems import EXAMPLE_DIFFERS, EXAMPLE_UNCHECKED

SHEET = "Examples"


def try_examples(policy: Policy, decide: Decide) -> tuple[Problem, ...]:
    """Each expected value against the real one; `decide` must say what is missing."""
    assigned = decide(tuple(task_of(example, at) for at, example in enumerate(policy.examples)), policy)
    return tuple(
        problem
        for example, assignment in zip(policy.examples, assigned, strict=True)
        for problem in _differences(tuple(expectations(example)), assignment, policy)
    )


def check_expectations(policy: Policy) -> tuple[Problem, ...]:
    """Examples that expect nothing, and so check nothing."""
    return tuple(
        Problem(
            EXAMPLE_UNCHECKED, example.place or Place(policy.file, SHEET), f"nothing under Should be for {example.id}"
        )
        for example in policy.examples
        if not any(expectations(example))
    )


def _differences(expected: tuple[Expectation, ...], assignment: Assignment, policy: Policy) -> Iterator[Problem]:
    for expectation in expected:
        if is_met(expectation, assignment):
            continue
        found = found_words(assignment, expectation.what)
        wanted, got = (_words(words, expectation.what, policy) for words in (expectation.words, found))
        rows = _deciding_rows(assignment, expectation.what)
        decided = f" ({', '.join(row.short for row in rows)})" if rows else ""
        yield Problem(
            EXAMPLE_DIFFERS,
            expectation.place or Place(policy.file, SHEET),
            f"expected {wanted}, the rules give {got}{decided}",
            also=rows,
        )


def _words(words: tuple[str, ...], what: Expected, policy: Policy) -> str:
    headers = {field.code: field.header for field in policy.fields} if what is Expected.MISSING else {}
    return ", ".join(headers.get(word, word) for word in words) or "nothing"


def _deciding_rows(assignment: Assignment, what: Expected) -> tuple[Place, ...]:
    kinds = deciders(what)
    places = (reason.place for reason in assignment.because if reason.kind in kinds)
    return tuple(dict.fromkeys(place for place in places if place is not None))

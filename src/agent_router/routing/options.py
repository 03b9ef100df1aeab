"""What each field of a task may say instead, as far as the rules for the route can tell answers apart.

Rules, in order:

1. Only tests that can move a route take part: all of `Risk rules` and `Routes`; of `Budgets` and `Proof` only where
   no row without conditions covers every task anyway.
2. Folders and systems are told apart by the areas they reach, and systems by whether agents may work there.
3. Owners and reviewers are people of the sheet `People`: nobody else counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from agent_router.model.condition import Anything, Comparison, Test, Touches
from agent_router.model.field import Field, IfBlank, Value
from agent_router.model.policy import Policy
from agent_router.model.table import HitPolicy, Table
from agent_router.routing.interface import Record
from agent_router.routing.names import NAMES, closed_systems
from agent_router.scope.areas import areas_of
from agent_router.scope.covering import hands_over_files
from agent_router.tables.choices import Choice, Choices, Marks, choices_of, no_marks, truths_of
from agent_router.tables.pairs import as_tests
from agent_router.tables.pieces import SOMETHING_ELSE, other_fields, representative_values, simple_tests

SCOPE = ("folders", "systems", "output", "changes")
"""Codes of the fields that say what a task covers, and so move its areas without any condition that names them."""


@dataclass(frozen=True, slots=True)
class Option:
    """What one field says, and what it might say instead."""

    field: Field
    now: Value | None
    """What the task states; None where it states nothing."""
    choices: Choices
    others: tuple[Choice | None, ...]
    """Choices other than the present one; None stands for a blank cell."""


class Options:
    """The options of tasks under one policy."""

    def __init__(self, policy: Policy) -> None:
        """Note which fields take part in deciding a route."""
        self._policy = policy
        self._tests = _tests(deciding_tables(policy))
        self.fields = tuple(
            field
            for field in policy.fields
            if not field.derived and (self._tests.get(field.code) or field.code in SCOPE)
        )
        """In the order of the sheet `Fields`."""

    def of(self, record: Record) -> tuple[Option, ...]:
        """One option a field, for one task."""
        return tuple(self._option(field, record) for field in self.fields)

    def _option(self, field: Field, record: Record) -> Option:
        choices = self._choices(field, record)
        now = record.get(field.code)
        present = None if now is None else choices.find(now)
        others: list[Choice | None] = [choice for choice in choices.all if choice is not present]
        if now is not None and field.if_blank is not IfBlank.REQUIRED:
            others.append(None)
        return Option(field, now, choices, tuple(others))

    def _choices(self, field: Field, record: Record) -> Choices:
        tests = self._tests.get(field.code, ())
        beside = tuple(self._beside(field, record))
        tests = (*tests, *as_tests(beside))
        if field.code in NAMES:
            return choices_of(field, tests, tuple(person.name for person in self._policy.people))
        if field.code == "folders":
            patterns = (pattern for system in self._policy.systems for pattern in system.folders)
            return choices_of(field, tests, _words(tests, patterns), self._area_marks(field))
        if field.code == "systems":
            names = (system.name for system in self._policy.systems)
            return choices_of(field, tests, _words(tests, names), self._area_marks(field))
        if field.code == "output" and not beside:
            return choices_of(field, tests, None, _is_of_files)
        return choices_of(field, tests, None, no_marks, apart=bool(beside))

    def _beside(self, field: Field, record: Record) -> Iterable[Value]:
        """The values that this field is compared with: those of the fields that stand on either side of it."""
        for code, tests in self._tests.items():
            for test in tests:
                sides = (code, *other_fields(test))
                if len(sides) > 1 and field.code in sides:
                    for other in sides:
                        if other != field.code:
                            yield from self._values(other, record)

    def _values(self, code: str, record: Record) -> Iterable[Value]:
        stated = record.get(code)
        if stated is not None:
            yield stated
        field = self._policy.field(code)
        yield from representative_values(field, self._tests.get(code, ()))

    def _area_marks(self, field: Field) -> Marks:
        return partial(_reached, field.code, self._policy, self._tests.get("area", ()))


def deciding_tables(policy: Policy) -> tuple[Table[Any], ...]:
    """Rule 1: the sheets whose rows can move a route."""
    budgets_matter = policy.budgets.hit_policy is HitPolicy.UNIQUE or not _covers_all(policy.budgets)
    return (
        policy.risk_rules,
        policy.routes,
        *((policy.budgets,) if budgets_matter else ()),
        *(() if _covers_all(policy.proof) else (policy.proof,)),
    )


def _covers_all(table: Table[Any]) -> bool:
    return any(all(isinstance(condition.test, Anything) for condition in row.conditions) for row in table.rows)


def _tests(tables: Iterable[Table[Any]]) -> dict[str, tuple[Test, ...]]:
    found: dict[str, dict[Test, None]] = {}
    for table in tables:
        for row in table.rows:
            for condition in row.conditions:
                found.setdefault(condition.field, {})[condition.test] = None
    return {code: tuple(tests) for code, tests in found.items()}


def _words(tests: Iterable[Test], named: Iterable[str]) -> tuple[Value, ...]:
    """What a list may say: the words that a test names or that the sheet `Systems` knows, and one that none knows."""
    words = (one.value for test in tests for one in simple_tests(test) if isinstance(one, Comparison))
    patterns = (one.pattern for test in tests for one in simple_tests(test) if isinstance(one, Touches))
    found = (*(word for word in words if isinstance(word, str)), *patterns, *named, SOMETHING_ELSE)
    return tuple((word,) for word in dict.fromkeys(found))


def _is_of_files(value: Value) -> tuple[bool, ...]:
    """An output that is a change of files covers everything unless folders are named."""
    return (hands_over_files(value),)


def _reached(code: str, policy: Policy, area_tests: tuple[Test, ...], value: Value) -> tuple[bool, ...]:
    """Rule 2: what the area rules say of these words, and whether one of the systems is closed to agents."""
    words = value if isinstance(value, tuple) else (str(value),)
    folders, systems = (words, ()) if code == "folders" else ((), words)
    reached = tuple(dict.fromkeys(found.area for found in areas_of(folders, systems, policy.systems)))
    return (*truths_of(policy.field("area"), area_tests, reached), bool(closed_systems(systems, policy)))

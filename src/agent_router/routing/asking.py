"""What a task must still state: the questions to ask, and the prerequisites that are missing.

Rules, in order (`docs/workbook.md`, Blank is not false):

1. `ask` is the smallest set of unstated fields that stand for something (assume …) for which some answers give a less
   supervised route that no other blank takes back; ties in `Fields` order. Prerequisites never count as questions.
2. `missing` is the smallest set of unstated fields that `Routes` wants `given` and whose stating alone gives a less
   supervised route, unstated fields still taken at their worst; ties in `Fields` order.
3. Both look for more freedom than the task has now; where nothing helps, both are empty.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product

from agent_router.model.condition import AnyOf, Given, Missing, NoneOf, Test
from agent_router.model.field import Field, FieldKind, IfBlank, Value
from agent_router.routing.deciding import decide
from agent_router.routing.interface import RateRecords, Record
from agent_router.tables.meaning import holds
from agent_router.tables.pieces import other_fields, representative_values
from agent_router.tables.rulebook import Rulebook

STATED = "\N{SYMBOL FOR RECORD SEPARATOR}given"
"""Stands for a prerequisite once it is stated: a word that no condition of a lead names."""
BATCH = 4096
"""Hypothetical tasks rated at once: enough for speed, little memory."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What would give a task a less supervised route."""

    ask: tuple[str, ...]
    missing: tuple[str, ...]


class Asking:
    """Answers for one rulebook; remembers by what the tables look at, so that like tasks are worked out once."""

    def __init__(self, rulebook: Rulebook, rate: RateRecords) -> None:
        """Note which fields the tables test, and how."""
        self._rulebook, self._rate = rulebook, rate
        self._known: dict[tuple[object, ...], Wanted] = {}
        self._answers: dict[str, tuple[Value, ...]] = {}
        self._fields = [field for field in rulebook.policy.fields if not field.derived]
        tables = rulebook.policy
        conditions = [
            condition
            for table in (tables.risk_rules, tables.routes, tables.budgets, tables.proof)
            for row in table.rows
            for condition in row.conditions
        ]
        self._valued = {condition.field for condition in conditions if not _presence_only(condition.test)} | {
            "folders",
            "systems",
            "output",
            "changes",
        }
        self._presence = {condition.field for condition in conditions}
        self._tests: dict[str, tuple[Test, ...]] = {
            code: tuple(dict.fromkeys(condition.test for condition in conditions if condition.field == code))
            for code in self._presence
        }
        self._prerequisites = {
            condition.field
            for row in tables.routes.rows
            for condition in row.conditions
            if _mentions_presence(condition.test)
        }

    def wanted(self, record: Record, freedom: int) -> Wanted:
        """What would give this record more freedom than it has now."""
        key = (freedom, *(self._signature(record, field) for field in self._fields))
        if key not in self._known:
            self._known[key] = Wanted(self._ask(record, freedom), self._missing(record, freedom))
        return self._known[key]

    def _signature(self, record: Record, field: Field) -> object:
        value = record.get(field.code)
        if field.code in self._valued:
            return value
        return value is not None if field.code in self._presence else None

    def _ask(self, record: Record, freedom: int) -> tuple[str, ...]:
        open_fields = [
            field
            for field in self._fields
            if field.assumes and field.code in self._valued and record.get(field.code) is None
        ]
        for size in range(1, len(open_fields) + 1):
            for chosen, better in self._tried(record, freedom, list(combinations(open_fields, size)), open_fields):
                if better:
                    return chosen
        return ()

    def _tried(
        self, record: Record, freedom: int, sets: Sequence[tuple[Field, ...]], open_fields: Sequence[Field]
    ) -> Iterator[tuple[tuple[str, ...], bool]]:
        """For each set of fields, whether some answers help whatever the assumed rest turns out to be."""
        for chosen in sets:
            rest = [field for field in open_fields if field not in chosen and field.if_blank is IfBlank.ASSUME]
            answers = list(product(*(self._values(field) for field in chosen)))
            completions = list(product(*((None, *self._values(field)) for field in rest)))
            variants = [
                {
                    **record,
                    **{field.code: value for field, value in zip(chosen, answer, strict=True)},
                    **{field.code: value for field, value in zip(rest, completion, strict=True)},
                }
                for answer in answers
                for completion in completions
            ]
            gained = self._freedoms(variants)
            width = len(completions)
            better = any(min(gained[at : at + width]) > freedom for at in range(0, len(gained), width))
            yield tuple(field.code for field in chosen), better

    def _missing(self, record: Record, freedom: int) -> tuple[str, ...]:
        absent = [
            field for field in self._fields if field.code in self._prerequisites and record.get(field.code) is None
        ]
        for size in range(1, len(absent) + 1):
            sets = list(combinations(absent, size))
            gained = self._freedoms(
                [{**record, **{field.code: self._stated(field) for field in chosen}} for chosen in sets]
            )
            for chosen, value in zip(sets, gained, strict=True):
                if value > freedom:
                    return tuple(field.code for field in chosen)
        return ()

    def _freedoms(self, records: Sequence[Record]) -> list[int]:
        found: list[int] = []
        for start in range(0, len(records), BATCH):
            batch = records[start : start + BATCH]
            found += [int(value) for value in decide(batch, self._rate(batch), self._rulebook).freedom]
        return found

    def _stated(self, field: Field) -> Value:
        """A value that says no more than that the field is stated."""
        if field.kind is FieldKind.TEXT:
            return STATED
        return (STATED,) if field.many else self._values(field)[0]

    def _values(self, field: Field) -> tuple[Value, ...]:
        """One value for each way in which the tables can tell answers to this field apart."""
        if field.code not in self._answers:
            tests = self._tests.get(field.code, ())
            values = representative_values(field, tests)
            if any(other_fields(test) for test in tests):
                # What such a test says depends on the task's other answers, so every value stays.
                self._answers[field.code] = values
            else:
                apart = {tuple(holds(test, value, field) for test in tests): value for value in values}
                self._answers[field.code] = tuple(apart.values())
        return self._answers[field.code]


def _presence_only(test: Test) -> bool:
    return isinstance(test, Given | Missing)


def _mentions_presence(test: Test) -> bool:
    if isinstance(test, AnyOf | NoneOf):
        return any(_mentions_presence(inner) for inner in test.tests)
    return isinstance(test, Given | Missing)

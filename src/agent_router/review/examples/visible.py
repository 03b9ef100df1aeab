"""Whether an expectation can show a slip in a row at all.

`Should be: proof` names kinds alone. A row of `Proof` whose kinds other rows require of all its tasks anyway (it may be
there for its grade, or for what does not count) is therefore beyond any example.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

from agent_router.model.condition import Condition, Given, Missing, Test
from agent_router.model.field import Field, Value
from agent_router.model.policy import ProofEffect
from agent_router.model.table import Row, Table
from agent_router.tables.meaning import holds
from agent_router.tables.pieces import other_fields, representative_values, simple_tests

_MOST = 4096
"""Kinds of task gone through for one row; a row with more is taken to show."""

Kind = Mapping[str, Value]
"""One kind of task: a value for each field that the row looks at."""


def shows(row: Row[Any], table: Table[Any], fields: Mapping[str, Field]) -> bool:
    """Whether some task needs a kind of proof for this row alone; rows of other sheets always show."""
    if not isinstance(row.then, ProofEffect):
        return True
    others = [other for other in table.rows if other is not row]
    codes = tuple(dict.fromkeys(condition.field for condition in row.conditions))
    rivals = [other for other in others if {condition.field for condition in other.conditions} <= set(codes)]
    conditions = [condition for one in (row, *rivals) for condition in one.conditions]
    if any(fields[code].many for code in codes) or any(_by_presence(condition.test) for condition in conditions):
        return True
    values = [representative_values(fields[code], _tests(conditions, code)) for code in codes]
    if prod(len(own) for own in values) > _MOST:
        return True
    return any(
        not _required(kind, rivals, fields).issuperset(row.then.kinds)
        for kind in _kinds(codes, values)
        if _holds(row.conditions, kind, fields)
    )


def _by_presence(test: Test) -> bool:
    """Whether the test says something of blanks, or looks at another field: then stated values are not everything."""
    return bool(other_fields(test)) or any(isinstance(one, Given | Missing) for one in simple_tests(test))


def _tests(conditions: Sequence[Condition], code: str) -> list[Test]:
    return [condition.test for condition in conditions if condition.field == code]


def _kinds(codes: Sequence[str], values: Sequence[tuple[Value, ...]]) -> Iterator[Kind]:
    return (dict(zip(codes, chosen, strict=True)) for chosen in product(*values))


def _required(kind: Kind, rows: Sequence[Row[Any]], fields: Mapping[str, Field]) -> set[str]:
    return {proof for row in rows if _holds(row.conditions, kind, fields) for proof in row.then.kinds}


def _holds(conditions: Sequence[Condition], kind: Kind, fields: Mapping[str, Field]) -> bool:
    return all(holds(one.test, kind[one.field], fields[one.field]) for one in conditions)

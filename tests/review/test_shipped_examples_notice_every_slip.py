"""Whatever level or number of the shipped workbook slips, one of its own examples is met no more."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import pytest

from agent_router.model.condition import AnyOf, Between, Comparison, Condition, NoneOf, Test
from agent_router.model.policy import BlastRadius, Policy, RiskEffect
from agent_router.model.table import Row
from agent_router.model.task import Task
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.examples.expectations import Expectation, Expected, expectations, is_met, task_of
from agent_router.workbook.interface import read_policy
from tests.policies import STARTER

SHEETS = ("risk_rules", "routes", "budgets", "proof", "checklist")
LEVELS = range(1, 6)


@dataclass(frozen=True)
class _Slip:
    """One row changed by one step."""

    sheet: str
    row: str
    words: str
    policy: Policy

    def __str__(self) -> str:
        return f"{self.sheet} {self.row} {self.words}"


@lru_cache(maxsize=1)
def _shipped() -> Policy:
    return read_policy(STARTER.read_bytes(), STARTER.name)


@lru_cache(maxsize=1)
def _expected() -> tuple[tuple[Task, tuple[Expectation, ...]], ...]:
    """Every example with what it expects; what is missing takes long to work out and is not needed here."""
    return tuple(
        (task_of(example, at), tuple(one for one in expectations(example) if one.what is not Expected.MISSING))
        for at, example in enumerate(_shipped().examples)
    )


def _noticed(policy: Policy) -> bool:
    decided = decide_quickly(tuple(task for task, _ in _expected()), policy)
    return any(
        not is_met(one, assignment)
        for (_, wanted), assignment in zip(_expected(), decided, strict=True)
        for one in wanted
    )


def _slips() -> Iterator[_Slip]:
    policy = _shipped()
    for sheet in SHEETS:
        table = getattr(policy, sheet)
        for at, row in enumerate(table.rows):
            for words, changed in (*_other_levels(row), *_other_ends(row)):
                rows = (*table.rows[:at], changed, *table.rows[at + 1 :])
                yield _Slip(sheet, row.id, words, replace(policy, **{sheet: replace(table, rows=rows)}))


def _other_levels(row: Row[Any]) -> Iterator[tuple[str, Row[Any]]]:
    if not isinstance(row.then, RiskEffect):
        return
    for level in LEVELS:
        if row.then.impact not in {None, level}:
            yield f"impact {row.then.impact} → {level}", replace(row, then=replace(row.then, impact=level))
        if row.then.likelihood not in {None, level}:
            changed = replace(row.then, likelihood=level)
            yield f"likelihood {row.then.likelihood} → {level}", replace(row, then=changed)


def _other_ends(row: Row[Any]) -> Iterator[tuple[str, Row[Any]]]:
    for at, condition in enumerate(row.conditions):
        for step in (-1, 1):
            test = _moved(condition.test, step)
            if test != condition.test:
                changed = Condition(condition.field, test, place=condition.place)
                words = f"{condition.field} {condition.typed} {step:+}"
                yield words, replace(row, conditions=(*row.conditions[:at], changed, *row.conditions[at + 1 :]))


def _moved(test: Test, step: int) -> Test:
    match test:
        case Comparison(sign, Decimal() as end):
            return Comparison(sign, end + step)
        case Between(low=Decimal() as low, high=Decimal() as high):
            return replace(test, low=low + step, high=high + step)
        case AnyOf(tests) | NoneOf(tests):
            return type(test)(tuple(_moved(one, step) for one in tests))
        case _:
            return test


def _high_stays_high(slip: _Slip) -> bool:
    """Whether the rule alone makes every task High that it is about, before the slip and after: nothing to notice."""
    if slip.sheet != "risk_rules":
        return False
    at = next(place for place, row in enumerate(_shipped().risk_rules.rows) if row.id == slip.row)
    return all(_always_high(policy.risk_rules.rows[at].then) for policy in (_shipped(), slip.policy))


def _always_high(then: RiskEffect) -> bool:
    """Other rows only raise levels, so all cells from this one on count."""
    return all(
        cell.blast_radius is BlastRadius.HIGH
        for cell in _shipped().matrix.cells
        if cell.impact >= (then.impact or 1) and cell.likelihood >= (then.likelihood or 1)
    )


def test_there_are_slips_of_every_level_and_end_point() -> None:
    words = {str(slip) for slip in _slips()}

    assert "risk_rules R2 impact 5 → 3" in words
    assert "risk_rules R5 files_expected >= 5 -1" in words
    assert "routes RT3 files_expected < 5 +1" in words


@pytest.mark.parametrize("slip", tuple(_slips()), ids=str)
def test_an_example_notices_the_slip(slip: _Slip) -> None:
    assert _noticed(slip.policy) is not _high_stays_high(slip)

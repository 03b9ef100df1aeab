"""The budget of a run: the smallest value of each column among the candidate rows, never more than the task asks."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from agent_router.model.assignment import Budget
from agent_router.model.policy import BudgetEffect
from agent_router.model.problem import Problem
from agent_router.model.table import Row
from agent_router.model.task import Task
from agent_router.routing.problems import ASKS_FOR_MORE

NumberT = TypeVar("NumberT", int, Decimal)


def budget_of(rows: Sequence[Row[BudgetEffect]]) -> Budget:
    """The box of the candidate rows; the last of them is the certain match, and its words and place are given."""
    certain = rows[-1]
    return Budget(
        _least(row.then.minutes for row in rows),
        _least(row.then.tokens for row in rows),
        _least(row.then.cost_usd for row in rows),
        _least(row.then.retries for row in rows),
        _least(row.then.agents for row in rows),
        certain.then.when_full,
        certain.place,
    )


def as_asked(budget: Budget, task: Task, headers: Mapping[str, str]) -> tuple[Budget, tuple[Problem, ...]]:
    """The budget lowered to what the task asks for; a problem for each limit it wants raised, named by its header."""
    asked = {code: _number(task, code) for code in ("max_minutes", "max_tokens", "max_cost_usd", "max_retries")}
    problems = []
    for code, limit in (
        ("max_minutes", budget.minutes),
        ("max_tokens", budget.tokens),
        ("max_cost_usd", budget.cost_usd),
        ("max_retries", budget.retries),
    ):
        wish, answer = asked[code], task.answer(code)
        if wish is not None and limit is not None and wish > limit and answer is not None:
            place = answer.place or budget.place
            if place is not None:
                problems.append(
                    Problem(ASKS_FOR_MORE, place, f"{headers.get(code, code)} {wish} where the budget allows {limit}")
                )
    lowered = Budget(
        _least((budget.minutes, _whole(asked["max_minutes"]))),
        _least((budget.tokens, _whole(asked["max_tokens"]))),
        _least((budget.cost_usd, asked["max_cost_usd"])),
        _least((budget.retries, _whole(asked["max_retries"]))),
        budget.agents,
        budget.when_full,
        budget.place,
    )
    return lowered, tuple(problems)


def _least(values: Iterable[NumberT | None]) -> NumberT | None:
    return min((value for value in values if value is not None), default=None)


def _number(task: Task, code: str) -> Decimal | None:
    value = task.get(code)
    return None if value is None or isinstance(value, tuple | bool) else Decimal(str(value))


def _whole(value: Decimal | None) -> int | None:
    return None if value is None else int(value)

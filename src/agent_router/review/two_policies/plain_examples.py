"""Example tasks that state only what matters: an answer is left out wherever the task shifts alike without it.

A task may limit its own box (`max_minutes`), and so hide that the box of the sheet is another. Such a limit is taken
out of the example, or raised as far as the kind of task allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent_router.model.assignment import Assignment
from agent_router.model.condition import Between
from agent_router.model.field import Field, FieldKind, Value
from agent_router.model.policy import Policy
from agent_router.model.review import Answers, Aspect, Box
from agent_router.review.aspects import Difference, differences
from agent_router.review.every_kind.example_tasks import example_task
from agent_router.review.interface import Decide
from agent_router.tables.partition import box_holds, may_be_blank
from agent_router.tables.pieces import simple_tests

_LIMITS = {"max_minutes": "minutes", "max_tokens": "tokens", "max_cost_usd": "cost_usd", "max_retries": "retries"}
"""Codes of the fields by which a task limits its own box, and what they limit."""
_TRIED_AT_MOST = 40
"""Limits tried for one example."""


@dataclass(frozen=True, slots=True)
class Example:
    """One task, and what it is an example of."""

    answers: Answers
    kinds: tuple[tuple[Box, ...], ...]
    """Of each of these it is in one box."""
    aspects: frozenset[Aspect]
    """What it shows about two policies."""
    limits: frozenset[Difference] = frozenset()
    """Of these the limits of the box, as the sheets have them: what the task itself may hide by asking for less."""


def plainer(
    examples: Sequence[Example], policies: tuple[Policy, Policy], fields: Mapping[str, Field], decide: Decide
) -> tuple[Answers, ...]:
    """Each example with as few answers as keep it what it is; `fields` of both policies by code."""
    now = _unlimited(examples, policies, fields, decide)
    shown = _shown(now, policies, decide)
    wanted = [_kept(example, seen[0]) for example, seen in zip(now, shown, strict=True)]
    for code in reversed([code for code, field in fields.items() if may_be_blank(field)]):
        tried = [
            at
            for at, example in enumerate(now)
            if any(own == code for own, _ in example.answers) and not _names(example, code)
        ]
        fewer = [_with(now[at], code, None) for at in tried]
        for at, example, seen in zip(tried, fewer, _shown(fewer, policies, decide), strict=True):
            if _kept(example, seen[0]) == wanted[at] and _is_among(example, seen[1], fields):
                now[at] = example
    return tuple(example.answers for example in now)


def _unlimited(
    examples: Sequence[Example], policies: tuple[Policy, Policy], fields: Mapping[str, Field], decide: Decide
) -> list[Example]:
    """The examples with such limits of their own that the boxes of both policies show as well as they can."""
    now = list(examples)
    for code, column in _LIMITS.items():
        limiting = [at for at, one in enumerate(now) if one.limits and any(own == code for own, _ in one.answers)]
        if not limiting:
            continue
        others = (None, *_limits_to_try(fields[code], column, [now[at] for at in limiting], policies))
        shown = dict(zip(limiting, _shown([now[at] for at in limiting], policies, decide), strict=True))
        tried = [(at, _with(now[at], code, value)) for at in limiting for value in others]
        for (at, example), seen in zip(tried, _shown([one for _, one in tried], policies, decide), strict=True):
            better = _told(example, seen[0]) > _told(now[at], shown[at][0])
            alike = better and _beside(example, seen[0]) == _beside(now[at], shown[at][0])
            if alike and _is_among(example, seen[1], fields):
                now[at], shown[at] = example, seen
    return now


def _limits_to_try(
    field: Field, column: str, examples: Sequence[Example], policies: tuple[Policy, Policy]
) -> list[Value]:
    """Limits above every box, as large as a box, and beside every end that the kinds of task name."""
    boxes = [getattr(row.then, column) for policy in policies for row in policy.budgets.rows]
    known = {Decimal(limit) for limit in boxes if limit is not None}
    tests = (
        test
        for example in examples
        for boxes in example.kinds
        for box in boxes
        for region in box
        if region.field == field.code
        for test in simple_tests(region.test)
    )
    for test in tests:
        ends = (test.low, test.high) if isinstance(test, Between) else (getattr(test, "value", None),)
        known |= {end + step for end in ends if isinstance(end, Decimal) for step in (-1, 0, 1)}
    known.add(max(known, default=Decimal(0)) + 1)
    whole = field.kind is FieldKind.WHOLE
    limits = sorted((limit for limit in known if limit >= 0), reverse=True)[:_TRIED_AT_MOST]
    return [int(limit) if whole else limit for limit in limits if not whole or limit == int(limit)]


def _with(example: Example, code: str, value: Value | None) -> Example:
    """Another answer to a question that the example answers; None leaves it out."""
    answers = ((own, said if own != code else value) for own, said in example.answers)
    return replace(example, answers=tuple((own, said) for own, said in answers if said is not None))


def _told(example: Example, seen: frozenset[Difference]) -> tuple[int, int]:
    """How many limits of the box the example shows exactly, and how many of them in some way."""
    aspects = {limit.aspect for limit in example.limits}
    return len(seen & example.limits), len({one.aspect for one in seen if one.aspect in aspects})


def _beside(example: Example, seen: frozenset[Difference]) -> frozenset[Difference]:
    """What it shows besides limits of the box."""
    aspects = {limit.aspect for limit in example.limits}
    return frozenset(one for one in _kept(example, seen) if one.aspect not in aspects)


def _names(example: Example, code: str) -> bool:
    """Whether all boxes of some kind want the answer stated, so that leaving it out need not be tried."""
    return any(
        all(any(region.field == code and not region.or_blank for region in box) for box in boxes)
        for boxes in example.kinds
    )


def _shown(
    examples: Sequence[Example], policies: tuple[Policy, Policy], decide: Decide
) -> list[tuple[frozenset[Difference], Assignment]]:
    """How two policies differ about each example, and what the newer one decides."""
    if not examples:
        return []
    before, after = (
        decide(tuple(example_task(one.answers, policy, f"example {at + 1}") for at, one in enumerate(examples)), policy)
        for policy in policies
    )
    return [(frozenset(differences(old, new)), new) for old, new in zip(before, after, strict=True)]


def _kept(example: Example, seen: frozenset[Difference]) -> frozenset[Difference]:
    return frozenset(one for one in seen if one.aspect in example.aspects)


def _is_among(example: Example, after: Assignment, fields: Mapping[str, Field]) -> bool:
    """Whether the task is still in a box of each kind; areas, blast radius and route are the newer policy's."""
    if after.assessment is None:
        return False
    derived = (
        ("area", after.assessment.scope.areas),
        ("blast_radius", after.assessment.blast_radius.value),
        ("route", after.route.value),
    )
    answers = (*example.answers, *derived)
    return all(any(box_holds(box, answers, fields) for box in boxes) for boxes in example.kinds)

"""Example tasks that state only what matters: an answer is left out wherever the task shifts alike without it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agent_router.model.assignment import Assignment
from agent_router.model.field import Field
from agent_router.model.policy import Policy
from agent_router.model.review import Answers, Aspect, Box
from agent_router.review.aspects import Difference, differences
from agent_router.review.example_tasks import example_task
from agent_router.review.interface import Decide
from agent_router.tables.partition import box_holds, may_be_blank


@dataclass(frozen=True, slots=True)
class Example:
    """One task, and what it is an example of."""

    answers: Answers
    kinds: tuple[tuple[Box, ...], ...]
    """Of each of these it is in one box."""
    aspects: frozenset[Aspect]
    """What it shows about two policies."""


def plainer(
    examples: Sequence[Example], policies: tuple[Policy, Policy], fields: Mapping[str, Field], decide: Decide
) -> tuple[Answers, ...]:
    """Each example with as few answers as keep it what it is; `fields` of both policies by code."""
    shown = _shown(examples, policies, decide)
    wanted = [_kept(example, seen[0]) for example, seen in zip(examples, shown, strict=True)]
    now = list(examples)
    for code in reversed([code for code, field in fields.items() if may_be_blank(field)]):
        tried = [
            at
            for at, example in enumerate(now)
            if any(own == code for own, _ in example.answers) and not _names(example, code)
        ]
        fewer = [
            replace(now[at], answers=tuple(answer for answer in now[at].answers if answer[0] != code)) for at in tried
        ]
        for at, example, seen in zip(tried, fewer, _shown(fewer, policies, decide), strict=True):
            if _kept(example, seen[0]) == wanted[at] and _is_among(example, seen[1], fields):
                now[at] = example
    return tuple(example.answers for example in now)


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

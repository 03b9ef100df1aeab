"""What the diagrams say about a kind of task is what routing decides about such a task, whatever the policy."""

from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from agent_router.model.assignment import Assignment
from agent_router.model.policy import Policy, Route
from agent_router.model.review import Aspect
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.review.every_kind.forest import Forest, TooManyKinds
from agent_router.review.every_kind.kinds import Kinds, NotComparable
from agent_router.review.every_kind.outcome import Meaning
from agent_router.review.two_policies.aspect_diagrams import AspectDiagrams
from agent_router.tables.partition import region_holds
from agent_router.tables.rulebook import compile_policy
from tests.policies import starter_policy
from tests.review.random_policies import as_task, random_path, random_policy
from tests.small_policy import row, small_policy, table

SHEETS = ("risk", "routes", "budgets", "proof", "checklist", "stops")
MANY = 10**6
PHASES = [Phase.explicit, Phase.reuse, Phase.generate]
"""Shrinking a number says nothing about a policy."""


def assert_agrees(policy: Policy, chance: Random, tasks: int) -> None:
    kinds = Kinds([compile_policy(policy)], SHEETS, MANY)
    meaning, aspects = Meaning(kinds), AspectDiagrams(kinds, 0)
    lists = {item: aspects.item(item, rows) for item, rows in aspects.items().items()}
    paths = [random_path(chance, kinds) for _ in range(tasks)]
    made = tuple(as_task(kinds.answers(path), at) for at, path in enumerate(paths))
    for path, own, found in zip(paths, made, decide_quickly(made, policy), strict=True):
        decision = kinds.forest.end(meaning.decision, path)
        stated = {answer.field: answer.value for answer in own.answers}
        assert (decision.standing, decision.route) == (found.standing, found.route), stated
        assert decision.row < 0 or policy.routes.rows[decision.row].then.phases == found.phases
        assert found.assessment is not None
        assert kinds.forest.end(meaning.radius, path) == found.assessment.blast_radius.rank, stated
        if "max_minutes" not in stated:
            assert (decision.limits or (None,) * 5) == limits(found), stated
        asked = {item for item, node in lists.items() if kinds.forest.end(node, path).levels != (0, 0)}
        assert {item.meaning for item in asked if item.aspect is Aspect.PROOF and item.counts} == {
            proof.kind.casefold() for proof in found.proof
        }, stated
        assert len([item for item in asked if item.aspect is Aspect.PROOF and not item.counts]) == len(
            found.does_not_count
        )


def limits(found: Assignment) -> tuple[object, ...]:
    budget = found.budget
    if found.route is Route.HUMAN_LED:
        return (None,) * 5
    return budget.minutes, budget.tokens, budget.cost_usd, budget.retries, budget.agents


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, phases=PHASES)
def test_random_policies_over_random_tasks(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same policy for the same number
    assert_agrees(random_policy(chance), chance, 60)


def test_the_shipped_policy_over_thousands_of_tasks() -> None:
    assert_agrees(starter_policy(), Random(1), 3000)  # noqa: S311 - the same policy for the same number


@given(st.integers(0, 10**6))
@settings(max_examples=40, deadline=None, phases=PHASES)
def test_a_kind_of_answer_said_in_words_holds_the_answers_of_that_kind(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - the same policy for the same number
    kinds = Kinds([compile_policy(random_policy(chance))], SHEETS, MANY)
    for question in kinds.questions:
        if question.axis.codes == ("area",):
            continue
        for kind, pieces in enumerate(question.kinds):
            codes = question.axis.codes
            answers = tuple(
                (code, value) for code, value in zip(codes, question.value(kind), strict=True) if value is not None
            )
            for other, _ in enumerate(question.kinds):
                boxes = question.axis.regions(question.pieces(1 << other))
                holds = any(all(region_holds(region, answers, kinds.fields) for region in box) for box in boxes)
                assert holds == (other == kind), (question.axis.codes, pieces, answers)


def test_folders_systems_and_areas_go_together_as_the_systems_sheet_says() -> None:
    kinds = Kinds([compile_policy(small_policy())], SHEETS, MANY)
    found = {(one.names, kinds.reach.words[0][one.areas]) for one in kinds.reach.combinations}
    areas = {areas for _, areas in found}
    assert ((None, None), ()) in found
    assert areas >= {(), ("auth",), ("billing",)} or areas >= {(), ("auth", "billing")}
    nameless = [areas for (folders, systems), areas in found if folders is None and systems is None]
    assert nameless == [()], "who names nothing reaches nothing, unless the task covers everything"


def test_a_condition_that_ties_what_is_derived_to_an_answer_is_refused_in_words() -> None:
    routes = table("Routes", (row("Routes", 5, small_policy().routes.rows[0].then, files_expected="> Score"),))
    with pytest.raises(NotComparable, match="Files expected and Score"):
        Kinds([compile_policy(small_policy(routes=routes))], SHEETS, MANY)


def test_beyond_the_limit_nothing_is_claimed() -> None:
    kinds = Kinds([compile_policy(starter_policy())], SHEETS, 50)
    with pytest.raises(TooManyKinds):
        _ = Meaning(kinds).decision


def test_equal_diagrams_are_one_node() -> None:
    forest = Forest([2, 2], MANY)
    one, other = forest.leaf("one"), forest.leaf("other")
    left = forest.node(0, (forest.node(1, (one, other)), other))
    right = forest.apply((left,), lambda value: value)
    assert left == right
    assert forest.node(0, (one, one)) == one
    assert forest.leaf(value=False) != forest.leaf(0)
    assert forest.values(forest.compare(left, right, lambda a, b: (a, b))) == (None,)

"""Is this workbook sound: the reading, and every example against the real answer."""

from dataclasses import dataclass

from agent_router.errors import InputRejected
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.review import RuleUse
from agent_router.pipeline.reviewing import review_policy
from agent_router.pipeline.routing_tasks import QuickTrials, decide_quickly, route_tasks
from agent_router.pipeline.versions import NO_VERSIONS, Versions, check_versions
from agent_router.pipeline.workspace import NamedBytes
from agent_router.review.examples import examples
from agent_router.review.examples.noticing import rule_uses, unnoticed_rules
from agent_router.review.problems import EXAMPLES_SHARE_A_CELL
from agent_router.workbook.interface import read_policy


@dataclass(frozen=True, slots=True)
class CheckedWorkbook:
    """What a check found."""

    policy: Policy | None
    """None where the workbook cannot be used at all."""
    problems: tuple[Problem, ...]
    examples: int
    """Examples that were held against the rules."""
    uses: tuple[RuleUse, ...] = ()
    """How far the examples hold each rule in place; none where the workbook cannot be used."""

    @property
    def sound(self) -> bool:
        """Nothing left to do: no error, no warning that nobody answered. Advice does not count."""
        return not any(problem.open for problem in self.problems)

    @property
    def gathered(self) -> frozenset[Place]:
        """Cells of examples that differ for a reason they have in common, which one finding names."""
        shared = (problem.also for problem in self.problems if problem.rule is EXAMPLES_SHARE_A_CELL)
        return frozenset(place for places in shared for place in places)

    @property
    def usable(self) -> bool:
        """Whether tasks can be routed by it."""
        return self.policy is not None


def check_workbook(workbook: NamedBytes, versions: Versions = NO_VERSIONS) -> CheckedWorkbook:
    """Read a workbook and try its examples; CannotRead where it is no workbook.

    `versions` says what its own version is held against; InputRejected where the previous workbook has errors.
    """
    try:
        policy = read_policy(workbook.data, workbook.name)
    except InputRejected as rejected:
        return CheckedWorkbook(None, rejected.problems, 0)
    quickly = QuickTrials(policy)
    held = examples.hold_examples(policy, route_tasks, quickly)
    uses = rule_uses(policy, route_tasks, quickly, held)
    problems = (
        *policy.remarks,
        *review_policy(policy),
        *examples.differing_examples(held, policy),
        *unnoticed_rules(uses, policy),
        *examples.check_expectations(policy),
        *check_versions(policy, versions),
    )
    return CheckedWorkbook(policy, problems, len(policy.examples), uses)


def rules_in_use(policy: Policy) -> tuple[RuleUse, ...]:
    """Every rule with the examples that match it and those that notice when it changes."""
    return rule_uses(policy, route_tasks, QuickTrials(policy))


def try_examples(policy: Policy) -> tuple[Problem, ...]:
    """Each example that differs, with the row that decided; before them the cells that many of them share."""
    return examples.try_examples(policy, route_tasks, decide_quickly)

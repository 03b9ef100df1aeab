"""Assignment → contract: what was decided, written down so that nothing of it can change unseen.

Rules, in order:

1. A task that was not evaluated, or is human-led, gets no contract; nor does one without proof or without a box.
2. The scope is the task's own; systems that agents may not enter are off limits with their folders; scratch folders
   come from `Systems`.
3. Each line of the test command is one verifier of the kind `tests`, fixed here before the start.
4. Two phases always want an approval before mutation, whatever the row of `Routes` says.
5. What a concurrent wave can overshoot is worked out beforehand, since a stop cannot call back who has started.
"""

import re
from decimal import ROUND_CEILING, Decimal, localcontext

from agent_router.contracts.problems import HUMAN_LED, NO_BUDGET, NO_PROOF, NOT_EVALUATED, refused
from agent_router.contracts.restating import answer_text
from agent_router.model.assessment import Assessment, Rating
from agent_router.model.assignment import Assignment, Budget, Standing
from agent_router.model.contract import Contract, RatedView, Scope, TaskAnswer, Verifier
from agent_router.model.field import IfBlank
from agent_router.model.place import Place
from agent_router.model.policy import Phase, Policy, Route
from agent_router.model.problem import Problem, Rule
from agent_router.model.provenance import WorkbookIdentity
from agent_router.model.reason import Reason
from agent_router.model.task import Task, Tasks

WAVE = 16
"""Agents that a dynamic workflow starts at once: a fact of the platform (Claude Code, dynamic workflows), no policy."""

_CENT = Decimal("0.01")
_TESTS = "tests"


def draft_contract(assignment: Assignment, policy: Policy, tasks: Tasks, router_version: str) -> Contract:
    """The contract of one assignment; Refused, with every reason and what to state, where there can be none."""
    assessment = _covered(assignment)
    task = assignment.task
    overshoot = agents_overshoot(assignment.route, assignment.budget)
    return Contract(
        task_id=task.id,
        goal=task.goal,
        route=assignment.route,
        blast_radius=assessment.blast_radius,
        as_far_as_stated=assessment.as_far_as_stated,
        views=(_view(assessment.request), _view(assessment.scope)),
        phases=assignment.phases,
        approval_before=_approval_before(assignment),
        scope=_scope(task, policy),
        changes=_changes(task, policy),
        budget=assignment.budget,
        agents_overshoot=overshoot,
        cost_overshoot_usd=cost_overshoot(assignment.budget, overshoot),
        proof=assignment.proof,
        does_not_count=assignment.does_not_count,
        verifiers=_verifiers(task),
        checklist=assignment.checklist,
        stops=assignment.stops,
        answers=tuple(TaskAnswer(answer.field, answer_text(answer.value), answer.place) for answer in task.answers),
        because=_because(assignment.because),
        workbook=WorkbookIdentity(policy.file, policy.identity.name, policy.identity.version, policy.sha256),
        work_type=task.text("work_type"),
        function=task.text("function"),
        expected_output=task.text("output"),
        acceptance_plan=task.text("acceptance_plan"),
        rollback=task.text("rollback"),
        owner=task.text("owner"),
        requester=task.text("requester"),
        reviewer=assignment.reviewer,
        missing=assignment.missing,
        queue=tasks.source,
        queue_sha256=tasks.sha256,
        router_version=router_version,
    )


def agents_overshoot(route: Route, budget: Budget) -> int:
    """How many agents may start beyond the limit before a stop bites: one wave, never more than the limit itself."""
    if route is not Route.DYNAMIC_WORKFLOW:
        return 0
    return WAVE if budget.agents is None else min(WAVE, budget.agents)


def cost_overshoot(budget: Budget, agents: int) -> Decimal | None:
    """What that many agents spend at an equal share of the budget each, USD, rounded up to cents.

    None where the budget has no cost. Where the budget has no limit of agents, the wave is taken to spend the
    whole budget once more.
    """
    if budget.cost_usd is None:
        return None
    # Enough digits for whatever a workbook holds; the usual 28 could refuse a huge amount.
    with localcontext(prec=200):
        spent = budget.cost_usd * agents / (budget.agents or max(agents, 1))
        return spent.quantize(_CENT, rounding=ROUND_CEILING)


def _covered(assignment: Assignment) -> Assessment:
    """The assessment of an assignment that can have a contract."""
    if assignment.standing is Standing.NOT_EVALUATED or assignment.assessment is None:
        raise refused([*assignment.problems, _problem(NOT_EVALUATED, assignment, "")])
    if assignment.route is Route.HUMAN_LED:
        raise refused([_problem(HUMAN_LED, assignment, _what_is_missing(assignment))])
    lacking = []
    if not assignment.proof:
        lacking.append(_problem(NO_PROOF, assignment, ""))
    if assignment.budget == Budget():
        lacking.append(_problem(NO_BUDGET, assignment, ""))
    if lacking:
        raise refused(lacking)
    return assignment.assessment


def _problem(rule: Rule, assignment: Assignment, more: str) -> Problem:
    task = assignment.task
    return Problem(rule, task.place or Place(task.id), f"task {task.id}{more}")


def _what_is_missing(assignment: Assignment) -> str:
    said = [f": {assignment.say.rstrip('.')}"] if assignment.say else []
    if assignment.missing:
        said.append(f"; missing: {', '.join(assignment.missing)}")
    if assignment.ask:
        said.append(f"; to be answered: {', '.join(assignment.ask)}")
    return "".join(said)


def _view(rating: Rating) -> RatedView:
    because = _because(rating.reasons)
    return RatedView(rating.view.value, rating.blast_radius, rating.impact, rating.likelihood, because)


def _because(reasons: tuple[Reason, ...]) -> tuple[tuple[str, Place | None], ...]:
    return tuple((reason.text, reason.place) for reason in reasons)


def _approval_before(assignment: Assignment) -> Phase | None:
    if assignment.approval_before is None and len(assignment.phases) > 1:
        return Phase.MUTATION
    return assignment.approval_before


def _scope(task: Task, policy: Policy) -> Scope:
    closed = [system for system in policy.systems if not system.agents_allowed]
    off_limits = [*task.words("off_limits"), *(word for system in closed for word in (system.name, *system.folders))]
    scratch = [folder for system in policy.systems if system.scratch for folder in system.folders]
    return Scope(
        repositories=task.words("repositories"),
        folders=task.words("folders"),
        systems=task.words("systems"),
        data_sources=task.words("data_sources"),
        off_limits=tuple(dict.fromkeys(off_limits)),
        scratch=tuple(dict.fromkeys(scratch)),
    )


def _changes(task: Task, policy: Policy) -> bool:
    stated = task.get("changes")
    if stated is not None:
        return bool(stated)
    field = next((field for field in policy.fields if field.code == "changes"), None)
    if field is not None and field.if_blank is IfBlank.ASSUME and field.assumed is not None:
        return bool(field.assumed)
    return True


def _verifiers(task: Task) -> tuple[Verifier, ...]:
    lines = (line.strip() for line in re.split(r"[\r\n]+", task.text("test_command")))
    return tuple(Verifier(_TESTS, line) for line in dict.fromkeys(lines) if line)

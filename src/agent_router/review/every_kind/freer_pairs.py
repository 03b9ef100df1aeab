"""Two tasks that differ in one answer, the riskier of which is treated more freely: confirmed, and told to the lead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from agent_router.model.assignment import Assignment, ProofRequired, Standing
from agent_router.model.field import Field, FieldKind
from agent_router.model.place import Place
from agent_router.model.policy import Policy, Route
from agent_router.model.problem import Problem, Rule
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.review import Answers
from agent_router.review import problems
from agent_router.review.every_kind.example_tasks import answers_words, value_words
from agent_router.tables.words import listed


class _Unit(NamedTuple):
    """What a limit counts."""

    one: str
    many: str


_LIMITS = (
    ("minutes", "Budget minutes", _Unit("minute", "minutes")),
    ("tokens", "Budget tokens", _Unit("token", "tokens")),
    ("cost_usd", "Budget cost (USD)", _Unit("USD", "USD")),
    ("retries", "Budget retries", _Unit("retry", "retries")),
    ("agents", "Budget agents", _Unit("agent", "agents")),
)
"""Attribute of a budget, its column, its unit."""


class BreachKind(Enum):
    """What the riskier task gets."""

    FREER = "a freer route"
    RICHER = "a bigger budget"
    UNPROVEN = "less proof"
    LOWER = "a lower blast radius"


@dataclass(frozen=True, slots=True)
class Breach:
    """One suspicion, with what the real rules decide about both tasks."""

    kind: BreachKind
    field: Field
    answers: tuple[Answers, Answers]
    """The safer task, then the riskier one."""
    decided: Sequence[Assignment]
    """Of both, in the same order."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What is wrong: the safer task's side and the riskier one's, each with its cell."""

    safer: str
    riskier: str
    places: tuple[Place, ...]
    """The riskier one's cell first."""


def told(breach: Breach, policy: Policy) -> Problem | None:
    """The problem, or None where the real rules treat the riskier task at least as strictly."""
    rule, tell = _TELLING[breach.kind]
    found = tell(breach.decided[0], breach.decided[1], policy)
    if found is None:
        return None
    code, header = breach.field.code, breach.field.header
    name = f"“{header}”" if breach.field.kind is FieldKind.YES_NO else header
    own, other = (f"{name} {_stated(answers, breach.field)}" for answers in breach.answers)
    rest = tuple(answer for answer in breach.answers[0] if answer[0] != code)
    fields = {field.code: field for field in policy.fields}
    words = f"with {own} {found.safer}, with {other} {found.riskier}; in both: {answers_words(rest, fields)}"
    place, *also = found.places
    return Problem(rule, place, words, also=tuple(also))


def _stated(answers: Answers, field: Field) -> str:
    said = value_words(dict(answers).get(field.code))
    return f"“{said}”" if field.kind is FieldKind.CHOICES and ";" in said else said


def _freer(safer: Assignment, riskier: Assignment, policy: Policy) -> _Told | None:
    if riskier.route.freedom <= safer.route.freedom or safer.standing is not Standing.DECIDED:
        return None
    places = [_route_cell(assignment, policy) for assignment in (safer, riskier)]
    return _Told(
        f"the task goes to {safer.route.value} by {places[0].short}",
        f"to {riskier.route.value} by {places[1].short}",
        tuple(dict.fromkeys((places[1], places[0]))),
    )


def _route_cell(assignment: Assignment, policy: Policy) -> Place:
    reason = next((one for one in assignment.because if one.kind in {ReasonKind.ROUTE, ReasonKind.SYSTEM}), None)
    if reason is None or reason.place is None:
        return policy.routes.place or Place(policy.file)
    return policy.cell(reason.place, "Route") or reason.place


def _richer(safer: Assignment, riskier: Assignment, policy: Policy) -> _Told | None:
    if riskier.route is not safer.route or riskier.route is Route.HUMAN_LED:
        return None
    for attribute, header, unit in _LIMITS:
        limits: list[Decimal | int | None] = [getattr(one.budget, attribute) for one in (safer, riskier)]
        if limits[0] is not None and (limits[1] is None or limits[1] > limits[0]):
            places = [_budget_cell(one, header, policy) for one in (safer, riskier)]
            said = [f"{_limit(limit, unit)} ({place.short})" for limit, place in zip(limits, places, strict=True)]
            return _Told(
                f"{safer.route.value} may spend {said[0]}", said[1], tuple(dict.fromkeys((places[1], places[0])))
            )
    return None


def _limit(limit: Decimal | int | None, unit: _Unit) -> str:
    if limit is None:
        return f"any number of {unit.many}"
    return f"{limit:,} {unit.one if limit == 1 else unit.many}"


def _budget_cell(assignment: Assignment, header: str, policy: Policy) -> Place:
    row = assignment.budget.place
    return policy.cell(row, header) or row or policy.budgets.place or Place(policy.file)


def _unproven(safer: Assignment, riskier: Assignment, policy: Policy) -> _Told | None:
    if Standing.NO_RULE in {safer.standing, riskier.standing}:
        return None
    has = {proof.kind: proof for proof in riskier.proof}
    less = [(proof, has.get(proof.kind)) for proof in safer.proof if _is_less(has.get(proof.kind), proof)]
    if not less:
        return None
    places = [policy.cell(proof.place, "Proof required") or proof.place for proof, _ in less]
    own = [
        f"{_proof(proof)} ({place.short})" if place else _proof(proof)
        for (proof, _), place in zip(less, places, strict=True)
    ]
    others = [_proof(other) for _, other in less if other is not None]
    known = [other.place for _, other in less if other is not None and other.place is not None]
    where = tuple(dict.fromkeys([place for place in (*places, *known) if place is not None]))
    return _Told(
        f"the task owes {listed(own, 'and')}",
        f"only {listed(others, 'and')}" if others else "it does not",
        where or ((policy.proof.place or Place(policy.file)),),
    )


def _is_less(own: ProofRequired | None, wanted: ProofRequired) -> bool:
    return own is None or own.minimum < wanted.minimum or own.least_grade.rank < wanted.least_grade.rank


def _proof(proof: ProofRequired) -> str:
    count = f"{proof.minimum} × " if proof.minimum > 1 else ""
    return f"{count}{proof.kind} ({proof.least_grade.value})"


def _lower(safer: Assignment, riskier: Assignment, policy: Policy) -> _Told | None:
    if safer.assessment is None or riskier.assessment is None:
        return None
    if riskier.assessment.blast_radius >= safer.assessment.blast_radius:
        return None
    rows = [_risk_rows(one) for one in (safer, riskier)]
    lost = [reason for reason in rows[0] if reason.row not in {other.row for other in rows[1]}]
    won = [reason for reason in rows[1] if reason.row not in {other.row for other in rows[0]}]
    places = tuple(reason.place for reason in (*lost, *won) if reason.place is not None)
    route = ""
    if riskier.route.freedom > safer.route.freedom:
        route = f" and goes to {riskier.route.value} instead of {safer.route.value}"
    return _Told(
        f"the task's blast radius is {safer.assessment.blast_radius.value}{_rows(lost)}",
        f"{riskier.assessment.blast_radius.value}{_rows(won)}{route}",
        places or ((policy.risk_rules.place or Place(policy.file)),),
    )


def _risk_rows(assignment: Assignment) -> Sequence[Reason]:
    return [reason for reason in assignment.because if reason.kind is ReasonKind.RISK]


def _rows(reasons: Sequence[Reason]) -> str:
    named = [reason.place.short for reason in reasons if reason.place is not None]
    return f" by {listed(named, 'and')}" if named else ""


Tell = Callable[[Assignment, Assignment, Policy], _Told | None]
_TELLING: dict[BreachKind, tuple[Rule, Tell]] = {
    BreachKind.FREER: (problems.RISKIER_FREER, _freer),
    BreachKind.RICHER: (problems.RISKIER_RICHER, _richer),
    BreachKind.UNPROVEN: (problems.RISKIER_UNPROVEN, _unproven),
    BreachKind.LOWER: (problems.RISKIER_LOWER, _lower),
}

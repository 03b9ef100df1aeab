"""What the policy says, as sentences for an agent; `skill.py` lays them out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from agent_router.agents.markdown import Markdown, code, inline
from agent_router.model.field import Field, IfBlank
from agent_router.model.policy import (
    BlastRadius,
    BudgetEffect,
    Grade,
    IfNotMet,
    Policy,
    ProofEffect,
    RouteEffect,
    StopEffect,
    StopWhen,
    System,
)
from agent_router.model.table import HitPolicy, Row
from agent_router.tables.words import ALWAYS, listed, literal_words, row_words

ThenT = TypeVar("ThenT")

_IF_NOT_MET = {
    IfNotMet.BLOCKS: "",
    IfNotMet.NEEDS_DECISION: "",
    IfNotMet.NOTE: " (a note; holds nothing up)",
}
_GRADES = {
    Grade.STATED: "",
    Grade.HARNESS: "",
    Grade.INDEPENDENT: "repeated outside your program",
}
_ANSWERED_BY_A_REPORT = frozenset(
    {
        "behavior or findings stated",
        "files and systems listed",
        "files changed listed",
        "commands recorded",
        "proof as required",
        "cost stated",
        "risks handed over",
        "rollback named",
        "findings reproducible",
        "before and after numbers",
    }
)
"""Named checks that look at what an agent hands over; all others look at the record, or at what people do."""
_STOPS = {
    StopWhen.OUTSIDE_SCOPE: "You need, or were refused, a folder or system outside the approved scope",
    StopWhen.BUDGET_CROSSED: "The run crosses a limit of its budget",
    StopWhen.VERIFICATION_FAILED: "The same verification failed",
    StopWhen.FINDING_ABOUT: "You find a problem",
}
_READ = {True: "The first row that fits decides.", False: "One row fits; two that fit are a mistake of the workbook."}


@dataclass(frozen=True, slots=True)
class Rule:
    """One row in words."""

    id: str
    when: str
    then: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a task."""

    header: str
    question: str
    words: str
    """The words that may be used, listed; empty where anything may be written."""
    blank: str
    """What a blank means."""


@dataclass(frozen=True, slots=True)
class Level:
    """A blast radius and what it asks for."""

    name: str
    action: str
    cells: str
    """Impact × likelihood pairs of the grid, in words."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """The whole policy in words."""

    name: str
    version: str
    file: str
    sha256: str
    router: str
    inputs: tuple[Input, ...]
    risks: tuple[Rule, ...]
    levels: tuple[Level, ...]
    routes: tuple[Rule, ...]
    budgets: tuple[Rule, ...]
    proofs: tuple[Rule, ...]
    checklist: tuple[Rule, ...]
    handover: tuple[Rule, ...]
    """The rows of the checklist that an agent's report can answer."""
    stops: tuple[Rule, ...]
    closed_systems: tuple[str, ...]
    """Systems that agents may not use at all."""
    systems: tuple[Rule, ...]
    """Name, folders and area of every sensitive system."""
    scratch: tuple[str, ...]
    """Folders that agents may always write."""
    routes_read: str
    """How the rows of Routes are read."""
    budgets_read: str


def to_briefing(policy: Policy, version: str) -> Briefing:
    """Put a policy into words; `version` is the router's."""
    fields = {field.code: field for field in policy.fields}
    return Briefing(
        name=policy.identity.name or policy.file,
        version=policy.identity.version,
        file=policy.file,
        sha256=policy.sha256,
        router=version,
        inputs=tuple(_input(field) for field in policy.fields if not field.derived),
        risks=tuple(
            Rule(row.id, _when(row, fields), _levels(row.then.impact, row.then.likelihood), row.then.because)
            for row in policy.risk_rules.rows
        ),
        levels=tuple(_level(policy, radius) for radius in reversed(BlastRadius)),
        routes=tuple(Rule(row.id, _when(row, fields), _route(row.then), row.then.say) for row in policy.routes.rows),
        budgets=tuple(
            Rule(row.id, _when(row, fields), _budget(row.then), row.then.when_full) for row in policy.budgets.rows
        ),
        proofs=tuple(Rule(row.id, _when(row, fields), _proof(row.then), row.then.because) for row in policy.proof.rows),
        checklist=tuple(
            Rule(row.id, _when(row, fields), row.then.question + _IF_NOT_MET[row.then.if_not_met], row.then.because)
            for row in policy.checklist.rows
        ),
        handover=tuple(
            Rule(row.id, _when(row, fields), row.then.question, row.then.because)
            for row in policy.checklist.rows
            if row.then.checked_by.casefold() in _ANSWERED_BY_A_REPORT
        ),
        stops=tuple(Rule(row.id, _stop(row, fields), row.then.then, row.then.because) for row in policy.stops.rows),
        closed_systems=tuple(system.name for system in policy.systems if not system.agents_allowed),
        systems=tuple(_system(system) for system in policy.systems if system.area),
        scratch=tuple(
            dict.fromkeys(code(folder) for system in policy.systems if system.scratch for folder in system.folders)
        ),
        routes_read=_READ[policy.routes.hit_policy is HitPolicy.FIRST],
        budgets_read=_READ[policy.budgets.hit_policy is HitPolicy.FIRST],
    )


def _when(row: Row[ThenT], fields: Mapping[str, Field]) -> str:
    words = row_words(row, fields)
    return "" if words == ALWAYS else words[:1].upper() + words[1:]


def _system(system: System) -> Rule:
    where = [f"folders {_joined(map(code, system.folders))}"] if system.folders else []
    where += [f"also called {inline(_joined(system.also_called))}"] if system.also_called else []
    return Rule(system.name, Markdown("; ".join(where)), listed(system.area, "and"))


def _input(field: Field) -> Input:
    words = listed(field.words.texts, "or") if field.words else ""
    return Input(field.header, field.question, words, _blank(field))


def _blank(field: Field) -> str:
    match field.if_blank:
        case IfBlank.REQUIRED:
            return "required"
        case IfBlank.ASSUME:
            assumed = field.assumed
            said = literal_words(assumed) if isinstance(assumed, (str, bool, Decimal)) else assumed
            return f"blank: {said}"
        case IfBlank.WORST:
            return "blank: the riskiest answer"
        case IfBlank.BUDGET:
            return "blank: the budget holds"
        case IfBlank.NOT_STATED:
            return ""


def _levels(impact: int | None, likelihood: int | None) -> str:
    said = [f"impact {impact}"] if impact else []
    said += [f"likelihood {likelihood}"] if likelihood else []
    return listed(said, "and")


def _level(policy: Policy, radius: BlastRadius) -> Level:
    actions = dict(policy.matrix.actions)
    rows: dict[int, list[int]] = {}
    for cell in policy.matrix.cells:
        if cell.blast_radius is radius:
            rows.setdefault(cell.impact, []).append(cell.likelihood)
    said = [f"impact {impact} with likelihood {_run(sorted(found))}" for impact, found in sorted(rows.items())]
    return Level(radius.value, actions.get(radius, ""), "; ".join(said))


def _run(numbers: list[int]) -> str:
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[-1] + 1)):
        return f"{numbers[0]} to {numbers[-1]}"
    return listed([str(number) for number in numbers], "or")


def _route(effect: RouteEffect) -> str:
    parts = [effect.route.value]
    if effect.phases:
        parts.append(f"phases: {', then '.join(phase.value for phase in effect.phases)}")
    if effect.approval_before:
        parts.append(f"an approval before {effect.approval_before.value}")
    if effect.reviewed_by:
        parts.append(f"reviewed by {effect.reviewed_by} where the task names nobody")
    return "; ".join(parts)


def _budget(effect: BudgetEffect) -> str:
    said = [_count(effect.minutes, "minute"), _count(effect.tokens, "token")]
    if effect.cost_usd is not None:
        said.append(f"{effect.cost_usd:,f} USD")
    said += [_count(effect.retries, "retry", "retries"), _count(effect.agents, "agent")]
    if effect.agents is not None:
        said[-1] += " besides the main one"
    known = [part for part in said if part]
    return f"at most {listed(known, 'and')}" if known else "no limit is set"


def _count(number: int | None, one: str, many: str = "") -> str:
    if number is None:
        return ""
    return f"{number:,} {one if number == 1 else many or one + 's'}" if number else f"no {many or one + 's'}"


def _proof(effect: ProofEffect) -> str:
    kinds = [f"{kind} (at least {effect.minimum})" if effect.minimum > 1 else kind for kind in effect.kinds]
    said = listed(kinds, "and")
    if _GRADES[effect.least_grade]:
        said += f", {_GRADES[effect.least_grade]}"
    if effect.does_not_count:
        said += f"; never enough: {_joined(effect.does_not_count)}"
    return said


def _stop(row: Row[StopEffect], fields: Mapping[str, Field]) -> str:
    effect = row.then
    said = _STOPS[effect.stop_when]
    if effect.stop_when is StopWhen.VERIFICATION_FAILED and effect.setting:
        said += f" {effect.setting} times, with a change or an attempted change between"
    if effect.stop_when is StopWhen.FINDING_ABOUT and effect.setting:
        said += f" of {_joined(part.strip() for part in effect.setting.replace(';', ',').split(',') if part.strip())}"
    when = row_words(row, fields)
    return said if when == ALWAYS else f"{said} ({when})"


def _joined(parts: Iterable[str]) -> str:
    return listed(list(parts), "or")

"""Random small policies and random tasks for the property tests of the review."""

from collections.abc import Callable
from random import Random
from typing import TypeVar

from agent_router.model.place import Place
from agent_router.model.policy import (
    BudgetEffect,
    ChecklistEffect,
    Grade,
    Phase,
    Policy,
    ProofEffect,
    RiskEffect,
    Route,
    RouteEffect,
    StopEffect,
    StopWhen,
)
from agent_router.model.review import Answers
from agent_router.model.table import HitPolicy, Row
from agent_router.model.task import Answer, Task
from agent_router.review.every_kind.kinds import Kinds
from tests.small_policy import row, small_policy, table

ThenT = TypeVar("ThenT")
_CELLS = {
    "work_type": ("Edit", "Auth, Read", "not Edit", "given", "missing"),
    "changes": ("yes", "no"),
    "output": ("Patch", "Report", "not Patch", "missing"),
    "folders": ("given", "missing", "src/auth/**", "docs/**", "not src/**"),
    "systems": ("given", "Login", "not Login", "missing"),
    "surface": ("Small", "Large", "not Large"),
    "files_expected": (">= 5", "< 5", "[3..7]", "given", "not(4)", "> Max minutes"),
    "acceptance_plan": ("given", "missing", "*plan*"),
    "max_minutes": ("< 30", "given"),
    "owner": ("given", "missing"),
    "reviewer": ("given", "missing", "Ada"),
    "area": ("auth", "billing", "auth, billing", "not auth", "missing", "given"),
}
_LEVELS = {
    "impact": (">= 3", "< 4"),
    "likelihood": (">= 2", "1"),
    "score": ("> 4", "<= 6"),
    "blast_radius": ("High", "Low, Medium", "not Low", "Medium"),
}
_ROUTE = {"route": ("Human-led", "Single agent", "not Human-led", "Dynamic workflow")}


def random_policy(chance: Random) -> Policy:
    """Sheets of a few rows each over all kinds of condition."""
    some = {code: _CELLS[code] for code in chance.sample(sorted(_CELLS), chance.randint(2, 6))}
    later = {**some, **_LEVELS}
    last = {**later, **_ROUTE}
    routes = HitPolicy.FIRST if chance.random() < 0.8 else HitPolicy.UNIQUE
    budgets = HitPolicy.FIRST if chance.random() < 0.8 else HitPolicy.UNIQUE
    return small_policy(
        risk_rules=table("Risk rules", _rows(chance, "Risk rules", some, _risk)),
        routes=table("Routes", _rows(chance, "Routes", later, _route), routes),
        budgets=table("Budgets", _rows(chance, "Budgets", last, _budget), budgets),
        proof=table("Proof", _rows(chance, "Proof", last, _proof)),
        checklist=table("Acceptance checklist", _rows(chance, "Acceptance checklist", last, _item)),
        stops=table("Stop conditions", _rows(chance, "Stop conditions", last, _stop)),
        sha256=f"{chance.getrandbits(256):064x}",
    )


def _rows(
    chance: Random, sheet: str, cells: dict[str, tuple[str, ...]], then: Callable[[Random], ThenT]
) -> list[Row[ThenT]]:
    made = []
    for number in range(5, 5 + chance.randint(2, 6)):
        asked = chance.sample(sorted(cells), min(len(cells), chance.choice([0, 1, 1, 2, 2, 3])))
        made.append(row(sheet, number, then(chance), **{code: chance.choice(cells[code]) for code in asked}))
    if chance.random() < 0.7:
        made.append(row(sheet, 30, then(chance)))
    return made


def _risk(chance: Random) -> RiskEffect:
    return RiskEffect(chance.choice([None, 1, 2, 3, 4, 5]), chance.choice([None, 1, 2, 3, 4, 5]))


def _route(chance: Random) -> RouteEffect:
    route = chance.choice(list(Route))
    phases = () if route is Route.HUMAN_LED else chance.choice([(Phase.DISCOVERY,), (Phase.DISCOVERY, Phase.MUTATION)])
    return RouteEffect(
        route, phases, chance.choice([None, Phase.MUTATION]) if phases else None, chance.choice(["", "Ada"])
    )


def _budget(chance: Random) -> BudgetEffect:
    return BudgetEffect(chance.choice([None, 10, 20]), chance.choice([100, 200]), None, chance.choice([None, 1, 2]), 0)


def _proof(chance: Random) -> ProofEffect:
    kinds = tuple(chance.sample(["tests", "log", "findings"], chance.randint(1, 2)))
    return ProofEffect(kinds, chance.choice([1, 1, 2]), chance.choice([(), ("build",)]), chance.choice(list(Grade)))


def _item(chance: Random) -> ChecklistEffect:
    return ChecklistEffect("Was it done?", chance.choice(["tests passed", "person", "commands recorded"]))


def _stop(chance: Random) -> StopEffect:
    return StopEffect(chance.choice(list(StopWhen)), "2")


def random_path(chance: Random, kinds: Kinds) -> dict[int, int]:
    """One kind of answer to every question, such that folders, systems and areas go together."""
    path = {at: chance.randrange(len(question.kinds)) for at, question in enumerate(kinds.questions)}
    together = chance.choice(sorted(kinds.touchings))
    return {
        **path,
        **{kinds.places[code]: at for code, at in zip(("folders", "systems", "area"), together, strict=True)},
    }


def as_task(answers: Answers, at: int = 0) -> Task:
    """The answers as a task of a queue."""
    stated = {"id": f"T-{at}", "goal": "Do it", **dict(answers)}
    place = Place("queue.xlsx", "Queue", f"A{at + 5}")
    return Task(f"T-{at}", "Do it", tuple(Answer(code, value, place) for code, value in stated.items()), place)

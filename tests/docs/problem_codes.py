"""The catalogues of problems, as the pages and the tests read them."""

import importlib
from collections.abc import Iterator, Mapping
from types import ModuleType

from agent_router.model.problem import Rule

ROOMS = {
    "workbook": "The workbook",
    "review": "What the rules mean",
    "queue": "The queue",
    "routing": "Routing",
    "contracts": "Contracts and approvals",
    "evidence": "Recording a run",
    "acceptance": "Decisions, waivers, sign-offs",
    "agents": "Instructions for agents",
    "audit": "Audit of a workspace",
}


def problem_rules(room: str) -> tuple[Rule, ...]:
    """The catalogue of a room, by code; rules that stand in a mapping of their kinds are among them."""
    module: ModuleType = importlib.import_module(f"agent_router.{room}.problems")
    found = {rule.code: rule for value in vars(module).values() for rule in _rules_in(value)}
    return tuple(found[code] for code in sorted(found))


def _rules_in(value: object) -> Iterator[Rule]:
    for member in value.values() if isinstance(value, Mapping) else (value,):
        if isinstance(member, Rule):
            yield member

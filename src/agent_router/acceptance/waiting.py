"""Whom a run waits for, for what, and what would clear it."""

from agent_router.acceptance.checks.catalogue import SIGN_OFF
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.items import OPEN
from agent_router.model.contract import Contract
from agent_router.model.policy import IfNotMet, Person
from agent_router.model.verdict import ItemResult, Outcome, StopResult, Waiting

_STOP_CHECKS = frozenset({"no stop condition", "stopped when required"})


def waiting_for(
    context: CheckContext, items: tuple[ItemResult, ...], stops: tuple[StopResult, ...]
) -> tuple[Waiting, ...]:
    """One entry for every open item, blocking ones first, and for every stop condition that nobody settled."""
    still = [item for item in items if item.open]
    ordered = sorted(still, key=lambda item: (not is_blocking(item), item.checked_by == SIGN_OFF))
    found = [_of_item(context, item) for item in ordered]
    if any(item.checked_by in _STOP_CHECKS for item in still):
        found += [_of_stop(context.contract, stop) for stop in stops if stop.fired]
    return tuple(found)


def is_blocking(item: ItemResult) -> bool:
    """Whether the item alone keeps the run from being accepted; a person's `not met` always does."""
    if item.outcome not in OPEN or item.if_not_met is IfNotMet.NOTE:
        return False
    rejected = bool(item.settled_by) and item.outcome is Outcome.NOT_MET
    return rejected or (item.if_not_met is IfNotMet.BLOCKS and item.outcome is not Outcome.NEEDS_PERSON)


def _of_item(context: CheckContext, item: ItemResult) -> Waiting:
    who = _reviewer(context.contract)
    if item.checked_by == SIGN_OFF:
        who = _signers(context, _role(context, item))
    elif is_blocking(item):
        who = context.contract.owner or who
    return Waiting(who, item.question, item.clears, item.id, item.place)


def _of_stop(contract: Contract, stop: StopResult) -> Waiting:
    return Waiting(_reviewer(contract), f"{stop.stop_when}: {stop.because}", stop.then, stop.id, stop.place)


def _reviewer(contract: Contract) -> str:
    return contract.reviewer or contract.owner


def _role(context: CheckContext, item: ItemResult) -> str:
    return next((each.effect.setting for each in context.contract.checklist if each.id == item.id), "").strip()


def _signers(context: CheckContext, role: str) -> str:
    """The contract's reviewer where that person may sign so, else all who may, else the role."""
    people = context.case.policy.people if context.case.policy else ()
    able = [person for person in people if _may_sign(person, role)]
    reviewer = context.case.person(context.contract.reviewer)
    if reviewer is not None and reviewer in able:
        return reviewer.name
    return " or ".join(person.name for person in able) or role


def _may_sign(person: Person, role: str) -> bool:
    return person.may_sign and role.casefold() in {each.casefold() for each in person.roles}

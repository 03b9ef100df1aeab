"""A narrower contract may name the one it replaces; a wider one needs approvals of its own."""

import dataclasses
from collections.abc import Iterable
from dataclasses import replace

from agent_router.contracts.problems import WIDER, refused
from agent_router.model.assignment import Budget
from agent_router.model.contract import Contract, Scope, SealedContract
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.scope.glob import split
from agent_router.scope.paths import within


def narrow(contract: Contract, old: SealedContract) -> Contract:
    """The contract, naming the one it replaces; Refused with everything that is wider than there."""
    wider = widened(contract, old.contract)
    if wider:
        raise refused([Problem(WIDER, Place(old.folder or old.contract.task_id), words) for words in wider])
    return replace(contract, replaces=old.digest)


def widened(new: Contract, old: Contract) -> tuple[str, ...]:
    """What the new contract allows and the old one does not, in words; empty where it is narrower or the same.

    Where patterns of folders cannot be compared, the new one counts as wider.
    """
    words = []
    if new.task_id != old.task_id:
        words.append(f"another task: {new.task_id}")
    if new.route.freedom > old.route.freedom:
        words.append(f"route: {new.route.value}")
    if new.changes and not old.changes:
        words.append("it may change something")
    words += [f"phase: {phase.value}" for phase in new.phases if phase not in old.phases]
    words += _scope(new.scope, old.scope)
    words += _budget(new.budget, old.budget)
    words += _dropped(new, old)
    return tuple(words)


def _scope(new: Scope, old: Scope) -> list[str]:
    words = []
    if old.folders and not new.folders:
        words.append("folders: all")
    words += [f"folder: {folder}" for folder in new.folders if old.folders and not _inside(folder, old.folders)]
    for name, now, before in (
        ("repositories", new.repositories, old.repositories),
        ("systems", new.systems, old.systems),
        ("data sources", new.data_sources, old.data_sources),
    ):
        if before and not now:
            words.append(f"{name}: all")
        words += [f"{name}: {one}" for one in now if before and one not in before]
    words += [f"scratch: {folder}" for folder in new.scratch if folder not in old.scratch]
    words += [f"no longer off limits: {one}" for one in old.off_limits if one not in new.off_limits]
    return words


def _inside(folder: str, patterns: Iterable[str]) -> bool:
    if folder in patterns:
        return True
    fixed = []
    for segment in split(folder):
        if any(sign in segment for sign in "*?["):
            break
        fixed.append(segment)
    # Everything that the pattern matches lies below its fixed segments.
    return bool(fixed) and within("/".join(fixed), patterns)


def _budget(new: Budget, old: Budget) -> list[str]:
    words = []
    for field in dataclasses.fields(Budget):
        limit, before = getattr(new, field.name), getattr(old, field.name)
        if field.name not in {"when_full", "place"} and before is not None and (limit is None or limit > before):
            words.append(f"{field.name.replace('_', ' ')}: {'open' if limit is None else limit}")
    return words


def _dropped(new: Contract, old: Contract) -> list[str]:
    return [
        *(f"proof no longer required: {one.kind}" for one in old.proof if one not in new.proof),
        *(f"counts again: {one}" for one in old.does_not_count if one not in new.does_not_count),
        *(f"verifier gone: {one.command}" for one in old.verifiers if one not in new.verifiers),
        *(f"checklist item gone: {one.id}" for one in old.checklist if one not in new.checklist),
        *(f"stop condition gone: {one.id}" for one in old.stops if one not in new.stops),
    ]

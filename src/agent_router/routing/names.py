"""Names that count.

An owner or reviewer who is not in `People` counts as missing; of a system that is not in `Systems` nothing is known.
Both are said. A system named as in `Systems › Also called` goes by its own name from here on, as conditions know it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from agent_router.model.policy import Policy, System
from agent_router.model.problem import Problem
from agent_router.model.task import Answer, Task
from agent_router.routing.problems import UNKNOWN_PERSON, UNKNOWN_SYSTEM
from agent_router.scope.areas import is_named
from agent_router.sheets.names import nearest

NAMES = ("owner", "reviewer")


def known_names(task: Task, policy: Policy) -> Task:
    """The task with unknown owners and reviewers taken out, and a remark for each of them and each unknown system.

    Systems named otherwise get the name that they have on `Systems`.
    """
    task = _with_own_names(task, policy.systems)
    strangers = tuple(_strange_systems(task, policy))
    if strangers:
        task = replace(task, problems=(*task.problems, *strangers))
    unknown = [answer for answer in task.answers if answer.field in NAMES and policy.person(str(answer.value)) is None]
    if not unknown:
        return task
    return replace(
        task,
        answers=tuple(answer for answer in task.answers if answer not in unknown),
        problems=(*task.problems, *(_remark(task, answer) for answer in unknown)),
    )


def _with_own_names(task: Task, systems: Sequence[System]) -> Task:
    names = task.words("systems")
    own = tuple(dict.fromkeys(known for name in names for known in _own_names(name, systems)))
    if own == names:
        return task
    answers = (replace(answer, value=own) if answer.field == "systems" else answer for answer in task.answers)
    return replace(task, answers=tuple(answers))


def _own_names(name: str, systems: Sequence[System]) -> tuple[str, ...]:
    """The names of all systems that may be meant; the name itself where none is."""
    return tuple(system.name for system in systems if is_named(system, name)) or (name,)


def closed_systems(names: Sequence[str], policy: Policy) -> tuple[System, ...]:
    """The systems named that agents may not touch, in the order of the sheet."""
    return tuple(
        system
        for system in policy.systems
        if not system.agents_allowed and any(is_named(system, name) for name in names)
    )


def _strange_systems(task: Task, policy: Policy) -> Iterator[Problem]:
    answer = task.answer("systems")
    place = None if answer is None else answer.place or task.place
    if place is None:
        return
    for name in task.words("systems"):
        if not any(is_named(system, name) for system in policy.systems):
            known = (own for system in policy.systems for own in (system.name, *system.also_called))
            yield Problem(UNKNOWN_SYSTEM, place, repr(name), nearest(name, known))


def _remark(task: Task, answer: Answer) -> Problem:
    place = answer.place or task.place
    if place is None:
        raise ValueError(f"task {task.id} has no place")
    return Problem(UNKNOWN_PERSON, place, f"{answer.field} {str(answer.value)!r}")

"""What `check` says about a fixture."""

from collections import Counter
from functools import cache, lru_cache

from agent_router.errors import CannotRead, InputRejected
from agent_router.model.problem import Problem
from agent_router.pipeline.checking import check_workbook
from agent_router.pipeline.versions import Versions
from agent_router.pipeline.workspace import NamedBytes
from agent_router.workbook.interface import read_policy
from tests.faults.draft import Draft
from tests.faults.fault import CANNOT_READ, Change, Fault

NAME, PREVIOUS = "policy.xlsx", "previous.xlsx"

READING = "WB"
"""How the codes of faults of reading begin."""

Said = tuple[str, str, str]
"""Code, place, and what stands after `Found:`."""


def made(change: Change) -> bytes:
    """The fixture's bytes."""
    draft = Draft()
    given = change(draft)
    return draft.data if given is None else given


def said(problem: Problem) -> Said:
    """A problem as the fixtures word it."""
    near = f" Did you mean {problem.suggestion!r}?" if problem.suggestion else ""
    place = problem.place.short if problem.place.sheet else ""
    return problem.rule.code, place, f"{problem.found}.{near}"


def findings(fault: Fault) -> tuple[Problem, ...]:
    """Everything that `check` reports about it; of a fault of reading, what reading says (the review takes a second).

    Raises:
        CannotRead: it is no workbook.
    """
    if fault.code.startswith(READING):
        return _read(made(fault.change))
    before = None if fault.previous is None else NamedBytes(PREVIOUS, made(fault.previous))
    return check_workbook(NamedBytes(NAME, made(fault.change)), Versions(fault.today, before)).problems


def _read(data: bytes) -> tuple[Problem, ...]:
    try:
        return read_policy(data, NAME).remarks
    except InputRejected as rejected:
        return rejected.problems


@lru_cache(maxsize=2)
def about_the_shipped_workbook(*, reading: bool) -> Counter[Said]:
    """What reading it, or the whole of `check`, says anyway."""
    data = Draft().data
    problems = _read(data) if reading else check_workbook(NamedBytes(NAME, data)).problems
    return Counter(said(problem) for problem in problems)


@cache
def new_findings(fault: Fault) -> tuple[Problem, ...]:
    """What it reports beyond what the shipped workbook itself gets."""
    if fault.code == CANNOT_READ:
        return findings(fault)
    known, new = Counter(about_the_shipped_workbook(reading=fault.code.startswith(READING))), []
    for problem in findings(fault):
        if known[said(problem)] > 0:
            known[said(problem)] -= 1
        else:
            new.append(problem)
    return tuple(new)


def all_said(fault: Fault) -> tuple[Said, ...]:
    """What is said about the fixture, a file that is no workbook included."""
    try:
        return tuple(said(problem) for problem in new_findings(fault))
    except CannotRead as unreadable:
        return ((CANNOT_READ, "", unreadable.found),)

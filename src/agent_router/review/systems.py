"""Folders of two systems that overlap: which path lies in both, and whether the systems are treated differently."""

from collections.abc import Iterator
from itertools import combinations

from agent_router.model.place import Place
from agent_router.model.policy import Policy, System
from agent_router.model.problem import Problem
from agent_router.review.problems import SYSTEMS_OVERLAP, SYSTEMS_SHARE
from agent_router.scope.overlap import common_path, holds_all_of, share_a_folder

SHEET = "Systems"


def check_systems(policy: Policy) -> tuple[Problem, ...]:
    """One finding for two systems with a path in common, a warning where they are treated differently.

    Patterns that begin at any depth, such as `**/auth/**` and `**/billing/**`, meet in odd paths only; such meetings
    are left out unless one pattern holds all of the other, or both name the same folder first.
    """
    return tuple(problem for one, other in combinations(policy.systems, 2) for problem in _overlap(one, other, policy))


def _overlap(one: System, other: System, policy: Policy) -> Iterator[Problem]:
    shared = next(_shared(one, other), None)
    if shared is None:
        return
    first, second, path = shared
    differs = _treated_differently(one, other)
    found = f"{second} of {other.name} and {first} of {one.name} both hold {path}"
    yield Problem(
        SYSTEMS_OVERLAP if differs else SYSTEMS_SHARE,
        _cell(other, policy),
        f"{found}; {' and '.join(differs)}" if differs else found,
        also=(_cell(one, policy),),
    )


def _shared(one: System, other: System) -> Iterator[tuple[str, str, str]]:
    """Two patterns that a lead should know to overlap, with a path in both.

    One that stands for the whole repository is said when it is read; it overlaps everything.
    """
    for first in _some_folders(one):
        for second in _some_folders(other):
            path = common_path(first, second)
            known = holds_all_of(first, second) or holds_all_of(second, first) or share_a_folder(first, second)
            if path is not None and known:
                yield first, second, path


def _some_folders(system: System) -> list[str]:
    return [pattern for pattern in system.folders if not holds_all_of(pattern, "**")]


def _treated_differently(one: System, other: System) -> list[str]:
    """In which ways; the owner and the area differ between most systems, and both count in a path of both."""
    ways = []
    if one.agents_allowed is not other.agents_allowed:
        ways.append(f"agents are allowed in {(one if one.agents_allowed else other).name} only")
    if one.scratch is not other.scratch:
        ways.append(f"{(one if one.scratch else other).name} may always be written to")
    return ways


def _cell(system: System, policy: Policy) -> Place:
    return policy.cell(system.place, "Folders") or system.place or Place(policy.file, SHEET)

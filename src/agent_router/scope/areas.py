"""Which systems a task reaches, and so which areas: auth, billing, security and the others of the policy."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent_router.model.policy import System
from agent_router.scope.touching import may_touch


@dataclass(frozen=True, slots=True)
class SystemReached:
    """One row of `Systems` that a task reaches, and by what."""

    system: System
    why: str
    """In words: `folder src/** reaches src/auth/**`."""


@dataclass(frozen=True, slots=True)
class AreaFound:
    """One area, the system it comes from, and why that system is reached."""

    area: str
    system: System
    why: str


def areas_of(
    folders: Sequence[str], systems_named: Sequence[str], systems: Sequence[System], *, covers_everything: bool = False
) -> tuple[AreaFound, ...]:
    """The areas a task reaches, in the order of the `Systems` sheet; one entry an area and system."""
    return tuple(
        AreaFound(area, reached.system, reached.why)
        for reached in systems_reached(folders, systems_named, systems, covers_everything=covers_everything)
        for area in reached.system.area
    )


def systems_reached(
    folders: Sequence[str], systems_named: Sequence[str], systems: Sequence[System], *, covers_everything: bool = False
) -> tuple[SystemReached, ...]:
    """The systems a task reaches: named by it, holding a folder it touches, or all where it covers everything."""
    reached = []
    for system in systems:
        why = _why(system, folders, systems_named, covers_everything=covers_everything)
        if why:
            reached.append(SystemReached(system, why))
    return tuple(reached)


def is_named(system: System, name: str) -> bool:
    """Whether a typed name means this system (case and spaces forgiven, other names known)."""
    key = _key(name)
    return bool(key) and key in {_key(own) for own in (system.name, *system.also_called)}


def _why(system: System, folders: Sequence[str], names: Sequence[str], *, covers_everything: bool) -> str:
    for name in names:
        if is_named(system, name):
            said = "" if name == system.name else f" ({name})"
            return f"system {system.name} is named{said}"
    for folder in folders:
        for pattern in system.folders:
            if may_touch(folder, pattern):
                return f"folder {folder} reaches {pattern}"
    if covers_everything:
        return "no folder or system is named, so everything is covered"
    return ""


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()

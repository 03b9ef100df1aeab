"""Where a contract lets a run work, and where it does not.

1. Off limits wins over everything, and so does a row of `Systems` that allows no agents.
2. Scratch folders (agents' memory among them) may always be written.
3. A path outside the repository lies in no folder of the contract.
4. Folders named: only those. No folder named: all of the repository.
5. Where the log names no folder that the agent worked in, an absolute path is placed nowhere: it breaches nothing but
   what is off limits, and meets nothing either.
6. Systems or data sources named: only those. Neither they nor folders named: every system, else none.
"""

import re
from collections.abc import Iterable

from agent_router.model.contract import Contract
from agent_router.model.policy import Policy, System
from agent_router.model.run import Run
from agent_router.scope.areas import is_named
from agent_router.scope.paths import normalize, within

ANY_FILE = "."
"""How the record names a change that may have touched any file (`git apply`)."""
_ABSOLUTE = re.compile(r"\A(?:[A-Za-z]:)?[/\\]+")
_HOME = re.compile(r"(?:~|/root|/home/[^/]+|/Users/[^/]+|[A-Za-z]:/Users/[^/]+)/(.+)")


def in_scratch(path: str, contract: Contract | None) -> bool:
    """Whether agents may always write there; patterns may begin with `~/` or `/`."""
    return contract is not None and _inside(path, contract.scope.scratch)


def is_unplaced(path: str, run: Run) -> bool:
    """Whether nobody can say where in the repository this path lies: it is absolute, and the log names no folder."""
    return not run.started.working_directory and bool(_ABSOLUTE.match(path))


def without_root(path: str, run: Run) -> str:
    """The path as patterns that begin with `**/` can match it: without its beginning, where that is placed nowhere."""
    return _ABSOLUTE.sub("", path) if is_unplaced(path, run) else path


def folder_breach(path: str, contract: Contract, policy: Policy | None, *, unplaced: bool = False) -> str:
    """Why the contract forbids this path, in words; empty where it allows it, or where it is placed nowhere."""
    forbidden = protected_read(path, contract, policy, unplaced=unplaced)
    if forbidden or unplaced or in_scratch(path, contract) or path == ANY_FILE:
        return forbidden
    if normalize(path) is None:
        return f"{path} lies outside the repository"
    if contract.scope.folders and not within(path, contract.scope.folders):
        return f"{path} is outside {', '.join(contract.scope.folders)}"
    return ""


def protected_read(path: str, contract: Contract, policy: Policy | None, *, unplaced: bool = False) -> str:
    """Why not even reading this path is allowed, in words; empty where it is."""
    # Where the root is not known, each end of the path may be the path inside the repository.
    seen = (path, *_ends(path)) if unplaced else (path,)
    for pattern in contract.scope.off_limits:
        if any(_inside(each, (pattern,)) for each in seen):
            return f"{path} is off limits ({pattern})"
    for system in policy.systems if policy else ():
        if not system.agents_allowed and any(_inside(each, system.folders) for each in seen):
            return f"{path} belongs to {system.name}, where no agents are allowed"
    return ""


def _ends(path: str) -> tuple[str, ...]:
    parts = _ABSOLUTE.sub("", path.replace("\\", "/")).split("/")
    return tuple("/".join(parts[at:]) for at in range(len(parts)))


def system_breach(name: str, contract: Contract, policy: Policy | None) -> str:
    """Why the contract forbids this system or host, in words; empty where it allows it."""
    systems = policy.systems if policy else ()
    known = next((system for system in systems if _means(system, name)), None)
    for forbidden in contract.scope.off_limits:
        if _key(forbidden) == _key(name) or (known is not None and is_named(known, forbidden)):
            return f"{name} is off limits"
    if known is not None and not known.agents_allowed:
        return f"no agents are allowed in {known.name}"
    named = (*contract.scope.systems, *contract.scope.data_sources)
    if not named and not contract.scope.folders:
        return ""
    if any(_same_system(name, allowed, known) for allowed in named):
        return ""
    return f"{name} is not among the systems of the contract ({', '.join(named) or 'none named'})"


def _same_system(name: str, allowed: str, known: System | None) -> bool:
    return _key(name) == _key(allowed) or (known is not None and is_named(known, allowed))


def _means(system: System, name: str) -> bool:
    return is_named(system, name) or is_named(system, name.split(":", 1)[0])


def _inside(path: str, patterns: Iterable[str]) -> bool:
    return any(_matches(path.replace("\\", "/"), pattern.replace("\\", "/").strip()) for pattern in patterns)


def _matches(path: str, pattern: str) -> bool:
    if pattern.startswith("/") and path.startswith("/"):
        return within(path.lstrip("/"), (pattern.lstrip("/"),))
    inside_home = _HOME.fullmatch(path)
    # Agents keep their memory in hidden folders of the home folder as well as of the repository.
    if inside_home is not None and pattern.startswith(("~/", ".")):
        return within(inside_home[1], (pattern.removeprefix("~/"),))
    return within(path, (pattern,))


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()

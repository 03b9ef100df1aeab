"""What a run changed, and how that is known: git first, else the agent's snapshots, else its tool records.

1. Of several records of one path the most trusted one says what became of it.
2. What git shows and no record of the agent does is said to be so: a command made it, or somebody else. The other way
   round too: what the agent's records hold and the diff does not is listed, and not counted.
3. A rename is told at both of its paths, since both were touched.
4. Scratch folders and by-products of the verifier are listed, and not counted.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from agent_router.acceptance.bounds import folder_breach, in_scratch, is_unplaced
from agent_router.acceptance.diff import diff_known
from agent_router.acceptance.executions import executions
from agent_router.acceptance.relevance import is_byproduct, unanswered, written_by_verifier
from agent_router.model.assessment import MeasuredWork
from agent_router.model.contract import Contract
from agent_router.model.known import IGNORED_BY_GIT, ChangeKind, KnownBy
from agent_router.model.policy import Policy
from agent_router.model.run import Change, Request, Run
from agent_router.model.verdict import ChangedPath
from agent_router.scope.paths import normalize

_TRUST = ((KnownBy.GIT,), (KnownBy.SNAPSHOT,), (KnownBy.TOOL, KnownBy.SHELL))
SCRATCH_NOTE = "scratch folder: listed, not counted"
VERIFIER_NOTE = "written by the verifier"
NOT_IN_DIFF_NOTE = "not in the git diff: undone, or made in another repository"
UNRECORDED_NOTE = "not in the agent's records: made by a command or by somebody else"
_GITS_OWN = ".git/"


def what_changed(run: Run, contract: Contract | None, policy: Policy | None = None) -> tuple[ChangedPath, ...]:
    """Every path that the record says was changed, in path order; scratch and by-products are listed with a note."""
    by_path: dict[str, list[Change]] = {}
    for change in run.of(Change):
        if change.done:
            by_path.setdefault(change.path, []).append(change)
            if change.old_path and change.kind is ChangeKind.RENAMED:
                by_path.setdefault(change.old_path, []).append(change)
    own = [change for change in run.of(Change) if change.done and change.known_by is not KnownBy.GIT]
    recorded = frozenset(path for change in own for path in (change.path, change.old_path) if path)
    case = _Case(run, contract, policy, written_by_verifier(run, executions(run, contract)), recorded)
    return tuple(_changed_path(case, path, tuple(by_path[path])) for path in sorted(by_path))


def counted(changed: tuple[ChangedPath, ...]) -> tuple[ChangedPath, ...]:
    """The changes that stand: without scratch, by-products of the verifier, and what the diff no longer shows."""
    return tuple(path for path in changed if path.counts)


def only_ignored(path: ChangedPath) -> bool:
    """Whether nothing but its file's time says that it was changed, in a place that git ignores."""
    return path.note.startswith(IGNORED_BY_GIT) and UNRECORDED_NOTE in path.note


def measured_work(run: Run, contract: Contract | None, policy: Policy | None = None) -> MeasuredWork:
    """What the third assessment looks at; `changes` is None where the record cannot show that nothing changed."""
    changed = counted(what_changed(run, contract, policy))
    reached = [request for request in run.of(Request) if request.done]
    changes = True if changed else None if unanswered(run) or not diff_known(run) else False
    return MeasuredWork(
        paths=tuple(path.path for path in changed),
        systems=tuple(dict.fromkeys(request.system for request in reached)),
        changes=changes,
        places=tuple(place for path in changed for place in path.evidence),
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """What every path is looked at with."""

    run: Run
    contract: Contract | None
    policy: Policy | None
    written: frozenset[str]
    """Paths that the verifier wrote."""
    recorded: frozenset[str]
    """Paths that the agent's own records say were changed, under every name of a rename."""


def _changed_path(case: _Case, path: str, records: tuple[Change, ...]) -> ChangedPath:
    # Of equally trusted records the last one says what became of the path.
    best = min(records, key=lambda change: (_rank(change.known_by), -change.seq))
    moved = best.path != path
    why = _not_counted(case, path, records)
    return ChangedPath(
        path=path,
        kind=ChangeKind.DELETED.value if moved else best.kind.value,
        known_by=best.known_by.value,
        added=None if moved else best.added,
        removed=None if moved else best.removed,
        evidence=tuple(case.run.place(record) for record in records),
        in_scope=_in_scope(path, case),
        note=why or "; ".join(_notes(case, best, moved=moved)),
        counts=not why,
    )


def _rank(known_by: KnownBy) -> int:
    return next(rank for rank, equals in enumerate(_TRUST) if known_by in equals)


def _in_scope(path: str, case: _Case) -> bool | None:
    if case.contract is None:
        return None
    unplaced = is_unplaced(path, case.run)
    breach = folder_breach(path, case.contract, case.policy, unplaced=unplaced)
    return False if breach else True if case.contract.scope.folders and not unplaced else None


def _not_counted(case: _Case, path: str, records: tuple[Change, ...]) -> str:
    """Why the path is listed and not counted; empty where it counts."""
    if in_scratch(path, case.contract):
        return SCRATCH_NOTE
    if all(is_byproduct(record, case.written) for record in records):
        return VERIFIER_NOTE
    known_by_git = any(record.known_by is KnownBy.GIT for record in records)
    # No diff shows git's own folder, and a hook in it runs code.
    inside = normalize(path) is not None and not path.startswith(_GITS_OWN)
    return NOT_IN_DIFF_NOTE if diff_known(case.run) and not known_by_git and inside else ""


def _notes(case: _Case, best: Change, *, moved: bool) -> Iterator[str]:
    if moved:
        yield f"renamed to {best.path}"
    elif best.old_path:
        yield f"renamed from {best.old_path}"
    if best.note and not moved:
        yield best.note
    if best.known_by is KnownBy.GIT and case.recorded.isdisjoint({best.path, best.old_path or best.path}):
        yield UNRECORDED_NOTE

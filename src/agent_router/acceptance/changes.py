"""What a run changed, and how that is known: git first, else the agent's snapshots, else its tool records."""

from agent_router.acceptance.bounds import folder_breach, in_scratch
from agent_router.acceptance.diff import diff_known
from agent_router.acceptance.executions import executions
from agent_router.acceptance.relevance import is_byproduct, unanswered, written_by_verifier
from agent_router.model.assessment import MeasuredWork
from agent_router.model.contract import Contract
from agent_router.model.known import KnownBy
from agent_router.model.policy import Policy
from agent_router.model.run import Change, Request, Run
from agent_router.model.verdict import ChangedPath
from agent_router.scope.paths import normalize

_TRUST = ((KnownBy.GIT,), (KnownBy.SNAPSHOT,), (KnownBy.TOOL, KnownBy.SHELL))
SCRATCH_NOTE = "scratch folder: listed, not counted"
VERIFIER_NOTE = "written by the verifier"
NOT_IN_DIFF_NOTE = "not in the git diff: undone, or ignored by git"


def what_changed(run: Run, contract: Contract | None, policy: Policy | None = None) -> tuple[ChangedPath, ...]:
    """Every path that the record says was changed, in path order; scratch and by-products are listed with a note."""
    by_path: dict[str, list[Change]] = {}
    for change in run.of(Change):
        if change.done:
            by_path.setdefault(change.path, []).append(change)
    written = written_by_verifier(run, executions(run, contract))
    return tuple(_changed_path(run, tuple(by_path[path]), contract, policy, written) for path in sorted(by_path))


def counted(changed: tuple[ChangedPath, ...]) -> tuple[ChangedPath, ...]:
    """The changes that stand: without scratch, by-products of the verifier, and what the diff no longer shows."""
    return tuple(path for path in changed if not path.note)


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


def _changed_path(
    run: Run,
    records: tuple[Change, ...],
    contract: Contract | None,
    policy: Policy | None,
    written: frozenset[str],
) -> ChangedPath:
    # Of equally trusted records the last one says what became of the path.
    best = min(records, key=lambda change: (_rank(change.known_by), -change.seq))
    return ChangedPath(
        path=best.path,
        kind=best.kind.value,
        known_by=best.known_by.value,
        added=best.added,
        removed=best.removed,
        evidence=tuple(run.place(record) for record in records),
        in_scope=_in_scope(best.path, contract, policy),
        note=_note(run, records, contract, written),
    )


def _rank(known_by: KnownBy) -> int:
    return next(rank for rank, equals in enumerate(_TRUST) if known_by in equals)


def _in_scope(path: str, contract: Contract | None, policy: Policy | None) -> bool | None:
    if contract is None:
        return None
    breach = folder_breach(path, contract, policy)
    return False if breach else True if contract.scope.folders else None


def _note(run: Run, records: tuple[Change, ...], contract: Contract | None, written: frozenset[str]) -> str:
    path = records[0].path
    if in_scratch(path, contract):
        return SCRATCH_NOTE
    if all(is_byproduct(record, written) for record in records):
        return VERIFIER_NOTE
    known_by_git = any(record.known_by is KnownBy.GIT for record in records)
    if diff_known(run) and not known_by_git and normalize(path) is not None:
        return NOT_IN_DIFF_NOTE
    return ""

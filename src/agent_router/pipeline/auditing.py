"""`audit`: a workspace, a folder of runs, one run or a redacted export in; everything that does not hold out.

1. Reports are read first, since they say what logs were; then each run, once; then each contract's folder.
2. A run's contract folder is looked for in the workspace around it; where there is none, that is not examined.
3. Only then what the whole shows: what is missing, and what is there twice.
4. Signatures are held against the facts by judging again, for the runs that somebody signed.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from agent_router.audit.auditing import NOT_PROVEN, audit_contract, audit_run
from agent_router.audit.bindings import report_bindings, signature_findings
from agent_router.audit.interface import Audit, ContractSeen, Population, ReportedRun, RunBrief, RunSeen, SignatureSeen
from agent_router.audit.population import population_findings
from agent_router.audit.problems import EXPORT_FAULTY
from agent_router.errors import CannotRead, RouterError
from agent_router.evidence.exporting import check_export
from agent_router.evidence.reading import read_run
from agent_router.ledger.digest import sha256_hex
from agent_router.model.approval import Approval
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Severity
from agent_router.model.run import Run
from agent_router.pipeline.accepting import judge_run, read_papers
from agent_router.pipeline.audited_folders import FoundFolders, find_folders
from agent_router.pipeline.audited_runs import ContractPlace, Pages, read_contract_seen, read_reported, read_run_seen
from agent_router.pipeline.workspace import find_workspace

Progress = Callable[[int, int], None]
"""Told how many folders were audited, and how many there are."""

_WORDS_OF_REPORTS = (
    "What the reports say: they were read for the digests that they name. Their verdicts and pages were not held "
    "against the runs; `agent-router accept RUN_DIR --as-of TIME` gives a verdict again."
)


@dataclass
class _Work:
    """One audit while it goes on."""

    found: FoundFolders
    as_of: datetime
    roots: tuple[Path, ...]
    """Folders that the names of contracts may be relative to."""
    problems: list[Problem] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    not_examined: list[str] = field(default_factory=list)
    contracts: dict[Path, ContractSeen] = field(default_factory=dict)
    runs: list[RunBrief] = field(default_factory=list)
    folders: dict[str, Path] = field(default_factory=dict)
    """Run folder by its name in findings."""
    proposals: dict[Place, Approval] = field(default_factory=dict)
    pages: Pages = field(default_factory=Pages)
    reported: dict[str, list[ReportedRun]] = field(default_factory=lambda: defaultdict(list))


def nobody_told(_done: int, _of: int) -> None:
    """Nobody is told."""


def audit_folder(folder: Path, *, as_of: datetime, progress: Progress = nobody_told) -> Audit:
    """Audit a folder; CannotRead where it cannot be read at all. Nothing is ever written."""
    found = find_folders(folder)
    work = _Work(found, as_of, _roots(found), list(found.problems))
    todo = len(found.runs) + len(found.contracts) + len(found.exports)
    for path in found.documents:
        _take_report(work, path)
    for done, path in enumerate(found.runs):
        progress(done, todo)
        _take_run(work, path)
    for done, path in enumerate(found.contracts, start=len(found.runs)):
        progress(done, todo)
        _take_contract(work, path)
    for path in found.exports:
        _take_export(work, path)
    work.problems += population_findings(_population(work), folder.as_posix())
    for number, run in enumerate(one for one in work.runs if one.signed):
        progress(todo - 1, todo + number)
        work.problems += signature_findings(_signatures(work, run))
    progress(todo, todo)
    return _answer(work, folder)


def _roots(found: FoundFolders) -> tuple[Path, ...]:
    around = find_workspace(found.base)
    return tuple(dict.fromkeys((found.base, *((around.root.resolve(),) if around is not None else ()))))


def _take_report(work: _Work, path: Path) -> None:
    reported = tuple(read_reported(path, work.found.name(path)))
    work.checked["reports"] += bool(reported)
    for one in reported:
        work.reported[one.run_id].append(one)


def _take_run(work: _Work, path: Path) -> None:
    name = work.found.name(path)
    run = read_run_seen(path, name, lambda stated: _living(work, stated), work.pages)
    problems = tuple(audit_run(run, work.as_of))
    work.problems += problems
    brief = _brief(run)
    if brief.signed and any(_shakes(problem) for problem in problems):
        brief = replace(brief, signed=False)
        work.not_examined.append(f"{name}: whether its signatures fit its facts, since its logs or files do not hold.")
    for report in work.reported.get(brief.run_id, ()):
        if report.digest == run.digest:
            work.problems += report_bindings(report, run)
    work.runs.append(brief)
    work.folders[name] = path
    _count_run(work, run)
    if run.kept is not None and run.contract is run.kept:
        _take_proposals(work, run.kept)
    if run.living is None and run.started is not None and run.started.contract and not run.looked_for_living:
        work.not_examined.append(
            f"{name}: the contract's own folder ({run.started.contract_folder or 'not named'}), which lies outside of "
            "what was audited; approvals given after the recording stand only there."
        )


def _shakes(problem: Problem) -> bool:
    """Whether a run with this problem is judged otherwise by itself: an error of its logs, files or digests."""
    return problem.rule.severity is Severity.ERROR and problem.rule.code < "AU400"


def _count_run(work: _Work, run: RunSeen) -> None:
    logs = (run.log, run.decisions_log, run.later_log, run.kept.log if run.kept is not None else None)
    said = run.decisions
    work.checked["runs"] += 1
    work.checked["logs"] += sum(log is not None for log in logs)
    work.checked["lines"] += sum(len(log.read.lines) for log in logs if log is not None)
    work.checked["files"] += len(run.files)
    work.checked["bytes"] += sum(file.size for file in run.files)
    work.checked["decisions, waivers, signatures"] += len(said.decisions) + len(said.waivers) + len(said.sign_offs)


def _living(work: _Work, stated: str) -> tuple[ContractSeen | None, bool]:
    """The contract's folder that a record names, and whether it can be said that it is not there."""
    parts = stated.replace("\\", "/").split("/")
    if not stated or ".." in parts or Path(stated).is_absolute():
        return None, work.found.whole and bool(stated)
    for root in work.roots:
        path = root / stated
        if path.is_dir() and path.resolve().is_relative_to(root):
            return _contract(work, path), True
    return None, work.found.whole


def _contract(work: _Work, path: Path) -> ContractSeen:
    """A contract's folder, read once however many runs name it."""
    path = path.resolve()
    if path not in work.contracts:
        root = next(root for root in (work.found.base, *work.roots, path.parent) if path.is_relative_to(root))
        work.contracts[path] = read_contract_seen(ContractPlace(path, path.relative_to(root).as_posix()), work.pages)
    return work.contracts[path]


def _take_contract(work: _Work, path: Path) -> None:
    contract = _contract(work, path)
    work.problems += audit_contract(contract, work.as_of)
    work.checked["contracts"] += 1
    work.checked["approvals"] += len(contract.approvals.approvals) if contract.approvals is not None else 0
    if contract.log is not None:
        work.checked["logs"] += 1
        work.checked["lines"] += len(contract.log.read.lines)
    _take_proposals(work, contract)


def _take_proposals(work: _Work, contract: ContractSeen) -> None:
    for approval in contract.approvals.approvals if contract.approvals is not None else ():
        if approval.proposal and approval.place is not None:
            work.proposals[approval.place] = approval


def _take_export(work: _Work, path: Path) -> None:
    name = work.found.name(path)
    work.checked["redacted exports"] += 1
    try:
        faults = check_export(lambda inner: _inside(path, inner))
    except CannotRead as fault:
        work.problems.append(
            Problem(EXPORT_FAULTY, Place(f"{name}/{fault.place.file}", line=fault.place.line), fault.found)
        )
        return
    work.problems += [Problem(EXPORT_FAULTY, Place(name), fault) for fault in faults]
    work.not_examined.append(
        f"{name}: the texts that were taken out, and the files that stay inside. Ask for an original; its SHA-256 must "
        "be the one in the export."
    )


def _inside(folder: Path, name: str) -> bytes | None:
    """The bytes of a file of an export; None for what is not there, leads out of it, or may not be read."""
    path = folder / name
    try:
        if path.is_symlink() or not path.is_file() or not path.resolve().is_relative_to(folder):
            return None
        return path.read_bytes()
    except (OSError, ValueError):
        return None


def _brief(run: RunSeen) -> RunBrief:
    started = run.started
    return RunBrief(
        name=run.name,
        run_id=started.run_id if started is not None else "",
        digest=run.digest,
        contract=started.contract if started is not None else "",
        contract_folder=started.contract_folder if started is not None else "",
        sessions=started.sessions if started is not None else (),
        log_digests=tuple(file.sha256 for file in started.logs) if started is not None else (),
        records=sum(run.counts.values()),
        last=run.last,
        signed=any(signed.run == run.digest for signed in run.decisions.sign_offs),
        task_id=started.task_id if started is not None else "",
    )


def _population(work: _Work) -> Population:
    """What the whole holds; a run that was named alone says nothing about what is missing beside it."""
    found = work.found
    contracts = [work.contracts[path.resolve()] for path in found.contracts]
    return Population(
        runs=tuple(work.runs),
        contracts=tuple(
            (one.name, one.sealed.digest, bool(one.approvals and one.approvals.approvals))
            for one in contracts
            if one.sealed is not None
        ),
        proposals=() if found.alone else tuple(work.proposals.values()),
        reported=tuple(report for reports in work.reported.values() for report in reports),
        exports=len(found.exports),
    )


def _signatures(work: _Work, brief: RunBrief) -> Iterator[SignatureSeen]:
    folder = work.folders[brief.name]
    try:
        run = read_run(folder)
        papers = read_papers(folder, run)
        given = papers.approvals.approvals if papers.approvals is not None else ()
        proposals = {one.proposal for one in given if one.proposal}
        others = tuple(_others(work, brief, proposals))
        if work.found.alone and len(others) < len(proposals):
            work.not_examined.append(f"{brief.name}: whether its signatures fit its facts: its discovery is not here.")
            return
        now = judge_run(run, papers, as_of=work.as_of, others=others).verdict.fact_digest
    except RouterError as fault:
        work.not_examined.append(f"{brief.name}: whether its signatures hold, since it cannot be judged ({fault}).")
        return
    for signed in papers.decisions.sign_offs:
        then = now
        if signed.facts != now:
            then = judge_run(run, papers, as_of=signed.recorded, others=others).verdict.fact_digest
        place = Place(f"{brief.name}/decisions.jsonl", line=signed.place.line if signed.place is not None else 0)
        yield SignatureSeen(place, signed.by, signed.facts, now, then)


def _others(work: _Work, brief: RunBrief, proposals: set[str]) -> Iterator[Run]:
    """The runs beside it whose proposals were approved: no other run has a say in a verdict."""
    folder = work.folders[brief.name]
    beside = [(work.folders[other.name], other.digest) for other in work.runs]
    if work.found.alone and proposals:
        beside = [(path.parent, _head(path)) for path in sorted(folder.parent.glob("*/run.jsonl"))]
    for other, digest in beside:
        if digest in proposals and other.parent == folder.parent:
            yield read_run(other)


def _head(log: Path) -> str:
    """The run digest that a log would have; empty where it may not be read."""
    try:
        return sha256_hex(log.read_bytes().removesuffix(b"\n").rsplit(b"\n", 1)[-1])
    except OSError:
        return ""


def _answer(work: _Work, folder: Path) -> Audit:
    problems = sorted(set(work.problems), key=lambda one: (one.place, one.rule.code, one.found))
    if not work.found.whole and not work.found.exports:
        work.not_examined.append("Whether runs, contracts or reports are missing beside these: no workspace was named.")
    if work.checked["reports"]:
        work.not_examined.append(_WORDS_OF_REPORTS)
    return Audit(
        folder.as_posix(),
        work.as_of,
        tuple(problems),
        tuple((what, number) for what, number in work.checked.items() if number),
        tuple(dict.fromkeys(work.not_examined)),
        NOT_PROVEN,
    )

"""One run as the content of its report."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.documents import to_plain
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Phase, Route
from agent_router.model.report import JudgedRun, RunReportInput
from agent_router.model.run import Finding, Record, Run, RunStarted
from agent_router.model.verdict import Outcome, Verdict
from agent_router.report.facts.evidence_lines import EvidenceLine, evidence_line
from agent_router.report.facts.handed_in import ArtifactLine, handed_in
from agent_router.report.facts.header import Header, ManifestEntry, PolicyUsed, Statement, header, policy_used
from agent_router.report.facts.integrity import limitations, manifest, not_proven, verified
from agent_router.report.facts.people import Act, SignOffLine, acts, sign_off_lines
from agent_router.report.facts.policy_texts import contract_texts, policy_texts
from agent_router.report.facts.references import Citation, Reference, collect
from agent_router.report.facts.standing_of_proof import ProofStanding, proof_standing
from agent_router.report.facts.work import (
    AgentUsage,
    AttemptedOnly,
    Lane,
    Period,
    Step,
    attempted_only,
    lanes,
    period,
    steps,
    usage_by_agent,
)


@dataclass(frozen=True, slots=True)
class TaskLine:
    """The job that the run worked on; empty texts and None where no contract says it."""

    id: str
    goal: str
    function: str = ""
    work_type: str = ""
    route: Route | None = None
    blast_radius: BlastRadius | None = None
    """As approved in the contract."""
    phases: tuple[Phase, ...] = ()
    phase: Phase | None = None
    """Phase that this run was."""
    requester: str = ""
    owner: str = ""
    reviewer: str = ""
    operator: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many checklist items have one outcome."""

    outcome: Outcome
    count: int


@dataclass(frozen=True, slots=True)
class ContractUsed:
    """What the contract allowed, as far as the report repeats it."""

    digest: str
    folders: tuple[str, ...]
    systems: tuple[str, ...]
    off_limits: tuple[str, ...]
    changes: bool
    verifiers: tuple[str, ...]
    expected_output: str
    rollback: str
    acceptance_plan: str
    when_full: str
    because: tuple[tuple[str, Place | None], ...]
    views: tuple[tuple[str, str, str, Place | None], ...]
    """View, blast radius, sentence, cell."""


@dataclass(frozen=True, slots=True)
class FindingFact:
    """Something that the agent reports to have found."""

    severity: str
    text: str
    area: str
    where: str
    reproduction: str
    place: Place


@dataclass(frozen=True, slots=True)
class RunFacts:
    """Everything that a run report states."""

    header: Header
    task: TaskLine
    verdict: Verdict
    tally: tuple[Tally, ...]
    """All outcomes, also those with no item."""
    proof: ProofStanding
    period: Period
    steps: tuple[Step, ...]
    artifacts: tuple[ArtifactLine, ...]
    usage: tuple[AgentUsage, ...]
    attempted: AttemptedOnly
    lanes: tuple[Lane, ...]
    findings: tuple[FindingFact, ...]
    acts: tuple[Act, ...]
    sign_off: tuple[SignOffLine, ...]
    contract: ContractUsed | None
    policy: PolicyUsed | None
    evidence: tuple[EvidenceLine, ...]
    """The cited lines of `run.jsonl`."""
    references: tuple[Reference, ...]
    manifest: tuple[ManifestEntry, ...]
    program: RunStarted
    """Agent, models, repository and the logs read."""
    verified: tuple[Statement, ...]
    not_proven: tuple[str, ...]
    limitations: tuple[str, ...]
    reproduce: tuple[str, ...]
    """Commands that make this report again."""
    fact_digest: str


def run_facts(given: RunReportInput) -> RunFacts:
    """Gather what the report of one run states; nothing is judged here."""
    judged = given.judged
    run, verdict = judged.run, judged.verdict
    references = collect(_citations(judged), _texts(judged))
    cited_lines = {reference.place.line for reference in references if reference.place.file == "run.jsonl"}
    title = f"{verdict.task_id or 'No task'}: {_goal(judged)}"
    return RunFacts(
        header(f"R-{verdict.run_id}", title, given.revision, given.cut_off, replayed=given.replayed_clock),
        _task(judged),
        verdict,
        tuple(Tally(outcome, sum(item.outcome is outcome for item in verdict.items)) for outcome in Outcome),
        proof_standing(run),
        period(run),
        steps(run),
        handed_in(run),
        usage_by_agent(run, verdict.usage),
        attempted_only(run),
        lanes(run),
        tuple(_finding(judged, one) for one in run.of(Finding)),
        acts(judged),
        sign_off_lines(judged),
        _contract(judged),
        policy_used(judged.policy) if judged.policy else None,
        tuple(evidence_line(record) for record in _all_records(judged) if record.seq in cited_lines and not record.log),
        references,
        manifest(judged, given.attachments),
        run.started,
        verified(judged),
        not_proven(judged),
        limitations(judged),
        (
            f"agent-router accept {_folder(run)} --as-of {verdict.as_of.isoformat()}",
            f"agent-router report {_folder(run)} --out reports --format html,pdf,json",
        ),
        verdict.fact_digest or _own_digest(verdict),
    )


def _folder(run: Run) -> str:
    # As seen from the workspace, so that the report is the same wherever that stands.
    return "/".join(PurePath(run.folder).parts[-2:])


def _own_digest(verdict: Verdict) -> str:
    # An unreadable run may come without one; a report without a digest could not be told from another.
    return sha256_hex(canonical_bytes(to_plain(verdict)))


def _goal(judged: JudgedRun) -> str:
    return judged.contract.contract.goal if judged.contract else "no contract covers this run"


def _task(judged: JudgedRun) -> TaskLine:
    started, verdict = judged.run.started, judged.verdict
    if judged.contract is None:
        return TaskLine(verdict.task_id, "", phase=started.phase, operator=started.operator)
    contract = judged.contract.contract
    goal = next((answer.place for answer in contract.answers if answer.field.casefold() == "goal"), None)
    return TaskLine(
        contract.task_id, contract.goal, contract.function, contract.work_type, contract.route, contract.blast_radius,
        contract.phases, started.phase, contract.requester, contract.owner, contract.reviewer, started.operator, goal,
    )  # fmt: skip


def _contract(judged: JudgedRun) -> ContractUsed | None:
    if judged.contract is None:
        return None
    one = judged.contract.contract
    views = tuple(
        (view.view, view.blast_radius.value, sentence, place) for view in one.views for sentence, place in view.because
    )
    return ContractUsed(
        judged.contract.digest, one.scope.folders, one.scope.systems, one.scope.off_limits, one.changes,
        tuple(verifier.command for verifier in one.verifiers), one.expected_output, one.rollback, one.acceptance_plan,
        one.budget.when_full, one.because, views,
    )  # fmt: skip


def _finding(judged: JudgedRun, one: Finding) -> FindingFact:
    where = f"{one.file}:{one.line}" if one.file and one.line else one.file
    return FindingFact(one.severity, one.text, one.area, where, one.reproduction, judged.run.place(one))


def _all_records(judged: JudgedRun) -> tuple[Record, ...]:
    run = judged.run
    return (run.started, *run.records, *((run.ended,) if run.ended else ()))


def _texts(judged: JudgedRun) -> dict[Place, str]:
    texts = {judged.run.place(one): evidence_line(one).summary for one in _all_records(judged)}
    for act in acts(judged):
        if act.place is not None:
            texts[act.place] = f"{act.by} {act.kind} {act.about}".strip()
    if judged.policy is not None:
        wanted = (place for citation in _citations(judged) for place in citation.places)
        texts |= policy_texts(judged.policy, wanted)
    if judged.contract is not None:
        texts = contract_texts(judged.contract.contract) | texts
    return texts


def _citations(judged: JudgedRun) -> Iterator[Citation]:
    """Every statement of the report that rests on a place, under the anchor that the templates give it."""
    verdict = judged.verdict
    for number, item in enumerate(verdict.items, 1):
        yield Citation(f"check-{number}", f"check {item.id}", (*item.evidence, *_given(item.place)))
    for number, stop in enumerate(verdict.stops, 1):
        yield Citation(f"stop-{number}", f"stop {stop.id}", (*stop.evidence, *_given(stop.place)))
    for number, claim in enumerate(verdict.claims, 1):
        yield Citation(f"claim-{number}", f"claim {number}", claim.evidence)
    for number, path in enumerate(verdict.changed, 1):
        yield Citation(f"change-{number}", f"change {number}", path.evidence)
    for number, waiting in enumerate(verdict.waiting, 1):
        yield Citation(f"decision-{number}", f"decision {number}", _given(waiting.place))
    for number, (_, place) in enumerate(verdict.risks, 1):
        yield Citation(f"risk-{number}", f"risk {number}", (place,))
    yield Citation("cost", "cost", verdict.cost.places)
    yield Citation("money", "usage and cost", verdict.cost.prices)
    yield Citation("proof", "proof", proof_standing(judged.run).places)
    yield from _people_citations(judged)


def _people_citations(judged: JudgedRun) -> Iterator[Citation]:
    for number, act in enumerate(acts(judged), 1):
        yield Citation(f"act-{number}", f"{act.kind} by {act.by}", _given(act.place))
    for number, line in enumerate(sign_off_lines(judged), 1):
        yield Citation(f"sign-off-{number}", f"sign-off as {line.role}", _given(line.place))
    for number, finding in enumerate(judged.run.of(Finding), 1):
        yield Citation(f"finding-{number}", f"finding {number}", (judged.run.place(finding),))
    contract = _contract(judged)
    if contract is not None:
        task = _task(judged)
        yield Citation("task", "task", _given(task.place))
        for number, (_, place) in enumerate(contract.because, 1):
            yield Citation(f"because-{number}", f"route, reason {number}", _given(place))
        for number, (view, _, _, place) in enumerate(contract.views, 1):
            yield Citation(f"view-{number}", f"blast radius ({view})", _given(place))


def _given(place: Place | None) -> tuple[Place, ...]:
    return () if place is None else (place,)

"""A routed queue as the content of its report."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.documents import to_plain
from agent_router.model.assignment import Assignment, Standing
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Level, Policy, Route
from agent_router.model.problem import Problem
from agent_router.model.report import QueueReportInput
from agent_router.report.facts.header import Header, ManifestEntry, PolicyUsed, attached_files, header, policy_used
from agent_router.report.facts.policy_texts import policy_texts
from agent_router.report.facts.reconciliation import Equation, Part
from agent_router.report.facts.references import Citation, Reference, collect, shown_places


@dataclass(frozen=True, slots=True)
class Because:
    """One sentence with its places."""

    text: str
    places: tuple[Place, ...]
    assumed: tuple[str, ...] = ()
    """Headers of the unstated fields because of which it counts."""


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task of the queue as it was routed."""

    id: str
    goal: str
    function: str
    work_type: str
    standing: Standing
    route: Route
    held: bool
    blast_radius: BlastRadius | None
    """None when the task was not evaluated."""
    high_because_not_stated: bool
    as_far_as_stated: BlastRadius | None
    impact: int | None
    likelihood: int | None
    score: int | None
    phases: tuple[str, ...]
    approval_before: str
    reviewer: str
    owner: str
    requester: str
    say: str
    missing: tuple[str, ...]
    """Headers of prerequisites."""
    ask: tuple[str, ...]
    """Headers of questions."""
    proof: tuple[str, ...]
    minutes: int | None
    tokens: int | None
    cost_usd: Decimal | None
    because: tuple[Because, ...]
    problems: tuple[Because, ...]
    place: Place | None


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One cell of the risk matrix with the tasks in it."""

    impact: int
    likelihood: int
    blast_radius: BlastRadius
    tasks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RouteCount:
    """Tasks of one route by blast radius: Low, Medium, High, then not evaluated."""

    route: Route
    low: int
    medium: int
    high: int
    not_evaluated: int

    @property
    def total(self) -> int:
        """All tasks of the route."""
        return self.low + self.medium + self.high + self.not_evaluated


@dataclass(frozen=True, slots=True)
class ReviewerLoad:
    """How much one reviewer is asked to read."""

    reviewer: str
    """Empty: nobody is named."""
    tasks: tuple[str, ...]
    high: int
    medium: int
    low: int
    approvals: int
    """Tasks that need an approval before a phase."""


@dataclass(frozen=True, slots=True)
class QueueFacts:
    """Everything that a queue report states."""

    header: Header
    file: str
    sha256: str
    rows: tuple[TaskRow, ...]
    sums: tuple[Equation, ...]
    routes: tuple[RouteCount, ...]
    heat: tuple[HeatCell, ...]
    """Row by row, highest impact first."""
    impact_levels: tuple[Level, ...]
    likelihood_levels: tuple[Level, ...]
    outside_matrix: tuple[str, ...]
    """Tasks that were not evaluated, so that no cell holds them."""
    high_not_stated: tuple[str, ...]
    """Tasks whose blast radius is High only because something is not stated."""
    reviewers: tuple[ReviewerLoad, ...]
    remarks: tuple[Because, ...]
    policy: PolicyUsed
    references: tuple[Reference, ...]
    manifest: tuple[ManifestEntry, ...]
    limitations: tuple[str, ...]
    reproduce: tuple[str, ...]
    fact_digest: str = ""
    """SHA-256 of the canonical JSON of everything else."""


def queue_facts(given: QueueReportInput) -> QueueFacts:
    """Gather what the report of one routed queue states."""
    headers = {field.code: field.header for field in given.policy.fields}
    rows = tuple(_row(one, headers) for one in given.assignments)
    facts = QueueFacts(
        header(
            f"Q-{given.tasks.sha256[:8]}", f"Queue {given.tasks.source}", 1, given.cut_off,
            replayed=given.replayed_clock,
        ),
        given.tasks.source,
        given.tasks.sha256,
        rows,
        _sums(given, rows),
        tuple(_route_count(route, rows) for route in Route),
        _heat(given.policy, rows),
        given.policy.matrix.impact,
        given.policy.matrix.likelihood,
        tuple(row.id for row in rows if row.impact is None),
        tuple(row.id for row in rows if row.high_because_not_stated),
        _reviewers(rows),
        tuple(Because(f"{one.rule.title} Found: {one.found}", (one.place,)) for one in given.tasks.remarks),
        policy_used(given.policy),
        collect(_citations(rows), _texts(given, rows)),
        attached_files(given.attachments),
        _limitations(given, rows),
        (f"agent-router report --queue {given.tasks.source} --out reports --format html,pdf,json,xlsx",),
    )  # fmt: skip
    return replace(facts, fact_digest=sha256_hex(canonical_bytes(to_plain(facts))))


def _row(one: Assignment, headers: dict[str, str]) -> TaskRow:
    assessment, task = one.assessment, one.task
    rating = assessment.deciding if assessment else None
    radius = assessment.blast_radius if assessment else None
    stated = assessment.as_far_as_stated if assessment else None
    return TaskRow(
        id=task.id,
        goal=task.goal,
        function=task.text("function"),
        work_type=task.text("work_type"),
        standing=one.standing,
        route=one.route,
        held=one.held,
        blast_radius=radius,
        high_because_not_stated=radius is BlastRadius.HIGH and stated is not BlastRadius.HIGH,
        as_far_as_stated=stated,
        impact=rating.impact if rating else None,
        likelihood=rating.likelihood if rating else None,
        score=rating.score if rating else None,
        phases=tuple(phase.value for phase in one.phases),
        approval_before=one.approval_before.value if one.approval_before else "",
        reviewer=one.reviewer,
        owner=task.text("owner"),
        requester=task.text("requester"),
        say=one.say,
        missing=tuple(headers.get(code, code) for code in one.missing),
        ask=tuple(headers.get(code, code) for code in one.ask),
        proof=tuple(proof.kind for proof in one.proof),
        minutes=one.budget.minutes,
        tokens=one.budget.tokens,
        cost_usd=one.budget.cost_usd,
        because=_because(one, headers),
        problems=tuple(Because(f"{fault.rule.title} Found: {fault.found}", (fault.place,)) for fault in _faults(one)),
        place=task.place,
    )


def _faults(one: Assignment) -> tuple[Problem, ...]:
    return tuple(dict.fromkeys((*one.task.problems, *one.problems)))


def _because(one: Assignment, headers: dict[str, str]) -> tuple[Because, ...]:
    reasons = (*(one.assessment.deciding.reasons if one.assessment else ()), *one.because)
    return tuple(
        Because(
            reason.text,
            shown_places((*((reason.place,) if reason.place else ()), *reason.facts)),
            tuple(headers.get(code, code) for code in reason.assumed),
        )
        for reason in dict.fromkeys(reasons)
    )


def _sums(given: QueueReportInput, rows: Sequence[TaskRow]) -> tuple[Equation, ...]:
    held = tuple(row.id for row in rows if row.held)
    routes = tuple(Part(route.value, sum(row.route is route for row in rows)) for route in Route)
    return (
        Equation(
            "queue", len(given.tasks.tasks), (Part("routed", len(rows) - len(held)), Part("held", len(held), held))
        ),
        Equation("routed and held", len(rows), routes),
    )


def _route_count(route: Route, rows: Sequence[TaskRow]) -> RouteCount:
    found = Counter(row.blast_radius for row in rows if row.route is route)
    return RouteCount(route, found[BlastRadius.LOW], found[BlastRadius.MEDIUM], found[BlastRadius.HIGH], found[None])


def _heat(policy: Policy, rows: Sequence[TaskRow]) -> tuple[HeatCell, ...]:
    where: dict[tuple[int, int], list[str]] = {}
    for row in rows:
        if row.impact is not None and row.likelihood is not None:
            where.setdefault((row.impact, row.likelihood), []).append(row.id)
    ordered = sorted(policy.matrix.cells, key=lambda cell: (-cell.impact, cell.likelihood))
    return tuple(
        HeatCell(cell.impact, cell.likelihood, cell.blast_radius, tuple(where.get((cell.impact, cell.likelihood), ())))
        for cell in ordered
    )


def _reviewers(rows: Sequence[TaskRow]) -> tuple[ReviewerLoad, ...]:
    by_name: dict[str, list[TaskRow]] = {}
    for row in rows:
        if row.standing is not Standing.NOT_EVALUATED:
            by_name.setdefault(row.reviewer, []).append(row)
    loads = [_load(name, mine) for name, mine in by_name.items()]
    return tuple(sorted(loads, key=lambda load: (not load.reviewer, -len(load.tasks), load.reviewer)))


def _load(name: str, rows: Sequence[TaskRow]) -> ReviewerLoad:
    found = Counter(row.blast_radius for row in rows)
    return ReviewerLoad(
        name, tuple(row.id for row in rows), found[BlastRadius.HIGH], found[BlastRadius.MEDIUM], found[BlastRadius.LOW],
        sum(bool(row.approval_before) for row in rows),
    )  # fmt: skip


def _citations(rows: Sequence[TaskRow]) -> Iterator[Citation]:
    for number, row in enumerate(rows, 1):
        places = [place for reason in (*row.because, *row.problems) for place in reason.places if place.sheet]
        # A task cites at most what is printed for it; the rule cells matter, its own cells stand in the queue.
        for start in range(0, len(places), 6):
            yield Citation(f"task-{number}", row.id, tuple(places[start : start + 6]))


def _texts(given: QueueReportInput, rows: Sequence[TaskRow]) -> dict[Place, str]:
    wanted = [place for row in rows for reason in row.because for place in reason.places]
    texts = {
        answer.place: f"{answer.field}: {one.task.text(answer.field)}"
        for one in given.assignments
        for answer in one.task.answers
        if answer.place is not None
    }
    return texts | policy_texts(given.policy, [place for place in wanted if place.file == given.policy.file])


def _limitations(given: QueueReportInput, rows: Sequence[TaskRow]) -> tuple[str, ...]:
    found = ["The routes rest on what the queue states and on the workbook; no agent has run yet."]
    unread = [row.id for row in rows if row.standing is Standing.NOT_EVALUATED]
    if unread:
        found.append(f"Not evaluated because of errors in their own cells: {', '.join(unread)}.")
    no_rule = [row.id for row in rows if row.standing is Standing.NO_RULE]
    if no_rule:
        found.append(f"No rule covers: {', '.join(no_rule)}. They are human-led until a rule does.")
    if len(given.tasks.tasks) != len(rows):
        found.append("Not every task of the queue has an assignment: the counts do not add up.")
    return tuple(found)

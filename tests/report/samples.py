"""Runs, weeks and queues written by hand, as realistic as the drawings of the specification; names are invented."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from agent_router.model.approval import Approval, ApprovalsLog, Decision, DecisionsLog, SignOff, Waiver
from agent_router.model.assignment import Budget, ChecklistItem, ProofRequired, StopCondition
from agent_router.model.contract import Contract, RatedView, Scope, SealedContract, TaskAnswer, Verifier
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Grade, Phase, Policy, Route
from agent_router.model.provenance import SourceFile, WorkbookIdentity
from agent_router.model.report import Attachment, JudgedRun, RunReportInput, Sample, WeekReportInput
from agent_router.model.run import (
    AgentSeen,
    AgentState,
    Chain,
    Change,
    ChangeKind,
    Claim,
    Command,
    CommandOutcome,
    Denied,
    ExitSource,
    FileRead,
    Finding,
    Health,
    KnownBy,
    Record,
    Request,
    Risk,
    Run,
    RunEnded,
    RunStarted,
    Source,
    TestCounts,
    Usage,
    Verification,
)
from agent_router.model.verdict import (
    ChangedPath,
    ClaimResult,
    ClaimStanding,
    Cost,
    CostMethod,
    ItemResult,
    Outcome,
    Spent,
    StopResult,
    ThreeRatings,
    UsageTotal,
    Verdict,
    VerdictState,
    Waiting,
)
from tests.report.sample_policy import QUESTIONS, cell, sample_policy

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 11, 19, 9, 2, tzinfo=UTC)
CUT_OFF = datetime(2026, 11, 22, 14, 38, tzinfo=UTC)


def digest(text: str) -> str:
    return sha256(text.encode("utf-8", "replace")).hexdigest()


def line(number: int) -> Place:
    return Place("run.jsonl", line=number)


@dataclass(frozen=True)
class Plot:
    """What a sample run is about."""

    run_id: str = "run-0147"
    task_id: str = "T-31"
    goal: str = "Fix failing test"
    state: VerdictState = VerdictState.NOT_ACCEPTED
    headline: str = "Tests failed on their last run; the agent says they pass."
    radius: BlastRadius = BlastRadius.MEDIUM
    route: Route = Route.SINGLE_AGENT
    outcomes: str = "MMMMM NMMNN MMNP?"
    """One letter a checklist item: Met, Not met, ? not shown, Person, Waived, - not applicable."""
    cost: Decimal | None = None
    at: datetime = START


_LETTERS = {
    "M": Outcome.MET,
    "N": Outcome.NOT_MET,
    "?": Outcome.NOT_SHOWN,
    "P": Outcome.NEEDS_PERSON,
    "W": Outcome.WAIVED,
    "-": Outcome.NOT_APPLICABLE,
    "U": Outcome.UNREADABLE,
}


def contract_of(plot: Plot) -> SealedContract:
    contract = Contract(
        plot.task_id, plot.goal, plot.route, plot.radius, BlastRadius.LOW,
        (
            RatedView("request", BlastRadius.LOW, 3, 1, (("Small edits start low.", cell("Risk rules", "A7")),)),
            RatedView("scope", plot.radius, 3, 2, (("The folder src/** reaches shared code.", cell("Systems", "A6")),)),
        ),
        (Phase.DISCOVERY, Phase.MUTATION), Phase.MUTATION,
        Scope(("shop",), ("src/**", "tests/**"), (), (), ("infra/**",), ("tmp/**",)), True,
        Budget(20, 60000, Decimal("2.00"), 2, 0, "Stop, hand over a report and ask.", cell("Budgets", "A6")), 0, None,
        (ProofRequired("tests", 1, Grade.HARNESS, cell("Proof", "A6"), "A build pass proves nothing."),), ("build",),
        (Verifier("tests", "python -m pytest -q"),),
        tuple(
            ChecklistItem(row.id, row.then, row.place) for row in sample_policy().checklist.rows
        ),
        tuple(StopCondition(row.id, row.then, row.place) for row in sample_policy().stops.rows),
        (TaskAnswer("Goal", plot.goal, Place("queue.xlsx", "Queue", "B34")), TaskAnswer("Files expected", "2", Place("queue.xlsx", "Queue", "K34"))),
        (("Small edit under five files in named folders.", cell("Routes", "A7")),),
        WorkbookIdentity("matrices/risk-matrix.xlsx", "Agent risk matrix", "1.5", "9f2c4be1" * 8),
        "Small edit", "Engineering", "Patch", "", "git revert", "Ada Lovelace", "Ada Lovelace", "Grace Hopper",
        queue="queue.xlsx", queue_sha256=digest("queue"), router_version="0.1.0",
    )  # fmt: skip
    return SealedContract(
        contract, digest(f"contract {plot.task_id}"), plot.at - timedelta(hours=2), f"contracts/{plot.task_id}"
    )


def _log(plot: Plot) -> tuple[Record, ...]:
    at = plot.at
    made: list[Record] = []

    def add(record: Record, seconds: int) -> None:
        made.append(
            replace(
                record,
                seq=len(made) + 2,
                at=at + timedelta(seconds=seconds),
                read_from=Place("raw/session.jsonl", line=4 * len(made) + 3),
            )
        )

    harness = Grade.HARNESS
    add(FileRead(path="src/calc.py", how="Read"), 4)
    add(
        Command(
            text="python -m pytest -q",
            outcome=CommandOutcome.RAN,
            exit_code=1,
            exit_source=ExitSource.RECORDED,
            counts=TestCounts(failed=1, passed=1),
            grade=harness,
        ),
        12,
    )
    add(
        Verification(
            kind="tests",
            health=Health.FAILED,
            command="python -m pytest -q",
            exit_code=1,
            exit_source=ExitSource.RECORDED,
            counts=TestCounts(failed=1, passed=1),
            command_seq=3,
            grade=harness,
        ),
        13,
    )
    add(
        Change(path="src/calc.py", kind=ChangeKind.MODIFIED, known_by=KnownBy.TOOL, added=3, removed=1, grade=harness),
        31,
    )
    good = plot.state in {VerdictState.ACCEPTED, VerdictState.WAITING}
    counts = TestCounts(passed=2) if good else TestCounts(failed=1, passed=1)
    health = Health.PASSED if good else Health.FAILED
    add(
        Verification(
            kind="tests",
            health=health,
            command="python -m pytest -q",
            exit_code=0 if good else 1,
            exit_source=ExitSource.IMPLIED,
            counts=counts,
            grade=harness,
        ),
        47,
    )
    if not good:
        add(Request(system="127.0.0.1", method="GET", url="http://127.0.0.1:8000/health", status=200), 52)
        add(Denied(tool="Bash", target="rm -rf build", reason="needs an approval"), 55)
    add(Usage(model="claude-sonnet-4-5", input=900, cache_read=25500, cache_write=1400, output=600), 58)
    add(Claim(text="All tests pass now", source=Source.AGENT), 60)
    add(Risk(text="The rounding of negative amounts is not covered by a test.", source=Source.AGENT), 61)
    return tuple(made)


def run_of(plot: Plot, records: tuple[Record, ...] | None = None, *, contract: str = "x") -> Run:
    log = _log(plot) if records is None else records
    last = max((record.at for record in log if record.at), default=plot.at)
    return Run(
        f"evidence/{plot.run_id}",
        RunStarted(
            seq=1, at=plot.at, run_id=plot.run_id, task_id=plot.task_id, contract=contract, phase=Phase.MUTATION,
            operator="Alan Turing", program="claude-code", program_version="2.1.197", models=("claude-sonnet-4-5",),
            sessions=("5c1f",), logs=(SourceFile("raw/session.jsonl", digest("raw"), 48211, "claude-code transcript"),),
            artifacts=(SourceFile("artifacts/report.xml", digest("junit"), 812, "JUnit XML"),), router_version="0.1.0",
            recorded=plot.at + timedelta(minutes=9),
        ),
        log,
        RunEnded(seq=len(log) + 2, at=last, counts=(("command", 2),), first=plot.at, last=last, active_seconds=Decimal((last - plot.at).seconds)),
        Chain(True, None, digest(f"run {plot.run_id}")),
    )  # fmt: skip


def verdict_of(plot: Plot, run: Run, policy: Policy, sealed: SealedContract | None) -> Verdict:
    good = plot.state in {VerdictState.ACCEPTED, VerdictState.WAITING}
    letters = plot.outcomes.replace(" ", "")
    items = tuple(
        ItemResult(
            id_, question, _LETTERS[letter], _because(_LETTERS[letter], check), (line(4),) if letter in "MN" else (), effect, check,
            cell("Acceptance checklist", f"A{number}"), _LETTERS[letter],
            settled_by="Grace Hopper" if letter == "W" else "", settled_note="one release only" if letter == "W" else "",
            clears="" if letter in "M-W" else "a passing run of the contract's verifier",
        )
        for (number, (id_, question, check, _, effect)), letter in zip(enumerate(QUESTIONS, 5), letters, strict=True)
    )  # fmt: skip
    standing = ClaimStanding.SUPPORTED if good else ClaimStanding.CONTRADICTED
    claim = next(record.seq for record in run.records if isinstance(record, Claim))
    stops = tuple(
        StopResult(
            row.id, fired := (not good and row.id in {"S1", "S3"}),
            "It happened, and the run went on." if fired else "The record shows nothing of the kind.",
            (line(6), line(7)) if fired else (), went_on=fired, stop_when=row.then.stop_when.value, then=row.then.then, place=row.place,
        )
        for row in policy.stops.rows
    )  # fmt: skip
    waiting: tuple[Waiting, ...] = ()
    if plot.state is VerdictState.NOT_ACCEPTED:
        waiting = (
            Waiting(
                "Ada Lovelace",
                "Rerun the work, or reject it",
                "a passing run of the contract's verifier",
                "C6",
                cell("Acceptance checklist", "A10"),
            ),
            Waiting(
                "Grace Hopper",
                "The run reached host 127.0.0.1, which the contract does not name",
                "a new approval with that system, or a rejection",
                "C10",
                cell("Stop conditions", "A5"),
            ),
        )
    if plot.state is VerdictState.WAITING:
        waiting = (
            Waiting(
                "Grace Hopper",
                "Sign off as Reviewer",
                "a signature with meaning",
                "C15",
                cell("Acceptance checklist", "A19"),
            ),
        )
    amount = plot.cost
    return Verdict(
        plot.run_id, plot.task_id, plot.state, plot.headline, items, stops,
        (ClaimResult("All tests pass now", standing, "1 failed, 1 passed in the last run" if not good else "2 passed in the last run", (line(6), line(claim)), about_proof=True),),
        UsageTotal(900, 1400, 25500, 600),
        Cost(amount, "USD", CostMethod.PRICED if amount is not None else CostMethod.UNKNOWN, "" if amount is not None else "no row in Prices", None, amount, (cell("Prices", "A6"),) if amount is not None else ()),
        (
            Spent("minutes", Decimal(1), Decimal(20), "minutes"),
            Spent("tokens", Decimal(28400), Decimal(60000), "tokens"),
            Spent("cost", amount, Decimal("2.00"), "USD"),
            Spent("retries", Decimal(1), Decimal(2), "retries", lower_bound=True),
        ),
        (ChangedPath("src/calc.py", "modified", "tool record", 3, 1, (line(5),), in_scope=True),),
        ThreeRatings(BlastRadius.LOW, plot.radius, plot.radius), waiting, CUT_OFF, run.chain.head,
        sealed.digest if sealed else "", digest(f"facts {plot.run_id}"),
        risks=(("The rounding of negative amounts is not covered by a test.", line(run.records[-1].seq)),) if isinstance(run.records[-1], Risk) else (),
    )  # fmt: skip


def _because(outcome: Outcome, check: str) -> str:
    return {
        Outcome.MET: f"The record shows it ({check}).",
        Outcome.NOT_MET: f"The record shows the opposite: the last run of the verifier failed ({check}).",
        Outcome.NOT_SHOWN: "The record does not say; silence is not met.",
        Outcome.NEEDS_PERSON: "Only a person can judge this.",
        Outcome.WAIVED: "Waived until 2026-11-24.",
        Outcome.NOT_APPLICABLE: "Nothing of the kind applies to this task.",
        Outcome.UNREADABLE: "The evidence cannot be read.",
    }[outcome]


def not_accepted(plot: Plot | None = None) -> JudgedRun:
    plot = plot or Plot()
    sealed, policy = contract_of(plot), sample_policy()
    run = run_of(plot, contract=sealed.digest)
    approvals = ApprovalsLog(
        sealed.written, sealed.digest,
        (Approval(Phase.MUTATION, "Grace Hopper", plot.at - timedelta(hours=1), plot.at - timedelta(hours=1), sealed.digest, note="read the plan", place=Place("approvals.jsonl", line=2)),),
    )  # fmt: skip
    return JudgedRun(run, verdict_of(plot, run, policy, sealed), sealed, approvals, DecisionsLog(), policy)


def accepted(plot: Plot | None = None) -> JudgedRun:
    plot = plot or Plot(
        "run-0120", "T-12", "Round invoice totals the same way everywhere", VerdictState.ACCEPTED,
        "Every item is met or waived, and the reviewer has signed.", outcomes="MMMMM MMMMM MMMWM", cost=Decimal("0.03494475"),
    )  # fmt: skip
    judged = not_accepted(plot)
    at = plot.at + timedelta(hours=5)
    signed = SignOff(
        "Grace Hopper",
        "Reviewer",
        "reviewed and approved",
        at,
        at,
        judged.run.chain.head,
        judged.verdict.fact_digest,
        Place("decisions.jsonl", line=3),
    )
    waiver = Waiver(
        "C14", "Grace Hopper", "one release only", date(2026, 11, 24), at, at, Place("decisions.jsonl", line=2)
    )
    said = DecisionsLog(
        judged.run.chain.head,
        judged.contract.digest if judged.contract else "",
        (
            Decision(
                "C2", "Ada Lovelace", True, "read it", at, at + timedelta(hours=1), Place("decisions.jsonl", line=4)
            ),
        ),
        (waiver,),
        (signed,),
    )
    return replace(judged, decisions=said, verdict=replace(judged.verdict, sign_offs=(signed,), waivers=(waiver,)))


def waiting(plot: Plot | None = None) -> JudgedRun:
    return not_accepted(plot or Plot(
        "run-0131", "T-20", "Move the invoice test to the new fixtures", VerdictState.WAITING,
        "Everything is shown; the reviewer has not signed yet.", BlastRadius.LOW, outcomes="MMMMM MMMMM MMMMP", cost=Decimal("1.42"),
    ))  # fmt: skip


def uncontracted() -> JudgedRun:
    plot = Plot("run-0151", "", "", headline="No contract covers this run.")
    run = run_of(plot, contract="")
    verdict = verdict_of(plot, run, sample_policy(), None)
    bare = replace(
        verdict, items=(), spent=(), stops=(), ratings=ThreeRatings(measured=BlastRadius.MEDIUM), task_id="",
        waiting=(Waiting("", "Decide what happens to work without a contract", "a contract and a new run", "", None),),
    )  # fmt: skip
    return JudgedRun(replace(run, chain=Chain(False, None, run.chain.head)), bare, None, None, DecisionsLog(), None)


def unreadable() -> JudgedRun:
    plot = Plot(
        "run-0160", "T-33", "Rename the export job", VerdictState.UNREADABLE, "The log of this run cannot be read."
    )
    judged = not_accepted(plot)
    run = Run(
        judged.run.folder,
        judged.run.started,
        (),
        None,
        Chain(True, line(1), digest("x")),
        remarks=("The log stops in the middle of line 1.",),
    )
    verdict = replace(
        judged.verdict, items=(), claims=(), stops=(), changed=(), spent=(), risks=(), usage=UsageTotal(known=False),
        cost=Cost(None, "USD", CostMethod.UNKNOWN, "the log cannot be read"), ratings=ThreeRatings(), waiting=(),
        problems=("run.jsonl line 1: the last line is cut short",), fact_digest="",
    )  # fmt: skip
    return replace(judged, run=run, verdict=verdict)


def workflow() -> JudgedRun:
    plot = Plot(
        "run-0140",
        "T-40",
        "Map dead code in the shop",
        VerdictState.WAITING,
        "Three agents reported; nothing shows that nothing changed.",
        BlastRadius.LOW,
        Route.DYNAMIC_WORKFLOW,
        "MMMM- M---- MMMM?",
        Decimal("0.0629685"),
    )
    judged = not_accepted(plot)
    records: list[Record] = []

    def add(record: Record, seconds: int) -> None:
        records.append(replace(record, seq=len(records) + 2, at=plot.at + timedelta(seconds=seconds)))

    for number, name in enumerate(("map src/billing", "map src/auth", "map src/search")):
        add(AgentSeen(id=f"a{number}", state=AgentState.STARTED, label=name, workflow="wf_6c"), 2 + number)
        add(
            Command(
                text="rg --files-without-match 'import' src",
                outcome=CommandOutcome.RAN,
                exit_code=1,
                exit_source=ExitSource.RECORDED,
                agent=f"a{number}",
                grade=Grade.HARNESS,
            ),
            8 + 11 * number,
        )
        add(
            Verification(
                kind="tests",
                health=Health.FAILED,
                command="python -m pytest -q",
                agent=f"a{number}",
                grade=Grade.HARNESS,
            ),
            20 + 7 * number,
        )
        add(
            Finding(
                text="src/billing/legacy_tax.py is imported nowhere",
                severity="low",
                area="billing",
                file="src/billing/legacy_tax.py",
                line=1,
                reproduction="rg legacy_tax",
                source=Source.AGENT,
            ),
            40 + number,
        )
        add(AgentSeen(id=f"a{number}", state=AgentState.FINISHED, label=name, workflow="wf_6c"), 44 + number * 5)
    add(Claim(text="Three files are dead", source=Source.AGENT), 61)
    run = run_of(plot, tuple(records), contract=judged.contract.digest if judged.contract else "")
    verdict = replace(verdict_of(plot, run, sample_policy(), judged.contract), changed=(), risks=())
    return replace(judged, run=run, verdict=verdict)


ATTACHMENTS = (
    Attachment("run.jsonl", b'{"kind":"run"}\n{"kind":"end"}\n', "application/jsonl", "Evidence log of the run", "Source"),
    Attachment("contract.json", b'{"task_id":"T-31"}', "application/json", "Contract", "Source"),
    Attachment("risk-matrix.xlsx", b"PK\x03\x04 not really a workbook", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Workbook: the criteria", "Data"),
    Attachment("decisions.jsonl", b'{"run":"1"}\n', "application/jsonl", "Decisions, waivers, signatures", "Source"),
)  # fmt: skip


def run_input(judged: JudgedRun | None = None, **more: object) -> RunReportInput:
    given = RunReportInput(judged or not_accepted(), ATTACHMENTS, CUT_OFF, revision=2)
    return replace(given, **more)  # type: ignore[arg-type] # tests name the noun's own fields


def week_runs() -> tuple[JudgedRun, ...]:
    cheap = [
        accepted(Plot(
            f"run-01{number}", f"T-{number}", f"Task number {number}", VerdictState.ACCEPTED, "Every item is met, and the reviewer has signed.",
            tuple(BlastRadius)[number % 3], tuple(Route)[number % 2 + 1], "MMMMM MMMMM MMMMM", Decimal(number) / 7,
            START - timedelta(hours=number),
        ))
        for number in range(60, 78)
    ]  # fmt: skip
    return (
        *(_without_waiver(one) for one in cheap),
        accepted(),
        not_accepted(),
        waiting(),
        workflow(),
        uncontracted(),
        unreadable(),
    )


def _without_waiver(judged: JudgedRun) -> JudgedRun:
    return replace(judged, verdict=replace(judged.verdict, waivers=()))


def earlier_runs() -> tuple[JudgedRun, ...]:
    return tuple(
        _without_waiver(accepted(Plot(
            f"old-{weeks}-{number}", f"O-{weeks}-{number}", "Earlier work",
            VerdictState.ACCEPTED if number % 4 else VerdictState.NOT_ACCEPTED, "As it was.", outcomes="MMMMM MMMMM MMMMM",
            cost=Decimal(weeks + number) / 3 if number % 5 else None, at=START - timedelta(weeks=weeks, hours=number),
        )))
        for weeks in range(1, 12)
        for number in range(6 + weeks * 5 % 13)
    )  # fmt: skip


def week_input(judged: Sequence[JudgedRun] | None = None, **more: object) -> WeekReportInput:
    from tests.report.sample_queue import queue_input

    queue = queue_input()
    runs = tuple(week_runs() if judged is None else judged)
    given = WeekReportInput(
        "2026-W47", datetime(2026, 11, 16, tzinfo=BERLIN), datetime(2026, 11, 23, tzinfo=BERLIN), queue.tasks, queue.assignments, runs,
        earlier_runs(), sample_policy(), ATTACHMENTS[2:3], CUT_OFF,
        run_reports=tuple((one.verdict.run_id, f"run-{one.verdict.run_id}.html") for one in runs),
        sample=Sample("simple random, without replacement", "2026-W47", tuple(one.verdict.run_id for one in runs[:20])),
        moved_tasks=("T-3", "T-8", "T-19"),
    )  # fmt: skip
    return replace(given, **more)  # type: ignore[arg-type] # tests name the noun's own fields

"""Records, contracts and verdicts written by hand, from a plot; names are invented."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from zoneinfo import ZoneInfo

from agent_router.model.assignment import Budget, ChecklistItem, ProofRequired, StopCondition
from agent_router.model.contract import Contract, RatedView, Scope, SealedContract, TaskAnswer, Verifier
from agent_router.model.known import ChangeKind, CommandOutcome, ExitSource, Health, KnownBy, Source
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Grade, Phase, Policy, Route
from agent_router.model.provenance import SourceFile, WorkbookIdentity
from agent_router.model.report import Attachment
from agent_router.model.run import (
    Chain,
    Change,
    Claim,
    Command,
    Denied,
    FileRead,
    Record,
    Request,
    Risk,
    Run,
    RunEnded,
    RunStarted,
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
        plot.task_id,
        plot.goal,
        plot.route,
        plot.radius,
        BlastRadius.LOW,
        (
            RatedView("request", BlastRadius.LOW, 3, 1, (("Small edits start low.", cell("Risk rules", "A7")),)),
            RatedView("scope", plot.radius, 3, 2, (("The folder src/** reaches shared code.", cell("Systems", "A6")),)),
        ),
        (Phase.DISCOVERY, Phase.MUTATION),
        Phase.MUTATION,
        Scope(("shop",), ("src/**", "tests/**"), (), (), ("infra/**",), ("tmp/**",)),
        True,
        Budget(20, 60000, Decimal("2.00"), 2, 0, "Stop, hand over a report and ask.", cell("Budgets", "A6")),
        0,
        None,
        (ProofRequired("tests", 1, Grade.HARNESS, cell("Proof", "A6"), "A build pass proves nothing."),),
        ("build",),
        (Verifier("tests", "python -m pytest -q"),),
        tuple(ChecklistItem(row.id, row.then, row.place) for row in sample_policy().checklist.rows),
        tuple(StopCondition(row.id, row.then, row.place) for row in sample_policy().stops.rows),
        (
            TaskAnswer("Goal", plot.goal, Place("queue.xlsx", "Queue", "B34")),
            TaskAnswer("Files expected", "2", Place("queue.xlsx", "Queue", "K34")),
        ),
        (("Small edit under five files in named folders.", cell("Routes", "A7")),),
        WorkbookIdentity("matrices/risk-matrix.xlsx", "Agent risk matrix", "1.5", "9f2c4be1" * 8),
        "Small edit",
        "Engineering",
        "Patch",
        "",
        "git revert",
        "Ada Lovelace",
        "Ada Lovelace",
        "Grace Hopper",
        queue="queue.xlsx",
        queue_sha256=digest("queue"),
        router_version="0.1.0",
    )
    return SealedContract(
        contract, digest(f"contract {plot.task_id}"), plot.at - timedelta(hours=2), f"contracts/{plot.task_id}"
    )


_FIRST_COMMAND = Command(
    text="python -m pytest -q",
    outcome=CommandOutcome.RAN,
    exit_code=1,
    exit_source=ExitSource.RECORDED,
    counts=TestCounts(failed=1, passed=1),
    grade=Grade.HARNESS,
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
    add(_FIRST_COMMAND, 12)
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
            seq=1,
            at=plot.at,
            run_id=plot.run_id,
            task_id=plot.task_id,
            contract=contract,
            phase=Phase.MUTATION,
            operator="Alan Turing",
            program="claude-code",
            program_version="2.1.197",
            models=("claude-sonnet-4-5",),
            sessions=("5c1f",),
            logs=(SourceFile("raw/session.jsonl", digest("raw"), 48211, "claude-code transcript"),),
            artifacts=(SourceFile("artifacts/report.xml", digest("junit"), 812, "JUnit XML"),),
            router_version="0.1.0",
            recorded=plot.at + timedelta(minutes=9),
        ),
        log,
        RunEnded(
            seq=len(log) + 2,
            at=last,
            counts=(("command", 2),),
            first=plot.at,
            last=last,
            active_seconds=Decimal((last - plot.at).seconds),
        ),
        Chain(True, None, digest(f"run {plot.run_id}")),
    )


def _items(plot: Plot) -> tuple[ItemResult, ...]:
    letters = plot.outcomes.replace(" ", "")
    return tuple(
        ItemResult(
            id_,
            question,
            _LETTERS[letter],
            _because(_LETTERS[letter], check),
            (line(4),) if letter in "MN" else (),
            effect,
            check,
            cell("Acceptance checklist", f"A{number}"),
            _LETTERS[letter],
            settled_by="Grace Hopper" if letter == "W" else "",
            settled_note="one release only" if letter == "W" else "",
            clears="" if letter in "M-W" else "a passing run of the contract's verifier",
        )
        for (number, (id_, question, check, _, effect)), letter in zip(enumerate(QUESTIONS, 5), letters, strict=True)
    )


def _stops(policy: Policy, *, good: bool) -> tuple[StopResult, ...]:
    return tuple(
        StopResult(
            row.id,
            fired := (not good and row.id in {"S1", "S3"}),
            "It happened, and the run went on." if fired else "The record shows nothing of the kind.",
            (line(6), line(7)) if fired else (),
            went_on=fired,
            stop_when=row.then.stop_when.value,
            then=row.then.then,
            place=row.place,
        )
        for row in policy.stops.rows
    )


def _waiting(plot: Plot) -> tuple[Waiting, ...]:
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
    return waiting


def verdict_of(plot: Plot, run: Run, policy: Policy, sealed: SealedContract | None) -> Verdict:
    good = plot.state in {VerdictState.ACCEPTED, VerdictState.WAITING}
    standing = ClaimStanding.SUPPORTED if good else ClaimStanding.CONTRADICTED
    claim = next(record.seq for record in run.records if isinstance(record, Claim))
    amount = plot.cost
    return Verdict(
        plot.run_id,
        plot.task_id,
        plot.state,
        plot.headline,
        _items(plot),
        _stops(policy, good=good),
        (
            ClaimResult(
                "All tests pass now",
                standing,
                "1 failed, 1 passed in the last run" if not good else "2 passed in the last run",
                (line(6), line(claim)),
                about_proof=True,
            ),
        ),
        UsageTotal(900, 1400, 25500, 600),
        Cost(
            amount,
            "USD",
            CostMethod.PRICED if amount is not None else CostMethod.UNKNOWN,
            "" if amount is not None else "no row in Prices",
            None,
            amount,
            (cell("Prices", "A6"),) if amount is not None else (),
        ),
        (
            Spent("minutes", Decimal(1), Decimal(20), "minutes"),
            Spent("tokens", Decimal(28400), Decimal(60000), "tokens"),
            Spent("cost", amount, Decimal("2.00"), "USD"),
            Spent("retries", Decimal(1), Decimal(2), "retries", lower_bound=True),
        ),
        (ChangedPath("src/calc.py", "modified", "tool record", 3, 1, (line(5),), in_scope=True),),
        ThreeRatings(BlastRadius.LOW, plot.radius, plot.radius),
        _waiting(plot),
        CUT_OFF,
        run.chain.head,
        sealed.digest if sealed else "",
        digest(f"facts {plot.run_id}"),
        risks=(("The rounding of negative amounts is not covered by a test.", line(run.records[-1].seq)),)
        if isinstance(run.records[-1], Risk)
        else (),
    )


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


ATTACHMENTS = (
    Attachment(
        "run.jsonl", b'{"kind":"run"}\n{"kind":"end"}\n', "application/jsonl", "Evidence log of the run", "Source"
    ),
    Attachment("contract.json", b'{"task_id":"T-31"}', "application/json", "Contract", "Source"),
    Attachment(
        "risk-matrix.xlsx",
        b"PK\x03\x04 not really a workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "Workbook: the criteria",
        "Data",
    ),
    Attachment("decisions.jsonl", b'{"run":"1"}\n', "application/jsonl", "Decisions, waivers, signatures", "Source"),
)

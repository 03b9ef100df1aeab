"""Runs, weeks and queues written by hand, as realistic as the drawings of the specification; names are invented."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from agent_router.model.approval import Approval, ApprovalsLog, Decision, DecisionsLog, SignOff, Waiver
from agent_router.model.known import AgentState, CommandOutcome, ExitSource, Health, Source
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Grade, Phase, Route
from agent_router.model.report import JudgedRun, RunReportInput, Sample, WeekReportInput
from agent_router.model.run import AgentSeen, Chain, Claim, Command, Finding, Record, Run, Verification
from agent_router.model.verdict import (
    Cost,
    CostMethod,
    ThreeRatings,
    UsageTotal,
    VerdictState,
    Waiting,
)
from tests.report.sample_policy import sample_policy
from tests.report.sample_queue import queue_input
from tests.report.sample_records import (
    ATTACHMENTS,
    BERLIN,
    CUT_OFF,
    START,
    Plot,
    contract_of,
    digest,
    line,
    run_of,
    verdict_of,
)


def not_accepted(plot: Plot | None = None) -> JudgedRun:
    plot = plot or Plot()
    sealed, policy = contract_of(plot), sample_policy()
    run = run_of(plot, contract=sealed.digest)
    approvals = ApprovalsLog(
        sealed.written,
        sealed.digest,
        (
            Approval(
                Phase.MUTATION,
                "Grace Hopper",
                plot.at - timedelta(hours=1),
                plot.at - timedelta(hours=1),
                sealed.digest,
                note="read the plan",
                place=Place("approvals.jsonl", line=2),
            ),
        ),
    )
    return JudgedRun(run, verdict_of(plot, run, policy, sealed), sealed, approvals, DecisionsLog(), policy)


def accepted(plot: Plot | None = None) -> JudgedRun:
    plot = plot or Plot(
        "run-0120",
        "T-12",
        "Round invoice totals the same way everywhere",
        VerdictState.ACCEPTED,
        "Every item is met or waived, and the reviewer has signed.",
        outcomes="MMMMM MMMMM MMMWM",
        cost=Decimal("0.03494475"),
    )
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
    return not_accepted(
        plot
        or Plot(
            "run-0131",
            "T-20",
            "Move the invoice test to the new fixtures",
            VerdictState.WAITING,
            "Everything is shown; the reviewer has not signed yet.",
            BlastRadius.LOW,
            outcomes="MMMMM MMMMM MMMMP",
            cost=Decimal("1.42"),
        )
    )


def uncontracted() -> JudgedRun:
    plot = Plot("run-0151", "", "", headline="No contract covers this run.")
    run = run_of(plot, contract="")
    verdict = verdict_of(plot, run, sample_policy(), None)
    bare = replace(
        verdict,
        items=(),
        spent=(),
        stops=(),
        ratings=ThreeRatings(measured=BlastRadius.MEDIUM),
        task_id="",
        waiting=(Waiting("", "Decide what happens to work without a contract", "a contract and a new run", "", None),),
    )
    return JudgedRun(replace(run, chain=Chain(False, None, run.chain.head)), bare, None, None, DecisionsLog(), None)


def unreadable() -> JudgedRun:
    plot = Plot(
        "run-0190", "T-33", "Rename the export job", VerdictState.UNREADABLE, "The log of this run cannot be read."
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
        judged.verdict,
        items=(),
        claims=(),
        stops=(),
        changed=(),
        spent=(),
        risks=(),
        usage=UsageTotal(known=False),
        cost=Cost(None, "USD", CostMethod.UNKNOWN, "the log cannot be read"),
        ratings=ThreeRatings(),
        waiting=(),
        problems=("run.jsonl line 1: the last line is cut short",),
        fact_digest="",
    )
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


def run_input(judged: JudgedRun | None = None, **more: object) -> RunReportInput:
    given = RunReportInput(judged or not_accepted(), ATTACHMENTS, CUT_OFF, revision=2)
    return replace(given, **more)  # type: ignore[arg-type] # tests name the noun's own fields


def week_runs() -> tuple[JudgedRun, ...]:
    cheap = [
        accepted(
            Plot(
                f"run-01{number}",
                f"T-{number}",
                f"Task number {number}",
                VerdictState.ACCEPTED,
                "Every item is met, and the reviewer has signed.",
                tuple(BlastRadius)[number % 3],
                tuple(Route)[number % 2 + 1],
                "MMMMM MMMMM MMMMM",
                Decimal(number) / 7,
                START - timedelta(hours=number),
            )
        )
        for number in range(60, 78)
    ]
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
        _without_waiver(
            accepted(
                Plot(
                    f"old-{weeks}-{number}",
                    f"O-{weeks}-{number}",
                    "Earlier work",
                    VerdictState.ACCEPTED if number % 4 else VerdictState.NOT_ACCEPTED,
                    "As it was.",
                    outcomes="MMMMM MMMMM MMMMM",
                    cost=Decimal(weeks + number) / 3 if number % 5 else None,
                    at=START - timedelta(weeks=weeks, hours=number),
                )
            )
        )
        for weeks in range(1, 12)
        for number in range(6 + weeks * 5 % 13)
    )


def week_input(judged: Sequence[JudgedRun] | None = None, **more: object) -> WeekReportInput:
    queue = queue_input()
    runs = tuple(week_runs() if judged is None else judged)
    given = WeekReportInput(
        "2026-W47",
        datetime(2026, 11, 16, tzinfo=BERLIN),
        datetime(2026, 11, 23, tzinfo=BERLIN),
        queue.tasks,
        queue.assignments,
        runs,
        earlier_runs(),
        sample_policy(),
        ATTACHMENTS[2:3],
        CUT_OFF,
        run_reports=tuple((one.verdict.run_id, f"run-{one.verdict.run_id}.html") for one in runs),
        sample=Sample("simple random, without replacement", "2026-W47", tuple(one.verdict.run_id for one in runs[:20])),
        moved_tasks=("T-3", "T-8", "T-19"),
    )
    return replace(given, **more)  # type: ignore[arg-type] # tests name the noun's own fields

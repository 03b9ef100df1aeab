"""One run as one line of a weekly report or a register."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from agent_router.model.known import Exactness
from agent_router.model.policy import BlastRadius, Route
from agent_router.model.report import JudgedRun
from agent_router.model.verdict import ClaimStanding, Cost, Outcome, VerdictState
from agent_router.report.facts.work import period


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run in short."""

    run_id: str
    task_id: str
    goal: str
    state: VerdictState
    headline: str
    route: Route | None
    blast_radius: BlastRadius | None
    """As approved; None without a contract."""
    measured: BlastRadius | None
    function: str
    work_type: str
    owner: str
    operator: str
    program: str
    started: datetime | None
    ended: datetime | None
    minutes: Decimal | None
    tokens: int | None
    """None where the log holds no usage."""
    tokens_at_least: bool
    """Whether the tokens are only a lower bound."""
    cost: Cost
    contradicted: int
    """Claims that the record contradicts."""
    contracted: bool
    rose: bool
    """Measured above the approved blast radius."""
    chain_holds: bool
    stops: tuple[str, ...]
    waived: tuple[str, ...]
    """IDs of the items waived."""
    open_items: tuple[str, ...]
    waits_for: tuple[str, ...]
    report: str
    """File name of its run report; empty where none was made."""
    run_digest: str
    fact_digest: str


def run_line(judged: JudgedRun, report: str) -> RunLine:
    """The run in short."""
    verdict, run = judged.verdict, judged.run
    contract = judged.contract.contract if judged.contract else None
    when = period(run)
    approved = contract.blast_radius if contract else None
    measured = verdict.ratings.measured
    return RunLine(
        run_id=verdict.run_id,
        task_id=verdict.task_id,
        goal=contract.goal if contract else "",
        state=verdict.state,
        headline=verdict.headline,
        route=contract.route if contract else None,
        blast_radius=approved,
        measured=measured,
        function=contract.function if contract else "",
        work_type=contract.work_type if contract else "",
        owner=contract.owner if contract else "",
        operator=run.started.operator,
        program=f"{run.started.program} {run.started.program_version}".strip(),
        started=when.start,
        ended=when.end,
        minutes=_minutes(when.active_seconds),
        tokens=verdict.usage.total if verdict.usage.known else None,
        tokens_at_least=verdict.usage.known and verdict.usage.exactness is Exactness.LOWER_BOUND,
        cost=verdict.cost,
        contradicted=sum(claim.standing is ClaimStanding.CONTRADICTED for claim in verdict.claims),
        contracted=contract is not None,
        rose=approved is not None and measured is not None and measured > approved,
        chain_holds=run.chain.chained and run.chain.broken_at is None,
        stops=tuple(stop.stop_when or stop.id for stop in verdict.stops if stop.fired),
        waived=tuple(item.id for item in verdict.items if item.outcome is Outcome.WAIVED),
        open_items=tuple(item.id for item in verdict.items if item.open),
        waits_for=tuple(dict.fromkeys(one.who or "(nobody)" for one in verdict.waiting)),
        report=report,
        run_digest=verdict.run_digest,
        fact_digest=verdict.fact_digest,
    )


def _minutes(seconds: Decimal | None) -> Decimal | None:
    return None if seconds is None else (seconds / 60).quantize(Decimal("0.1"))

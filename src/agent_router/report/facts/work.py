"""What the run did: its period, commands, verifications, tokens by agent and model, and the lanes of its timeline."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from agent_router.model.known import CommandOutcome, Health
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.run import (
    AgentSeen,
    Change,
    Claim,
    Command,
    Denied,
    Record,
    Request,
    Run,
    Stopped,
    Verification,
)
from agent_router.model.verdict import UsageLine, UsageTotal
from agent_router.report.facts.evidence_lines import (
    cut,
    evidence_line,
    exit_words,
    health_words,
    shown_words,
    verified_what,
)

_DRAWN: dict[type[Record], str] = {
    Command: "command",
    Denied: "denied",
    Claim: "claim",
    Stopped: "stop",
    Request: "request",
}


@dataclass(frozen=True, slots=True)
class Period:
    """When the run took place; None where no record has a time with its zone."""

    start: datetime | None
    end: datetime | None
    active_seconds: Decimal | None
    """First to last record a segment, summed; None where the log does not end."""


@dataclass(frozen=True, slots=True)
class Step:
    """A command or a verification, in log order."""

    kind: str
    """`command` or the kind of proof."""
    what: str
    result: str
    failed: bool | None
    """None: the record does not show it."""
    at: datetime | None
    grade: Grade | None
    place: Place
    agent: str = ""
    """Label of the sub-agent; empty for the main one."""


@dataclass(frozen=True, slots=True)
class AgentUsage:
    """Billed tokens of one model in the hands of one agent."""

    agent: str
    """Label of the agent; `main agent` for the main one."""
    line: UsageLine


@dataclass(frozen=True, slots=True)
class AttemptedOnly:
    """What the agent called for, and of which the record does not show that it was done."""

    changes: int
    commands: int
    """Denied, interrupted, or without a result."""
    requests: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.changes + self.commands + self.requests


@dataclass(frozen=True, slots=True)
class Moment:
    """One event on the timeline."""

    at: datetime
    kind: str
    """Kind of record; `failed` for a verification or command that failed, `passed` for one that passed."""
    label: str
    place: Place


@dataclass(frozen=True, slots=True)
class Lane:
    """One agent's events, in time."""

    agent: str
    """Label of the agent; `main agent` for the main one."""
    moments: tuple[Moment, ...]


def period(run: Run) -> Period:
    """Start and end from the closing record, else from the first and last record that has a time."""
    times = [record.at for record in run.records if record.at is not None and not record.log]
    ended = run.ended
    start = (ended.first if ended else None) or (min(times) if times else run.started.at)
    end = (ended.last if ended else None) or (max(times) if times else None)
    return Period(start, end, ended.active_seconds if ended else None)


def steps(run: Run) -> tuple[Step, ...]:
    """Commands and what verifications made of them: a command that a verification speaks about is not told twice.

    What was handed in (`handed_in.py`) is not among them; what the router ran is.
    """
    told = {(one.log, one.command_seq) for one in run.of(Verification) if one.command_seq and not one.artifact}
    names = _labels(run)
    found = []
    for record in run.records:
        if isinstance(record, Verification):
            if record.log or not record.artifact:
                found.append(_verified(run, record))
        elif isinstance(record, Command) and record.position not in told:
            found.append(_ran(run, record))
    return tuple(replace(step, agent=names.get(step.agent, step.agent)) for step in found)


def usage_by_agent(run: Run, usage: UsageTotal) -> tuple[AgentUsage, ...]:
    """The lines that were judged, each with its agent's label."""
    names = _labels(run)
    return tuple(AgentUsage(names.get(line.agent, line.agent) or "main agent", line) for line in usage.lines)


def attempted_only(run: Run) -> AttemptedOnly:
    """Changes, commands and requests of the log that were called for and not shown to be done."""
    ran = {CommandOutcome.RAN, CommandOutcome.BACKGROUND}
    return AttemptedOnly(
        sum(not one.done for one in run.of(Change)),
        sum(one.outcome not in ran for one in run.of(Command) if not one.log),
        sum(not one.done for one in run.of(Request)),
    )


def lanes(run: Run) -> tuple[Lane, ...]:
    """One lane an agent, the main one first; what has no time, or was verified later, is not on the timeline."""
    names = _labels(run)
    by_agent: dict[str, list[Moment]] = {"": []}
    for record in run.records:
        kind = _event(record)
        if kind and record.at is not None and not record.log:
            moment = Moment(record.at, kind, cut(evidence_line(record).summary, 120), run.place(record))
            by_agent.setdefault(record.agent, []).append(moment)
    return tuple(
        Lane(names.get(agent, agent) or "main agent", tuple(sorted(moments, key=lambda one: (one.at, one.place))))
        for agent, moments in by_agent.items()
        if moments
    )


def _labels(run: Run) -> dict[str, str]:
    return {one.id: one.label or one.id for one in run.of(AgentSeen)}


def _event(record: Record) -> str:
    """What the record is on the timeline; empty where it is not drawn."""
    if isinstance(record, Verification):
        return {Health.PASSED: "passed", Health.UNKNOWN: ""}.get(record.health, "failed")
    if isinstance(record, Change):
        return "change" if record.done else "denied"
    return _DRAWN.get(type(record), "")


def _verified(run: Run, record: Verification) -> Step:
    # A report that the router's run wrote has no exit code of its own.
    known = exit_words(record.exit_code, record.exit_source) if record.command and not record.artifact else ""
    result = "; ".join(part for part in (health_words(record), *shown_words(record), known) if part)
    failed = None if record.health is Health.UNKNOWN else record.health is not Health.PASSED
    return Step(
        record.kind, verified_what(record), result, failed, record.at, record.grade, run.place(record), record.agent
    )


def _ran(run: Run, record: Command) -> Step:
    known = exit_words(record.exit_code, record.exit_source)
    result = known if record.outcome.value == "ran" else record.outcome.value
    failed = None if record.exit_code is None else record.exit_code != 0
    return Step("command", record.text, result, failed, record.at, record.grade, run.place(record), record.agent)

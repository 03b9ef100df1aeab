"""Records of `run.jsonl` in one short sentence each, as a reader of the report needs them."""

from dataclasses import dataclass
from datetime import datetime

from agent_router.model.known import CommandOutcome, Exactness, ExitSource, Health
from agent_router.model.policy import Grade
from agent_router.model.run import (
    AgentSeen,
    ApprovalSeen,
    Change,
    Claim,
    Command,
    Denied,
    FileRead,
    Finding,
    Record,
    Redaction,
    Request,
    Risk,
    RunEnded,
    RunStarted,
    Stopped,
    TestCounts,
    Usage,
    Verification,
)

EXCERPT = 300
"""Characters of a record's text that are printed; the whole record is attached."""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One line of the evidence log, in short."""

    line: int
    at: datetime | None
    kind: str
    summary: str
    source: str
    grade: Grade | None
    read_from: str
    """File and line of the agent's own log; empty where the record has none."""
    agent: str


def evidence_line(record: Record) -> EvidenceLine:
    """The record in short."""
    kind, summary = _told(record)
    return EvidenceLine(
        record.seq, record.at, kind, cut(summary), record.source.value, record.grade,
        str(record.read_from) if record.read_from else "", record.agent,
    )  # fmt: skip


def cut(text: str, limit: int = EXCERPT) -> str:
    """The text, or its start and how much was left out."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text) - limit:,} more characters)"


def exit_words(code: int | None, source: ExitSource) -> str:
    """An exit code with how it is known: `exit 0 (implied)`."""
    if code is None:
        return "exit code unknown"
    return f"exit {code}" if source is ExitSource.RECORDED else f"exit {code} ({source.value})"


def by_router(record: Record) -> str:
    """Words for what the router itself ran after the run was recorded; empty for everything else."""
    if not record.log:
        return ""
    state = "base" if isinstance(record, Verification) and record.of_base else "recorded state"
    return f" (run by the router on the {state})"


def count_words(counts: TestCounts | None) -> str:
    """`1 failed, 2 passed`; empty where nothing was counted."""
    if counts is None:
        return ""
    named = (
        (counts.failed, "failed"),
        (counts.errors, "error" if counts.errors == 1 else "errors"),
        (counts.passed, "passed"),
        (counts.skipped, "skipped"),
    )
    return ", ".join(f"{count} {word}" for count, word in named if count) or "no test ran"


def _told(record: Record) -> tuple[str, str]:
    """Kind and sentence; grouped so that each group stays readable."""
    for tell in (_told_of_work, _told_of_words, _told_of_course, _told_of_frame):
        told = tell(record)
        if told:
            return told
    return "record", ""


def _told_of_work(record: Record) -> tuple[str, str] | None:
    match record:
        case FileRead():
            return "read", f"{record.path} ({record.how})" if record.how else record.path
        case Change():
            return "change", _change(record)
        case Command():
            return "command", _command(record)
        case Request():
            asked = " ".join(part for part in (record.method, record.url or record.system) if part)
            answer = f"status {record.status}" if record.status is not None else "no answer recorded"
            return "request", f"{asked}: {answer if record.done else 'not carried out'}"
        case Verification():
            return "verification", _verification(record)
        case _:
            return None


def _told_of_words(record: Record) -> tuple[str, str] | None:
    match record:
        case Claim():
            return "claim", f"The agent states: “{record.text}”"
        case Finding():
            where = f" ({record.file}{f':{record.line}' if record.line else ''})" if record.file else ""
            return "finding", f"{record.severity}: {record.text}{where}" if record.severity else f"{record.text}{where}"
        case Risk():
            return "risk", f"The agent hands over: “{record.text}”"
        case ApprovalSeen():
            return "approval", f"{record.by or 'Somebody (no name recorded)'} answered in the session: {record.text}"
        case Stopped():
            return "stop", f"{record.reason}: {record.reported}" if record.reported else record.reason
        case _:
            return None


def _told_of_course(record: Record) -> tuple[str, str] | None:
    match record:
        case Usage():
            return "usage", _usage(record)
        case Denied():
            why = f": {record.reason}" if record.reason else ""
            return "denied", f"{record.tool} {record.target or record.path or record.system}{why}"
        case AgentSeen():
            return "agent", f"{record.label or record.id} {record.state.value}"
        case Redaction():
            return "redaction", f"{record.rule} masked {record.count} times in {record.file}"
        case _:
            return None


def _told_of_frame(record: Record) -> tuple[str, str] | None:
    match record:
        case RunStarted():
            return "run", f"{record.program or 'unknown program'} {record.program_version}".strip()
        case RunEnded():
            return "end", "finished" if record.finished else "the log stops without its closing record"
        case _:
            return None


def _usage(record: Usage) -> str:
    at_least = "at least " if record.exactness is Exactness.LOWER_BOUND else ""
    tokens = f"{at_least}{record.total:,} tokens" if record.total else "tokens unknown" if at_least else ""
    meter = "the agent's own meter" if record.meter else ""
    cost = "" if record.reported_cost_usd is None else f"${record.reported_cost_usd} reported"
    told = ", ".join(part for part in (meter, tokens, cost) if part) or "no tokens"
    return f"{record.model or 'model not named'}: {told}"


def _change(record: Change) -> str:
    lines = ""
    if record.added is not None or record.removed is not None:
        lines = f" (+{record.added or 0} −{record.removed or 0})"
    attempt = "" if record.done else ", attempted only"
    note = f" ({record.note})" if record.note else ""
    return f"{record.path} {record.kind.value}{lines}, known by {record.known_by.value}{attempt}{note}"


def _command(record: Command) -> str:
    if record.outcome is not CommandOutcome.RAN:
        return f"{record.text}{_later(record)} → {record.outcome.value}"
    counted = count_words(record.counts)
    known = exit_words(record.exit_code, record.exit_source)
    return f"{record.text}{_later(record)} → {known}" + (f"; {counted}" if counted else "")


def _later(record: Record) -> str:
    return " (run by the router)" if record.log else ""


def _verification(record: Verification) -> str:
    told = "; ".join(part for part in (health_words(record), *shown_words(record)) if part)
    return f"{record.kind}: {verified_what(record)} → {told or record.health.value}"


def verified_what(record: Verification) -> str:
    """What was verified: the command, or the artifact and the command that made it."""
    if not record.artifact:
        return (record.command or record.artifact_name or record.kind) + by_router(record)
    made = f" (made by {record.command})" if record.command else ""
    return (record.artifact_name or record.kind) + made + by_router(record)


def health_words(record: Verification) -> str:
    """Whether it passed; why it could not be read; empty for an artifact that can neither pass nor fail (a picture)."""
    if record.problem:
        return f"could not be read: {record.problem}"
    neither = record.health is Health.UNKNOWN and record.artifact and not record.command
    return "" if neither else record.health.value


def shown_words(record: Verification) -> tuple[str, ...]:
    """What a verification shows beside its health: counts, the two numbers and what they say, further facts."""
    numbers = ""
    # The statement says the numbers in its own words.
    if record.before is not None and record.after is not None and not record.statement:
        numbers = f"{record.before} → {record.after} {record.unit}".rstrip()
    facts = (f"{name}: {value}" for name, value in record.facts)
    return tuple(part for part in (count_words(record.counts), numbers, record.statement, *facts) if part)

"""Findings about one log: its lines, its chain, its beginning and end.

1. A line that is torn, glued, blank or no JSON object is told at its line.
2. Every line whose `prev` is not the digest of the line before is told, not the first one alone.
3. A log without any chain: of a run it is told as not tamper-evident; of what people said it counts as broken.
4. A line that does not fit its kind is told.
5. A record that the router wrote ends with `end`, which counts the records.
"""

from collections.abc import Iterator

from agent_router.audit.interface import LogSeen, RunSeen
from agent_router.audit.problems import (
    CHAIN_BROKEN,
    COUNTS_DIFFER,
    GLUED,
    MISFIT,
    NO_DECISIONS,
    NO_END,
    NO_RECORD,
    NOT_A_LINE,
    NOT_CHAINED,
    TORN,
)
from agent_router.ledger.chain import NO_LINE_BEFORE, ChainFault, LineFault
from agent_router.ledger.digest import sha256_hex
from agent_router.model.place import Place
from agent_router.model.problem import Problem

_RULES = {LineFault.TORN: TORN, LineFault.GLUED: GLUED}


def log_findings(log: LogSeen, *, chain_needed: bool = True) -> Iterator[Problem]:
    """What is wrong with one log by itself; `chain_needed` where nobody but the router writes such a log."""
    read = log.read
    for fault in read.faults:
        yield Problem(_RULES.get(fault.kind, NOT_A_LINE), fault.place, _words(fault))
    if not read.ended and not any(fault.kind is LineFault.TORN for fault in read.faults):
        yield Problem(TORN, Place(log.name, line=_lines(log)), "a line without its line end")
    if read.chain.chained:
        yield from _breaks(log)
    elif log.data:
        first = Place(log.name, line=1)
        yield Problem(CHAIN_BROKEN if chain_needed else NOT_CHAINED, first, "no line names the line before it")
    for line, found in log.misfits:
        yield Problem(MISFIT, Place(log.name, line=line), found)


def record_findings(run: RunSeen) -> Iterator[Problem]:
    """What is wrong with the record of one run and with the logs beside it."""
    if run.log is None or run.started is None:
        yield Problem(NO_RECORD, Place(f"{run.name}/run.jsonl"), _no_record(run))
    if run.log is not None:
        yield from log_findings(run.log, chain_needed=False)
        yield from _ending(run, run.log)
    for log in (run.decisions_log, run.later_log):
        if log is not None:
            yield from log_findings(log)
    by_router = run.started is not None and bool(run.started.router_version)
    if run.decisions_log is None and by_router and not any(file.name == "decisions.jsonl" for file in run.files):
        yield Problem(NO_DECISIONS, Place(f"{run.name}/decisions.jsonl"), "no such file")


def _words(fault: ChainFault) -> str:
    return fault.found or fault.kind.value


def _no_record(run: RunSeen) -> str:
    if run.log is None:
        return "there is no run.jsonl that can be read"
    return "its first record is not `run`" if run.log.read.lines else "an empty log"


def _lines(log: LogSeen) -> int:
    return log.data.count(b"\n") + (not log.data.endswith(b"\n"))


def _breaks(log: LogSeen) -> Iterator[Problem]:
    """Every readable line that does not name the line before it."""
    readable = {line.number: line for line in log.read.lines}
    before = NO_LINE_BEFORE
    for number, raw in enumerate(log.data.removesuffix(b"\n").split(b"\n"), start=1):
        line = readable.get(number)
        prev = line.plain.get("prev") if line is not None else before
        if prev != before:
            yield Problem(CHAIN_BROKEN, Place(log.name, line=number), _break(number, prev, before))
        before = sha256_hex(raw)


def _break(number: int, prev: object, before: str) -> str:
    names = f"names {prev[:12]}" if isinstance(prev, str) else "names no line"
    stands = "the first line has none before it" if number == 1 else f"line {number - 1} has {before[:12]}"
    return f"it {names} as the line before, and {stands}"


def _ending(run: RunSeen, log: LogSeen) -> Iterator[Problem]:
    """Only what the router wrote must end; other tools may leave a log open."""
    if run.started is None or not run.started.router_version:
        return
    last = _lines(log)
    if run.ended is None:
        yield Problem(NO_END, Place(log.name, line=last), "the last line is not `end`")
        return
    if run.end_line != last:
        yield Problem(NO_END, Place(log.name, line=run.end_line + 1), f"{last - run.end_line} lines after `end`")
    stated = {kind: number for kind, number in run.ended.counts if number}
    there = dict(run.counts)
    odd = sorted(kind for kind in {*stated, *there} if stated.get(kind, 0) != there.get(kind, 0))
    if odd:
        words = ", ".join(f"{kind}: {stated.get(kind, 0)} stated, {there.get(kind, 0)} there" for kind in odd)
        yield Problem(COUNTS_DIFFER, Place(log.name, line=run.end_line), words)

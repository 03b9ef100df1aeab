"""What was verified about the record, what that does not prove, and what the report does not cover."""

from agent_router.model.known import ExitSource
from agent_router.model.report import Attachment, JudgedRun
from agent_router.model.run import Redaction, Verification
from agent_router.model.verdict import Outcome
from agent_router.report.facts.handed_in import handed_in_name, other_remarks, plain_log_name
from agent_router.report.facts.header import Held, ManifestEntry, Statement, attached_files, held

ALWAYS_NOT_PROVEN = (
    "A hash chain shows edits and reordering, not that the newest records were removed or all was rewritten.",
    "Only a head digest that somebody else keeps (a sign-off, last week's signed report) shows such a rewrite.",
    "The party that writes a log is the party judged, where the grade of evidence is harness.",
    "Names of people are typed on the command line, not authenticated.",
)
"""Sentences that hold for every run report."""


def verified(judged: JudgedRun) -> tuple[Statement, ...]:
    """What was checked when the run was read, each with its result."""
    return (_chain(judged), _finished(judged), _artifacts(judged), _contract(judged), _decisions(judged))


def not_proven(judged: JudgedRun) -> tuple[str, ...]:
    """What the integrity checks do not prove."""
    unchained = () if judged.run.chain.chained else ("The log has no hash chain: it is not tamper-evident.",)
    later = (
        ("The router's own checks ran on its operator's machine, with that machine's tools: not isolated from it.",)
        if _later(judged)
        else ()
    )
    return (*unchained, *later, *ALWAYS_NOT_PROVEN)


def limitations(judged: JudgedRun) -> tuple[str, ...]:
    """Areas that the record does not cover, in words."""
    run, verdict = judged.run, judged.verdict
    found = list(run.remarks)
    found += run.started.repository_notes
    found += [f"{plain_log_name(source.name)}: {remark}" for source in run.started.logs for remark in source.remarks]
    silent = sum(item.outcome is Outcome.NOT_SHOWN for item in verdict.items)
    if silent:
        found.append(f"{silent} checks are not shown by this record. Not shown is neither met nor failed.")
    if not run.started.repository:
        found.append("No repository was given: what changed is known from the agent's own records, not from git.")
    if any(record.at is None for record in run.records):
        found.append("Some records have no time with its zone; their order is their position in the log.")
    if any(one.exit_source is ExitSource.IMPLIED for one in run.of(Verification)):
        found.append("Some exit codes are implied by a call that completed without error; the log does not state them.")
    masked = sum(one.count for one in run.of(Redaction))
    if masked:
        found.append(f"{masked} secrets were masked before the record was stored; the report cannot show them.")
    if verdict.what_if:
        found.append("Judged by another workbook than the contract's (what if): such a verdict is never accepted.")
    return tuple(found)


def manifest(judged: JudgedRun, attachments: tuple[Attachment, ...]) -> tuple[ManifestEntry, ...]:
    """Every file that the report rests on: what is attached, then the logs and artifacts as they were found."""
    started = judged.run.started
    carried = attached_files(attachments)
    operator = started.operator
    named = [("agent", one, plain_log_name(one.name)) for one in started.logs]
    named += [("system", one, handed_in_name(one)) for one in started.artifacts]
    found = [
        ManifestEntry(
            name, one.sha256, one.size, one.kind, source, attached=False, remarks=other_remarks(one),
            captured=started.recorded, captured_by=operator, kept=one.name,
        )
        for source, one, name in named
    ]  # fmt: skip
    return (*carried, *found)


def _chain(judged: JudgedRun) -> Statement:
    chain = judged.run.chain
    what = "Hash chain of run.jsonl and verifications.jsonl" if _later(judged) else "Hash chain of run.jsonl"
    if not chain.chained:
        return Statement(what, Held.NOT_EXAMINED, "the log has no chain")
    if chain.broken_at is not None:
        return Statement(what, Held.FAILS, f"broken at {chain.broken_at}")
    return Statement(what, Held.HOLDS, "every line holds the digest of the line before")


def _finished(judged: JudgedRun) -> Statement:
    ended = judged.run.ended
    if ended is None:
        return Statement("Closing record", Held.FAILS, "the log has no closing record")
    words = "the agent's log is complete" if ended.finished else "the agent's log stops without its closing record"
    return Statement("Closing record", held(ended.finished), words)


def _later(judged: JudgedRun) -> tuple[Verification, ...]:
    """What the router verified after the run was recorded."""
    return tuple(one for one in judged.run.of(Verification) if one.log)


def _artifacts(judged: JudgedRun) -> Statement:
    altered = judged.run.altered
    if altered:
        return Statement("Digests of artifacts", Held.FAILS, f"altered: {', '.join(altered)}")
    count = len(judged.run.started.artifacts) + len({one.artifact for one in _later(judged) if one.artifact})
    if not count:
        return Statement("Digests of artifacts", Held.NOT_EXAMINED, "no artifact was handed in")
    return Statement("Digests of artifacts", Held.HOLDS, f"all {count} fit their names")


def _contract(judged: JudgedRun) -> Statement:
    if judged.contract is None:
        return Statement("Contract", Held.FAILS, "no contract covers this run")
    named = judged.run.started.contract
    if named and named != judged.contract.digest:
        return Statement("Contract", Held.FAILS, "the run names another contract digest")
    return Statement("Contract", Held.HOLDS, "the digest of its bytes is the one that the run names")


def _decisions(judged: JudgedRun) -> Statement:
    log, approvals = judged.decisions, judged.approvals
    broken = log.chain_broken_at or (approvals.chain_broken_at if approvals else None)
    if broken is not None:
        return Statement("Chains of approvals and decisions", Held.FAILS, f"broken at {broken}")
    if not log.run and approvals is None:
        return Statement("Chains of approvals and decisions", Held.NOT_EXAMINED, "nobody has entered anything")
    return Statement("Chains of approvals and decisions", Held.HOLDS, "no break")

"""Each record of the log in one short sentence; and what a report says it does not cover."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agent_router.model.approval import DecisionsLog
from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, ExitSource, Health, KnownBy
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.run import (
    AgentSeen,
    ApprovalSeen,
    Change,
    Command,
    Denied,
    FileRead,
    Finding,
    Record,
    Redaction,
    Request,
    RunEnded,
    Stopped,
    TestCounts,
    Usage,
    Verification,
)
from agent_router.report.facts.evidence_lines import EXCERPT, evidence_line
from agent_router.report.facts.header import Held
from agent_router.report.facts.integrity import limitations, verified
from agent_router.report.facts.standing_of_proof import ProofSource, proof_standing
from tests.report import samples


@pytest.mark.parametrize(
    ("record", "kind", "summary"),
    [
        (FileRead(path="a.py"), "read", "a.py"),
        (FileRead(path="a.py", how="Read"), "read", "a.py (Read)"),
        (
            Change(path="a.py", kind=ChangeKind.DELETED, known_by=KnownBy.GIT, done=False),
            "change",
            "a.py deleted, known by git, attempted only",
        ),
        (
            Command(text="ls", outcome=CommandOutcome.DENIED),
            "command",
            "ls → denied",
        ),
        (
            Command(
                text="pytest",
                outcome=CommandOutcome.RAN,
                exit_code=0,
                exit_source=ExitSource.IMPLIED,
                counts=TestCounts(),
            ),
            "command",
            "pytest → exit 0 (implied); no test ran",
        ),
        (Command(text="x | y", outcome=CommandOutcome.RAN), "command", "x | y → exit code unknown"),
        (Request(system="api", method="PUT", done=False), "request", "PUT api: not carried out"),
        (Request(system="api"), "request", "api: no answer recorded"),
        (
            Verification(
                kind="numbers",
                health=Health.PASSED,
                artifact_name="b.json",
                before=Decimal(9),
                after=Decimal(4),
                unit="ms",
            ),
            "verification",
            "numbers: b.json → passed; 9 → 4 ms",
        ),
        (Finding(text="dead code", severity="low", file="a.py", line=3), "finding", "low: dead code (a.py:3)"),
        (Finding(text="dead code"), "finding", "dead code"),
        (ApprovalSeen(text="yes"), "approval", "Somebody (no name recorded) answered in the session: yes"),
        (Stopped(reason="error_max_turns"), "stop", "error_max_turns"),
        (Stopped(reason="asked", reported="two options"), "stop", "asked: two options"),
        (
            Usage(model="m", input=5, reported_cost_usd=Decimal("0.5"), meter=True),
            "usage",
            "m: the agent's own meter, 5 tokens, $0.5 reported",
        ),
        (Denied(tool="Bash", path="x", reason="outside"), "denied", "Bash x: outside"),
        (AgentSeen(id="a1", state=AgentState.PLANNED), "agent", "a1 planned"),
        (Redaction(rule="token", file="raw", count=2), "redaction", "token masked 2 times in raw"),
        (RunEnded(finished=False), "end", "the log stops without its closing record"),
        (Record(), "record", ""),
    ],
)
def test_a_record_is_told_in_one_sentence(record: Record, kind: str, summary: str) -> None:
    told = evidence_line(record)
    assert (told.kind, told.summary) == (kind, summary)


def test_a_long_record_is_cut_and_says_how_much_is_left() -> None:
    told = evidence_line(FileRead(path="x" * 5_000))
    assert told.summary == "x" * EXCERPT + f"… ({5_000 - EXCERPT:,} more characters)"


def test_limitations_name_what_the_record_cannot_show() -> None:
    judged = samples.accepted()
    records = (
        *judged.run.records,
        Redaction(seq=90, rule="token", file="raw/session.jsonl", count=3, at=datetime(2026, 11, 19, tzinfo=UTC)),
        FileRead(seq=91, path="a.py"),
    )
    logs = tuple(replace(one, remarks=("2 lines of an unknown kind",)) for one in judged.run.started.logs)
    run = replace(judged.run, records=records, started=replace(judged.run.started, logs=logs))
    said = " ".join(limitations(replace(judged, run=run, verdict=replace(judged.verdict, what_if="a" * 64))))
    for words in (
        "session.jsonl: 2 lines of an unknown kind",
        "not from git",
        "no time with its zone",
        "3 secrets were masked",
        "never accepted",
        "implied",
    ):
        assert words in said, words


def test_every_fault_of_the_files_is_a_verification_that_does_not_hold() -> None:
    judged = samples.accepted()
    started = replace(judged.run.started, contract="b" * 64)
    ended = replace(judged.run.ended, finished=False) if judged.run.ended else None
    run = replace(judged.run, started=started, ended=ended, altered=("report.xml",))
    broken = DecisionsLog("x", "y", chain_broken_at=Place("decisions.jsonl", line=2))
    found = {one.what: one for one in verified(replace(judged, run=run, decisions=broken))}
    assert {name for name, one in found.items() if one.held is Held.FAILS} == {
        "Closing record",
        "Digests of artifacts",
        "Contract",
        "Chains of approvals and decisions",
    }
    assert "decisions.jsonl line 2" in found["Chains of approvals and decisions"].because


def test_nothing_handed_in_and_nothing_entered_is_not_examined() -> None:
    judged = samples.uncontracted()
    run = replace(judged.run, started=replace(judged.run.started, artifacts=()), ended=None)
    held = {one.what: one.held for one in verified(replace(judged, run=run))}
    assert held["Digests of artifacts"] is Held.NOT_EXAMINED
    assert held["Chains of approvals and decisions"] is Held.NOT_EXAMINED
    assert held["Closing record"] is Held.FAILS


@pytest.mark.parametrize(
    ("grades", "source"),
    [
        ((), ProofSource.NONE),
        ((None,), ProofSource.STATED),
        ((Grade.INDEPENDENT,), ProofSource.INDEPENDENT),
        ((Grade.INDEPENDENT, Grade.HARNESS), ProofSource.MIXED),
        ((Grade.STATED, Grade.HARNESS), ProofSource.HARNESS),
    ],
)
def test_who_recorded_the_proof(grades: tuple[Grade | None, ...], source: ProofSource) -> None:
    records = tuple(
        Verification(seq=number, kind="tests", health=Health.PASSED, grade=grade)
        for number, grade in enumerate(grades, 2)
    )
    assert proof_standing(replace(samples.accepted().run, records=records)).source is source


def test_what_was_merely_handed_in_is_not_cited_as_recorded() -> None:
    recorded = Verification(seq=4, kind="tests", health=Health.PASSED, grade=Grade.HARNESS)
    handed_in = Verification(seq=9, kind="screenshot", health=Health.UNKNOWN, grade=Grade.STATED)

    both = proof_standing(replace(samples.accepted().run, records=(recorded, handed_in)))
    alone = proof_standing(replace(samples.accepted().run, records=(handed_in,)))

    assert (both.source, both.verifications, [place.line for place in both.places]) == (ProofSource.HARNESS, 1, [4])
    assert (alone.source, alone.verifications, [place.line for place in alone.places]) == (ProofSource.STATED, 1, [9])

"""Recording runs in tests: a request with everything usual filled in."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from agent_router.evidence.reading import read_run
from agent_router.evidence.recording import RecordRequest, record_run
from agent_router.model.contract import Verifier
from agent_router.model.run import Run
from tests.evidence.readings import CLAUDE

RECORDED = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
VERIFIERS = (Verifier("tests", "python -m pytest -q"),)
FIX = (CLAUDE / "claude_fix.transcript.jsonl", CLAUDE / "claude_fix.stream.jsonl")


def request(*logs: Path, **more: object) -> RecordRequest:
    """A request to record these logs."""
    plain = RecordRequest(logs=logs, recorded=RECORDED, router_version="0.1.0", verifiers=VERIFIERS)
    return replace(plain, **more)  # type: ignore[arg-type]


def record(out: Path, *logs: Path, **more: object) -> Run:
    """Record these logs into a folder."""
    record_run(request(*logs, **more), out)
    return read_run(out)

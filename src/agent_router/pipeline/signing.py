"""What people say about a finished run: each act is judged against the case as it stands, then appended.

Secrets in a note are masked before it is appended, which is never taken back.
"""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from agent_router.acceptance.decisions import append_decision, append_sign_off, append_waiver, decide, sign, waive
from agent_router.errors import RouterError
from agent_router.masking.secrets import mask
from agent_router.model.approval import Decision, SignOff, Waiver
from agent_router.model.report import JudgedRun
from agent_router.model.verdict import VerdictState
from agent_router.pipeline.accepting import accept_run


@dataclass(frozen=True, slots=True)
class Act:
    """Who did something, when they say so, and when it was entered."""

    by: str
    at: datetime
    recorded: datetime


def decide_item(folder: Path, act: Act, item: str, *, met: bool, note: str) -> Decision:
    """Settle one checklist item."""
    judged, note = _judged(folder, act), mask(note).text
    decision = decide(judged, item, by=act.by, met=met, note=note, at=act.at, recorded=act.recorded)
    append_decision(folder / "decisions.jsonl", judged, decision)
    return decision


def waive_item(folder: Path, act: Act, item: str, *, reason: str, until: date) -> Waiver:
    """Accept that one item is not met, until a date."""
    judged, reason = _judged(folder, act), mask(reason).text
    waiver = waive(judged, item, by=act.by, reason=reason, until=until, at=act.at, recorded=act.recorded)
    append_waiver(folder / "decisions.jsonl", judged, waiver)
    return waiver


def sign_run(folder: Path, act: Act, *, role: str, meaning: str) -> SignOff:
    """Sign the record and its facts."""
    judged, meaning = _judged(folder, act), mask(meaning).text
    signed = sign(judged, by=act.by, role=role, meaning=meaning, at=act.at, recorded=act.recorded)
    append_sign_off(folder / "decisions.jsonl", judged, signed)
    return signed


def _judged(folder: Path, act: Act) -> JudgedRun:
    judged = accept_run(folder, as_of=act.recorded)
    if judged.verdict.state is VerdictState.UNREADABLE:
        raise RouterError(
            f"{folder}: this run cannot be read, so nothing can be said about it. " + " ".join(judged.verdict.problems)
        )
    return judged

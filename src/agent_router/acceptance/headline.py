"""One sentence for page one: what decides, in plain words."""

import re
from typing import assert_never

from agent_router.acceptance.checks.catalogue import SIGN_OFF
from agent_router.acceptance.gates import contradicted_proof
from agent_router.acceptance.waiting import is_blocking
from agent_router.model.policy import StopWhen
from agent_router.model.verdict import ClaimResult, ItemResult, Outcome, StopResult, VerdictState, Waiting

_LONGEST = 180
_STOPS = {
    StopWhen.OUTSIDE_SCOPE.value: "The run left its scope",
    StopWhen.BUDGET_CROSSED.value: "The run crossed its budget",
    StopWhen.VERIFICATION_FAILED.value: "Verification failed again and again",
    StopWhen.FINDING_ABOUT.value: "The run found something that a person must look at",
}
_PLAIN_WORD = re.compile(r"[a-z]+[,:]?(?! --?\w) ")
_REPEATED = StopWhen.VERIFICATION_FAILED.value
_GATES = ("contract", "record", "artifacts", "end", "decisions")


def headline(
    state: VerdictState,
    items: tuple[ItemResult, ...],
    claims: tuple[ClaimResult, ...],
    stops: tuple[StopResult, ...],
    waiting: tuple[Waiting, ...],
) -> str:
    """The sentence for this state."""
    match state:
        case VerdictState.UNREADABLE:
            return "The record cannot be read, so nothing was judged"
        case VerdictState.ACCEPTED:
            return _accepted(items)
        case VerdictState.WAITING:
            return _waiting(items, waiting)
        case VerdictState.NOT_ACCEPTED:
            return _not_accepted(items, claims, stops)
        case _:
            assert_never(state)


def _accepted(items: tuple[ItemResult, ...]) -> str:
    met = sum(item.outcome is Outcome.MET for item in items)
    waived = sum(item.outcome is Outcome.WAIVED for item in items)
    words = f"Everything that was asked is shown: {met} {'item' if met == 1 else 'items'} met"
    return f"{words}, {waived} waived" if waived else words


def _waiting(items: tuple[ItemResult, ...], waiting: tuple[Waiting, ...]) -> str:
    still = [item for item in items if item.open]
    if not still:
        return "Judged by another workbook: this is an answer to a question, never an acceptance"
    who = ", ".join(dict.fromkeys(each.who for each in waiting if each.who)) or "a person not yet named"
    if all(item.checked_by == SIGN_OFF for item in still):
        return f"Everything that was asked is shown; waiting for the signature of {who}"
    decide = [item for item in still if item.checked_by != SIGN_OFF]
    first = _short(decide[0].because.split("; ", 1)[0])
    more = f", and {len(decide) - 1} more" if len(decide) > 1 else ""
    return f"Waiting for {who}: {first}{more}"


def _not_accepted(items: tuple[ItemResult, ...], claims: tuple[ClaimResult, ...], stops: tuple[StopResult, ...]) -> str:
    gate = next((item for item in items if item.id in _GATES and not item.checked_by), None)
    if gate is not None:
        return _sentence(gate.because)
    lies = contradicted_proof(claims)
    if lies:
        return _lie(lies[0])
    fired = [stop for stop in stops if stop.fired and stop.went_on]
    blocking = [item for item in items if is_blocking(item)]
    if fired and any(item.checked_by == "stopped when required" for item in blocking):
        return f"{_STOPS.get(fired[0].stop_when, 'A stop condition fired')}, and went on"
    repeated = next((stop for stop in stops if stop.fired and stop.stop_when == _REPEATED), None)
    if repeated is not None:
        return _sentence(repeated.because)
    if not blocking:
        return "The checklist accepts nothing"
    more = f" ({len(blocking) - 1} more in the way)" if len(blocking) > 1 else ""
    return f"{_sentence(blocking[0].because.split('; ', 1)[0])}{more}"


def _lie(claim: ClaimResult) -> str:
    if "denied" in claim.because:
        return f"The agent says “{_short(claim.text)}”; the record shows that it was denied and never ran"
    if claim.because.startswith("its last run"):
        return f"Tests failed on their last run; the agent says “{_short(claim.text)}”"
    return f"The agent says “{_short(claim.text)}”; the record shows: {claim.because}"


def _sentence(words: str) -> str:
    # A path or a command with options is a name: it keeps its letters.
    return _short(words[:1].upper() + words[1:] if _PLAIN_WORD.match(words) else words)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1].rstrip()}…"

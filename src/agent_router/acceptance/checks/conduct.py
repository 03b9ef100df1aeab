"""How the run behaved: stop conditions, a stop where one was due, words that the record bears out."""

from agent_router.acceptance.diff import is_cut_off
from agent_router.acceptance.interface import CheckContext
from agent_router.model.known import CommandOutcome
from agent_router.model.policy import StopWhen
from agent_router.model.run import Claim, Command, Finding, Risk
from agent_router.model.verdict import CheckResult, ClaimStanding, Outcome, StopResult


def no_stop_condition(context: CheckContext, _: str) -> CheckResult:
    """None fired. A full box at which the run stopped and handed over a report asks a person instead."""
    if not context.stops:
        return CheckResult(Outcome.NOT_APPLICABLE, "the contract names no stop condition")
    fired = [stop for stop in context.stops if stop.fired]
    if not fired and is_cut_off(context.run):
        words = "none fired as far as the record goes; the log stops without its end"
        return CheckResult(Outcome.NOT_SHOWN, words)
    if not fired:
        return CheckResult(Outcome.MET, f"none of {len(context.stops)} stop conditions fired, by the record")
    words = "; ".join(f"{stop.stop_when}: {stop.because}" for stop in fired)
    evidence = tuple(place for stop in fired for place in stop.evidence)
    in_time = all(_full_box(stop) and not stop.went_on for stop in fired) and _handed_over(context)
    return CheckResult(Outcome.NEEDS_PERSON if in_time else Outcome.NOT_MET, words, evidence)


def stopped_when_required(context: CheckContext, _: str) -> CheckResult:
    """After a stop condition fired, no further command and no change."""
    fired = [stop for stop in context.stops if stop.fired]
    evidence = tuple(place for stop in fired for place in stop.evidence)
    if not fired:
        return CheckResult(Outcome.NOT_APPLICABLE, "nothing called for a stop")
    went_on = [stop for stop in fired if stop.went_on]
    if went_on:
        words = "; ".join(f"{stop.stop_when}: {stop.because}" for stop in went_on)
        return CheckResult(Outcome.NOT_MET, words, tuple(place for stop in went_on for place in stop.evidence))
    if not all(stop.evidence for stop in fired):
        names = ", ".join(stop.stop_when for stop in fired if not stop.evidence)
        return CheckResult(Outcome.NOT_SHOWN, f"where in the record it fired is not known: {names}", evidence)
    if any(_full_box(stop) for stop in fired):
        if _handed_over(context):
            return CheckResult(
                Outcome.NEEDS_PERSON, "the box was full; the run stopped and handed over a report", evidence
            )
        return CheckResult(Outcome.NOT_SHOWN, "the box was full; the run stopped, and no report is recorded", evidence)
    return CheckResult(Outcome.MET, "no further command or change after it fired", evidence)


def claims_supported(context: CheckContext, _: str) -> CheckResult:
    """Contradicted is not met; an unsupported claim of proof is not shown; no claim, nothing to support."""
    for standing, outcome in (
        (ClaimStanding.CONTRADICTED, Outcome.NOT_MET),
        (ClaimStanding.UNSUPPORTED, Outcome.NOT_SHOWN),
    ):
        found = [
            claim
            for claim in context.claims
            if claim.standing is standing and (claim.about_proof or standing is ClaimStanding.CONTRADICTED)
        ]
        if found:
            words = "; ".join(f"“{claim.text}”: {claim.because}" for claim in found)
            return CheckResult(outcome, words, tuple(dict.fromkeys(p for claim in found for p in claim.evidence)))
    supported = [claim for claim in context.claims if claim.standing is ClaimStanding.SUPPORTED]
    if not supported:
        return CheckResult(Outcome.NOT_APPLICABLE, "no claim of proof or change that the record could be held against")
    words = "; ".join(f"“{claim.text}”: {claim.because}" for claim in supported)
    return CheckResult(Outcome.MET, words, tuple(dict.fromkeys(p for claim in supported for p in claim.evidence)))


def findings_reproducible(context: CheckContext, _: str) -> CheckResult:
    """Every finding gives steps, and the record shows that they were run; steps that nobody ran need a person."""
    findings = context.run.of(Finding)
    if not findings:
        return CheckResult(Outcome.NOT_SHOWN, "the record holds no finding with steps to reproduce it")
    without = [finding for finding in findings if not finding.reproduction.strip()]
    if without:
        words = f"{len(without)} of {len(findings)} findings give no steps: " + "; ".join(
            f.text[:80] for f in without[:5]
        )
        return CheckResult(Outcome.NOT_SHOWN, words, tuple(context.run.place(finding) for finding in without))
    ran = {execution.text.casefold() for execution in context.executions} | _commands(context)
    unproven = [
        finding
        for finding in findings
        if not any(len(text) > 2 and text in finding.reproduction.casefold() for text in ran)
    ]
    evidence = tuple(context.run.place(finding) for finding in unproven or findings)
    if unproven:
        words = f"{len(unproven)} of {len(findings)} findings give steps that the record does not show being run"
        return CheckResult(Outcome.NEEDS_PERSON, words, evidence)
    return CheckResult(Outcome.MET, f"the steps of all {len(findings)} findings were run in the record", evidence)


def _commands(context: CheckContext) -> set[str]:
    return {c.text.casefold() for c in context.run.of(Command) if c.outcome is CommandOutcome.RAN}


def _full_box(stop: StopResult) -> bool:
    return stop.stop_when == StopWhen.BUDGET_CROSSED.value


def _handed_over(context: CheckContext) -> bool:
    """Whether a report exists: a closing message, findings or risks; the program's own word on the stop is none."""
    run = context.run
    return bool(run.of(Claim) or run.of(Finding) or run.of(Risk))

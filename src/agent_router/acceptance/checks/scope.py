"""Whether the run stayed inside its folders and systems."""

from collections import Counter

from agent_router.acceptance.bounds import ANY_FILE, folder_breach, is_unplaced, protected_read, system_breach
from agent_router.acceptance.changes import NOT_IN_DIFF_NOTE
from agent_router.acceptance.checks.words import counted_noun, places
from agent_router.acceptance.diff import diff_known, is_cut_off
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.relevance import unanswered
from agent_router.model.known import CommandOutcome
from agent_router.model.run import Command, Denied, FileRead, Record, Request, Run
from agent_router.model.verdict import CheckResult, Outcome


def within_folders(context: CheckContext, _: str) -> CheckResult:
    """Every changed path lies inside; nothing off limits was even read. Attempts that were denied are stops instead."""
    policy = context.case.policy
    reads = [
        (read, why)
        for read in context.run.of(FileRead)
        if (why := protected_read(read.path, context.contract, policy, unplaced=is_unplaced(read.path, context.run)))
    ]
    outside = [
        (path, why)
        for path in context.changed
        if (path.counts or path.note == NOT_IN_DIFF_NOTE)
        and (why := folder_breach(path.path, context.contract, policy, unplaced=is_unplaced(path.path, context.run)))
    ]
    if outside or reads:
        words = "; ".join(dict.fromkeys([why for _, why in outside] + [f"read: {why}" for _, why in reads]))
        evidence = tuple(place for path, _ in outside for place in path.evidence)
        return CheckResult(Outcome.NOT_MET, words, (*evidence, *places(context, [read for read, _ in reads])))
    return _inside(context)


def _inside(context: CheckContext) -> CheckResult:
    bounded = bool(context.contract.scope.folders)
    unsure: list[Record] = list(unanswered(context.run))
    anywhere = [path for path in context.changed if path.path == ANY_FILE]
    if bounded and not diff_known(context.run) and (unsure or anywhere):
        evidence = tuple(place for path in anywhere for place in path.evidence)
        words = "a call may have changed any file, and there is no git diff to say which"
        return CheckResult(Outcome.NOT_SHOWN, words, (*evidence, *places(context, unsure)))
    unplaced = [path for path in context.changed if is_unplaced(path.path, context.run)]
    if unplaced:
        names = ", ".join(path.path for path in unplaced[:5])
        words = f"the log names no folder that the agent worked in, so where {names} lies is not known"
        return CheckResult(Outcome.NOT_SHOWN, words, tuple(place for path in unplaced for place in path.evidence))
    if is_cut_off(context.run) and not diff_known(context.run):
        words = "as far as the record goes, every change lies inside; the log stops without its end"
        return CheckResult(Outcome.NOT_SHOWN, words)
    if not context.changed:
        return CheckResult(Outcome.NOT_APPLICABLE, "the record holds no change and nothing off limits that was read")
    evidence = tuple(dict.fromkeys(place for path in context.changed for place in path.evidence))
    limit = ", ".join(context.contract.scope.folders) or "the whole repository, as the contract names no folder"
    return CheckResult(
        Outcome.MET, f"{counted_noun(len(context.changed), 'path')} changed, all inside {limit}", evidence
    )


def within_systems(context: CheckContext, _: str) -> CheckResult:
    """Every system that was reached is one of the contract's; what was denied was not reached."""
    policy = context.case.policy
    reached = [request for request in context.run.of(Request) if request.done]
    outside = [
        (request, why) for request in reached if (why := system_breach(request.system, context.contract, policy))
    ]
    if outside:
        words = "; ".join(dict.fromkeys(why for _, why in outside))
        return CheckResult(Outcome.NOT_MET, words, places(context, [request for request, _ in outside]))
    open_calls = [
        request for request in _without_answer(context.run) if system_breach(request.system, context.contract, policy)
    ]
    if open_calls:
        words = "; ".join(dict.fromkeys(f"asked, no answer recorded: {request.system}" for request in open_calls))
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, open_calls))
    if is_cut_off(context.run):
        words = (
            "as far as the record goes, every system that was reached is the contract's; the log stops without its end"
        )
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, reached))
    if not reached:
        return CheckResult(Outcome.NOT_APPLICABLE, "the record shows no system that was reached")
    names = ", ".join(dict.fromkeys(request.system for request in reached))
    return CheckResult(Outcome.MET, f"reached: {names}", places(context, reached))


def _without_answer(run: Run) -> tuple[Request, ...]:
    """Requests that neither were answered nor denied, so that they may have reached their system."""
    shells = {record.text for record in run.of(Command) if record.outcome is CommandOutcome.DENIED}
    # One denial answers one request: a later one of the same system stays open.
    refused = Counter((one.agent, one.system) for one in run.of(Denied) if one.system and one.target not in shells)
    command: Command | None = None
    waiting: list[Request] = []
    for record in run.records:
        if isinstance(record, Command):
            command = record
        if not isinstance(record, Request) or record.done or _in_denied_command(record, command):
            continue
        key = (record.agent, record.system)
        if refused[key]:
            refused[key] -= 1
        else:
            waiting.append(record)
    return tuple(waiting)


def _in_denied_command(request: Request, command: Command | None) -> bool:
    """Whether the request is part of that command, which was denied; it stands behind it, read from the same line."""
    return (
        command is not None
        and command.outcome is CommandOutcome.DENIED
        and (command.agent, command.read_from) == (request.agent, request.read_from)
        and request.system.casefold() in command.text.casefold()
    )

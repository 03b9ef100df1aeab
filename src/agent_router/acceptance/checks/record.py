"""What a finished run must return: what changed or was found, looked at, run, spent, left open."""

from agent_router.acceptance.changes import counted, only_ignored
from agent_router.acceptance.checks.words import counted_noun, places
from agent_router.acceptance.diff import diff_known, is_cut_off
from agent_router.acceptance.findings import stated_findings
from agent_router.acceptance.interface import CheckContext
from agent_router.acceptance.relevance import unanswered
from agent_router.model.known import CommandOutcome, Exactness, KnownBy
from agent_router.model.run import Change, Command, FileRead, Record, Redaction, Request, Risk
from agent_router.model.verdict import CheckResult, Outcome


def behavior_or_findings_stated(context: CheckContext, _: str) -> CheckResult:
    """Met by a statement that the record does not contradict: stated, not shown to be so."""
    stated = stated_findings(context.run, context.claims, context.executions)
    if stated:
        records = tuple(dict.fromkeys(finding.record for finding in stated))
        return CheckResult(
            Outcome.MET, f"{counted_noun(len(stated), 'statement')} by the agent", places(context, records)
        )
    if context.claims:
        evidence = tuple(place for claim in context.claims for place in claim.evidence)
        return CheckResult(Outcome.NOT_SHOWN, "the record contradicts everything that was stated", evidence)
    return CheckResult(Outcome.NOT_SHOWN, "the record holds neither a closing message nor findings")


def files_and_systems_listed(context: CheckContext, _: str) -> CheckResult:
    """Met where the record lists at least one file or system that was looked at."""
    looked: list[Record] = [*context.run.of(FileRead)]
    asked = [request for request in context.run.of(Request) if request.done]
    if not looked and not asked:
        return CheckResult(Outcome.NOT_SHOWN, "the record lists no file and no system that was looked at")
    files = len({read.path for read in context.run.of(FileRead)})
    systems = len({request.system for request in asked})
    words = " and ".join(
        part for part in (files and counted_noun(files, "file"), systems and counted_noun(systems, "system")) if part
    )
    return CheckResult(Outcome.MET, f"{words} looked at", places(context, [*looked, *asked]))


def files_changed_listed(context: CheckContext, _: str) -> CheckResult:
    """Met by a list of changed files, with how each is known; not applicable where the record holds no change."""
    changes = [change for change in context.run.of(Change) if change.done]
    open_calls = unanswered(context.run)
    if changes:
        sources = ", ".join(dict.fromkeys(path.known_by for path in context.changed))
        return CheckResult(
            Outcome.MET,
            f"{counted_noun(len(context.changed), 'path')} changed, known by {sources}",
            places(context, changes),
        )
    if open_calls and not diff_known(context.run):
        return CheckResult(
            Outcome.NOT_SHOWN, "a call without a result may have changed files", places(context, open_calls)
        )
    if is_cut_off(context.run) and not diff_known(context.run):
        return CheckResult(
            Outcome.NOT_SHOWN, "no file was changed as far as the record goes; the log stops without its end"
        )
    source = "the git diff" if diff_known(context.run) else "the agent's tool records"
    return CheckResult(Outcome.NOT_APPLICABLE, f"no file was changed, by {source}")


def commands_recorded(context: CheckContext, _: str) -> CheckResult:
    """Met where commands ran and the record holds them; what ran without a known exit code is said."""
    commands = [command for command in context.run.of(Command) if not command.log]
    ran = [command for command in commands if command.outcome is not CommandOutcome.DENIED]
    if ran:
        unknown = sum(command.exit_code is None for command in ran)
        words = counted_noun(len(ran), "command") + (f", {unknown} without a known exit code" if unknown else "")
        return CheckResult(Outcome.MET, words, places(context, ran))
    if commands:
        return CheckResult(Outcome.NOT_SHOWN, "every command was denied; none ran", places(context, commands))
    finished = context.run.ended is not None and context.run.ended.finished
    if finished and any(isinstance(record, FileRead | Change | Request) for record in context.run.records):
        return CheckResult(Outcome.NOT_APPLICABLE, "the finished record holds tool calls, and no command among them")
    return CheckResult(Outcome.NOT_SHOWN, "the record holds no command")


def cost_stated(context: CheckContext, _: str) -> CheckResult:
    """Met by an amount; tokens whose price is unknown are named, and do not make it met."""
    cost, usage = context.cost, context.usage
    if cost.amount is not None:
        at_least = "at least " if cost.exactness is Exactness.LOWER_BOUND else ""
        words = f"{at_least}${cost.amount.normalize():f} ({cost.method.value}): {cost.because}"
        return CheckResult(Outcome.MET, words, cost.places[-1:])
    tokens = f"{usage.total:,} tokens are recorded, " if usage.known else ""
    return CheckResult(Outcome.NOT_SHOWN, f"{tokens}{cost.because}", cost.places[-1:])


def risks_handed_over(context: CheckContext, _: str) -> CheckResult:
    """Met by at least one risk in the agent's words; none stated does not mean that none exist."""
    risks = context.run.of(Risk)
    if risks:
        return CheckResult(Outcome.MET, f"{counted_noun(len(risks), 'risk')} handed over", places(context, risks))
    return CheckResult(Outcome.NOT_SHOWN, "none stated (which does not mean that none exist)")


def no_secret_exposed(context: CheckContext, _: str) -> CheckResult:
    """A masked secret was in the log, so somebody must say whether it has to be replaced.

    None found is met only where the router itself masked the logs, and could look into whatever was handed in.
    """
    masked = context.run.of(Redaction)
    if masked:
        total = sum(redaction.count for redaction in masked)
        rules = ", ".join(dict.fromkeys(redaction.rule for redaction in masked))
        words = f"{counted_noun(total, 'secret')} masked in the logs ({rules}); say whether they must be replaced"
        return CheckResult(Outcome.NEEDS_PERSON, words, places(context, masked))
    unsearched = [one for one in context.run.started.artifacts if not one.searched]
    if unsearched:
        names = "; ".join(f"{one.name}: {one.remarks[0]}" for one in unsearched[:5])
        words = f"{counted_noun(len(unsearched), 'file')} handed in could not be searched for secrets ({names})"
        return CheckResult(Outcome.NOT_SHOWN, words, (context.run.place(context.run.started),))
    if context.run.started.router_version and context.run.started.logs:
        return CheckResult(
            Outcome.MET,
            f"masking searched {counted_noun(len(context.run.started.logs), 'log file')} and found no known shape",
            (context.run.place(context.run.started),),
        )
    return CheckResult(Outcome.NOT_SHOWN, "the record does not say that its logs were searched for secrets")


def no_changes(context: CheckContext, _: str) -> CheckResult:
    """Only an empty diff proves it; without one a person may decide from the calls that could have written."""
    standing = counted(context.changed)
    changed = [path for path in standing if not only_ignored(path)]
    if changed:
        names = ", ".join(path.path for path in changed[:5])
        evidence = tuple(place for path in changed for place in path.evidence)
        return CheckResult(Outcome.NOT_MET, f"{counted_noun(len(changed), 'path')} changed: {names}", evidence)
    if standing:
        names = ", ".join(path.path for path in standing[:5])
        words = f"the git diff is empty, and yet files that git ignores were made or changed meanwhile: {names}"
        return CheckResult(Outcome.NOT_SHOWN, words, tuple(place for path in standing for place in path.evidence))
    undone = [change for change in context.run.of(Change) if change.done and change.known_by is not KnownBy.GIT]
    if diff_known(context.run) and undone:
        words = (
            f"the git diff is empty, and yet the record holds {counted_noun(len(undone), 'change')}: "
            f"undone, ignored by git, or made in another repository"
        )
        return CheckResult(Outcome.NOT_SHOWN, words, places(context, undone))
    if diff_known(context.run):
        return CheckResult(Outcome.MET, "the git diff is empty", (context.run.place(context.run.started),))
    calls: list[Record] = [
        command
        for command in context.run.of(Command)
        if command.outcome is not CommandOutcome.DENIED and not command.log
    ]
    words = "no change is recorded, but without a git diff the record cannot show that nothing was changed"
    if calls:
        words += f"; {counted_noun(len(calls), 'command')} could have written"
    return CheckResult(Outcome.NOT_SHOWN, words, places(context, calls))


def person(_: CheckContext, __: str) -> CheckResult:
    """A person answers this question; nothing else does."""
    return CheckResult(Outcome.NEEDS_PERSON, "a person answers this")

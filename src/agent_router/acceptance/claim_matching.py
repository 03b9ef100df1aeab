"""Which executions and commands of the record a claim of proof speaks of, and which of them may speak against it.

1. Tests and "everything": the executions of the record; the contract's own verifiers are among them.
2. Build, lint, types, CI: executions of that kind, and commands whose program or task has that name (`ruff check`,
   `npm run lint`, `gh pr checks`).
3. What the record shows to have come after the words is not what they speak of; what the router ran later is.
4. Of executions of one runner the last one decides; a selection that failed is made good by a later run of everything.
"""

from collections.abc import Iterable

from agent_router.acceptance.executions import (
    TESTS,
    Execution,
    bound,
    denied_attempts,
    of_verifier,
    run_of_command,
)
from agent_router.acceptance.proof_words import Topic
from agent_router.model.contract import Contract
from agent_router.model.known import CommandOutcome, Health
from agent_router.model.run import Claim, Command, Denied, Record, Run, Verification
from agent_router.shell.same_command import command_line

_KINDS: dict[Topic, frozenset[str]] = {
    Topic.TESTS: frozenset({TESTS, "test"}),
    Topic.BUILD: frozenset({"build", "compile", "compilation"}),
    Topic.LINT: frozenset({"lint", "linter"}),
    Topic.TYPES: frozenset({"types", "type check"}),
    Topic.CI: frozenset({"ci", "attestation"}),
}
_TASKS: dict[Topic, frozenset[str]] = {
    Topic.BUILD: frozenset({"build", "compile", "tsc", "webpack", "vite", "make"}),
    Topic.LINT: frozenset({
        "lint", "ruff", "eslint", "flake8", "pylint", "clippy", "golangci-lint", "rubocop", "biome", "stylelint",
        "shellcheck", "oxlint", "markdownlint", "markdownlint-cli2", "vale", "ktlint", "checkstyle",
    }),
    Topic.TYPES: frozenset({"types", "typecheck", "mypy", "pyright", "tsc", "type"}),
    Topic.CI: frozenset({"ci", "checks"}),
}  # fmt: skip
"""Names of programs and of tasks, by what they verify."""
_STARTERS = frozenset({
    "npm", "pnpm", "yarn", "bun", "npx", "bunx", "make", "just", "task", "mise", "nx", "turbo", "cargo", "go", "dotnet",
    "mvn", "gradle", "gradlew", "docker", "python", "uv", "poetry", "pipenv", "hatch", "run", "exec", "-m", "pr", "gh",
    "rake", "bundle", "composer", "deno", "rye", "pdm",
})  # fmt: skip
"""Programs whose next word names what they do."""
COUNTS_PACKAGES = frozenset({"go", "tox", "nox", "cargo"})
"""Runners whose printed summary may count something else than tests."""
BAD = frozenset({Health.FAILED, Health.ERROR})


def matching(run: Run, found: Iterable[Execution], topic: Topic, claim: Claim) -> tuple[Execution, ...]:
    """The executions that a claim about this topic speaks of, in order."""
    told = tuple(each for each in bound(found) if not each.silent and not came_after(each, claim))
    if topic is Topic.EVERYTHING:
        return told
    own = [each for each in told if each.kind in _KINDS[topic] or _is_task(each.text, topic, run)]
    if topic is Topic.TESTS:
        own = [each for each in told if each.kind in _KINDS[topic]]
        return tuple(own)
    known = {line for each in told for line in each.lines}
    own += [
        execution
        for command in run.of(Command)
        if command.position not in known and command.outcome is not CommandOutcome.DENIED
        if _is_task(command.text, topic, run) and not came_after(execution := run_of_command(run, command), claim)
    ]
    return tuple(sorted(own, key=lambda execution: execution.position))


def came_after(execution: Execution, claim: Claim) -> bool:
    """Whether the record shows that it came after the words: they cannot have been about it."""
    if execution.by_router or execution.artifact:
        return False
    one, other = execution.record.read_from, claim.read_from
    if one and other and one.file == other.file and one.line and other.line:
        return one.line > other.line
    earlier, later = claim.at, execution.record.at
    return earlier is not None and later is not None and later > earlier


def against(found: tuple[Execution, ...], stale: frozenset[tuple[str, int]], *, scoped: bool) -> Execution | None:
    """What speaks against "all of it passes"; against words about some tests, only where every runner's last run."""
    current = [each for each in found if each.position not in stale]
    groups = _latest_of_each(current)
    bad = [each for each in groups if each.health in BAD]
    if scoped:
        return bad[-1] if bad and len(bad) == len(groups) else None
    if bad and current[-1].health in BAD:
        return current[-1]
    return next((each for each in bad if _shows_failures(each) and not _made_good(each, current)), None)


def denied_of(run: Run, contract: Contract | None, topic: Topic) -> tuple[Record, ...]:
    """Denied attempts of what a claim about this topic speaks of."""
    if topic in {Topic.TESTS, Topic.EVERYTHING}:
        verifiers = contract.verifiers if contract else ()
        denied = [record for verifier in verifiers for record in denied_attempts(run, verifier)]
        return tuple(dict.fromkeys((*denied, *denied_attempts(run, None))))
    calls: list[tuple[Record, str]] = [(record, record.target) for record in run.of(Denied)]
    calls += [(record, record.text) for record in run.of(Command) if record.outcome is CommandOutcome.DENIED]
    return tuple(record for record, text in calls if _is_task(text, topic, run))


def is_verifier(run: Run, contract: Contract | None, execution: Execution) -> bool:
    """Whether it is one of the contract's verifiers."""
    root = run.started.working_directory
    return contract is not None and any(
        of_verifier((execution,), contract, verifier, root) for verifier in contract.verifiers
    )


def runner_of(execution: Execution) -> str:
    """The known test runner that it is a run of; empty for another program."""
    return execution.record.runner if isinstance(execution.record, Verification) else ""


def _latest_of_each(found: Iterable[Execution]) -> tuple[Execution, ...]:
    """The last execution of each runner, or of each command where no runner is known; of all reports the last."""
    latest: dict[object, Execution] = {}
    for execution in found:
        key: object = "report" if execution.artifact else runner_of(execution) or execution.family
        latest[key] = execution
    return tuple(sorted(latest.values(), key=lambda execution: execution.position))


def _shows_failures(execution: Execution) -> bool:
    counts = execution.counts
    return execution.health is Health.FAILED and (counts is None or bool(counts.failed or counts.errors))


def _made_good(failed: Execution, found: Iterable[Execution]) -> bool:
    return failed.selective and any(
        each.health is Health.PASSED and not each.selective and each.position > failed.position for each in found
    )


def _is_task(text: str, topic: Topic, run: Run) -> bool:
    names = _TASKS.get(topic, frozenset())
    line = command_line(text, "", run.started.working_directory)
    return any(not names.isdisjoint(_task_names(part.words)) for part in line.parts)


def _task_names(words: tuple[str, ...]) -> set[str]:
    """The program and, where that only starts something, what it starts, whole and cut at `:` and `-`."""
    found: set[str] = set()
    for word in words[:5]:
        name = word.rsplit("/", 1)[-1].casefold()
        found |= {name, *name.replace(":", "-").split("-")} if name not in {"make", "type"} else {name}
        if name not in _STARTERS:
            break
    return found - ({"make", "type"} if len(words) > 1 else set())

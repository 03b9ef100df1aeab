"""After which changes an earlier proof is stale.

1. Agents' own instruction files are relevant, whatever a row exempts.
2. Not relevant, yet listed: paths that the row's Setting exempts, scratch folders, and files that the verifier itself
   wrote (its report, its cache) as long as no file tool of the agent wrote them.
3. Everything else that was changed is relevant, and so is a call that may have changed something and has no result.
"""

from agent_router.acceptance.bounds import in_scratch, without_root
from agent_router.acceptance.executions import Execution
from agent_router.acceptance.order import has_position
from agent_router.model.contract import Contract
from agent_router.model.known import CommandOutcome, KnownBy
from agent_router.model.run import Change, Command, Record, Run
from agent_router.scope.paths import normalize, within
from agent_router.shell.same_command import report_files

AFTER_LAST_CHANGE = "proof after the last change"

_INSTRUCTIONS = (
    "**/AGENTS.md", "**/AGENTS.override.md", "**/CLAUDE.md", "**/CLAUDE.local.md", "**/GEMINI.md", "**/SKILL.md",
    "**/.claude/**", "**/.codex/**", "**/.cursor/**", "**/.gemini/**", "**/.opencode/**", "**/.agents/**",
    "**/.windsurf/**", "**/.cursorrules", "**/.windsurfrules", "**/.clinerules", "**/copilot-instructions.md",
    "**/.github/instructions/**", "**/.github/agents/**", "**/.github/prompts/**", "**/*.instructions.md",
)  # fmt: skip
_TESTS = (
    "**/test/**", "**/tests/**", "**/__tests__/**", "**/spec/**", "**/specs/**", "**/test_*", "**/*_test.*",
    "**/*.test.*", "**/*.spec.*", "**/*_spec.*", "**/*Test.java", "**/*Tests.java", "**/*Tests.cs",
    "**/conftest.py", "**/pytest.ini", "**/jest.config.*", "**/vitest.config.*",
)  # fmt: skip
_CACHES = (
    "**/.pytest_cache/**", "**/__pycache__/**", "**/.coverage", "**/.coverage.*", "**/htmlcov/**", "**/coverage.xml",
    "**/.mypy_cache/**", "**/.ruff_cache/**", "**/.tox/**", "**/.nox/**", "**/.hypothesis/**", "**/.nyc_output/**",
)  # fmt: skip
_UNANSWERED = frozenset({CommandOutcome.NO_RESULT, CommandOutcome.BACKGROUND})


def is_instruction_file(path: str) -> bool:
    """Whether agents take orders from this file."""
    return within(path, _INSTRUCTIONS)


def is_test(path: str) -> bool:
    """Whether the path is a test, or decides which tests run."""
    return within(path, _TESTS)


def exempt_paths(contract: Contract | None) -> tuple[str, ...]:
    """Path patterns that the contract's rows exempt from making a proof stale."""
    settings = (
        [item.effect.setting for item in contract.checklist if item.effect.checked_by == AFTER_LAST_CHANGE]
        if contract
        else []
    )
    return tuple(pattern for setting in settings for pattern in split_paths(setting))


def split_paths(setting: str) -> tuple[str, ...]:
    """The path patterns of a Setting: separated by `;` or line breaks."""
    return tuple(part.strip() for part in setting.replace("\n", ";").split(";") if part.strip())


def written_by_verifier(run: Run, executions: tuple[Execution, ...]) -> frozenset[str]:
    """Paths that the verification commands of the record were told to write, from the root."""
    written: set[str] = set()
    root = run.started.working_directory
    for execution in executions:
        folder = execution.line.single.working_directory if execution.line and execution.line.single else ""
        for name in report_files(execution.text):
            joined = name if name.startswith("/") or not folder else f"{folder}/{name}"
            written.add((normalize(joined, root) if root else normalize(joined)) or joined)
    return frozenset(written)


def is_byproduct(change: Change, written: frozenset[str]) -> bool:
    """Whether the verifier wrote this file, and no file tool of the agent did."""
    return change.known_by is not KnownBy.TOOL and (change.path in written or within(change.path, _CACHES))


def relevant_changes(
    run: Run, contract: Contract | None, executions: tuple[Execution, ...], exempt: tuple[str, ...]
) -> tuple[Change, ...]:
    """The changes done after which a proof is stale; for each path the records that say when, else the diff's."""
    written = written_by_verifier(run, executions)
    relevant = [
        change
        for change in run.of(Change)
        if change.done and _counts(change, contract, written) and not _is_exempt(change, run, exempt)
    ]
    timed = {change.path for change in relevant if _says_when(change)}
    return tuple(change for change in relevant if _says_when(change) or change.path not in timed)


def _says_when(change: Change) -> bool:
    return change.known_by is not KnownBy.GIT and has_position(change)


def unanswered(run: Run) -> tuple[Record, ...]:
    """Calls without a result: each is a possible change."""
    return tuple(command for command in run.of(Command) if command.outcome in _UNANSWERED)


def _counts(change: Change, contract: Contract | None, written: frozenset[str]) -> bool:
    if all(in_scratch(path, contract) for path in _paths(change)):
        return False
    return any(is_instruction_file(path) for path in _paths(change)) or not is_byproduct(change, written)


def _is_exempt(change: Change, run: Run, exempt: tuple[str, ...]) -> bool:
    paths = [without_root(path, run) for path in _paths(change)]
    return all(within(path, exempt) for path in paths) and not any(is_instruction_file(path) for path in paths)


def _paths(change: Change) -> list[str]:
    """A rename touches two paths: each of them can make it relevant."""
    return [path for path in (change.path, change.old_path) if path]

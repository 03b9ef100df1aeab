"""When two command lines are the same command (EVIDENCE, rule 4).

1. `sh -c '…'` is unwrapped, and so are programs that only run another (`time`, `timeout 60`, `env A=b`).
2. `cd` becomes the working directory, which must match.
3. Interpreter and tool paths become their base names; `python3.11` is `python`.
4. Options that only change what is reported (`--junitxml=…`, `-q`, color) are dropped.
5. Everything else stays: a selection (`-k`, a path), another variable, `|| true` make another command.
"""

import posixpath
import re
from dataclasses import dataclass, replace

from agent_router.scope.written_paths import absolute, relative
from agent_router.shell.parsing import Script, ShellCommand, base_name, parse_shell

_PYTHON = re.compile(r"(python|pypy)[0-9.]*t?\Z|py\Z")
_QUIET_VARIABLES = frozenset(
    {"CI", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "PYTHONUNBUFFERED", "COLUMNS"}
    | {"PYTHONDONTWRITEBYTECODE", "PAGER", "GIT_PAGER", "PY_COLORS"}
)
"""Variables that change how output looks, not what is checked."""

_REPORT_FILE = re.compile(
    r"--(?:junit-?xml|html|log-file|json-report-file|output-file|outputFile|cov-report)(?:=|\s+)(?:[a-z]+:)?(\S+)"
)

_NO_OUTCOME = frozenset({"cd", "pushd", "set", "export", "echo", "printf", "true", ":", "source", ".", "popd"})
"""Programs beside a verifier that leave its meaning alone."""


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a tool's options may hold that only changes the report."""

    alone: tuple[str, ...] = ()
    """Options without a value, as patterns matched whole."""
    with_value: tuple[str, ...] = ()
    """Options whose value follows, after `=` or as the next word."""


_EVERYWHERE = ReportOptions(alone=(r"--no-colou?r", r"--colou?rs?(=.*)?"), with_value=("--junitxml", "--junit-xml"))
_PYTEST = ReportOptions(
    alone=(
        *(r"-[qvs]+", r"--quiet", r"--verbose", r"--no-header", r"--no-summary", r"-r[a-zA-Z]+", r"--capture=.*"),
        *(r"-l", r"--showlocals", r"--disable-warnings", r"--disable-pytest-warnings", r"--cov(=.*)?", r"--no-cov"),
    ),
    with_value=(
        *("--tb", "--durations", "--durations-min", "--junit-prefix", "--cov-report", "--show-capture", "--color"),
        *("--verbosity", "--html", "--json-report-file", "--log-file", "--report-log", "--result-log"),
    ),
)
_UNITTEST = ReportOptions(alone=(r"-[vqb]", r"--verbose", r"--quiet", r"--buffer", r"--locals"))
_JAVASCRIPT = ReportOptions(
    alone=(r"--ci", r"--silent", r"--verbose", r"--json", r"--coverage", r"--no-coverage", r"--expand", r"--notify=.*"),
    with_value=(
        *("--reporter", "--reporters", "-R", "--outputFile", "--reporter-option", "--reporter-options"),
        *("--coverage-reporters", "--coverageReporters", "--test-reporter", "--test-reporter-destination"),
    ),
)
_GO = ReportOptions(alone=(r"-v", r"-json", r"-cover"), with_value=("-coverprofile", "-covermode"))
_CARGO = ReportOptions(alone=(r"-[qv]+", r"--quiet", r"--verbose", r"--nocapture"), with_value=("--color", "--format"))
_OTHERS = ReportOptions(
    alone=(r"-[qv]", r"--quiet", r"--verbose", r"--silent", r"--nologo", r"--profile", r"--testdox"),
    with_value=(
        *("--log-junit", "--logger", "--format", "--out", "--verbosity", "--results-directory"),
        *("--output-format", "--output-file"),
    ),
)

_BY_TOOL: dict[str, ReportOptions] = {
    "pytest": _PYTEST,
    "py.test": _PYTEST,
    "unittest": _UNITTEST,
    "jest": _JAVASCRIPT,
    "vitest": _JAVASCRIPT,
    "mocha": _JAVASCRIPT,
    "node": _JAVASCRIPT,
    "playwright": _JAVASCRIPT,
    "go": _GO,
    "cargo": _CARGO,
    "rspec": _OTHERS,
    "phpunit": _OTHERS,
    "dotnet": _OTHERS,
    "ruff": _OTHERS,
    "mypy": _OTHERS,
    "eslint": _OTHERS,
    "tox": _OTHERS,
    "nox": _OTHERS,
    "make": ReportOptions(alone=(r"-s", r"--silent", r"--quiet", r"--no-print-directory")),
    "npm": ReportOptions(alone=(r"-s", r"--silent", r"--quiet")),
    "yarn": ReportOptions(alone=(r"-s", r"--silent")),
    "pnpm": ReportOptions(alone=(r"-s", r"--silent")),
}


@dataclass(frozen=True, slots=True)
class NormalizedCommand:
    """One simple command, freed of what does not change its meaning; two that are equal are the same command."""

    words: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    working_directory: str
    """As joined from where the line started and `cd`, normalized; empty at the root."""

    @property
    def family(self) -> tuple[str, ...]:
        """The words with `python -m TOOL` read as TOOL: what fails is the same thing, however it was started."""
        if len(self.words) > 2 and self.words[0] == "python" and self.words[1] == "-m":
            return self.words[2:]
        return self.words


@dataclass(frozen=True, slots=True)
class Execution:
    """One simple command of a command line, and what the line's exit code says of it."""

    command: NormalizedCommand
    decides: bool
    """Whether exit code 0 of the line means 0 of this command."""
    alone: bool
    """Whether it is the only command of the line that can fail: then any exit code of the line is its own."""
    altered: bool
    """Whether its exit code is negated, caught or conditional (`|| true`): another command."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A whole command line, seen from the root."""

    parts: tuple[NormalizedCommand, ...]
    """Simple commands that can tell something, in order."""
    conjunctive: bool
    """Whether only `&&` joins them and nothing catches their exit codes: then 0 means 0 of each of them."""

    @property
    def single(self) -> NormalizedCommand | None:
        """The only command of the line, or None."""
        return self.parts[0] if len(self.parts) == 1 and self.conjunctive else None

    def holds(self, wanted: "CommandLine") -> bool:
        """Whether this line executes the wanted one, whole and in order, with an exit code that speaks for it."""
        size = len(wanted.parts)
        if not size or not self.conjunctive or not wanted.conjunctive:
            return False
        return any(self.parts[at : at + size] == wanted.parts for at in range(len(self.parts) - size + 1))


def command_line(text: str, folder: str, root: str) -> CommandLine:
    """Take a command line apart; `folder` is where it started, `root` the repository as the agent saw it."""
    found = executions(text, absolute(folder, root))
    whole = all(not one.altered and one.decides for one in found)
    return CommandLine(tuple(_seen_from(one.command, root) for one in found), bool(found) and whole)


def report_files(text: str) -> tuple[str, ...]:
    """Files that a verification command was told to write its report to, as typed."""
    return tuple(match.strip("'\"") for match in _REPORT_FILE.findall(text))


def normalize(command: str, working_directory: str = "") -> NormalizedCommand | None:
    """The one command of this line, or None where the line holds none or several that can fail."""
    found = [one for one in executions(command, working_directory) if not one.altered]
    return found[0].command if len(found) == 1 and found[0].alone else None


def executions(command: str, working_directory: str = "") -> tuple[Execution, ...]:
    """Every simple command of a line that can tell something, `cd` and `echo` left out."""
    return _executions(parse_shell(command), working_directory)


def _executions(script: Script, start: str) -> tuple[Execution, ...]:
    telling = [one for one in script.commands if one.words and base_name(one.words[0]) not in _NO_OUTCOME]
    return tuple(
        Execution(
            command=_normalized(one, start),
            decides=script.chained and not one.altered,
            alone=script.chained and len(telling) == 1 and not one.altered,
            # Of a text that is no whole shell text nothing can be said for sure.
            altered=one.altered or not script.whole,
        )
        for one in telling
    )


def same_command(a: str, b: str, *, a_directory: str = "", b_directory: str = "", root: str = "") -> bool:
    """Whether line `a` executes the command of line `b`, in the same folder.

    Folders are absolute or relative to `root`; a worktree of the root counts as the root. A chain of several commands
    as `b` must be executed whole and in order.
    """
    wanted = executions(b, b_directory)
    found = [_seen_from(one.command, root) for one in executions(a, a_directory) if not one.altered]
    if not wanted or any(one.altered for one in wanted):
        return _bare(a) == _bare(b) and relative(a_directory, root) == relative(b_directory, root)
    commands = [_seen_from(one.command, root) for one in wanted]
    span = len(commands)
    return any(found[at : at + span] == commands for at in range(len(found) - span + 1))


def _seen_from(command: NormalizedCommand, root: str) -> NormalizedCommand:
    return replace(command, working_directory=_folder(relative(command.working_directory, root)))


def _bare(text: str) -> str:
    return " ".join(text.split())


def _normalized(one: ShellCommand, start: str) -> NormalizedCommand:
    words = [_plain_name(one.words[0]), *one.words[1:]]
    tool, at = _tool(words)
    options = _BY_TOOL.get(tool, ReportOptions())
    kept = words[: at + 1] + _without_reports(words[at + 1 :], options)
    env = tuple(sorted(pair for pair in one.env if pair[0] not in _QUIET_VARIABLES))
    return NormalizedCommand(tuple(kept), env, _folder(posixpath.join(start.replace("\\", "/"), one.directory)))


def _folder(path: str) -> str:
    folder = posixpath.normpath(path.replace("\\", "/")) if path else ""
    return "" if folder == "." else folder


def _plain_name(word: str) -> str:
    name = base_name(word)
    return "python" if _PYTHON.match(name) else name


def _tool(words: list[str]) -> tuple[str, int]:
    """The tool whose options follow, and where in the words it stands: `python -m pytest` is pytest at 2."""
    if words[0] == "python" and "-m" in words[1:4]:
        at = words.index("-m") + 1
        if at < len(words):
            return words[at], at
    if words[0] in {"npx", "bunx", "uv", "poetry", "pipenv", "hatch", "bundle", "pdm", "rye"}:
        for at, word in enumerate(words[1:], start=1):
            if base_name(word) in _BY_TOOL and base_name(word) not in {"npm", "yarn", "pnpm"}:
                return base_name(word), at
    return words[0], 0


def _without_reports(words: list[str], options: ReportOptions) -> list[str]:
    alone = [re.compile(pattern + r"\Z") for pattern in _EVERYWHERE.alone + options.alone]
    with_value = set(_EVERYWHERE.with_value + options.with_value)
    kept, at = [], 0
    while at < len(words):
        word = words[at]
        if word in with_value:
            at += 2
            continue
        if word.partition("=")[0] in with_value or any(pattern.match(word) for pattern in alone):
            at += 1
            continue
        kept.append(word)
        at += 1
    return kept

"""When are two commands the same command? Spelled out, so that proof cannot be swapped for something alike.

1. `sh -c "…"` is unwrapped; a leading `cd` becomes the working directory, which must match.
2. The program's path is cut to its base name (`.venv/bin/python` is `python`).
3. Options that change only how a result is reported are dropped (`-q`, `--junitxml=…`, `--color=no`), and so are
   redirections of what is printed.
4. Everything else counts: a selection (`-k`, a path), another option, `|| true`.
"""

import re
import shlex
from dataclasses import dataclass

from agent_router.scope.paths import normalize

_SHELLS = frozenset({"sh", "bash", "zsh", "dash", "ksh"})
_JOINS = frozenset({"&&", "||", ";", "|", "|&", "&", "(", ")", ";;"})
_REPORT_ONLY = re.compile(
    r"-q+|-v+|--quiet|--verbose|--no-colou?rs?|--colou?rs?|--no-header|--no-summary|-r[A-Za-z]+|"
    r"--(?:junit-?xml|colou?rs?|tb|reporters?|durations|json-report-file|html|log-file|cov-report)=.*"
)
_REPORT_ONLY_WITH_VALUE = frozenset({"--junitxml", "--junit-xml", "--color", "--tb", "--durations", "--log-file"})
_REPORT_FILE = re.compile(
    r"--(?:junit-?xml|html|log-file|json-report-file|output-file|outputFile|cov-report)(?:=|\s+)(?:[a-z]+:)?(\S+)"
)
_MAX_DEPTH = 3


@dataclass(frozen=True, slots=True)
class CommandKey:
    """One simple command in its canonical spelling, and the folder it ran in (`.` is the root)."""

    words: tuple[str, ...]
    folder: str

    @property
    def family(self) -> tuple[str, ...]:
        """The words with `python -m TOOL` read as TOOL: what fails is the same thing, however it was started."""
        if len(self.words) > 2 and self.words[0].startswith("python") and self.words[1] == "-m":
            return self.words[2:]
        return self.words


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A whole command line taken apart."""

    parts: tuple[CommandKey, ...]
    """Simple commands in order; `cd` is not among them."""
    conjunctive: bool
    """Whether only `&&` joins them: then exit 0 means that each of them ended with 0."""

    @property
    def single(self) -> CommandKey | None:
        """The only command of the line, or None."""
        return self.parts[0] if len(self.parts) == 1 and self.conjunctive else None


def command_line(text: str, folder: str, root: str) -> CommandLine | None:
    """Take a command line apart; None where its quotes do not close. `root` is the repository as the agent saw it."""
    return _parse(text, _folder(folder, "", root), root, 0)


def report_files(text: str) -> tuple[str, ...]:
    """Files that a verification command was told to write its report to, as typed."""
    return tuple(match.strip("'\"") for match in _REPORT_FILE.findall(text))


def _parse(text: str, folder: str, root: str, depth: int) -> CommandLine | None:
    try:
        tokens = _tokens(text)
    except ValueError:
        return None
    parts: list[CommandKey] = []
    conjunctive = True
    words: list[str] = []
    for word in [*tokens, "&&"]:
        if word not in _JOINS:
            words.append(word)
            continue
        conjunctive = conjunctive and word == "&&"
        if words and words[0] == "cd" and len(words) == 2:
            folder = _folder(words[1], folder, root)
        elif words:
            inner = _unwrapped(words, folder, root, depth)
            if inner is None:
                return None
            parts.extend(inner.parts)
            conjunctive = conjunctive and inner.conjunctive
        words = []
    return CommandLine(tuple(parts), conjunctive)


def _unwrapped(words: list[str], folder: str, root: str, depth: int) -> CommandLine | None:
    program = _base_name(words[0])
    if program in _SHELLS and len(words) == 3 and re.fullmatch(r"-[a-z]*c", words[1]):
        return _parse(words[2], folder, root, depth + 1) if depth < _MAX_DEPTH else None
    return CommandLine((CommandKey((program, *_without_report_options(words[1:])), folder),), conjunctive=True)


def _without_report_options(words: list[str]) -> list[str]:
    kept: list[str] = []
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in _REPORT_ONLY_WITH_VALUE:
            skip = True
        elif not _REPORT_ONLY.fullmatch(word):
            kept.append(word)
    return kept


def _tokens(text: str) -> list[str]:
    joined = text.replace("\\\n", " ").strip().replace("\n", " ; ")
    lexer = shlex.shlex(joined, posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    tokens: list[str] = []
    target_follows = False
    for token in lexer:
        if target_follows:
            target_follows = False
        elif token.startswith((">", "<", "&>")):
            target_follows = True
            if tokens and tokens[-1] in {"1", "2"}:
                tokens.pop()
        elif token.startswith("#"):
            break
        else:
            tokens.append(token)
    return tokens


def _base_name(program: str) -> str:
    return program.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1].removesuffix(".exe")


def _folder(path: str, base: str, root: str) -> str:
    """The folder relative to the root; as typed where it lies outside, so that it matches nothing inside."""
    if not path:
        return base or "."
    joined = path if path.startswith(("/", "~")) or path[1:2] == ":" else f"{base}/{path}" if base else path
    if not root:
        return normalize(joined) or joined
    return normalize(joined, root) or joined

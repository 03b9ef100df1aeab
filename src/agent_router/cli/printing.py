"""Words out: plain lines in a pipe, a little color on a terminal, never control characters of strangers."""

import contextlib
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from agent_router.errors import InputRejected, Misuse, RouterError
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Severity

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MUCH = 20_000_000
"""Bytes of logs from which on progress is shown."""
SHOWN = 5
"""Of the same advice or warning, so many are printed."""
_COLORS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.ADVICE: "cyan"}


def tame(text: str) -> str:
    """The text with control and direction characters shown as escapes: a log cannot drive the terminal."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def say(text: str = "", *, bold: bool = False, color: str | None = None) -> None:
    """Print one line to standard output."""
    click.secho(tame(text), bold=bold, fg=color)


def hint(text: str) -> None:
    """Print one line to standard error: progress and remarks, never the result."""
    click.secho(tame(text), err=True, dim=True)


@contextlib.contextmanager
def byte_progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A function to tell bytes done and bytes in all; a line on a terminal while there is much, nothing in a pipe."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    shown = False

    def tell(done: int, of: int) -> None:
        nonlocal shown
        if of >= MUCH:
            shown = True
            click.echo(f"\r{what}: {done / 1e6:,.0f} of {of / 1e6:,.0f} MB", nl=False, err=True)

    try:
        yield tell
    finally:
        if shown:
            click.echo("\r\x1b[K", nl=False, err=True)


def tell_masked(typed: str, kept: str) -> None:
    """Say where words were not kept as they were typed."""
    if kept != typed.strip():
        hint(f"What looks like a secret was masked before it was stored: {kept}")


def say_json(value: object) -> None:
    """Print a JSON document to standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def complain(fault: RouterError) -> None:
    """Say what was wrong, to standard error."""
    if isinstance(fault, InputRejected):
        for problem in fault.problems:
            click.secho(tame(str(problem)), err=True, fg=_COLORS[problem.rule.severity])
        return
    click.secho(f"agent-router: {tame(str(fault))}", err=True, fg="red")


def list_problems(problems: Iterable[Problem], gathered: frozenset[Place] = frozenset()) -> None:
    """Print problems for a person: the place, what is wrong, what was read, what to do.

    Errors are all printed, except those at `gathered` places, which another finding speaks for; of these, and of the
    same advice, a few are enough, and the rest is counted.
    """
    seen: Counter[str] = Counter()
    hidden: Counter[str] = Counter()
    for problem in problems:
        rule = problem.rule
        if rule.severity is not Severity.ERROR or problem.place in gathered:
            seen[rule.code] += 1
            if seen[rule.code] > SHOWN:
                hidden[rule.code] += 1
                continue
        near = f" Did you mean {problem.suggestion!r}?" if problem.suggestion else ""
        say(f"{rule.severity.value.upper():8}{problem.place}", bold=True, color=_COLORS[rule.severity])
        say(f"        {rule.title} Found: {problem.found}.{near}")
        if problem.answer:
            say(f"        Answered on the sheet: {problem.answer} [{rule.code}]")
        else:
            say(f"        What to do: {rule.remedy} [{rule.code}]")
    for code, count in hidden.items():
        say(f"… and {count} more like {code}; --json lists them all.")


def problem_document(problem: Problem) -> dict[str, object]:
    """A problem for `--json`."""
    place = problem.place
    return {
        "code": problem.rule.code,
        "severity": problem.rule.severity.value,
        "place": str(place),
        "file": place.file,
        "sheet": place.sheet,
        "cell": place.cell,
        "line": place.line,
        "title": problem.rule.title,
        "found": problem.found,
        "suggestion": problem.suggestion,
        "also": [str(also) for also in problem.also],
        "answer": problem.answer,
        "open": problem.open,
        "remedy": problem.rule.remedy,
    }


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: aligned and colored on a terminal, tab-separated in a pipe."""
    if sys.stdout is None or not sys.stdout.isatty():
        for row in (headers, *rows):
            say("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(header_style="bold", box=None, pad_edge=False)
    for header in headers:
        drawn.add_column(header)
    for row in rows:
        drawn.add_row(*(Text(tame(cell)) for cell in row))
    Console().print(drawn)


def now() -> datetime:
    """The clock, read in this floor alone, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def moment(text: str | None, default: datetime) -> datetime:
    """A time typed on the command line: ISO 8601 with a UTC offset; Misuse otherwise."""
    if text is None:
        return default
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        raise Misuse(f"{text!r} is not a time. Write it like 2026-11-22T14:30:00+01:00.") from None
    if typed.tzinfo is None:
        whole = text if "T" in text or ":" in text else f"{text}T14:30:00"
        raise Misuse(f"{text!r} has no UTC offset. Write it like {whole}+01:00, or {whole}Z.")
    return typed


def folder_name(path: Path) -> str:
    """A path as the person would type it again."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)

"""`audit`: everything in a workspace that does not hold, with its place."""

import contextlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_router.cli.options import json_option
from agent_router.cli.printing import list_problems, moment, now, problem_document, say, say_json
from agent_router.model.problem import Severity

if TYPE_CHECKING:
    from agent_router.audit.interface import Audit

_SEVERITIES = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.ADVICE: "remarks"}
_LAST_COMMA = re.compile(r", (?=[^,]*\Z)")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--as-of", metavar="TIME", help="Audit as of that moment (ISO 8601 with UTC offset); without it, now.")
@json_option
def audit(folder: Path, as_of: str | None, *, as_json: bool) -> None:
    """Look through DIR for whatever does not hold: chains, files, digests, people, times, missing runs.

    DIR is a workspace, a folder of runs, one run, or an unpacked redacted export. Nothing in it is changed.

    Exit 0 nothing is open, 1 something is, 3 DIR cannot be read.
    """
    from agent_router.pipeline.auditing import audit_folder

    with _progress() as progress:
        done = audit_folder(folder, as_of=moment(as_of, now()), progress=progress)
    if as_json:
        say_json(_document(done))
    else:
        _print(done)
    sys.exit(0 if done.clean else 1)


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Folders done and in all, on a terminal; nothing in a pipe."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield lambda _done, _of: None
        return
    try:
        yield lambda done, of: click.echo(f"\rauditing: {done} of {of} folders", nl=False, err=True)
    finally:
        click.echo("\r\x1b[K", nl=False, err=True)


def _print(done: "Audit") -> None:
    list_problems(done.problems)
    if done.problems:
        say()
    say(_headline(done), bold=True, color="green" if done.clean else "red")
    say(f"Looked at, as of {done.as_of.isoformat(sep=' ')}: {_counted(done.checked)}.")
    for title, sentences in (("Not looked at:", done.not_examined), ("What this does not prove:", done.not_proven)):
        if sentences:
            say()
            say(title, bold=True)
        for sentence in sentences:
            say(f"- {sentence}")


def _headline(done: "Audit") -> str:
    counts = Counter(problem.rule.severity for problem in done.problems)
    found = ", ".join(number_of(counts[severity], word) for severity, word in _SEVERITIES.items() if counts[severity])
    return f"{'Nothing is open' if done.clean else 'Please look'}: {found or 'no finding'}."


def _counted(checked: tuple[tuple[str, int], ...]) -> str:
    return ", ".join(number_of(number, what) for what, number in checked) or "nothing"


def number_of(number: int, what: str) -> str:
    """A number with its nouns (plural, separated by commas) as people say it: `1 run`, `2 waivers and signatures`."""
    nouns = ", ".join(noun.removesuffix("s") for noun in what.split(", ")) if number == 1 else what
    return f"{number:,} {_LAST_COMMA.sub(' or ' if number == 1 else ' and ', nouns)}"


def _document(done: "Audit") -> dict[str, object]:
    counts = Counter(problem.rule.severity for problem in done.problems)
    return {
        "folder": done.folder,
        "as_of": done.as_of.isoformat(),
        "clean": done.clean,
        "counts": {severity.value: counts[severity] for severity in Severity},
        "problems": [problem_document(problem) for problem in done.problems],
        "checked": dict(done.checked),
        "not_examined": list(done.not_examined),
        "not_proven": list(done.not_proven),
    }

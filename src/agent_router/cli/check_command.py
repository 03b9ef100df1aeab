"""`check`: whether the workbook is sound and means what the lead meant."""

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from agent_router.cli.annotated_copy import Copying, annotate_option, force_option
from agent_router.cli.options import json_option, previous_option, workbook_path
from agent_router.cli.printing import folder_name, list_problems, now, problem_document, say, say_json
from agent_router.cli.watched import (
    PageOnce,
    WatchOptions,
    WatchVoice,
    every_option,
    html_option,
    watch_option,
    watch_workbook,
)
from agent_router.errors import CannotRead, Misuse
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.pipeline.workspace import NamedBytes, named_apart, named_file

if TYPE_CHECKING:
    from agent_router.model.review import RuleUse
    from agent_router.pipeline.checking import CheckedWorkbook

_VERDICTS: Mapping[tuple[bool, bool], str] = MappingProxyType(
    {
        (True, True): "The workbook is sound.",
        (False, True): "The workbook can be used, but somebody has to look at what is named above.",
        (False, False): "The workbook has errors and cannot be used.",
    }
)
"""By sound and usable."""
_COUNTED: Mapping[Severity, tuple[str, str]] = MappingProxyType(
    {
        Severity.ERROR: ("error", "errors"),
        Severity.WARNING: ("warning", "warnings"),
        Severity.ADVICE: ("piece of advice", "pieces of advice"),
    }
)


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path), required=False)
@annotate_option
@force_option
@previous_option
@html_option
@watch_option
@every_option
@json_option
def check(
    workbook: Path | None,
    annotate: Path | None,
    previous: Path | None,
    html: Path | None,
    every: float,
    *,
    force: bool,
    watch: bool,
    as_json: bool,
) -> None:
    """Is this WORKBOOK sound? Exit 0 yes, 1 problems found, 3 it cannot be read."""
    from agent_router.pipeline.checking import check_workbook
    from agent_router.pipeline.versions import Versions

    path = workbook_path(workbook)
    for written in (annotate, html):
        _refuse_absent_folder(written)
    if watch:
        sys.exit(_watched(path, previous, WatchOptions(html, annotate, every, as_json=as_json)))
    page = None if html is None else PageOnce(html, path)
    copying = None if annotate is None else Copying(annotate, path, force=force)
    file: NamedBytes | None = None
    try:
        file, before = _files(path, previous)
        checked = check_workbook(file, Versions(now(), before))
    except CannotRead as unreadable:
        if page is not None and file is not None:
            page.write_unreadable(file, unreadable)
        if as_json:
            say_json(_unreadable_document(unreadable))
        raise
    document = {} if copying is None else copying.write(file, checked)
    document |= {} if page is None else page.write(file, checked)
    if as_json:
        say_json({**checked_document(checked), **document})
    else:
        list_problems(checked.problems, checked.gathered)
        say(f"{verdict_words(checked)}", bold=True)
        if copying is not None:
            copying.say()
        if page is not None:
            page.say()
    sys.exit(0 if checked.sound else 1)


def _refuse_absent_folder(written: Path | None) -> None:
    """A folder that is not there is more often a slip than a wish; Misuse before anything is read."""
    if written is not None and not written.parent.is_dir():
        raise Misuse(f"There is no folder {folder_name(written.parent)} to write {written.name} into. Make it first.")


def _files(path: Path, previous: Path | None) -> tuple[NamedBytes, NamedBytes | None]:
    if previous is None:
        return named_file(path, "workbook"), None
    return named_apart(path, previous, "workbook")


def _watched(path: Path, previous: Path | None, options: WatchOptions) -> int:
    """Check after every save until somebody ends it; the exit code is that of the last check."""
    from agent_router.pipeline.checking import check_workbook
    from agent_router.pipeline.versions import Versions

    before = None if previous is None else named_apart(path, previous, "workbook")[1]
    voice = WatchVoice(
        lambda file: check_workbook(file, Versions(now(), before)),
        checked_document,
        counted_words,
        _unreadable_document,
    )
    return watch_workbook(path, options, voice)


def _unreadable_document(unreadable: CannotRead) -> dict[str, object]:
    """The same form for a file that is no workbook: a reader of the JSON needs no second way."""
    rule = Rule("CK100", Severity.ERROR, "The file cannot be read.", unreadable.remedy)
    told = problem_document(Problem(rule, unreadable.place, unreadable.found))
    return {"sound": False, "usable": False, "examples": 0, "problems": [told]}


def checked_document(checked: "CheckedWorkbook") -> dict[str, object]:
    """What a check found, for `--json`."""
    return {
        "sound": checked.sound,
        "usable": checked.usable,
        "examples": checked.examples,
        "problems": [problem_document(problem) for problem in checked.problems],
        "rules": [_use_document(use) for use in checked.uses],
    }


def _use_document(use: "RuleUse") -> dict[str, object]:
    return {
        "sheet": use.sheet,
        "row": use.row,
        "cell": use.place.cell if use.place else "",
        "examples": list(use.examples),
        "noticed_by": list(use.noticed_by),
        "tried": list(use.tried),
        "untold": use.untold,
    }


def verdict_words(checked: "CheckedWorkbook") -> str:
    """One line: sound or not, how many of each, how many examples."""
    return f"{_VERDICTS[checked.sound, checked.usable]} {counted_words(checked)}; {checked.examples} examples tried."


def counted_words(checked: "CheckedWorkbook") -> str:
    """`1 error, 2 warnings, 0 pieces of advice`."""
    counted = Counter(problem.rule.severity for problem in checked.problems)
    return ", ".join(f"{counted[own]} {one if counted[own] == 1 else many}" for own, (one, many) in _COUNTED.items())

"""`check`: whether the workbook is sound and means what the lead meant."""

import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from agent_router.cli.options import json_option, workbook_path
from agent_router.cli.printing import list_problems, problem_document, say, say_json
from agent_router.model.problem import Severity
from agent_router.pipeline.workspace import named_file

if TYPE_CHECKING:
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
@json_option
def check(workbook: Path | None, *, as_json: bool) -> None:
    """Is this WORKBOOK sound? Exit 0 yes, 1 problems found, 3 it cannot be read."""
    from agent_router.pipeline.checking import check_workbook

    checked = check_workbook(named_file(workbook_path(workbook), "workbook"))
    if as_json:
        say_json(checked_document(checked))
    else:
        list_problems(checked.problems)
        say(f"{verdict_words(checked)}", bold=True)
    sys.exit(0 if checked.sound else 1)


def checked_document(checked: "CheckedWorkbook") -> dict[str, object]:
    """What a check found, for `--json`."""
    return {
        "sound": checked.sound,
        "usable": checked.usable,
        "examples": checked.examples,
        "problems": [problem_document(problem) for problem in checked.problems],
    }


def verdict_words(checked: "CheckedWorkbook") -> str:
    """One line: sound or not, how many of each, how many examples."""
    counted = Counter(problem.rule.severity for problem in checked.problems)
    counts = ", ".join(f"{counted[own]} {one if counted[own] == 1 else many}" for own, (one, many) in _COUNTED.items())
    return f"{_VERDICTS[checked.sound, checked.usable]} {counts}; {checked.examples} examples tried."

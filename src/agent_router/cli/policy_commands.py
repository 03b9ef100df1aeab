"""`init`, `check`, `skill`, `schema`: the workbook and what follows from it alone."""

import sys
from pathlib import Path

import click

from agent_router import __version__
from agent_router.cli.options import json_option, matrix_option, workbook_path
from agent_router.cli.printing import folder_name, list_problems, problem_document, say, say_json
from agent_router.model.problem import Severity
from agent_router.pipeline.workspace import named_file


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Start a workspace in DIR: workbook, sample queue, and folders for contracts, evidence and reports."""
    from agent_router.pipeline.starting import start_workspace

    for path in start_workspace(folder):
        say(f"made {folder_name(path)}")
    say(f"\nOpen {folder_name(folder / 'matrices')} in Excel or LibreOffice and read the sheet Start here.")


@click.command()
@click.argument("workbook", type=click.Path(path_type=Path), required=False)
@json_option
def check(workbook: Path | None, *, as_json: bool) -> None:
    """Is this WORKBOOK sound? Exit 0 yes, 1 problems found, 3 it cannot be read."""
    from agent_router.pipeline.checking import check_workbook

    checked = check_workbook(named_file(workbook_path(workbook), "workbook"))
    if as_json:
        say_json(
            {
                "sound": checked.sound,
                "examples": checked.examples,
                "problems": [problem_document(problem) for problem in checked.problems],
            }
        )
    else:
        list_problems(checked.problems)
        counts = ", ".join(
            f"{sum(problem.rule.severity is severity for problem in checked.problems)} {severity.value}s"
            if severity is not Severity.ADVICE
            else f"{sum(problem.rule.severity is severity for problem in checked.problems)} of advice"
            for severity in Severity
        )
        verdict = "The workbook is sound." if checked.sound else "The workbook has errors and cannot be used."
        say(f"{verdict} {counts}; {checked.examples} examples tried.", bold=True)
    sys.exit(0 if checked.sound else 1)


@click.command()
@matrix_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder that gets the files.")
def skill(matrix: Path | None, out: Path) -> None:
    """Write the router's own instructions for agents: SKILL.md, a section of AGENTS.md, prompt.md."""
    from agent_router.pipeline.instructing import write_instructions

    for path, state in write_instructions(named_file(workbook_path(matrix), "workbook"), out, __version__):
        say(f"{state} {folder_name(path)}")


@click.command()
@click.argument("name", metavar="NAME")
def schema(name: str) -> None:
    """Print the JSON Schema of NAME: task, contract, run, verdict or report."""
    from agent_router.pipeline.schemas import schema_of

    say_json(schema_of(name))

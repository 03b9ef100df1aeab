"""`init`, `skill`, `schema`: the workbook and what follows from it alone."""

from pathlib import Path

import click

from agent_router import __version__
from agent_router.cli.options import matrix_option, workbook_path
from agent_router.cli.printing import folder_name, say, say_json
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

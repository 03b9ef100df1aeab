"""Options that several commands share."""

from pathlib import Path

import click

from agent_router.errors import Misuse
from agent_router.pipeline.workspace import Workspace, find_workspace

matrix_option = click.option(
    "--matrix", type=click.Path(path_type=Path), help="The workbook; without it, the only one of the workspace."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output on standard output.")
at_option = click.option("--at", help="When it happened (ISO 8601 with UTC offset); without it, now.")
by_option = click.option("--by", required=True, metavar="NAME", help="A name on the sheet People.")


def workspace_of(path: Path | None = None) -> Workspace:
    """The workspace around a path or the current folder; Misuse where there is none."""
    found = find_workspace(path if path is not None else Path.cwd())
    if found is None:
        raise Misuse(
            "There is no workspace here: no folder from this one upward has a workbook in matrices/. "
            "Start one with: agent-router init DIR"
        )
    return found


def workbook_path(matrix: Path | None) -> Path:
    """The workbook named, or the only one of the workspace."""
    return matrix if matrix is not None else workspace_of().only_workbook()

"""Options that several commands share."""

from datetime import date, datetime
from pathlib import Path

import click

from agent_router.cli.printing import now
from agent_router.errors import Misuse
from agent_router.pipeline.workspace import Workspace, find_workspace

matrix_option = click.option(
    "--matrix", type=click.Path(path_type=Path), help="The workbook; without it, the only one of the workspace."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output on standard output.")
at_option = click.option("--at", help="When it happened (ISO 8601 with UTC offset); without it, now.")
by_option = click.option("--by", required=True, metavar="NAME", help="A name on the sheet People.")
previous_option = click.option(
    "--previous",
    metavar="OLD.xlsx",
    type=click.Path(path_type=Path),
    help="The version before: the sheet Changes is held against what really differs.",
)
as_of_option = click.option(
    "--as-of",
    "as_of",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Decide as on that day (such as 2026-12-01), for a workbook that is not in force today.",
)


def day_or_now(as_of: datetime | None) -> date | datetime:
    """The day that was asked for, or now."""
    return now() if as_of is None else as_of.date()


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

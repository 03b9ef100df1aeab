"""`report`, `demo`: what people read."""

from pathlib import Path

import click

from agent_router.cli.options import matrix_option, workspace_of
from agent_router.cli.printing import folder_name, hint, moment, now, say
from agent_router.errors import Misuse
from agent_router.pipeline.workspace import Workspace


@click.command()
@click.argument("run_dirs", metavar="[RUN_DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--week", metavar="2026-W47", help="The weekly report of an ISO week.")
@click.option("--queue", type=click.Path(path_type=Path), help="The report of a routed queue.")
@click.option(
    "--workspace",
    "workspace_dir",
    type=click.Path(path_type=Path),
    help="The workspace; without it, the one around this folder.",
)
@matrix_option
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder that gets the files.")
@click.option(
    "--format", "formats", default="html,pdf,json", show_default=True, help="Comma list of html, pdf, json, xlsx."
)
@click.option("--as-of", metavar="TIME", help="Data cut-off; without it, now.")
def report(
    run_dirs: tuple[Path, ...],
    week: str | None,
    queue: Path | None,
    workspace_dir: Path | None,
    matrix: Path | None,
    out: Path,
    formats: str,
    as_of: str | None,
) -> None:
    """Render reports: of finished runs, of one week, or of a routed queue."""
    from agent_router.pipeline.reporting import Order, report_queue, report_runs, report_week

    if sum((bool(run_dirs), week is not None, queue is not None)) != 1:
        raise Misuse("Name run folders, or --week, or --queue: exactly one of them.")
    order = Order(out, tuple(word.strip() for word in formats.split(",") if word.strip()), moment(as_of, now()))
    if run_dirs:
        written = report_runs(run_dirs, order, say=hint)
    elif week is not None:
        workspace = Workspace(workspace_dir) if workspace_dir is not None else workspace_of()
        written = report_week(workspace, week, order, matrix=matrix, say=hint)
    else:
        around = Workspace(workspace_dir) if workspace_dir is not None else None
        written = report_queue(queue or Path(), order, matrix=matrix, workspace=around)
    for path in written:
        say(f"wrote {folder_name(path)}")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def demo(folder: Path) -> None:
    """Build a sample workspace in DIR from recorded runs and do the whole job on it, with one replayed clock."""
    from agent_router.pipeline.demo import build_demo

    result = build_demo(folder, say)
    if not result.complete:
        raise SystemExit(1)

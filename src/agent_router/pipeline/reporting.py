"""Reports on disk: of finished runs, of one week, of a routed queue."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from agent_router.errors import CannotRead, Misuse
from agent_router.ledger.files import write_atomic
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.report import JudgedRun, QueueReportInput, RunReportInput, WeekReportInput
from agent_router.pipeline.accepting import accept_run
from agent_router.pipeline.attachments import criteria_attachments, run_attachments
from agent_router.pipeline.looks import look_of
from agent_router.pipeline.routing_queue import RoutedQueue, route_queue
from agent_router.pipeline.superseding import Counted, count_once
from agent_router.pipeline.weeks import moment_of, week_bounds, weeks_before
from agent_router.pipeline.workspace import Workspace, find_workspace, named_file
from agent_router.report.interface import Format, RenderedFile
from agent_router.report.rendering import render_queue, render_run, render_week
from agent_router.workbook.interface import read_policy

TREND_WEEKS = 11
"""Weeks before the reported one in its trend."""
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What to make and where."""

    out: Path
    formats: tuple[str, ...]
    cut_off: datetime
    replayed_clock: bool = False

    def chosen(self) -> tuple[Format, ...]:
        """The formats by name; Misuse where one is unknown."""
        known = {own.value: own for own in Format}
        unknown = [name for name in self.formats if name not in known]
        if unknown or not self.formats:
            raise Misuse(
                f"There is no report format {', '.join(unknown) or '(none named)'}. There are: {', '.join(known)}."
            )
        return tuple(known[name] for name in self.formats)


def report_runs(folders: Sequence[Path], order: Order, say: Say) -> Iterator[Path]:
    """One report a run folder."""
    names: dict[str, Path] = {}
    for folder in folders:
        if not (folder / "run.jsonl").is_file():
            raise CannotRead(Place(str(folder)), "There is no run here: run.jsonl is missing.", "Name a run folder.")
        say(f"{folder.name} …")
        judged = accept_run(folder, as_of=order.cut_off)
        other = names.setdefault(judged.verdict.run_id, folder)
        if other != folder:
            raise Misuse(f"{other} and {folder} have the same run ID, {judged.verdict.run_id}. Report them apart.")
        policy = judged.policy or workspace_policy(folder)
        entry = RunReportInput(
            judged,
            run_attachments(folder, judged),
            order.cut_off,
            order.replayed_clock,
            revision_of(judged),
        )
        yield from _write(render_run(entry, order.chosen(), look_of(policy, folder)), order.out)


def revision_of(judged: JudgedRun) -> int:
    """Every act of a person makes a superseding revision of the report."""
    said = judged.decisions
    return 1 + len(said.decisions) + len(said.waivers) + len(said.sign_offs)


def report_queue(queue: Path, order: Order, *, matrix: Path | None, workspace: Workspace | None) -> Iterator[Path]:
    """The report of one routed queue."""
    workbook = named_file(
        _matrix(matrix, workspace or find_workspace(queue.resolve().parent) or find_workspace(Path())), "workbook"
    )
    source = named_file(queue, "queue")
    routed = route_queue(source, workbook)
    entry = QueueReportInput(
        routed.tasks,
        routed.assignments,
        routed.policy,
        criteria_attachments(workbook, source, routed.tasks),
        order.cut_off,
        order.replayed_clock,
    )
    yield from _write(render_queue(entry, order.chosen(), look_of(routed.policy, queue)), order.out)


def report_week(workspace: Workspace, week: str, order: Order, *, matrix: Path | None, say: Say) -> Iterator[Path]:
    """The report of one ISO week: all runs that finished in it, the queue, and the weeks before for the trend."""
    workbook = named_file(_matrix(matrix, workspace), "workbook")
    policy = read_policy(workbook.data, workbook.name)
    start, end = week_bounds(week, ZoneInfo(policy.branding.time_zone))
    found = (path.parent for path in (workspace.root / "evidence").glob("*/run.jsonl"))
    # A folder that begins with a dot is still being written, or what a crash left of one.
    folders = sorted(folder for folder in found if not folder.name.startswith("."))
    judged = []
    for folder in folders:
        say(f"{folder.name} …")
        judged.append((folder, accept_run(folder, as_of=order.cut_off)))
    counted = count_once(judged)
    routed = _routed(workspace, matrix)
    queue_path = workspace.queue()
    entry = WeekReportInput(
        week.upper(),
        start,
        end,
        None if routed is None else routed.tasks,
        () if routed is None else routed.assignments,
        _within(counted.judged, start, end),
        _within(counted.judged, weeks_before(start, TREND_WEEKS), start),
        policy,
        criteria_attachments(
            workbook,
            None if queue_path is None else named_file(queue_path, "queue"),
            None if routed is None else routed.tasks,
        ),
        order.cut_off,
        order.replayed_clock,
    )
    entry = replace(entry, run_reports=_run_reports(entry.judged, order.out))
    entry = _of_week(counted, entry)
    yield from _write(render_week(entry, order.chosen(), look_of(policy, workspace.root)), order.out)


def _routed(workspace: Workspace, matrix: Path | None) -> RoutedQueue | None:
    queue = workspace.queue()
    if queue is None:
        return None
    return route_queue(named_file(queue, "queue"), named_file(_matrix(matrix, workspace), "workbook"))


def _within(judged: Sequence[JudgedRun], start: datetime, end: datetime) -> tuple[JudgedRun, ...]:
    """Runs that finished in the period; one without any time belongs to every period, so that it is never lost."""
    return tuple(own for own in judged if (when := moment_of(own.run)) is None or start <= when < end)


def _of_week(counted: Counted, entry: WeekReportInput) -> WeekReportInput:
    """The superseded recordings of this week's runs, or of this week themselves; and what counts twice in it."""
    here = {own.verdict.run_id for own in entry.judged}
    pairs = [
        (old, new)
        for old, new in counted.superseded
        if new.verdict.run_id in here or _within([old], entry.start, entry.end)
    ]
    return replace(
        entry,
        superseded=replace(counted, superseded=tuple(pairs)).names(),
        counted_twice=tuple(pair for pair in counted.twice if here & set(pair)),
    )


def _run_reports(judged: Sequence[JudgedRun], out: Path) -> tuple[tuple[str, str], ...]:
    """Run ID and file name of the run reports that stand beside the weekly one."""
    found = []
    for own in judged:
        name = next((path.name for path in sorted(out.glob("*.html")) if own.verdict.run_id in path.stem), None)
        if name is not None:
            found.append((own.verdict.run_id, name))
    return tuple(found)


def workspace_policy(near: Path) -> Policy | None:
    """The policy of the workspace around a path, where there is exactly one workbook."""
    workspace = find_workspace(near)
    if workspace is None or len(workspace.workbooks()) != 1:
        return None
    workbook = named_file(workspace.only_workbook(), "workbook")
    return read_policy(workbook.data, workbook.name)


def _matrix(matrix: Path | None, workspace: Workspace | None) -> Path:
    if matrix is not None:
        return matrix
    if workspace is None:
        raise Misuse("There is no workspace here. Name a workbook with --matrix.")
    return workspace.only_workbook()


def _write(files: Sequence[RenderedFile], out: Path) -> Iterator[Path]:
    out.mkdir(parents=True, exist_ok=True)
    for file in files:
        write_atomic(out / file.name, file.data)
        yield out / file.name

"""The whole job on recorded runs, in a fresh folder and with one replayed clock: what `make demo` runs."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import assert_never

from agent_router import __version__
from agent_router.contracts.approvals import ApprovalRequest
from agent_router.errors import Misuse
from agent_router.model.assignment import Assignment, Standing
from agent_router.model.verdict import VerdictState
from agent_router.pipeline.accepting import accept_run
from agent_router.pipeline.checking import check_workbook
from agent_router.pipeline.contracting import ContractTarget, approve_contract, write_all_contracts
from agent_router.pipeline.demo_recordings import RecordedRun, copy_logs, rebuild_project, recorded_run
from agent_router.pipeline.demo_story import (
    APPROVALS,
    CONTRACTS_WRITTEN,
    CUT_OFF,
    SCENES,
    WEEK,
    Approved,
    Decided,
    Saying,
    Scene,
    Signed,
    Waived,
)
from agent_router.pipeline.instructing import write_instructions
from agent_router.pipeline.recording import Recording, record_evidence
from agent_router.pipeline.reporting import Order, report_queue, report_runs, report_week
from agent_router.pipeline.routing_queue import route_queue
from agent_router.pipeline.signing import Act, decide_item, sign_run, waive_item
from agent_router.pipeline.starting import start_workspace
from agent_router.pipeline.workspace import NamedBytes, Workspace, named_file
from agent_router.report.interface import FormatUnavailable

Say = Callable[[str], None]
MARK = ".agent-router-demo"
"""A folder that holds this file was made by a demonstration and may be made again."""
PDF = "pdf"
FORMATS = ("html", PDF, "json")


@dataclass(frozen=True, slots=True)
class DemoRun:
    """How one run was judged."""

    name: str
    state: VerdictState
    headline: str


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What the demonstration made."""

    folder: Path
    runs: tuple[DemoRun, ...]
    reports: tuple[Path, ...]
    missing: tuple[str, ...]
    """Names of PDF reports that could not be made."""

    @property
    def complete(self) -> bool:
        """Whether every report is there."""
        return not self.missing


def build_demo(target: Path, say: Say, formats: tuple[str, ...] = FORMATS) -> DemoResult:
    """Build the sample workspace in `target` and do the whole job on it; the queue is reported as Excel as well.

    1. A workspace with the starter workbook and the sample queue.
    2. The workbook is checked.
    3. The queue is routed.
    4. Contracts are written, before every run.
    5. Each recorded run becomes evidence; a mutation is approved in between, on its discovery's proposal.
    6. People decide, waive and sign; each run is judged.
    7. Reports of every run, of the week and of the queue; instructions for agents.

    Raises Misuse where `target` holds something that no demonstration made.
    """
    _clear(target)
    say("This is a demonstration: real agent logs, played people, and a clock that is replayed.")
    list(start_workspace(target))
    (target / MARK).write_text(f"Made by agent-router demo {__version__}; it may be deleted.\n", encoding="utf-8")
    workspace = Workspace(target)
    _check(workspace, say)
    _route(workspace, say)
    _write_contracts(workspace, say)
    for scene in SCENES:
        _play(workspace, scene, say)
    runs = tuple(_judge(workspace, scene, say) for scene in SCENES)
    reports, missing = _report(workspace, formats, say)
    list(write_instructions(named_file(workspace.only_workbook(), "workbook"), target / "instructions", __version__))
    result = DemoResult(target, runs, reports, missing)
    _tell(result, say)
    return result


def _clear(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise Misuse(f"{target} is a file. Name a folder for the demonstration.")
    if any(target.iterdir()) and not (target / MARK).is_file():
        raise Misuse(f"{target} holds files that no demonstration made. Name another folder, or empty it.")
    shutil.rmtree(target)


def _check(workspace: Workspace, say: Say) -> None:
    checked = check_workbook(named_file(workspace.only_workbook(), "workbook"))
    say(f"Workbook checked: {'sound' if checked.sound else 'NOT sound'}, {checked.examples} examples tried.")


def _route(workspace: Workspace, say: Say) -> None:
    routed = route_queue(*_sources(workspace))
    say(f"Queue routed: {len(routed.assignments)} tasks.")
    for line in _tally(routed.assignments):
        say(f"  {line}")


def _sources(workspace: Workspace) -> tuple[NamedBytes, NamedBytes]:
    queue = workspace.queue()
    if queue is None:
        raise Misuse(f"{workspace.root} has no queue.")
    return named_file(queue, "queue"), named_file(workspace.only_workbook(), "workbook")


def _tally(assignments: tuple[Assignment, ...]) -> Iterator[str]:
    routes: dict[str, int] = {}
    for own in assignments:
        name = "Not evaluated" if own.standing is Standing.NOT_EVALUATED else own.route.value
        routes[name] = routes.get(name, 0) + 1
    for name, count in sorted(routes.items(), key=lambda pair: -pair[1]):
        yield f"{count:3} {name}"


def _write_contracts(workspace: Workspace, say: Say) -> None:
    queue, workbook = _sources(workspace)
    target = ContractTarget(workspace.root / "contracts", workbook, CONTRACTS_WRITTEN)
    written = write_all_contracts(route_queue(queue, workbook), target)
    say(f"Contracts written: {len(written.contracts)}; {len(written.left_out)} tasks are led by people.")


def _play(workspace: Workspace, scene: Scene, say: Say) -> None:
    """Approvals before the run, the run's evidence, and what people said afterwards."""
    run = recorded_run(scene.name)
    for approval in APPROVALS:
        if approval.task == scene.task and approval.phase is scene.phase:
            _approve(workspace, approval, run, say)
    folder = workspace.root / "evidence" / scene.name
    logs, artifacts = copy_logs(run, workspace.root / "logs" / scene.name)
    repository = workspace.root / "repositories" / scene.name
    if scene.with_repository:
        rebuild_project(run, repository)
    recording = Recording(
        logs,
        folder,
        workspace.root / "contracts" / scene.task if scene.task else None,
        artifacts,
        repository if scene.with_repository else None,
        run.base if scene.with_repository else "",
        phase=scene.phase.value,
        run_id=scene.name,
        operator=scene.operator,
    )
    recorded = record_evidence(recording, _after(run, 1))
    say(f"Evidence of {scene.name}: {recorded.records} records.")
    for minutes, saying in enumerate(scene.sayings, 10):
        moment = _after(run, minutes)
        _speak(folder, saying, moment)


def _approve(workspace: Workspace, approval: Approved, run: RecordedRun, say: Say) -> None:
    """Half a minute before the run: after the discovery was recorded, before the mutation began."""
    moment = run.started - timedelta(seconds=30)
    approve_contract(
        workspace.root / "contracts" / approval.task,
        ApprovalRequest(approval.phase, approval.by, moment, moment, note=approval.note),
        workspace.root / "evidence" / approval.proposal if approval.proposal else None,
    )
    say(f"{approval.by} approved {approval.phase.value} of {approval.task}.")


def _after(run: RecordedRun, minutes: int) -> datetime:
    return run.ended + timedelta(minutes=minutes)


def _speak(folder: Path, saying: Saying, moment: datetime) -> None:
    act = Act(saying.by, moment, moment)
    match saying:
        case Decided():
            decide_item(folder, act, saying.item, met=saying.met, note=saying.note)
        case Waived():
            waive_item(folder, act, saying.item, reason=saying.reason, until=saying.until)
        case Signed():
            sign_run(folder, act, role=saying.role, meaning=saying.meaning)
        case _ as never:
            assert_never(never)


def _judge(workspace: Workspace, scene: Scene, say: Say) -> DemoRun:
    verdict = accept_run(workspace.root / "evidence" / scene.name, as_of=CUT_OFF).verdict
    say(f"{scene.name}: {verdict.state.value.replace('_', ' ').upper()}. {verdict.headline}")
    return DemoRun(scene.name, verdict.state, verdict.headline)


def _report(workspace: Workspace, formats: tuple[str, ...], say: Say) -> tuple[tuple[Path, ...], tuple[str, ...]]:
    """The reports written, and the names of those PDF files that could not be made."""
    order = Order(workspace.root / "reports", formats, CUT_OFF, replayed_clock=True)
    folders = [workspace.root / "evidence" / scene.name for scene in SCENES]
    say(f"Rendering {len(folders) + 2} reports …")
    # Fresh processes: rendering keeps one core busy, and fork would copy the threads of numeric libraries.
    with ProcessPoolExecutor(min(len(folders), os.cpu_count() or 1), mp_context=get_context("spawn")) as pool:
        queue = pool.submit(_report_queue, workspace, replace(order, formats=(*formats, "xlsx")))
        written = [path for paths in pool.map(_report_run, folders, [order] * len(folders)) for path in paths]
        written += pool.submit(_report_week, workspace, order).result()
        written += queue.result()
    return tuple(written), _without_pdf(written) if PDF in formats else ()


def _without_pdf(written: list[Path]) -> tuple[str, ...]:
    """Names of the PDF files that should stand beside the pages and do not."""
    pages = (path.with_suffix(".pdf") for path in written if path.suffix == ".html")
    return tuple(page.name for page in pages if page not in written)


def _report_run(folder: Path, order: Order) -> list[Path]:
    return _render(lambda own: report_runs([folder], own, say=_silent), order)


def _report_week(workspace: Workspace, order: Order) -> list[Path]:
    return _render(lambda own: report_week(workspace, WEEK, own, matrix=None, say=_silent), order)


def _report_queue(workspace: Workspace, order: Order) -> list[Path]:
    queue = workspace.queue() or workspace.root
    return _render(lambda own: report_queue(queue, own, matrix=None, workspace=workspace), order)


def _render(make: Callable[[Order], Iterable[Path]], order: Order) -> list[Path]:
    """PDF comes last and apart: where its library is missing, the other formats still stand."""
    written = list(make(replace(order, formats=tuple(name for name in order.formats if name != PDF))))
    if PDF in order.formats:
        try:
            written += make(replace(order, formats=(PDF,)))
        except FormatUnavailable:
            return written
    return written


def _silent(text: str) -> None:
    """The demonstration says what it does in its own words."""
    del text


def _tell(result: DemoResult, say: Say) -> None:
    folder = result.folder
    say("")
    say(f"Look here, in {folder}{os.sep}")
    say("  matrices/agent-router.xlsx   the rules, in Excel; start with its first sheet")
    say("  queue.xlsx                   the jobs people asked for")
    say("  contracts/                   what was allowed, a page a task: contract.md")
    say("  logs/, evidence/             what the agents' programs wrote, and what was made of it")
    say("  instructions/                the same rules as instructions for agents")
    for path in result.reports:
        if path.suffix == ".html" and not any(run.name in path.stem for run in result.runs):
            say(f"  reports/{path.name}")
    say(f"  reports/                     and {len(result.runs)} run reports, each as HTML, PDF and JSON")
    for name in result.missing:
        say(f"  MISSING: reports/{name} could not be made; install Pango as said above and run this again.")

"""`route`, `explain`, `contract`, `approve`: what happens before an agent starts."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from agent_router.cli.options import (
    as_of_option,
    at_option,
    by_option,
    day_or_now,
    json_option,
    matrix_option,
    workbook_path,
)
from agent_router.cli.printing import folder_name, hint, list_problems, moment, now, say, say_json, table, tell_masked
from agent_router.errors import Misuse
from agent_router.model.assignment import Assignment, Standing
from agent_router.model.policy import Phase, Policy
from agent_router.pipeline.in_force import in_force_notes
from agent_router.pipeline.routing_queue import RoutedQueue, route_queue
from agent_router.pipeline.workspace import named_file

PHASE = click.Choice([phase.value for phase in Phase])


@click.command()
@click.argument("queue", type=click.Path(path_type=Path))
@matrix_option
@click.option("--out", type=click.Path(path_type=Path), help="Write a file: .xlsx .csv .jsonl .parquet")
@as_of_option
@json_option
def route(queue: Path, matrix: Path | None, out: Path | None, as_of: datetime | None, *, as_json: bool) -> None:
    """Score and route every task of QUEUE. Exit 0, 1 a task was not evaluated, 3 the workbook has errors."""
    from agent_router.queue.wire import assignment_document
    from agent_router.queue.writing import write_assignments

    routed = _routed(queue, matrix, day_or_now(as_of))
    if out is not None:
        _refuse_overwriting(out, queue, workbook_path(matrix))
        write_assignments(out, routed.assignments, routed.policy)
        hint(f"wrote {folder_name(out)}")
    if as_json:
        say_json([assignment_document(own) for own in routed.assignments])
    else:
        _print_queue(routed)
    bad = any(own.standing is Standing.NOT_EVALUATED for own in routed.assignments)
    sys.exit(1 if bad else 0)


def _refuse_overwriting(out: Path, queue: Path, workbook: Path) -> None:
    """Results go into new files: never onto the queue, and never onto a workbook of rules."""
    target = out.resolve()
    if target in {queue.resolve(), workbook.resolve()} or target.parent == workbook.resolve().parent:
        raise Misuse(f"{out} is the queue, or lies beside the workbook of rules. Name a new file somewhere else.")


def _routed(queue: Path, matrix: Path | None, on: date | datetime | None = None) -> RoutedQueue:
    return route_queue(named_file(queue, "queue"), named_file(workbook_path(matrix), "workbook"), on)


def _print_queue(routed: RoutedQueue) -> None:
    rows = [
        (own.task.id, _radius(own), own.route.value, _next_step(own, routed.policy), own.task.goal[:70])
        for own in routed.assignments
    ]
    table(("ID", "Blast radius", "Route", "Next", "Goal"), rows)
    problems = [*routed.tasks.remarks, *(problem for own in routed.assignments for problem in own.problems)]
    list_problems(problems)
    held = sum(own.held for own in routed.assignments)
    hint(f"{len(rows)} tasks: {len(rows) - held} routed, {held} held")


def _radius(own: Assignment) -> str:
    if own.assessment is None:
        return "not evaluated"
    radius, stated = own.assessment.blast_radius, own.assessment.as_far_as_stated
    return radius.value if radius is stated else f"{radius.value} (as far as stated: {stated.value})"


def _next_step(own: Assignment, policy: Policy) -> str:
    if own.standing is Standing.NOT_EVALUATED:
        return "correct the cells named below"
    parts = []
    if own.ask:
        parts.append("answer " + ", ".join(policy.field(code).header for code in own.ask))
    if own.missing:
        parts.append("state " + ", ".join(policy.field(code).header for code in own.missing))
    return "; or ".join(parts) or own.standing.value


@click.command()
@click.argument("queue", type=click.Path(path_type=Path))
@click.argument("task")
@matrix_option
@click.option("--all", "every_row", is_flag=True, help="Print every row of every sheet, those far from fitting too.")
@json_option
def explain(queue: Path, task: str, matrix: Path | None, *, every_row: bool, as_json: bool) -> None:
    """Why TASK of QUEUE got its route, cell by cell, and the fewest answers that would give each other route."""
    from agent_router.pipeline.explaining import explain_task
    from agent_router.pipeline.explanation_document import explanation_document
    from agent_router.pipeline.explanation_words import explanation_lines

    routed = _routed(queue, matrix)
    for note in in_force_notes(routed.policy, now()):
        hint(f"Note: {note}")
    explanation = explain_task(routed, task)
    if as_json:
        say_json(explanation_document(explanation))
        return
    for line in explanation_lines(explanation, every_row=every_row):
        say(line.text, bold=line.heading)


@click.command()
@click.argument("queue", type=click.Path(path_type=Path))
@click.argument("task", required=False)
@matrix_option
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="The contract's folder; with --all, one folder a task inside it.",
)
@click.option("--all", "every", is_flag=True, help="Every task that an agent may work on.")
@click.option("--replaces", type=click.Path(path_type=Path), help="Folder of the contract that this one narrows.")
@as_of_option
def contract(
    queue: Path,
    task: str | None,
    matrix: Path | None,
    out: Path,
    replaces: Path | None,
    as_of: datetime | None,
    *,
    every: bool,
) -> None:
    """Write the contract of TASK into the folder --out; with --all, of every task that an agent may work on."""
    from agent_router.pipeline.contracting import (
        ContractTarget,
        WrittenContracts,
        write_all_contracts,
        write_one_contract,
    )
    from agent_router.queue.problems import SECRET

    if every == (task is not None):
        raise Misuse("Name one task, or give --all, not both.")
    workbook = named_file(workbook_path(matrix), "workbook")
    routed = route_queue(named_file(queue, "queue"), workbook, day_or_now(as_of))
    target = ContractTarget(out, workbook, now())
    if task is not None:
        written = WrittenContracts((write_one_contract(routed, task, target, replaces),), ())
    else:
        written = write_all_contracts(routed, target)
    list_problems(remark for remark in routed.tasks.remarks if remark.rule is SECRET)
    for sealed in written.contracts:
        say(f"{sealed.contract.task_id}  {sealed.contract.route.value}  {sealed.digest[:12]}  {sealed.folder}")
    for task_id, why in written.left_out:
        hint(f"{task_id}: no contract: {why}")


@click.command()
@click.argument("contract_dir", type=click.Path(path_type=Path))
@click.option("--phase", required=True, type=PHASE)
@by_option
@click.option(
    "--proposal", type=click.Path(path_type=Path), help="Run folder of the discovery whose proposal is approved."
)
@click.option("--note", default="")
@at_option
def approve(contract_dir: Path, phase: str, by: str, proposal: Path | None, note: str, at: str | None) -> None:
    """Approve a phase of the contract in CONTRACT_DIR; the approval is bound to the contract's digest."""
    from agent_router.contracts.approvals import ApprovalRequest
    from agent_router.pipeline.contracting import approve_contract

    clock = now()
    request = ApprovalRequest(Phase(phase), by, clock, moment(at, clock), note=note)
    given = approve_contract(contract_dir, request, proposal)
    tell_masked(note, given.note)
    say(f"{given.by} approved {given.phase.value} of contract {given.contract[:12]} at {given.at.isoformat()}")

"""Two workbooks side by side: what cells differ, what kinds of task are decided otherwise, and which tasks move."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent_router.contracts.restating import restated_task
from agent_router.contracts.store import contract_from_bytes
from agent_router.errors import CannotRead, InputRejected, Misuse
from agent_router.model.assignment import Assignment
from agent_router.model.contract import SealedContract
from agent_router.model.field import Field
from agent_router.model.policy import Policy
from agent_router.model.review import CellChange, PolicyDifference, QueueDifference
from agent_router.model.task import Task
from agent_router.pipeline.in_force import day_of
from agent_router.pipeline.looks import look_of
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.pipeline.workspace import NamedBytes, read_file, workspace_name
from agent_router.queue.reading import read_tasks
from agent_router.report.facts.policy_difference import DifferenceFacts, difference_facts
from agent_router.report.policy_difference_page import render_difference_page
from agent_router.review.two_policies.cell_changes import cell_changes
from agent_router.review.two_policies.in_force import in_force
from agent_router.review.two_policies.moves import load_of, task_moves
from agent_router.review.two_policies.reverting import Reverting
from agent_router.review.two_policies.shifts import find_shifts
from agent_router.tables.rulebook import compile_policy
from agent_router.workbook.interface import read_policy

CONTRACT = "contract.json"
Say = Callable[[str], None]

ReadTasks = Callable[[Policy], tuple[Task, ...]]
"""The same tasks in the same order, as a policy reads them; its fields alone count."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is compared beside the workbooks themselves, and when."""

    now: datetime
    queue: NamedBytes | None = None
    runs: Path | None = None
    """A folder with contracts somewhere below it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison found, in words, and the policy whose look its page has."""

    facts: DifferenceFacts
    new: Policy


def compare_workbooks(old: NamedBytes, new: NamedBytes, asked: Asked, say: Say) -> Compared:
    """Compare two workbooks, and what they decide about a queue and past contracts; `say` hears of the slow parts.

    InputRejected where one of the workbooks, or the queue as a whole, has errors; Misuse where there is no contract.
    """
    policies = read_both(old, new)
    contracts = None if asked.runs is None else contracts_below(asked.runs)
    say("comparing every kind of task …")
    difference = compare_policies(*policies)
    queues = []
    if asked.queue is not None:
        say(f"deciding {asked.queue.name} by both …")
        queues.append(compare_queue(policies, difference.cells, asked.queue))
    if contracts is not None:
        say(f"deciding past contracts below {contracts.folder} by both …")
        queues.append(compare_runs(policies, difference.cells, contracts))
    # That a workbook is not in force does not keep anybody from asking what it would do.
    remarks = [problem for policy in policies if queues for problem in in_force(policy, day_of(policy, asked.now))]
    return Compared(difference_facts(policies, difference, queues, remarks), policies[1])


def difference_page(compared: Compared, near: Path) -> bytes:
    """The comparison as one HTML page, in the look of the newer workbook and of the workspace around a path."""
    return render_difference_page(compared.facts, look_of(compared.new, near))


def read_both(old: NamedBytes, new: NamedBytes) -> tuple[Policy, Policy]:
    """Both policies; InputRejected with the problems of both workbooks where one of them has errors."""
    policies, problems = [], []
    for workbook in (old, new):
        try:
            policies.append(read_policy(workbook.data, workbook.name))
        except InputRejected as rejected:
            problems += [problem for problem in rejected.problems if problem.open]
    if problems:
        raise InputRejected(problems)
    return policies[0], policies[1]


def compare_policies(old: Policy, new: Policy) -> PolicyDifference:
    """How the meaning of two policies differs, with the cells that caused it."""
    changes = cell_changes(old, new)
    if not any(change.decides for change in changes):
        return PolicyDifference(changes, ())
    shifts, not_examined = find_shifts(compile_policy(old), compile_policy(new), changes, decide_quickly)
    return PolicyDifference(changes, shifts, not_examined)


def compare_queue(policies: tuple[Policy, Policy], changes: Sequence[CellChange], queue: NamedBytes) -> QueueDifference:
    """What the newer policy does to a queue; the queue is read as each of the policies reads it."""

    def read(policy: Policy) -> tuple[Task, ...]:
        return read_tasks(queue.data, queue.name, policy.fields).tasks

    return _compared(_Trials(*policies, read), changes, (queue.name, False, ()))


def compare_runs(
    policies: tuple[Policy, Policy], changes: Sequence[CellChange], contracts: "Contracts"
) -> QueueDifference:
    """What the newer policy would have done to the tasks of past contracts."""

    def read(policy: Policy) -> tuple[Task, ...]:
        return tuple(_again(sealed, contracts.found, policy) for sealed in contracts.found)

    return _compared(_Trials(*policies, read), changes, (contracts.folder, True, contracts.remarks))


def _compared(
    trials: "_Trials", changes: Sequence[CellChange], source: tuple[str, bool, tuple[str, ...]]
) -> QueueDifference:
    before, after = trials.before(), trials.after()
    moves = task_moves(before, after, changes, trials.without)
    name, past, remarks = source
    moved = len({task for move in moves for task in move.tasks})
    return QueueDifference(name, past, moved, moves, load_of(before), load_of(after), remarks)


class _Trials:
    """Tasks decided by two policies, and by the newer one without some of its changes."""

    def __init__(self, old: Policy, new: Policy, read: ReadTasks) -> None:
        self._old, self._new, self._read = old, new, read
        self._reverting = Reverting(old, new)
        self._known: list[tuple[Sequence[Field], Sequence[Field], tuple[Task, ...]]] = []

    def before(self) -> tuple[Assignment, ...]:
        return decide_quickly(self._tasks(self._old), self._old)

    def after(self) -> tuple[Assignment, ...]:
        return decide_quickly(self._tasks(self._new), self._new)

    def without(self, changes: Collection[CellChange], places: Sequence[int]) -> tuple[Assignment, ...]:
        policy = self._reverting.without(changes)
        tasks = self._tasks(policy)
        return decide_quickly(tuple(tasks[at] for at in places), policy)

    def _tasks(self, policy: Policy) -> tuple[Task, ...]:
        """The tasks as this policy reads them; read again only where the fields differ, wherever they stand."""
        own = None
        for fields, nowhere, tasks in self._known:
            if fields is policy.fields:
                return tasks
            own = own or _nowhere(policy.fields)
            if nowhere == own:
                return tasks
        self._known.append((policy.fields, own or _nowhere(policy.fields), self._read(policy)))
        return self._known[-1][2]


def _nowhere(fields: Sequence[Field]) -> tuple[Field, ...]:
    """The same fields without the cells that they stand in, which differ from workbook to workbook."""
    return tuple(
        replace(
            field,
            place=None,
            words=None
            if field.words is None
            else replace(field.words, words=tuple(replace(word, place=None) for word in field.words.words)),
        )
        for field in fields
    )


@dataclass(frozen=True, slots=True)
class Contracts:
    """Past contracts, each once."""

    folder: str
    found: tuple[SealedContract, ...]
    remarks: tuple[str, ...]
    """Which could not be read, and why."""


def contracts_below(folder: Path) -> Contracts:
    """All contracts wherever they lie below a folder; Misuse where there is none at all."""
    if not folder.is_dir():
        raise Misuse(f"{folder} is no folder. Name the folder that holds contracts or runs, such as contracts/.")
    found: dict[str, SealedContract] = {}
    remarks = []
    for path in sorted(folder.rglob(CONTRACT)):
        name = workspace_name(path.parent)
        try:
            sealed = contract_from_bytes(read_file(path, "contract"), None, name)
        except CannotRead as fault:
            remarks.append(f"left out: {fault}")
            continue
        found.setdefault(sealed.digest, sealed)
    if not found and not remarks:
        raise Misuse(f"There is no contract below {folder}. Name a folder such as contracts/ or evidence/.")
    return Contracts(workspace_name(folder), tuple(found.values()), tuple(remarks))


def _again(sealed: SealedContract, among: Iterable[SealedContract], policy: Policy) -> Task:
    """The task of a contract; named by the contract as well where several contracts are about the same task."""
    task = restated_task(sealed.contract, policy)
    twice = sum(other.contract.task_id == task.id for other in among) > 1
    name = f"{task.id} (contract {sealed.digest[:8]})" if twice else task.id
    return Task(name, task.goal, task.answers)

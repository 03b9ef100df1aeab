"""A queue file becomes tasks. A bad cell stops its own task, never the others.

In this order:

1. The kind of file is found by its content; rows and columns are read as they stand.
2. Columns are matched to fields by name, code and `Also called`; absent ID or Goal, or one name twice, refuse the file.
3. Each cell is read by the kind of its field. What cannot be read is an error of its task, which is then not evaluated.
4. A work type that is missing or unknown may follow from the labels.
5. A task without ID or goal, and tasks that share an ID, are not evaluated.
"""

from collections.abc import Sequence
from dataclasses import replace

from agent_router.errors import InputRejected
from agent_router.ledger.digest import sha256_hex
from agent_router.model.field import Field, IfBlank
from agent_router.model.place import Place
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.model.task import Answer, Task, Tasks
from agent_router.queue.headers import Columns, match_columns, names_of
from agent_router.queue.interface import Faulty, RawRow, RawTable, RawValue
from agent_router.queue.problems import CATALOGUE, NO_TASKS, NO_VALUE, SAME_ID
from agent_router.queue.sources import source_of
from agent_router.queue.values import ID, WORK_TYPE, FieldReader
from agent_router.queue.work_types import LABELS, derive_work_type

__all__ = ["CATALOGUE", "read_queue", "read_tasks"]

GOAL = "goal"


def read_queue(data: bytes, name: str, policy: Policy) -> Tasks:
    """All tasks of a queue file in its own order; `name` is workspace-relative.

    Raises:
        CannotRead: this is no queue: empty, encrypted, damaged, a web page, too large …
        InputRejected: the columns do not fit.
    """
    return read_tasks(data, name, policy.fields)


def read_tasks(data: bytes, name: str, fields: Sequence[Field]) -> Tasks:
    """The same, by the fields alone."""
    table = source_of(data, name).read(data, name, names_of(fields).keys())
    if not table.rows:
        raise InputRejected([Problem(NO_TASKS, Place(name), "column names only")])
    if not table.columns:
        raise InputRejected([
            Problem(row.fault.rule, table.place_of(row.line, 0), row.fault.found) for row in table.rows if row.fault
        ] or [Problem(NO_TASKS, Place(name), "rows without any value")])  # fmt: skip
    columns = match_columns(table, fields)
    reader = _RowReader(table, columns, fields)
    tasks = _unique([reader.task(row) for row in table.rows])
    return Tasks(tuple(tasks), name, sha256_hex(data), (*table.remarks, *columns.remarks))


class _RowReader:
    """Reads the rows of one table."""

    def __init__(self, table: RawTable, columns: Columns, fields: Sequence[Field]) -> None:
        self._table, self._columns = table, columns
        self._readers = [(index, FieldReader(field)) for index, field in columns.fields]
        self._required = [field for field in fields if field.if_blank is IfBlank.REQUIRED and not field.derived]
        by_code = {field.code: field for field in fields}
        self._work_type = FieldReader(by_code[WORK_TYPE]) if WORK_TYPE in by_code else None
        self._labels_header = by_code[LABELS].header if LABELS in by_code else ""
        self._unit = "row" if table.place_of(1, 0).sheet else "line"

    def task(self, row: RawRow) -> Task:
        """One row as a task."""
        place = self._row_place(row)
        answers, problems = self._answers(row)
        if row.fault is not None:
            problems.append(Problem(row.fault.rule, place, row.fault.found))
        else:
            problems += self._blank(row, answers, problems)
        if self._work_type is not None:
            answers, problems = derive_work_type(answers, problems, self._work_type, self._labels_header)
        stated = {answer.field: answer.value for answer in answers}
        return Task(
            str(stated.get(ID, f"{self._unit} {row.line}")),
            str(stated.get(GOAL, "")),
            tuple(answers),
            place,
            tuple(problems),
            self._extra(row),
        )

    def _row_place(self, row: RawRow) -> Place:
        index = next((index for index, field in self._columns.fields if field.code == ID), 0)
        return self._table.place_of(row.line, index)

    def _answers(self, row: RawRow) -> tuple[list[Answer], list[Problem]]:
        answers: list[Answer] = []
        problems: list[Problem] = []
        for index, reader in self._readers:
            raw = row.values[index] if index < len(row.values) else None
            if raw is None or raw == "":
                continue
            place = self._table.place_of(row.line, index)
            read = reader.read(raw, place)
            if read.value is not None:
                answers.append(Answer(reader.field.code, read.value, place, read.derived_from))
            problems += read.problems
        remarks = [
            Problem(rule, self._table.place_of(row.line, index), f"{self._table.columns[index]}: {found}")
            for rule, index, found in row.remarks
            if index < len(self._table.columns)
        ]
        return answers, problems + remarks

    def _blank(self, row: RawRow, answers: list[Answer], problems: list[Problem]) -> list[Problem]:
        stated = {answer.field for answer in answers}
        by_code = {field.code: index for index, field in self._columns.fields}
        places = {problem.place for problem in problems if problem.rule.severity.value == "error"}
        found = []
        for field in self._required:
            place = self._table.place_of(row.line, by_code[field.code])
            # A cell that was refused is not blank as well; in text files several cells share their line.
            refused = place in places and any(problem.found.startswith(f"{field.header}:") for problem in problems)
            if field.code not in stated and not refused:
                found.append(Problem(NO_VALUE, place, f"{field.header} is blank"))
        return found

    def _extra(self, row: RawRow) -> tuple[tuple[str, str], ...]:
        return tuple(
            (header, text)
            for index, header in self._columns.extra
            if index < len(row.values) and (text := _as_text(row.values[index]))
        )


def _as_text(raw: RawValue) -> str:
    if raw is None or isinstance(raw, Faulty):
        return ""
    if isinstance(raw, tuple):
        return "; ".join(raw)
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    return str(raw).strip()


def _unique(tasks: list[Task]) -> list[Task]:
    """Tasks that share an ID (case forgiven, as folders may) are in error, each naming the other."""
    first: dict[str, int] = {}
    others: dict[int, int] = {}
    for index, task in enumerate(tasks):
        key = task.id.casefold()
        if key in first:
            others[index] = first[key]
            others.setdefault(first[key], index)
        else:
            first[key] = index
    return [
        replace(task, problems=(*task.problems, _same_id(task, tasks[others[index]]))) if index in others else task
        for index, task in enumerate(tasks)
    ]


def _same_id(task: Task, other: Task) -> Problem:
    at = task.place or Place("")
    there = other.place.short if other.place else "elsewhere"
    return Problem(SAME_ID, at, f"“{task.id}”; the other one is at {there}")

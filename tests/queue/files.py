"""Queue files made for tests."""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from agent_router.model.problem import Problem, Severity
from agent_router.model.task import Task, Tasks
from agent_router.queue.reading import read_tasks
from tests.queue.shipped import FIELDS_SHIPPED

HEADERS = ("ID", "Goal", "Work type", "Surface", "Data class", "Files expected", "Folders")
ROW = ("A-1", "Map dead code", "Dead-code map", "Large", "Internal", "0", "src/**")


def as_csv(*rows: Sequence[object], headers: Sequence[str] = HEADERS, separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([headers, *rows])
    return text.getvalue().encode()


def as_jsonl(*rows: object) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def as_xlsx(
    *rows: Sequence[object], headers: Sequence[str] = HEADERS, change: Callable[[Worksheet], None] | None = None
) -> bytes:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "Queue"
    for row in [headers, *rows]:
        sheet.append(list(row))
    if change:
        change(sheet)
    return saved(book)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def replaced_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one part of its package changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            content = old.read(entry)
            new.writestr(entry, change(content) if entry == part else content)
    return buffer.getvalue()


def read(data: bytes, name: str = "queue.txt") -> Tasks:
    return read_tasks(data, name, FIELDS_SHIPPED)


def read_one(**cells: object) -> Task:
    """One task of a JSON queue; ID and Goal are given unless they are among the cells."""
    return read(as_jsonl({"id": "A-1", "goal": "Do it", **cells})).tasks[0]


def codes(problems: Sequence[Problem]) -> list[str]:
    return [problem.rule.code for problem in problems]


def errors(task: Task) -> list[str]:
    return codes([problem for problem in task.problems if problem.rule.severity is Severity.ERROR])

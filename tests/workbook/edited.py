"""The shipped workbook with something changed, as a lead would change it, and what reading it says."""

import io
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from agent_router.errors import InputRejected
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem, Severity
from agent_router.workbook.interface import read_policy
from tests.counting import uncounted
from tests.policies import STARTER

NAME = "policy.xlsx"
HEADER_ROW = 4


def starter_book() -> Workbook:
    return load_workbook(STARTER)


def saved(book: Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(change: Callable[[Workbook], object]) -> bytes:
    with uncounted():
        book = starter_book()
        change(book)
        return saved(book)


def column(sheet: Worksheet, header: str) -> int:
    for cell in sheet[HEADER_ROW]:
        if cell.value == header:
            return int(cell.column or 0)
    raise KeyError(header)


def cell_of(book: Workbook, sheet: str, header: str, row: str) -> Cell:
    """The cell under a header in the row whose first cell holds `row`."""
    page = book[sheet]
    for (first,) in page.iter_rows(min_row=HEADER_ROW + 1, max_col=1):
        if str(first.value) == row:
            found = page.cell(first.row or 0, column(page, header))
            assert isinstance(found, Cell)
            return found
    raise KeyError(row)


def policy_of(change: Callable[[Workbook], object]) -> Policy:
    return read_policy(edited(change), NAME)


def problems_in(data: bytes) -> tuple[Problem, ...]:
    """Everything that reading says, whether it refuses the workbook or not."""
    try:
        return read_policy(data, NAME).remarks
    except InputRejected as rejected:
        return rejected.problems


def problems_after(change: Callable[[Workbook], object]) -> tuple[Problem, ...]:
    return problems_in(edited(change))


def errors_after(change: Callable[[Workbook], object]) -> tuple[Problem, ...]:
    return tuple(problem for problem in problems_after(change) if problem.rule.severity is Severity.ERROR)


@dataclass(frozen=True)
class Slip:
    """One cell typed wrong, and what is to be said about it."""

    sheet: str
    header: str
    row: str
    typed: object
    code: str
    suggestion: str = ""
    number_format: str = ""

    def __str__(self) -> str:
        return f"{self.sheet} {self.header} {self.typed!r}"

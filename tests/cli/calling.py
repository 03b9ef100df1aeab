"""Calling the program as a person would, without a new process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from openpyxl import load_workbook

from agent_router.cli.main import agent_router
from tests.counting import uncounted


def call(*words: str | Path) -> Result:
    """Run one command; standard output and error are kept apart. A bug of ours is raised, never hidden."""
    return CliRunner().invoke(agent_router, [str(word) for word in words], catch_exceptions=False)


def answer(*words: str | Path) -> Any:  # noqa: ANN401 - whatever JSON the command prints
    """The JSON that a command prints."""
    return json.loads(call(*words).stdout)


def retype(workbook: Path, sheet: str, header: str, row: int, value: str) -> None:
    """Type something into a cell of a workbook, as a lead would; the column is found by its header."""
    with uncounted():
        book = load_workbook(workbook)
        column = next(at for at, cell in enumerate(book[sheet][4], start=1) if cell.value == header)
        book[sheet].cell(row=row, column=column, value=value)
        book.save(workbook)

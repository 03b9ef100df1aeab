"""What the recorded runs of a workspace used and the workbook has no price for, priced from LiteLLM's table."""

from datetime import date
from pathlib import Path

from agent_router.errors import RouterError
from agent_router.evidence.reading import read_run
from agent_router.ledger.digest import sha256_hex
from agent_router.model.run import Usage
from agent_router.pipeline.workspace import Workspace, named_file, read_file
from agent_router.sheets.writing import ColumnOut, Look, SheetOut, to_table_workbook
from agent_router.workbook.columns import CellKind
from agent_router.workbook.interface import read_policy
from agent_router.workbook.price_table import TablePrices, price_cells, prices_from_table
from agent_router.workbook.prices import SCHEMA

_LOOKS = {CellKind.NUMBER: Look.NUMBER, CellKind.DATE: Look.DATE}


def unpriced_models(workspace: Workspace, workbook: Path) -> tuple[str, ...]:
    """Models that recorded runs of this workspace used and `Prices` has no row for, in name order."""
    priced = {price.model.casefold() for price in read_policy(read_file(workbook, "workbook"), workbook.name).prices}
    used: set[str] = set()
    for log in sorted((workspace.root / "evidence").glob("*/run.jsonl")):
        try:
            run = read_run(log.parent)
        except RouterError:
            continue  # an unreadable run is reported when it is judged
        used |= {usage.model for usage in run.of(Usage) if usage.model}
    return tuple(sorted(model for model in used if model.casefold() not in priced))


def table_prices(table: Path, models: tuple[str, ...], since: date) -> tuple[TablePrices, str]:
    """The rows for these models, and the note that says where they are from."""
    source = named_file(table, "table of prices")
    found = prices_from_table(source.data, source.name, models, since)
    return found, f"Imported from {source.name}, SHA-256 {sha256_hex(source.data)[:12]}"


def price_sheet(found: TablePrices, note: str) -> bytes:
    """A workbook with the one sheet `Prices`, to copy rows from."""
    columns = tuple(
        ColumnOut(column.header, column.width, _LOOKS.get(column.kind, Look.TEXT), column.help)
        for column in SCHEMA.columns
    )
    rows = [price_cells(price, note) for price in found.rows]
    return to_table_workbook([SheetOut("Prices", columns, rows, "Prices to copy", note)], "Prices to copy")

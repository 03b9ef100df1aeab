"""`prices`: rows for the sheet Prices out of LiteLLM's table; the workbook itself is never written to."""

import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import click

from agent_router.cli.options import json_option, workbook_path, workspace_of
from agent_router.cli.printing import hint, say_json, table
from agent_router.errors import Misuse
from agent_router.ledger.files import write_atomic


@click.command()
@click.argument("table_file", metavar="TABLE.json", type=click.Path(path_type=Path))
@click.option(
    "--model", "models", multiple=True, metavar="NAME", help="A model as the agent's log names it; repeatable."
)
@click.option(
    "--from",
    "since",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="First day on which these prices hold: the table itself has no dates.",
)
@click.option("--matrix", type=click.Path(path_type=Path), help="The workbook whose Prices are looked at.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE.xlsx", help="Also write the rows to a new file.")
@json_option
def prices(
    table_file: Path,
    models: tuple[str, ...],
    since: datetime,
    matrix: Path | None,
    out: Path | None,
    *,
    as_json: bool,
) -> None:
    """Print rows for the sheet Prices from LiteLLM's TABLE.json (model_prices_and_context_window.json).

    Without --model: the models that recorded runs of this workspace used and the workbook has no price for. Nothing is
    guessed: a figure that the table does not state stays blank. Exit 0 all found, 1 some model has no price there.
    """
    from agent_router.pipeline.pricing import price_sheet, table_prices, unpriced_models
    from agent_router.workbook.price_table import price_cells
    from agent_router.workbook.prices import SCHEMA

    if out is not None and out.exists():
        raise Misuse(f"{out} exists already. Name a new file; nothing is ever written over.")
    wanted = models or unpriced_models(workspace_of(), workbook_path(matrix))
    found, note = table_prices(table_file, wanted, since.date())
    headers = [column.header for column in SCHEMA.columns]
    rows = [[_plain(cell) for cell in price_cells(price, note)] for price in found.rows]
    if as_json:
        missing = [{"model": model, "why": why} for model, why in found.missing]
        say_json({"rows": [dict(zip(headers, row, strict=True)) for row in rows], "missing": missing})
    else:
        table(headers, rows)
        for model, why in found.missing:
            hint(f"{model}: {why}. Its price stays unknown.")
        if not wanted:
            hint("Every model that the recorded runs used has a price.")
    if out is not None:
        write_atomic(out, price_sheet(found, note))
        hint(f"{len(rows)} row(s) in {out}; copy them into the sheet Prices.")
    sys.exit(1 if found.missing else 0)


def _plain(cell: str | date | Decimal | None) -> str:
    return "" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else str(cell)

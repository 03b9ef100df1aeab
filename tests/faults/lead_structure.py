"""Faults of structure that other programs, and a lead's mouse, leave behind (group 1 of `check`)."""

from agent_router.sheets.book import column_letters
from tests.faults.draft import HEADER_ROW, Draft, Formula, shipped_sheet
from tests.faults.fault import Fault


def _totals_row(draft: Draft) -> None:
    table = next(part for part, text in draft.parts.items() if b'name="tbl_budgets"' in text)
    draft.replace(table, 'ref="A4:K11" totalsRowShown="0"', 'ref="A4:K12" totalsRowCount="1"')
    draft.put("Budgets", "A12", "Total")
    draft.put("Budgets", "F12", Formula("=SUBTOTAL(109,tbl_budgets[Budget minutes])", 720))


def _two_rows_moved(draft: Draft) -> None:
    """Two pairs of neighbors that never fit the same task: nothing is decided differently."""
    _exchange(draft, "Budgets", 5, 6)
    _exchange(draft, "Budgets", 7, 8)


def _heading_row(draft: Draft) -> None:
    """As a lead orders a long sheet: the last rule is pushed down by a row of words."""
    sheet = shipped_sheet("Budgets")
    for column in range(1, sheet.last_column + 1):
        letters = column_letters(column)
        draft.put("Budgets", f"{letters}{sheet.last_row + 1}", sheet.cell(sheet.last_row, column).value)
        draft.put("Budgets", f"{letters}{sheet.last_row}", None)
    draft.put("Budgets", f"A{sheet.last_row}", "--- small edits ---")
    table = next(part for part, text in draft.parts.items() if b'name="tbl_budgets"' in text)
    draft.replace(table, f"K{sheet.last_row}", f"K{sheet.last_row + 1}")


def _exchange(draft: Draft, name: str, first: int, second: int) -> None:
    sheet = shipped_sheet(name)
    for column in range(1, sheet.last_column + 1):
        for here, there in ((first, second), (second, first)):
            draft.put(name, f"{column_letters(column)}{here}", sheet.cell(there, column).value)


def sorted_by(draft: Draft, name: str, header: str) -> None:
    """As a filter's menu does it: whole rows, by the words of one column."""
    sheet = shipped_sheet(name)
    key = [cell.value for cell in sheet.row(HEADER_ROW)].index(header)
    across, down = range(1, sheet.last_column + 1), range(HEADER_ROW + 1, sheet.last_row + 1)
    rows = [[sheet.cell(row, at).value for at in across] for row in down]
    for number, values in enumerate(sorted(rows, key=lambda row: str(row[key])), HEADER_ROW + 1):
        for at, value in enumerate(values, 1):
            draft.put(name, f"{column_letters(at)}{number}", value)


FAULTS = (
    Fault("WB180", "totals-row", "switched on the totals row of a table", _totals_row, "Budgets!A12", "row 12."),
    Fault(
        "WB181", "note-beside-the-table", "wrote a note beside a table",
        lambda draft: draft.put("Budgets", "N6", "why 90?"),
        "Budgets!N6", "“why 90?”.",
    ),
    Fault("WB182", "rows-moved", "moved two rows below others", _two_rows_moved, "Budgets!A6",
          "B1 stands below B2, B3 stands below B4."),
    Fault(
        "WB183", "heading-among-rows", "typed a heading into a row of its own among the rules",
        _heading_row, "Budgets!A11", "“--- small edits ---”.",
    ),
)  # fmt: skip

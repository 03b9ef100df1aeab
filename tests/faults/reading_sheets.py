"""Sheets, columns and rows that are not where they should be (group 1 of `check`)."""

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from tests.faults.draft import Draft, header_cell, last_row, shipped_sheet, under
from tests.faults.fault import Change, Fault

_SHEETS = "xl/workbook.xml"


def _renamed(old: str, new: str) -> Change:
    return lambda draft: draft.replace(_SHEETS, f'<sheet name="{old}"', f'<sheet name="{new}"')


def _state(sheet: str, state: str) -> Change:
    return lambda draft: draft.replace(_SHEETS, f'<sheet name="{sheet}"', f'<sheet name="{sheet}" state="{state}"')


def _deleted(name: str) -> Change:
    def change(book: Workbook) -> None:
        del book[name]

    return lambda draft: draft.edit(change)


def _copied(name: str, title: str) -> Change:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book[name]).title = title

    return lambda draft: draft.edit(change)


def _both_renamed(draft: Draft) -> None:
    def change(book: Workbook) -> None:
        book.copy_worksheet(book["Routes"]).title = "Routs"
        book["Routes"].title = "Routess"

    draft.edit(change)


def _added(title: str) -> Change:
    def change(book: Workbook) -> None:
        book.create_sheet(title)["A1"] = "my own"

    return lambda draft: draft.edit(change)


def _merged(sheet: str, cells: str) -> Change:
    def change(draft: Draft) -> None:
        for cell in cells.split(":")[1:]:
            draft.put(sheet, cell, None)
        merge = f'</sheetData><mergeCells count="1"><mergeCell ref="{cells}"/></mergeCells>'
        draft.replace(draft.part_of(sheet), "</sheetData>", merge)

    return change


def _no_headers(draft: Draft) -> None:
    for cell in shipped_sheet("Branding").row(4):
        draft.put("Branding", cell.place.cell, f"Part {cell.column}")


def _headers_again(draft: Draft) -> None:
    number = last_row("Prices") + 2
    for cell in shipped_sheet("Prices").row(4):
        draft.put("Prices", f"{cell.place.cell[0]}{number}", str(cell.value))


def _row_below(draft: Draft) -> None:
    draft.put("People", f"A{last_row('People') + 1}", "Rózsa Péter")
    draft.put("People", under("People", "Email", last_row("People") + 1), "rozsa@example.com")


def _hidden_row(draft: Draft) -> None:
    draft.replace(draft.part_of("Routes"), '<row r="9"', '<row r="9" hidden="1"')


def _hidden_column(draft: Draft) -> None:
    column = header_cell("Routes", "Reviewed by").rstrip("4")
    number = column_index_from_string(column)
    draft.replace(
        draft.part_of("Routes"), f'<col min="{number}" max="{number}"', f'<col min="{number}" max="{number}" hidden="1"'
    )


def _only_off(draft: Draft) -> None:
    for row in range(5, last_row("Stop conditions") + 1):
        draft.put("Stop conditions", under("Stop conditions", "On", row), "no")


def _new_column(sheet: str, header: str, value: str = "") -> Change:
    def change(draft: Draft) -> None:
        column = get_column_letter(shipped_sheet(sheet).last_column + 1)
        draft.put(sheet, f"{column}4", header or None)
        if value:
            draft.put(sheet, f"{column}6", value)

    return change


FAULTS = (
    Fault(
        "WB101", "sheet-deleted", "deleted the sheet Stop conditions",
        _deleted("Stop conditions"),
        "Stop conditions", "no sheet “Stop conditions”.",
    ),
    Fault(
        "WB101", "sheet-misspelled", "renamed the sheet Budgets to Budgts",
        _renamed("Budgets", "Budgts"),
        "Budgts", "no sheet “Budgets”, but one called “Budgts”. Did you mean 'Budgets'?",
    ),
    Fault(
        "WB102", "sheet-twice", "has two sheets that could both be Routes",
        _both_renamed,
        "Routs", "“Routess” and “Routs” for Routes. Did you mean 'Routes'?",
    ),
    Fault(
        "WB103", "own-sheet", "added a sheet of their own",
        _added("My scratch pad"),
        "My scratch pad", "“My scratch pad”.",
    ),
    Fault(
        "WB104", "sheet-hidden", "hid the sheet Proof",
        _state("Proof", "hidden"),
        "Proof", "“Proof”.",
    ),
    Fault(
        "WB105", "sheet-very-hidden", "hid the sheet Proof so that the menu does not list it",
        _state("Proof", "veryHidden"),
        "Proof", "“Proof”.",
    ),
    Fault(
        "WB106", "no-headers", "wrote over the names of all columns of Branding",
        _no_headers,
        "Branding", "no column names.",
    ),
    Fault(
        "WB107", "column-renamed", "renamed the column Budget minutes to Minutes max",
        lambda draft: draft.put("Budgets", header_cell("Budgets", "Budget minutes"), "Note: minutes"),
        "Budgets!A4", "no column “Budget minutes”.",
    ),
    Fault(
        "WB107", "column-deleted", "deleted the column Approval before",
        lambda draft: draft.clear_column("Routes", "Approval before"),
        "Routes!A4", "no column “Approval before”.",
    ),
    Fault(
        "WB108", "header-twice", "called two columns Route",
        lambda draft: draft.put("Routes", header_cell("Routes", "Verification"), "Rollback"),
        "Routes!N4", "“Rollback” in L4 and in N4.",
    ),
    Fault(
        "WB109", "condition-misspelled", "misspelled the name of a condition column",
        lambda draft: draft.put("Routes", header_cell("Routes", "Surface"), "Surfase"),
        "Routes!G4", "“Surfase”. Did you mean 'Surface'?",
    ),
    Fault(
        "WB110", "own-column", "added a column of their own to Prices",
        _new_column("Prices", "Contact", "Ada"),
        "Prices!I4", "“Contact”.",
    ),
    Fault(
        "WB111", "column-without-name", "wrote beside the table, below no header",
        _new_column("Prices", "", "ask Ada"),
        "Prices!I6", "“ask Ada”.",
    ),
    Fault(
        "WB112", "headers-again", "pasted a second table with its headers below the first",
        _headers_again,
        "Prices!A25", "column names in row 4 and again in row 25.",
    ),
    Fault(
        "WB113", "merged", "merged two cells of a column to say them once",
        _merged("Routes", "E7:E8"),
        "Routes!E7", "E7:E8 merged.",
    ),
    Fault(
        "WB114", "table-short", "wrote a row below the table, which did not grow",
        _row_below,
        "People!A18", "the table covers A4:F17, the data ends in row 18.",
    ),
    Fault(
        "WB115", "row-hidden", "hid a row",
        _hidden_row,
        "Routes!A9", "hidden: row 9.",
    ),
    Fault(
        "WB116", "note-below", "wrote a remark below the data",
        lambda draft: draft.put("Routes", f"A{last_row('Routes') + 2}", "ask Ada before changing this"),
        "Routes!A17", "“ask Ada before changing this”.",
    ),
    Fault(
        "WB117", "too-early", "asked for the route in Risk rules, which decide before it",
        lambda draft: draft.put("Risk rules", header_cell("Risk rules", "Reversible?"), "Route"),
        "Risk rules!G4", "a column “Route”.",
    ),
    Fault(
        "WB118", "all-rows-off", "switched every stop condition off",
        _only_off,
        "Stop conditions", "no row that is switched on.",
    ),
    Fault(
        "WB119", "column-because-deleted", "deleted the column Because of Proof",
        lambda draft: draft.clear_column("Proof", "Because"),
        "Proof!A4", "no column “Because”.",
    ),
    Fault(
        "WB120", "sheet-copied", "kept a copy of Routes beside it",
        _copied("Routes", "Routes (2)"),
        "Routes (2)", "“Routes (2)” beside “Routes”; “Routes” is read.",
    ),
    Fault(
        "WB152", "column-hidden", "hid a column",
        _hidden_column,
        "Routes!S4", "“Reviewed by” is hidden.",
    ),
)  # fmt: skip

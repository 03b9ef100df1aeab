"""Faults of structure that other programs leave behind (group 1 of `check`)."""

from tests.faults.draft import Draft, Formula
from tests.faults.fault import Fault


def _totals_row(draft: Draft) -> None:
    table = next(part for part, text in draft.parts.items() if b'name="tbl_budgets"' in text)
    draft.replace(table, 'ref="A4:K11" totalsRowShown="0"', 'ref="A4:K12" totalsRowCount="1"')
    draft.put("Budgets", "A12", "Total")
    draft.put("Budgets", "F12", Formula("=SUBTOTAL(109,tbl_budgets[Budget minutes])", 720))


FAULTS = (Fault("WB180", "totals-row", "switched on the totals row of a table", _totals_row, "Budgets!A12", "row 12."),)

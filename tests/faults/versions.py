"""Faults of the history and the dates of a workbook."""

from datetime import date

from tests.faults.draft import Draft, Typed
from tests.faults.fault import Fault

TOLD = "Budgets!G6: 250,000 tokens are enough."


def _as_shipped(draft: Draft) -> None:
    """The version before is the shipped one."""
    del draft


def _next_version(draft: Draft, *told: str) -> None:
    draft.put("Start here", "C6", "1.1")
    for what in told:
        row: dict[str, Typed] = {
            "Date": date(2026, 11, 20),
            "Version": "1.1",
            "Who": "Ada Lovelace",
            "What changed": what,
        }
        draft.add_row("Changes", {**row, "Why": "It was agreed."})


def _fewer_tokens(draft: Draft) -> None:
    draft.put_at("Budgets", "Budget tokens", "B2", 250_000)


def _untold(draft: Draft) -> None:
    _next_version(draft, "Some numbers.")
    _fewer_tokens(draft)


def _row_untold(draft: Draft) -> None:
    _next_version(draft, TOLD)
    _fewer_tokens(draft)
    draft.add_row("Systems", {"System": "Wiki", "Folders": "wiki/**"})


def _undone(draft: Draft) -> None:
    _next_version(draft, TOLD, "Routes!H8: up to five files.")
    _fewer_tokens(draft)


def _same_version(draft: Draft) -> None:
    _fewer_tokens(draft)
    row: dict[str, Typed] = {"Date": date(2026, 11, 20), "Version": "1.0", "Who": "Ada Lovelace", "What changed": TOLD}
    draft.add_row("Changes", {**row, "Why": "It was agreed."})


def _until(draft: Draft) -> None:
    draft.put("Start here", "C8", date(2026, 12, 31))


FAULTS = (
    Fault(
        "RV601", "change-untold", "lowered a budget and wrote a row of Changes that does not name it", _untold,
        "Budgets!G6", "Budgets!G6 changed, Changes does not say so (Budget tokens of B2 was “300000” and is “250000”).",
        also=("Budgets!G6",), previous=_as_shipped,
    ),
    Fault(
        "RV601", "row-untold", "added a system and did not tell it in Changes", _row_untold,
        "Systems!A19", "Systems!A19 changed, Changes does not say so (row Wiki was added).", previous=_as_shipped,
    ),
    Fault(
        "RV602", "change-undone", "told in Changes of a condition that was never changed", _undone, "Changes!A7",
        "“Routes!H8: up to five files.”, and nothing that it names differs.", previous=_as_shipped,
    ),
    Fault(
        "RV603", "same-version", "lowered a budget and left the version as it was", _same_version,
        "Start here!C6", "both are version 1.0, and 1 cell or row differs.", previous=_as_shipped,
    ),
    Fault(
        "RV604", "version-untold", "raised the version without a row in Changes", _next_version, "Start here!C6",
        "version 1.1, and no row of Changes is about it; the last row is about 1.0.",
    ),
    Fault(
        "RV605", "not-yet-in-force", "checked the workbook a day before it comes into force", _as_shipped,
        "Start here!C7", "effective from 2026-11-02, and the day is 2026-11-01.", today=date(2026, 11, 1),
    ),
    Fault(
        "RV606", "no-longer-in-force", "checked the workbook the day after its last", _until, "Start here!C8",
        "effective until 2026-12-31, and the day is 2027-01-01.", today=date(2027, 1, 1),
    ),
)  # fmt: skip

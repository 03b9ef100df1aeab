"""Faults of the examples: expectations that are not met, and rules that no example holds in place."""

from tests.faults.draft import Draft
from tests.faults.fault import Fault


def _unnoticed(draft: Draft) -> None:
    draft.clear_row("Examples", "E41")


def _expects_nothing(draft: Draft) -> None:
    draft.add_row("Examples", {"ID": "E99", "Goal": "Look for dead links", "Work type": "Documentation"})


def _dragged(draft: Draft) -> None:
    draft.put("Risk matrix", "D5", "Low")


FAULTS = (
    Fault(
        "CK101", "example-differs", "expected High of an example that is Low",
        lambda draft: draft.put_at("Examples", "Should be: blast radius", "E5", "High"),
        "Examples!R9",
        "expected High, the rules give Low (Risk rules!A5, Risk matrix!B9).",
    ),
    Fault(
        "RV503", "one-cell-many-examples", "dragged Low over a High cell of the grid", _dragged,
        "Risk matrix!D5",
        "Risk matrix!D5 decided in 18 of the 19 examples that differ; they expect High, the rules give Low.",
        companions=("CK101", "RV201"),
    ),
    Fault(
        "RV501", "rule-unnoticed", "deleted the only example of a migration in a sensitive area", _unnoticed,
        "Routes!A12", "row RT6a (A12).",
    ),
    Fault(
        "RV502", "example-expects-nothing", "added an example and left all Should be columns blank", _expects_nothing,
        "Examples!A59", "nothing under Should be for E99.",
    ),
    Fault(
        "RV504", "example-names-nobody", "deleted a system that an example names",
        lambda draft: draft.clear_row("Systems", "Product research library"),
        "Examples!A34", "“Product research library” is not on Systems, so nothing is known of it.",
    ),
)  # fmt: skip

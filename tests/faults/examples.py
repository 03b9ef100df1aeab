"""Faults of the examples: expectations that are not met, and rules that no example holds in place."""

from tests.faults.draft import Draft
from tests.faults.fault import Fault


def _unnoticed(draft: Draft) -> None:
    draft.clear_row("Examples", "E41")


def _expects_nothing(draft: Draft) -> None:
    draft.add_row("Examples", {"ID": "E49", "Goal": "Look for dead links", "Work type": "Documentation"})


FAULTS = (
    Fault(
        "CK101", "example-differs", "expected High of an example that is Low",
        lambda draft: draft.put_at("Examples", "Should be: blast radius", "E5", "High"),
        "Examples!R9",
        "expected High, the rules give Low (Risk rules!A5, Risk matrix!B9).",
    ),
    Fault(
        "RV501", "rule-unnoticed", "deleted the only example of a migration in a sensitive area", _unnoticed,
        "Routes!A12", "row RT6a.",
    ),
    Fault(
        "RV502", "example-expects-nothing", "added an example and left all Should be columns blank", _expects_nothing,
        "Examples!A53", "nothing under Should be for E49.",
    ),
)  # fmt: skip

"""Faults of the risk matrix: the grid held against the rules of good matrices."""

from collections.abc import Callable

from tests.faults.draft import Draft
from tests.faults.fault import Fault


def _grid(**cells: str) -> Callable[[Draft], None]:
    def change(draft: Draft) -> None:
        for cell, word in cells.items():
            draft.put("Risk matrix", cell, word)

    return change


FAULTS = (
    Fault(
        "RV201", "grid-falls", "dragged Low over a cell in the worst corner of the grid", _grid(E6="Low"),
        "Risk matrix!E6",
        "impact 4 (Serious) × likelihood 4 (Expected) is Low, but impact 3 (Noticeable) × likelihood 4 (Expected) is "
        "High.",
        also=("Risk matrix!E7", "Risk matrix!D6"),
    ),
    Fault(
        "RV202", "grid-weak", "said how far the levels reach, and level 4 reaches very far",
        _grid(J20="1, 2, 3, 10, 11"), "Risk matrix!E7",
        "impact 3 (Noticeable) × likelihood 4 (Expected) is High and can mean a risk as low as 6; impact 1 "
        "(Negligible) × likelihood 4 (Expected) is Low and can mean one as high as 10 (5 more such pairs).",
        companions=("RV205",),
    ),
    Fault(
        "RV203", "grid-jumps", "raised what is almost certain and minor, or severe and possible, to High",
        _grid(F8="High", C5="High"), "Risk matrix!F8",
        "impact 1 (Negligible) × likelihood 4 (Expected) is Low, and the next cell, impact 2 (Minor) × likelihood 5 "
        "(Almost certain) is High (1 more such pair).",
        companions=("RV205",), also=("Risk matrix!E9", "Risk matrix!C5", "Risk matrix!B6"),
    ),
    Fault(
        "RV204", "grid-uneven", "raised one of two cells of the same risk", _grid(E9="Medium"), "Risk matrix!E9",
        "impact 2 (Minor) × likelihood 2 (Possible) is Low and means a risk from 1 to 4; impact 1 (Negligible) × "
        "likelihood 4 (Expected) is Medium and means one from 0 to 4 (1 more such pair).",
        companions=("RV205",), also=("Risk matrix!C8", "Risk matrix!B6"),
    ),
    Fault(
        "RV205", "color-wide", "wrote that each level is ten times the one before", _grid(J20="times ten"),
        "Risk matrix!B6",
        "Low reaches from impact 1 (Negligible) × likelihood 1 (Hardly) to impact 4 (Serious) × likelihood 1 (Hardly), "
        "1,000 times the risk.",
        companions=("RV204",), also=("Risk matrix!B9",),
    ),
    Fault(
        "RV206", "axis-reading-odd", "wrote under Axis reading what nobody understands", _grid(J20="as usual"),
        "Risk matrix!J20", "“as usual”.",
    ),
)  # fmt: skip

"""Faults of reading: cells, headers and sheets that are not what they should be (group 1 of `check`)."""

from tests.faults.draft import Shown
from tests.faults.fault import Fault

FAULTS = (
    Fault(
        "WB141", "route-misspelled", "misspelled a route",
        lambda draft: draft.put_at("Routes", "Route", "RT2a", "Dynamic workflows"),
        "Routes!P6", "“Dynamic workflows”; the list Route has: Human-led, Single agent, Dynamic workflow. "
        "Did you mean 'Dynamic workflow'?",
    ),
    Fault(
        "WB128", "impact-in-percent", "formatted Impact as a percentage",
        lambda draft: draft.put_at("Risk rules", "Impact", "R4", Shown(0.05, 9)),
        "Risk rules!J9", "5 %.",
    ),
)  # fmt: skip

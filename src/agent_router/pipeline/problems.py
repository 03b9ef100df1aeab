"""What only the whole job shows: codes CK1xx."""

from agent_router.model.problem import Rule, Severity

EXAMPLE_DIFFERS = Rule(
    "CK101",
    Severity.ERROR,
    "The rules give another answer than this example expects.",
    "Change the rule named, or correct the expectation.",
)
CATALOGUE = (EXAMPLE_DIFFERS,)

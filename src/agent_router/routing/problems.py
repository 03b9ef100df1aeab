"""What routing finds wrong with a task: codes RT1xx."""

from agent_router.model.problem import Rule, Severity

UNKNOWN_PERSON = Rule(
    "RT101",
    Severity.ADVICE,
    "This name is not on the sheet People, so it counts as not stated.",
    "Add the person to People, or name somebody who is there.",
)
ASKS_FOR_MORE = Rule(
    "RT102",
    Severity.WARNING,
    "The task asks for more than its budget allows; the budget holds.",
    "Ask for less, or have the row of Budgets raised.",
)
UNKNOWN_SYSTEM = Rule(
    "RT103",
    Severity.ADVICE,
    "This system is not on the sheet Systems, so nothing is known of how sensitive it is.",
    "Add it to Systems, or write it as it is spelled there.",
)
CATALOGUE = (UNKNOWN_PERSON, ASKS_FOR_MORE, UNKNOWN_SYSTEM)

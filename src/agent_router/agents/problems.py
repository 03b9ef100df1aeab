"""What can stand in the way of writing into a file that belongs to people: codes AG1xx."""

from agent_router.model.problem import Rule, Severity

DAMAGED_MARKERS = Rule(
    "AG101",
    Severity.ERROR,
    "The markers of the router's section are damaged.",
    "Restore the begin and the end marker, one of each and in this order, or delete both and what is between them; "
    "then run the command again. Nothing was changed.",
)
NOT_UTF8 = Rule(
    "AG102",
    Severity.ERROR,
    "The file is not UTF-8 text, so the router's section cannot be added to it.",
    "Save the file as UTF-8 in your editor, then run the command again. Nothing was changed.",
)
CATALOGUE = (DAMAGED_MARKERS, NOT_UTF8)

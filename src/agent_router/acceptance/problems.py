"""Why a person may not decide, waive or sign: codes AC1xx."""

from collections.abc import Iterable

from agent_router.errors import Refused
from agent_router.model.problem import Problem, Rule, Severity

NOT_IN_PEOPLE = Rule(
    "AC101",
    Severity.ERROR,
    "Only somebody on the sheet People may do this.",
    "Add the person to People, or ask somebody who is there.",
)
NO_SUCH_ITEM = Rule(
    "AC102", Severity.ERROR, "The checklist of this run has no such item.", "Use one of the IDs that `accept` prints."
)
NOT_DECIDABLE = Rule(
    "AC103",
    Severity.ERROR,
    "This item is not a matter of opinion: only the record, or a waiver where one is possible, clears it.",
    "Bring the evidence that clears it, or ask somebody who may waive it.",
)
ONLY_A_SIGNATURE = Rule(
    "AC104", Severity.ERROR, "This item is settled by a signature alone.", "Use `agent-router sign`."
)
MAY_NOT_WAIVE = Rule(
    "AC105",
    Severity.ERROR,
    "A waiver needs somebody who may approve that blast radius.",
    "Ask somebody whose cell May approve names it.",
)
IS_REQUESTER = Rule(
    "AC106",
    Severity.ERROR,
    "Whoever asked for the work may not waive its checks.",
    "Ask somebody else on the sheet People.",
)
NO_REASON = Rule("AC107", Severity.ERROR, "No reason is given.", "Say why, in a sentence that a reviewer understands.")
ENDED_BEFORE = Rule(
    "AC108", Severity.ERROR, "The waiver ends before it begins.", "Name an end date that is today or later."
)
NEVER_WAIVABLE = Rule(
    "AC109",
    Severity.ERROR,
    "This can never be waived: no contract, an unreadable log, a broken chain, a contradicted claim of proof, "
    "or a missing approval of mutation.",
    "Start the work again under a contract, with a record that shows it.",
)
MAY_NOT_SIGN = Rule("AC110", Severity.ERROR, "This person may not sign.", "Ask somebody whose cell May sign says yes.")
NOT_THE_ROLE = Rule(
    "AC111",
    Severity.ERROR,
    "This person does not hold that role.",
    "Sign with a role of your own, or ask whoever holds it.",
)
NOT_OPEN = Rule(
    "AC112", Severity.ERROR, "This item is not open, so there is nothing to waive.", "Nothing is to be done."
)
STATED_LATER = Rule(
    "AC113", Severity.ERROR, "The time stated lies after the clock.", "State a time that has passed, or leave it out."
)
NO_CONTRACT = Rule(
    "AC114",
    Severity.ERROR,
    "No contract covers this run, so nobody is known who may speak about it.",
    "Run the work again under a contract.",
)
NO_MEANING = Rule(
    "AC115", Severity.ERROR, "The signature has no meaning.", "Say what it means: reviewed, approved, accepted."
)
LOG_BROKEN = Rule(
    "AC116",
    Severity.ERROR,
    "What people said about this run was changed afterwards, or belongs to another record.",
    "Keep the file as it is for whoever looks into it, and restore it from a copy.",
)
STATED_TOO_EARLY = Rule(
    "AC117",
    Severity.ERROR,
    "The time stated lies before the end of the run: nobody can have judged what was still going on.",
    "State a time after the run's last record, or leave it out.",
)


def refused(problems: Iterable[Problem]) -> Refused:
    """All reasons at once, one a line."""
    return Refused("\n".join(str(problem) for problem in problems))

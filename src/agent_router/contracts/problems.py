"""Why there is no contract, or no approval: codes CT1xx (contracts) and CT2xx (approvals)."""

from collections.abc import Iterable

from agent_router.errors import Refused
from agent_router.model.problem import Problem, Rule, Severity

HUMAN_LED = Rule(
    "CT101",
    Severity.ERROR,
    "A human-led task gets no contract: a person does the work.",
    "State what is missing, answer what is asked, and route the queue again.",
)
NOT_EVALUATED = Rule(
    "CT102",
    Severity.ERROR,
    "This task was not evaluated, so it gets no contract.",
    "Correct the cells named above, and route the queue again.",
)
NO_PROOF = Rule(
    "CT103",
    Severity.ERROR,
    "No row of Proof covers this task, so nothing could show that the work is done.",
    "Add a row to the sheet Proof, and route the queue again.",
)
NO_BUDGET = Rule(
    "CT104",
    Severity.ERROR,
    "No row of Budgets covers this task, so the run would have no box.",
    "Add a row to the sheet Budgets, and route the queue again.",
)
APPROVALS_STAND = Rule(
    "CT105",
    Severity.ERROR,
    "Another contract stands in this folder, and approvals were given for it.",
    "Approvals do not move with a change: write the new contract into another folder and have it approved there.",
)
WIDER = Rule(
    "CT106",
    Severity.ERROR,
    "Only a narrower contract may name the one it replaces.",
    "Take back what is wider, or write a contract of its own and have it approved.",
)

NOT_IN_PEOPLE = Rule(
    "CT201",
    Severity.ERROR,
    "Only somebody on the sheet People may approve.",
    "Add the person to People, or ask somebody who is there.",
)
MAY_NOT_APPROVE = Rule(
    "CT202",
    Severity.ERROR,
    "This person may not approve that blast radius.",
    "Ask somebody whose cell May approve names it.",
)
IS_REQUESTER = Rule(
    "CT203", Severity.ERROR, "Whoever asked for the work may not approve it.", "Ask somebody else on the sheet People."
)
NO_SUCH_PHASE = Rule("CT204", Severity.ERROR, "The contract has no such phase.", "Approve one of the phases it names.")
STATED_LATER = Rule(
    "CT205",
    Severity.ERROR,
    "An approval cannot be given later than it is recorded.",
    "Correct the time, or leave it out: then the time of recording counts.",
)
NO_PROPOSAL = Rule(
    "CT206",
    Severity.ERROR,
    "Mutation is approved on the proposal that the discovery handed over.",
    "Name the run folder of the finished discovery as the proposal.",
)
PROPOSAL_UNFIT = Rule(
    "CT207",
    Severity.ERROR,
    "This run is no proposal for this contract.",
    "Name the run folder of this contract's finished discovery.",
)
DISCOVERY_GOES_ON = Rule(
    "CT208",
    Severity.ERROR,
    "Mutation is approved only after the discovery has ended.",
    "Approve once the discovery is finished and recorded.",
)
NO_PROPOSAL_NEEDED = Rule(
    "CT209",
    Severity.ERROR,
    "Only the mutation of a contract with two phases is approved on a proposal.",
    "Approve without a proposal.",
)
LOG_UNFIT = Rule(
    "CT210",
    Severity.ERROR,
    "The approvals log does not speak of this contract.",
    "Write the contract again, into another folder, and have it approved there.",
)
CATALOGUE = (
    HUMAN_LED,
    NOT_EVALUATED,
    NO_PROOF,
    NO_BUDGET,
    APPROVALS_STAND,
    WIDER,
    NOT_IN_PEOPLE,
    MAY_NOT_APPROVE,
    IS_REQUESTER,
    NO_SUCH_PHASE,
    STATED_LATER,
    NO_PROPOSAL,
    PROPOSAL_UNFIT,
    DISCOVERY_GOES_ON,
    NO_PROPOSAL_NEEDED,
    LOG_UNFIT,
)

CONTRACT_FILE = "contract.json"
APPROVALS_FILE = "approvals.jsonl"
PAGE_FILE = "contract.md"

UNREADABLE_REMEDY = "Restore the file from a copy, or write the contract again into another folder."


def refused(problems: Iterable[Problem]) -> Refused:
    """All reasons at once, one a line."""
    return Refused("\n".join(str(problem) for problem in problems))

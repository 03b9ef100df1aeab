"""What an audit finds, by family: logs AU1xx, files AU2xx, digests AU3xx, people AU4xx, times AU5xx, the whole AU6xx.

An error says that something cannot be relied on as it stands; a warning, that somebody must look and answer for it;
advice, what an auditor should know.
"""

from agent_router.model.problem import Rule, Severity

_KEEP = "Keep the file as it is for whoever looks into it"

CHAIN_BROKEN = Rule(
    "AU101",
    Severity.ERROR,
    "The hash chain does not hold: a line was changed, added, taken away or moved.",
    f"{_KEEP}; compare it line by line with a copy. Nothing from this line on is vouched for.",
)
TORN = Rule(
    "AU102",
    Severity.ERROR,
    "The last line is cut short: a write did not finish, or the end was taken away.",
    f"{_KEEP}. Where a crash is the cause, save a copy, cut the file after its last whole line, and enter the lost act "
    "again; the audit then compares its head with every digest named elsewhere.",
)
GLUED = Rule(
    "AU103", Severity.ERROR, "Two records are glued together on one line.", f"{_KEEP}, and restore it from a copy."
)
NOT_A_LINE = Rule("AU104", Severity.ERROR, "This line is no record.", f"{_KEEP}, and restore it from a copy.")
NOT_CHAINED = Rule(
    "AU105",
    Severity.WARNING,
    "This record has no hash chain: nothing would show a change.",
    "Rely on it only as far as you rely on whoever kept it; record the run with `agent-router record`.",
)
MISFIT = Rule(
    "AU106",
    Severity.ERROR,
    "This line does not say what its kind of record says.",
    f"{_KEEP}. Only the program that wrote the log may tell what it means.",
)
NO_END = Rule(
    "AU107",
    Severity.ERROR,
    "The record has no closing line, or lines after it: its end is missing, or something was added.",
    "Compare with the run digest that sign-offs and reports name, and restore the record from a copy.",
)
COUNTS_DIFFER = Rule(
    "AU108",
    Severity.ERROR,
    "The closing line counts other records than there are.",
    "The whole log was written again after a change: restore it from a copy.",
)
NO_RECORD = Rule(
    "AU109",
    Severity.ERROR,
    "This run folder holds no readable record.",
    "Restore run.jsonl from a copy, or record the run again from the agent's log.",
)
NO_DECISIONS = Rule(
    "AU110",
    Severity.ERROR,
    "What people said about this run is gone: `record` always begins decisions.jsonl.",
    "Restore decisions.jsonl from a copy.",
)

FILE_ALTERED = Rule(
    "AU201",
    Severity.ERROR,
    "This file is not what the record names: its bytes were changed.",
    "Restore it from a copy; its digest must be the one in the record.",
)
FILE_MISSING = Rule(
    "AU202", Severity.ERROR, "The record names a file that is not there.", "Restore it from a copy of the run folder."
)
FILE_UNEXPECTED = Rule(
    "AU203",
    Severity.WARNING,
    "Nothing names this file: it is no part of the record.",
    "Find out who put it there; evidence belongs into a record. A verification that was broken off leaves its report "
    "like this.",
)
LINK = Rule(
    "AU204",
    Severity.ERROR,
    "This is a link, a device or a pipe, which is not followed: what it shows may lie outside, and change.",
    "Put the file itself there.",
)
UNREADABLE = Rule(
    "AU205", Severity.ERROR, "This cannot be read, so it was not checked.", "Ask for the right to read it; audit again."
)
DRAFT = Rule(
    "AU206",
    Severity.WARNING,
    "A draft was left behind: a write was interrupted before it was whole.",
    "What it was for is not there, or stands as it was before. Do it again, then remove the draft.",
)
OUTSIDE = Rule(
    "AU207",
    Severity.ERROR,
    "The record names a file outside its own folder.",
    "Nothing outside is read. Ask whoever wrote the record.",
)

DECISIONS_OF_ANOTHER = Rule(
    "AU301",
    Severity.ERROR,
    "What people said here is about another record or contract than the one in this folder.",
    "Either the record was exchanged after people spoke, or the file belongs elsewhere: restore both from a copy.",
)
LATER_OF_ANOTHER = Rule(
    "AU302",
    Severity.ERROR,
    "The later verifications are about another record or contract than the one in this folder.",
    "Verify the run again with `agent-router verify-run`, in a folder restored from a copy.",
)
KEPT_CONTRACT_DIFFERS = Rule(
    "AU303",
    Severity.ERROR,
    "The contract kept with the run is not the one it was recorded under.",
    "Restore contract/contract.json from a copy; its SHA-256 must be the one in the record.",
)
LOG_OF_ANOTHER_CONTRACT = Rule(
    "AU304",
    Severity.ERROR,
    "The contract in this folder is not the one that its approvals log speaks of.",
    "Restore contract.json from a copy. An approval is for one digest alone.",
)
CONTRACT_UNREADABLE = Rule(
    "AU305", Severity.ERROR, "This contract cannot be read as one.", "Restore contract.json from a copy."
)
WORKBOOK_MISSING = Rule(
    "AU306",
    Severity.ERROR,
    "The workbook that the contract was made from is not there.",
    "Restore it from a copy; its name is its SHA-256.",
)
WORKBOOK_ALTERED = Rule(
    "AU307",
    Severity.ERROR,
    "The workbook is not the one that the contract names: its bytes were changed.",
    "Restore it from a copy; its SHA-256 must be its name.",
)
PAGE_DIFFERS = Rule(
    "AU308",
    Severity.WARNING,
    "The page people read, contract.md, does not say what contract.json says.",
    "contract.json counts. Where the page's template was not changed since, somebody edited the page: write the "
    "contract again, and ask what people believed they approved.",
)
APPROVALS_NOT_GROWN = Rule(
    "AU309",
    Severity.ERROR,
    "The approvals log no longer begins as it stood when the run was recorded: entries were changed or taken away.",
    "Compare both logs line by line; the copy in the run's folder is the older one.",
)
CONTRACT_REPLACED = Rule(
    "AU310",
    Severity.WARNING,
    "The contract's folder now holds another contract than the run was recorded under.",
    "The run is judged by the copy kept with it; find out why the contract was replaced.",
)
REPORT_OF_ANOTHER = Rule(
    "AU311",
    Severity.ERROR,
    "A report names another state of this file: since then it was changed, exchanged or cut.",
    "Compare with the copy that the report carries; logs may only grow.",
)
SIGNED_ANOTHER = Rule(
    "AU312",
    Severity.ERROR,
    "This signature is for another record than the one in this folder.",
    "The signature does not count: have this record signed, or restore the one that was signed.",
)
FACTS_MOVED = Rule(
    "AU313",
    Severity.WARNING,
    "The facts are no longer those that were signed, and nobody signed the present ones.",
    "Read what was decided since (or what another version of the program judges otherwise), and sign again.",
)
EXPORT_FAULTY = Rule(
    "AU314", Severity.ERROR, "This redacted export does not hold.", "Ask the sender for it again, and for the reason."
)

APPROVED_AFTERWARDS = Rule(
    "AU401",
    Severity.ERROR,
    "The approval was recorded after the run had begun.",
    "It shows no approval before the change: only the clock of recording counts, whatever time was stated.",
)
MAY_NOT_APPROVE = Rule(
    "AU402",
    Severity.ERROR,
    "This approval is by somebody who may not give it.",
    "Ask somebody whose cell May approve in People names that blast radius.",
)
APPROVED_BY_REQUESTER = Rule(
    "AU403", Severity.ERROR, "Whoever asked for the work approved it.", "Ask somebody else on the sheet People."
)
APPROVAL_OF_ANOTHER = Rule(
    "AU404",
    Severity.ERROR,
    "This approval is for another contract: approvals do not move with a change.",
    "Have this contract approved.",
)
NOT_APPROVED = Rule(
    "AU405",
    Severity.ERROR,
    "A mutation ran that needed an approval, and nobody gave one.",
    "The run cannot be accepted; find out why it was started.",
)
REVIEWER_IS_REQUESTER = Rule(
    "AU406",
    Severity.ERROR,
    "The reviewer is the person who asked for the work.",
    "Have somebody else review and sign, and name them on the contract; whoever asked cannot vouch for the result.",
)
REVIEWER_IS_OPERATOR = Rule(
    "AU407",
    Severity.ERROR,
    "Who reviewed or approved is the person who ran the agent.",
    "Have somebody else review the run.",
)
CONTRACT_AFTERWARDS = Rule(
    "AU408",
    Severity.ERROR,
    "The contract was written after the run had begun.",
    "It was not fixed before the start: the run cannot be accepted under it.",
)
MAY_NOT_SPEAK = Rule(
    "AU409",
    Severity.ERROR,
    "Somebody decided, waived or signed here who may not.",
    "The act does not count: ask somebody whom the sheet People allows to do it.",
)
DECIDED_FOR_ONESELF = Rule(
    "AU410",
    Severity.WARNING,
    "Whoever asked for the work, or ran the agent, settled a question about it.",
    "Have somebody else look at the same item.",
)

GOES_BACKWARDS = Rule(
    "AU501",
    Severity.ERROR,
    "This line was recorded earlier than the line before it.",
    "A log only grows forward in time: the machine's clock was set back, or the log was written again.",
)
STATED_LATER = Rule(
    "AU502",
    Severity.ERROR,
    "The time stated lies after the time of recording.",
    "Nobody records what has not happened yet: ask who entered it.",
)
BACKDATED = Rule(
    "AU503",
    Severity.ADVICE,
    "This was entered on a later day than the one stated for it.",
    "Only the time of recording shows an order; ask for what else shows the stated time.",
)
SAID_TOO_EARLY = Rule(
    "AU504",
    Severity.ERROR,
    "Somebody spoke about the run before it had ended or was recorded.",
    "What was judged was not there yet: have it said again.",
)
STATED_TOO_EARLY = Rule(
    "AU505",
    Severity.WARNING,
    "The time stated lies before the end of what it is about.",
    "The stated time cannot be right; only the time of recording counts.",
)
WAIVER_EXPIRED = Rule(
    "AU506",
    Severity.WARNING,
    "This waiver has expired: the item is open again.",
    "Bring the evidence, or have it waived again by somebody who may.",
)
IN_THE_FUTURE = Rule(
    "AU507",
    Severity.WARNING,
    "This was recorded later than the moment of this audit.",
    "A clock was wrong, or the audit was asked for as of an earlier time.",
)
CLOCKS_DISAGREE = Rule(
    "AU508",
    Severity.WARNING,
    "The run was recorded before its own last record happened.",
    "The clocks of the agent's machine and of the recording one disagree: orders between them are not shown.",
)

NOTHING_HERE = Rule(
    "AU601",
    Severity.ERROR,
    "There is nothing to audit here: no run, no contract, no export.",
    "Name a workspace, a folder of runs, one run, or a redacted export. An empty folder proves nothing.",
)
PROPOSAL_MISSING = Rule(
    "AU602",
    Severity.ERROR,
    "An approval rests on a run that is not there.",
    "Restore the run of the discovery from a copy; without it nobody can tell what was approved.",
)
RUN_WITHOUT_CONTRACT = Rule(
    "AU603",
    Severity.WARNING,
    "This run has no contract.",
    "Nobody fixed beforehand what it might do: find out who started it and why.",
)
CONTRACT_WITHOUT_RUN = Rule(
    "AU604",
    Severity.ADVICE,
    "No run is recorded under this contract.",
    "Ask whether the work was done: a run that nobody recorded leaves no trace here.",
)
SESSION_TWICE = Rule(
    "AU605",
    Severity.WARNING,
    "The same session was recorded twice.",
    "Work, tokens and cost count twice: say which run stands, and keep the other out of reports.",
)
FOLDER_MISSING = Rule(
    "AU606",
    Severity.WARNING,
    "The contract's folder that the run names is not there.",
    "Restore it from a copy: approvals given since the recording stand only there.",
)
REPORTED_RUN_MISSING = Rule(
    "AU607",
    Severity.ERROR,
    "A report tells of a run that is not there.",
    "Restore the run's folder from a copy, or ask who removed it.",
)
SAME_RUN_ID = Rule(
    "AU608",
    Severity.WARNING,
    "Two run folders bear the same run ID.",
    "Find out which one reports and sign-offs mean; record one of them again under another ID.",
)

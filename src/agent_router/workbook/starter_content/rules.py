"""Rows of the rule sheets `Risk rules`, `Routes`, `Budgets`, `Proof` and `Stop conditions`."""

from agent_router.workbook.starter_content.rows import Rows

RISK_RULES = Rows(
    ("ID", "Work type", "Changes anything?", "Surface", "Files expected", "Reversible?", "Data class", "Area",
     "Impact", "Likelihood", "Because"),
    (
        ("R0", None, None, None, None, None, None, None, 1, 1,
         "Where every job starts: reading and reporting breaks nothing."),
        ("R1", "Migration, Refactor, Performance, Record update, Account enrichment", None, None, None, None, None,
         None,
         3, 2, "Broad changes to things that work today: they need folders, a test, a way back and a reviewer."),
        ("R2", "Auth, Billing, Security control, Data deletion, Production infrastructure, Customer messaging", None,
         None,
         None, None, None, None, 5, 3,
         ("A slip here locks people out, costs money, loses data or reaches customers. High, whatever else the task "
          "says.")),
        ("R3", None, None, None, None, None, "Production", None, 5, 3,
         "Production data can leak even when nothing is changed."),
        ("R4", None, "yes", "Large", None, None, None, None, None, 2,
         "The more must be looked at, the more is overlooked."),
        ("R5", None, "yes", None, ">= 5", None, None, None, None, 2,
         "From five files on, a reviewer no longer sees the whole change at a glance."),
        ("R6", None, "yes", None, ">= 50", None, None, None, None, 3,
         "Nobody really reads fifty changed files."),
        ("R7", None, "yes", None, None, "no", None, None, 4, None,
         "What cannot be undone has to be right the first time."),
        ("R8", None, "yes", None, None, None, "Customer", None, 3, None,
         "Changing customer data is seen by customers."),
        ("R9", None, "yes", None, None, None, None,
         "auth, billing, security, privacy, data deletion, production, messaging", 5, 3,
         "The folders and systems named say more than the title: changing a sensitive area is High."),
    ),
)  # fmt: skip

ROUTES = Rows(
    ("ID", "Blast radius", "Changes anything?", "Work type", "Expected output", "Surface", "Files expected", "Folders",
     "Systems", "Test command", "Rollback", "Acceptance plan", "Verification", "Reviewer",
     "Route", "Phases", "Approval before", "Reviewed by", "Say"),
    (
        ("RT1", "High", None, None, None, None, None, None, None, None, None, "missing", None, None,
         "Human-led", None, None, None,
         "High-risk work is led by a person until an acceptance plan is written down."),
        ("RT2a", None, "no", None, None, "Large", None, None, None, None, None, None, None, None,
         "Dynamic workflow", "discovery", None, "Reviewer",
         "Looking broadly and reporting is what many agents at once are good at."),
        ("RT2b", None, "no", None, None, None, None, None, None, None, None, None, None, None,
         "Single agent", "discovery", None, "Reviewer", ("Nothing is changed and little must be read: one agent is "
                                                         "enough.")),
        ("RT3", "Low, Medium", None, "not(Migration, Refactor, Performance)", "Patch, Pull request", "Small", "< 5",
         None,
         None, None, None, None, None, None, "Single agent", "mutation", None, "Reviewer",
         "A small scoped edit of fewer than five files: one agent, one reviewer."),
        ("RT4", "Low", "yes", None, None, "Large", None, "given", None, None, None, None, None, "given",
         "Dynamic workflow", "discovery, mutation", "mutation", None,
         "Harmless changes in many places: first a proposal, then, once approved, the changes."),
        ("RT5a", "Medium", None, "Migration, Refactor, Performance", None, "Large", None, "given", None, "given",
         "given",
         None, None, "given", "Dynamic workflow", "discovery, mutation", "mutation", None,
         "Folders, test command, way back and reviewer are named: many agents may propose and, once approved, change."),
        ("RT5b", "Low, Medium", None, None, None, None, None, "given", None, "given", "given", None, None, "given",
         "Single agent", "discovery, mutation", "mutation", None,
         "Folders, test command, way back and reviewer are named: one agent proposes and, once approved, changes."),
        ("RT6a", None, None, "Migration, Refactor, Performance", None, None, None, "given", None, "given", "given",
         "given",
         None, "given", "Single agent", "discovery, mutation", "mutation", None,
         "The acceptance plan is written and everything a broad change needs is named: one agent, two phases."),
        ("RT6b", None, None, "not(Migration, Refactor, Performance)", None, None, None, None, None, None, None, "given",
         None, "given", "Single agent", "discovery, mutation", "mutation", None,
         "The acceptance plan is written and a reviewer is named: one agent, two phases."),
        ("RT7", None, None, "Record update, Account enrichment, Backlog triage, Process inspection", None, None, None,
         None,
         "given", None, "given", None, "given", "given", "Single agent", "discovery, mutation", "mutation", None,
         ("Systems, verification, way back and reviewer are named: one agent proposes, and records change only once "
          "approved.")),
        ("RT8", None, None, None, None, None, None, None, None, None, None, None, None, None,
         "Human-led", None, None, None,
         "Something that an agent's route needs is not stated yet. What is missing is listed beside this line."),
    ),
)  # fmt: skip

_HAND_OVER = (
    "Stop. Hand over a report instead of pushing deeper: what is shown, what is not, what you would do next. Then wait."
)

BUDGETS = Rows(
    ("ID", "Blast radius", "Route", "Work type", "Budget minutes", "Budget tokens", "Budget cost (USD)",
     "Budget retries",
     "Budget agents", "When the box is full"),
    (
        ("B1", "Low", "Dynamic workflow", None, 90, 2_000_000, 20, 2, 40, _HAND_OVER),
        ("B2", "Low", "Single agent", None, 45, 300_000, 6, 2, 0, _HAND_OVER),
        ("B3", "Medium", "Dynamic workflow", None, 60, 1_000_000, 10, 2, 20, _HAND_OVER),
        ("B4", "Medium", "Single agent", "Record update, Account enrichment", 20, 100_000, 2, 1, 0,
         "Stop changing records. Hand over the list of records done and not done, and wait."),
        ("B5", "Medium", "Single agent", None, 30, 150_000, 3, 2, 0, _HAND_OVER),
        ("B6", "High", "Dynamic workflow", None, 30, 400_000, 5, 1, 6, _HAND_OVER),
        ("B7", "High", "Single agent", None, 20, 100_000, 2, 1, 0, _HAND_OVER),
    ),
)  # fmt: skip

PROOF = Rows(
    ("ID", "Work type", "Changes anything?", "Blast radius", "Proof required", "Minimum", "Does not count",
     "Least grade",
     "Because"),
    (
        ("P1", None, None, None, "findings", None, None, None,
         "Whatever the job: what was found or done is listed, each with the file, line or record it was read from."),
        ("P2", "Migration", "yes", None, "tests", None, "build", None,
         ("A build that passes is not enough for a migration: it shows that the code compiles, not that data and "
          "behavior "
          "came through.")),
        ("P3", "Refactor", "yes", None, "tests", None, "build", None,
         "A refactor promises that nothing changes for users; only tests can show that."),
        ("P4", "Performance", "yes", None, "before/after numbers; tests", None, "build", None,
         "“Faster” is a number measured before and after, on the same machine, with the tests still passing."),
        ("P5", "Security audit", None, None, "findings", None, "attestation; build", None,
         "An audit's finding counts when somebody else can reproduce it from the steps given."),
        ("P6", "Bug hunt, Small edit", "yes", None, "tests", None, "build", None,
         "A fix is shown by a test, not by saying so."),
        ("P7", "Documentation", "yes", None, "diff", None, None, None,
         "For text, the change itself is what a reviewer must see."),
        ("P8", ("Read-only discovery, Dead-code map, Dependency inventory, Research summary, Process inspection, "
         "Backlog triage"), None, None, "findings", None, "attestation", None,
         "Discovery ends in findings with their sources; a confident summary is not one."),
        ("P9", "Auth, Billing, Security control", "yes", None, "tests", None, "build; attestation", "independent",
         "Here the agent's own run is not enough: CI or the router repeats the tests."),
        ("P10", "Data deletion", "yes", None, "database check", None, "attestation", "independent",
         "Only the database can say what is gone and what is still there."),
        ("P11", "Production infrastructure", "yes", None, "log", None, "build; attestation", "independent",
         "The platform's own log shows what was really applied."),
        ("P12", "Customer messaging", "yes", None, "screenshot", None, "attestation", "independent",
         "Somebody sees the message exactly as a customer would."),
        ("P13", "Record update, Account enrichment", "yes", None, "API response", None, "attestation", None,
         "The system that holds the records answers what they contain now."),
        ("P14", "Migration, Refactor, Performance, Bug hunt, Small edit", "yes", "High", "tests", None, None,
         "independent",
         "On high-risk ground the tests are repeated outside the agent's own program."),
    ),
)  # fmt: skip

STOPS = Rows(
    ("ID", "Stop when", "Setting", "Then", "Because"),
    (
        ("S1", "outside scope", None,
         "Stop and ask the reviewer. Say which folder or system is needed and why. A wider scope needs a new approval.",
         "What was approved is what may be touched. An attempt counts, even one that was refused."),
        ("S2", "budget crossed", None,
         "Stop and hand over a report of what is shown so far. Do not push deeper.",
         "The box is a decision about the team's money and time, not a suggestion."),
        ("S3", "verification failed", 2,
         "Stop and ask. Show both failures and what was changed between them.",
         "A second failure after a change means that the cause is not understood."),
        ("S4", "finding about", "security; privacy; billing",
         "Stop and tell the owner of that system. Do not repair it on your own.",
         "Such a finding must reach a person before anybody touches the evidence."),
    ),
)  # fmt: skip

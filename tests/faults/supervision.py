"""Faults that only all sheets together show: a riskier answer that frees, kinds of task without budget or proof."""

from tests.faults.draft import Draft
from tests.faults.fault import Fault


def _freer(draft: Draft) -> None:
    draft.put_at("Routes", "Files expected", "RT3", ">= 5")


def _richer(draft: Draft) -> None:
    draft.put_at("Budgets", "Budget minutes", "B5", 60)


def _unproven(draft: Draft) -> None:
    draft.put_at("Proof", "Changes anything?", "P7", "no")


def _lower(draft: Draft) -> None:
    draft.put_at("Risk rules", "Reversible?", "R7", "yes")


def _tied(draft: Draft) -> None:
    draft.put_at("Routes", "Files expected", "RT3", "< Score")


def _no_budget(draft: Draft) -> None:
    draft.clear_row("Budgets", "B6")


def _no_proof(draft: Draft) -> None:
    draft.put_at("Proof", "Blast radius", "P1", "Low, Medium")


def _no_start(draft: Draft) -> None:
    draft.clear_row("Risk rules", "R0")


def _unused(draft: Draft) -> None:
    for row in ("RT2a", "RT4", "RT5a"):
        draft.put_at("Routes", "Route", row, "Single agent")


FAULTS = (
    Fault(
        "RV301", "more-files-freer", "turned “< 5” files into “>= 5” in a route", _freer,
        "Routes!P8",
        "with Files expected 4 the task goes to Human-led by Routes!P15, with Files expected 5 to Single "
        "agent by Routes!P8; in both: Work type Read-only discovery, “Changes anything?” yes, Expected output"
        " Patch, Folders docs/**, Systems Helpdesk, Data class No data, Surface Small, Acceptance plan given.",
        companions=("CK101", "RV109"), also=("Routes!P15",),
    ),
    Fault(
        "RV302", "medium-has-more-minutes", "gave Medium more minutes than Low", _richer,
        "Budgets!F9",
        "with “Changes anything?” no Single agent may spend 45 minutes (Budgets!F6), with “Changes anything?”"
        " yes 60 minutes (Budgets!F9); in both: Work type Read-only discovery, Expected output Report, "
        "Folders docs/**, Systems Helpdesk, Data class No data, Files expected 4, “Reversible?” no, "
        "Acceptance plan given, Reviewer Ada Lovelace.",
        companions=("CK101",), also=("Budgets!F6",),
    ),
    Fault(
        "RV303", "no-change-owes-more", "asked for a diff where nothing changes", _unproven,
        "Proof!F11",
        "with “Changes anything?” no the task owes diff (harness) (Proof!F11), with “Changes anything?” yes "
        "it does not; in both: Work type Documentation, Expected output Report, Folders docs/**, Systems "
        "Helpdesk, Data class No data, Files expected 4, “Reversible?” yes.",
        companions=("CK101", "RV501"),
    ),
    Fault(
        "RV304", "reversible-is-worse", "counted what can be undone as worse", _lower,
        "Risk rules!A12",
        "with “Reversible?” yes the task's blast radius is Medium by Risk rules!A12, with “Reversible?” no "
        "Low by Risk rules!A5; in both: Work type Read-only discovery, “Changes anything?” yes, Expected "
        "output Report, Folders docs/**, Systems Helpdesk, Data class No data, Surface Large, Files expected "
        "4.",
        companions=("CK101",), also=("Risk rules!A5",),
    ),
    Fault(
        "RV305", "files-against-score", "compared the files of a task with its score", _tied,
        "Routes",
        "a condition compares Files expected and Score with each other.",
        companions=("CK101", "RV109"),
    ),
    Fault(
        "RV401", "no-budget-for-high", "deleted the budget of broad High work", _no_budget,
        "Budgets",
        "Dynamic workflow: Blast radius is High, “Changes anything?” is no, Systems do not include Production"
        " database, prod db or live database (or not stated), Surface is Large, and Acceptance plan is stated"
        " (such as: Work type Auth, “Changes anything?” no, Folders docs/**, Systems Auth service, Data class"
        " No data, Surface Large, Acceptance plan given).",
        companions=("CK101",),
    ),
    Fault(
        "RV402", "no-proof-for-high", "asked for findings only where the blast radius is not High", _no_proof,
        "Proof",
        "High: Blast radius is High, “Changes anything?” is no, Systems do not include Production database, "
        "prod db or live database (or not stated), Work type is stated, but is not Read-only discovery, Dead-code map, "
        "Dependency inventory, Security audit, Backlog triage, Research summary or Process inspection, "
        "and Acceptance plan is stated (such as: Work type Auth, “Changes anything?” no, Folders "
        "docs/**, Systems Auth service, Data class No data, Acceptance plan given).",
        companions=("CK101", "RV303", "RV501"),
    ),
    Fault(
        "RV406", "no-start-of-risk", "deleted the risk rule that holds for every task", _no_start,
        "Risk rules",
        "Data class is stated, but does not include Production, Files expected is less than 5, Work type"
        " is Read-only discovery, Dead-code map, Dependency inventory, Documentation, Bug hunt, Security"
        " audit, Small edit, Backlog triage, Research summary or Process inspection, and Surface is "
        "Small; or Data class is stated, but does not include Production or Customer, “Reversible?” is "
        "yes, and Work type is Read-only discovery, Dead-code map, Dependency inventory, Documentation, "
        "Bug hunt, Security audit, Small edit, Backlog triage, Research summary or Process inspection; "
        "or “Changes anything?” is no, Data class is stated, but does not include Production, and Work "
        "type is Read-only discovery, Dead-code map, Dependency inventory, Documentation, Bug hunt, "
        "Security audit, Small edit, Backlog triage, Research summary or Process inspection (such as: "
        "Work type Read-only discovery, Folders docs/**, Systems Auth service, Data class No data, "
        "Surface Small, Files expected 4).",
        companions=("CK101", "RV304", "RV503"),
    ),
    Fault(
        "RV405", "nobody-fans-out", "gave every row of Dynamic workflow to a single agent", _unused,
        "Routes",
        "Dynamic workflow.",
        companions=("CK101",),
    ),
)  # fmt: skip

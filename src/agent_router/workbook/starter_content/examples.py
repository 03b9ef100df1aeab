"""Rows of the sheet `Examples`: every rule of the policy as a task with its expected answers."""

from collections.abc import Mapping

from agent_router.sheets.page import OutValue
from agent_router.workbook.starter_content.rows import Rows

_HEADERS = (
    "ID", "Goal", "Function", "Work type", "Changes anything?", "Expected output", "Folders", "Systems", "Data class",
    "Surface", "Files expected", "Reversible?", "Test command", "Rollback", "Acceptance plan", "Verification",
    "Reviewer",
    "Should be: blast radius", "Should be: route", "Should be: phases", "Should be: budget minutes", "Should be: proof",
    "Should be: missing", "Should be: checklist IDs", "Note",
)  # fmt: skip

_TESTS = "python -m pytest -q"
_BACK = "revert the pull request"
_PLAN = "plans/acceptance.md"
_BOTH = "discovery, mutation"
_LOOKED_AT: Mapping[str, OutValue] = {"Data class": "Internal", "Changes anything?": "no", "Expected output": "Report"}
_CODE: Mapping[str, OutValue] = {
    "Function": "Engineering", "Changes anything?": "yes", "Expected output": "Pull request", "Data class": "Internal",
    "Reversible?": "yes", "Reviewer": "Grace Hopper",
}  # fmt: skip
_READY: Mapping[str, OutValue] = {**_CODE, "Test command": _TESTS, "Rollback": _BACK}
_HIGH: Mapping[str, OutValue] = {**_CODE, "Surface": "Small", "Files expected": 3, "Reviewer": "Joan Clarke"}
_RECORDS: Mapping[str, OutValue] = {
    "Changes anything?": "yes", "Expected output": "Dashboard update", "Data class": "Customer", "Surface": "Small",
    "Files expected": 0, "Reversible?": "yes",
}  # fmt: skip

_READ_BROADLY = ("Low", "Dynamic workflow", "discovery", 90, "findings")
_READ_NARROWLY = ("Low", "Single agent", "discovery", 45, "findings")
_SMALL_EDIT = ("Low", "Single agent", "mutation", 45, "findings; tests")
_BROAD_CHANGE = ("Medium", "Dynamic workflow", _BOTH, 60, "findings; tests")
_PLANNED = ("High", "Single agent", _BOTH, 20)
_HELD = ("High", "Human-led")


def _example(name: tuple[str, str], answers: Mapping[str, OutValue], expected: tuple[OutValue, ...], note: str,
             **more: str) -> tuple[OutValue, ...]:  # fmt: skip
    """One row; `expected` fills the first expectation columns from the left, `more` names later ones."""
    cells: dict[str, OutValue] = {"ID": name[0], "Goal": name[1], **answers, "Note": note}
    cells.update(zip(_HEADERS[17:22], expected, strict=False))
    for key, value in more.items():
        cells["Should be: checklist IDs" if key == "checklist" else f"Should be: {key}"] = value
    return tuple(cells.get(header) for header in _HEADERS)


_ALWAYS_CHECKED = "A1 A2 A4 A5 A6 A7 A8 A11 A12 A13 A15 A16 A17 A18 A19 A20 A24 A25 A26 A27 A37"
_LOOKED_AT_CHECKED = f"{_ALWAYS_CHECKED} A14"
_CHANGED_CHECKED = f"{_ALWAYS_CHECKED} A3 A9 A10"
_MANY_AGENTS, _ONE_AGENT = "A21 A23", "A22"
_UP_TO_MEDIUM, _HIGH_CHECKED = "A33", "A32 A34 A38"


def _checks(*ids: str) -> str:
    """IDs of the checklist in its own order: `A1; A2; …`."""
    return "; ".join(sorted(" ".join(ids).split(), key=lambda own: int(own[1:])))


_DISCOVERY_CHECKS = _checks(_LOOKED_AT_CHECKED, _MANY_AGENTS, _UP_TO_MEDIUM)
_SMALL_EDIT_CHECKS = _checks(_CHANGED_CHECKED, _ONE_AGENT, _UP_TO_MEDIUM)

EXAMPLES = Rows(
    _HEADERS,
    (
        _example(
            ("E1", "Map how errors are handled in all services"),
            {**_LOOKED_AT, "Function": "Engineering", "Work type": "Read-only discovery", "Surface": "Large"},
            _READ_BROADLY, "Read-only discovery over a large surface: a dynamic workflow.", checklist=_DISCOVERY_CHECKS,
        ),
        _example(
            ("E2", "Find the code that nothing calls any more"),
            {**_LOOKED_AT, "Function": "Engineering", "Work type": "Dead-code map", "Surface": "Large"},
            _READ_BROADLY, "A dead-code map is low risk.",
        ),
        _example(
            ("E3", "List the dependencies of the mobile app with their licenses"),
            {**_LOOKED_AT, "Function": "Engineering", "Work type": "Dependency inventory", "Surface": "Small"},
            _READ_NARROWLY, "A dependency inventory is low risk; little to read needs one agent only.",
        ),
        _example(
            ("E4", "Clean up the handbook: dead links, old screenshots"),
            {**_CODE, "Work type": "Documentation", "Folders": "docs/**", "Surface": "Large", "Files expected": 40},
            ("Low", "Dynamic workflow", _BOTH, 90, "findings; diff"),
            "Documentation clean-up is low risk, even in many places; it still runs in two phases.",
        ),
        _example(
            ("E5", "Correct the installation page"),
            {**_CODE, "Work type": "Documentation", "Folders": "docs/**", "Surface": "Small", "Files expected": 1},
            ("Low", "Single agent", "mutation", 45, "findings; diff"), "A small documentation edit: one agent.",
        ),
        _example(
            ("E6", "Show the number of hits above the search results"),
            {**_CODE, "Work type": "Small edit", "Folders": "src/search/**", "Surface": "Small", "Files expected": 3},
            _SMALL_EDIT, "A small scoped edit under five files: one normal agent.", checklist=_SMALL_EDIT_CHECKS,
        ),
        _example(
            ("E7", "Rename the sort options"),
            {**_READY, "Work type": "Small edit", "Folders": "src/search/**", "Surface": "Small", "Files expected": 5},
            ("Low", "Single agent", _BOTH, 45, "findings; tests"),
             "Exactly five files is no longer under five: two phases.",
        ),
        _example(
            ("E8", "Replace the old date helper everywhere in search"),
            {**_CODE, "Work type": "Small edit", "Folders": "src/search/**", "Surface": "Large", "Files expected": 60},
            ("Low", "Dynamic workflow", _BOTH, 90, "findings; tests"),
            "Harmless changes in many places, folders and reviewer given: a dynamic workflow in two phases.",
        ),
        _example(
            ("E9", "Move order storage to the new schema"),
            {**_READY, "Work type": "Migration", "Folders": "src/orders/**", "Surface": "Large", "Files expected": 30},
            _BROAD_CHANGE,
            "A migration with folders, test suite, rollback path and reviewer named: a dynamic workflow.",
            checklist=_checks(_CHANGED_CHECKED, _MANY_AGENTS, _UP_TO_MEDIUM, "A31"),
        ),
        _example(
            ("E10", "Move order storage to the new schema, nothing named"),
            {**_CODE, "Work type": "Migration", "Folders": "src/orders/**", "Surface": "Large", "Files expected": 30},
            ("Medium", "Human-led"), "No dynamic workflow for a migration before test suite and rollback are named.",
            missing="Test command; Rollback",
        ),
        _example(
            ("E11", "Move order storage to the new schema, no reviewer"),
            {**_READY, "Work type": "Migration", "Folders": "src/orders/**", "Surface": "Large", "Files expected": 30,
             "Reviewer": None},
            ("Medium", "Human-led"), "Medium risk needs a reviewer named before the start.", missing="Reviewer",
        ),
        _example(
            ("E12", "Upgrade the template engine of the report page"),
            {**_READY, "Work type": "Migration", "Folders": "src/reports/**", "Surface": "Small", "Files expected": 8},
            ("Medium", "Single agent", _BOTH, 30, "findings; tests"),
             "A migration on a small surface needs one agent only.",
        ),
        _example(
            ("E13", "Split the catalog module into three"),
            {**_READY, "Work type": "Refactor", "Folders": "src/catalog/**", "Surface": "Large", "Files expected": 55},
            _BROAD_CHANGE, "Refactors are medium risk.",
        ),
        _example(
            ("E14", "Halve the time of the product search"),
            {**_READY, "Work type": "Performance", "Folders": "src/search/**", "Surface": "Small", "Files expected": 6},
            ("Medium", "Single agent", _BOTH, 30, "findings; before/after numbers; tests"),
            "Performance work is medium risk and needs numbers from before and after.",
            checklist=_checks(_CHANGED_CHECKED, _ONE_AGENT, _UP_TO_MEDIUM, "A29 A31"),
        ),
        _example(
            ("E15", "Let users sign in with a passkey"), {**_HIGH, "Work type": "Auth", "Folders": "src/auth/**"},
            _HELD, "Auth without a written acceptance plan stays human-led.", missing="Acceptance plan",
        ),
        _example(
            ("E16", "Let users sign in with a passkey, plan written"),
            {**_HIGH, "Work type": "Auth", "Folders": "src/auth/**", "Acceptance plan": _PLAN, "Rollback": _BACK},
            (*_PLANNED, "findings; tests"), "Auth with a plan: one agent, two phases, the smallest box.",
            checklist=_checks(_CHANGED_CHECKED, _ONE_AGENT, _HIGH_CHECKED),
        ),
        _example(
            ("E17", "Charge yearly plans in two parts"), {**_HIGH, "Work type": "Billing", "Folders": "src/billing/**"},
            _HELD, "Billing without a written acceptance plan stays human-led.", missing="Acceptance plan",
        ),
        _example(
            ("E18", "Tighten who may export reports"),
            {**_HIGH, "Work type": "Security control", "Folders": "src/permissions/**", "Acceptance plan": _PLAN},
            (*_PLANNED, "findings; tests"), "Security controls are high risk; with a plan one agent may work on them.",
        ),
        _example(
            ("E19", "Erase accounts that were closed two years ago"),
            {**_RECORDS, "Function": "Operations", "Work type": "Data deletion", "Systems": "Customer records",
             "Reversible?": "no", "Expected output": "Runbook", "Reviewer": "Katherine Johnson"},
            _HELD, "Data deletion without a written acceptance plan stays human-led.", missing="Acceptance plan",
        ),
        _example(
            ("E20", "Give the queue workers more memory"),
            {**_HIGH, "Function": "Operations", "Work type": "Production infrastructure", "Folders": "infra/**"},
            _HELD, "Production infrastructure without a written acceptance plan stays human-led.",
            missing="Acceptance plan",
        ),
        _example(
            ("E21", "Tell customers about the new prices"),
            {**_RECORDS, "Function": "Sales", "Work type": "Customer messaging", "Systems": "Customer e-mail",
             "Expected output": "Runbook", "Reviewer": "Dorothy Vaughan"},
            _HELD, "Public messaging without a written acceptance plan stays human-led.", missing="Acceptance plan",
        ),
        _example(
            ("E22", "Tell customers about the maintenance window, plan written"),
            {**_RECORDS, "Function": "Support", "Work type": "Customer messaging", "Systems": "Customer e-mail",
             "Expected output": "Runbook", "Acceptance plan": _PLAN, "Reviewer": "Rosa Marin"},
            (*_PLANNED, "findings; screenshot"), ("Public messaging with a plan: one agent, nothing is sent before "
                                                  "approval."),
            checklist=_checks(_CHANGED_CHECKED, _ONE_AGENT, _HIGH_CHECKED, "A35"),
        ),
        _example(
            ("E23", "Read a month of live request logs"),
            {**_LOOKED_AT, "Function": "Operations", "Work type": "Read-only discovery", "Data class": "Production",
             "Surface": "Small"},
            _HELD, "Production data is high risk even when nothing is changed.", missing="Acceptance plan",
        ),
        _example(
            ("E24", "Read a month of live request logs, plan written"),
            {**_LOOKED_AT, "Function": "Operations", "Work type": "Read-only discovery", "Data class": "Production",
             "Surface": "Small", "Acceptance plan": _PLAN},
            ("High", "Single agent", "discovery", 20, "findings"), "With a plan, one agent may read production data.",
        ),
        _example(
            ("E25", "Look for injection risks in the whole code base"),
            {**_LOOKED_AT, "Function": "Engineering", "Work type": "Security audit", "Surface": "Large"},
            _READ_BROADLY, "A security audit needs findings that others can reproduce.",
            checklist=_checks(_LOOKED_AT_CHECKED, _MANY_AGENTS, _UP_TO_MEDIUM, "A30"),
        ),
        _example(
            ("E26", "Find out why exports fail now and then"),
            {**_LOOKED_AT, "Function": "Engineering", "Work type": "Bug hunt", "Surface": "Large"},
            _READ_BROADLY, "A bug hunt through the whole code base, looking only.",
        ),
        _example(
            ("E27", "Fix the rounding in the export"),
            {**_CODE, "Work type": "Bug hunt", "Folders": "src/export/**", "Surface": "Small", "Files expected": 2},
            _SMALL_EDIT, "A fix under five files: one agent, shown by a test.",
            checklist=_checks(_CHANGED_CHECKED, _ONE_AGENT, _UP_TO_MEDIUM, "A28"),
        ),
        _example(
            ("E28", "Sort the open tickets of this month by cause"),
            {**_LOOKED_AT, "Function": "Support", "Work type": "Backlog triage", "Systems": "Helpdesk",
             "Data class": "Customer", "Surface": "Large"},
            _READ_BROADLY, "Support: agents may read the whole backlog.",
        ),
        _example(
            ("E29", "Tag the open tickets with their cause"),
            {**_RECORDS, "Function": "Support", "Work type": "Backlog triage", "Systems": "Helpdesk",
             "Rollback": "restore the tag export", "Verification": "compare tags with the export",
             "Reviewer": "Mary Jackson"},
            ("Low", "Single agent", _BOTH, 45, "findings"), ("Support: records change only after somebody approved "
                                                             "the list."),
        ),
        _example(
            ("E30", "Summarize thirty interviews about onboarding"),
            {**_LOOKED_AT, "Function": "Product", "Work type": "Research summary",
             "Systems": "Product research library",
             "Data class": "Customer", "Surface": "Large"},
            _READ_BROADLY, "Product: summarizing research is discovery.",
        ),
        _example(
            ("E31", "Find where refund requests get stuck"),
            {**_LOOKED_AT, "Function": "Operations", "Work type": "Process inspection", "Systems": "Data warehouse",
             "Surface": "Small"},
            _READ_NARROWLY, "Operations: inspecting a process is discovery.",
        ),
        _example(
            ("E32", "Correct the country codes of old orders"),
            {**_RECORDS, "Function": "Operations", "Work type": "Record update", "Systems": "Data warehouse",
             "Rollback": "restore yesterday's copy", "Verification": "read the corrected rows back",
             "Reviewer": "Katherine Johnson"},
            ("Medium", "Single agent", _BOTH, 20, "findings; API response"),
            "Operations: systems, verification, way back and reviewer are named, so one agent may update records.",
            checklist=_checks(_CHANGED_CHECKED, _ONE_AGENT, _UP_TO_MEDIUM, "A36"),
        ),
        _example(
            ("E33", "Add industry and size to the accounts of this quarter"),
            {**_RECORDS, "Function": "Sales", "Work type": "Account enrichment", "Systems": "CRM",
             "Rollback": "restore the CRM export", "Verification": "read a sample of accounts back",
             "Reviewer": "Dorothy Vaughan"},
            ("Medium", "Single agent", _BOTH, 20, "findings; API response"),
             "Sales: enriching accounts, prepared well.",
        ),
        _example(
            ("E34", "Add industry and size to the accounts, nothing prepared"),
            {**_RECORDS, "Function": "Sales", "Work type": "Account enrichment", "Systems": "CRM",
             "Reviewer": "Dorothy Vaughan"},
            ("Medium", "Human-led"), "Sales: without verification and a way back a person leads.",
        ),
        _example(
            ("E35", "Small fix in the invoice module"),
            {**_HIGH, "Work type": "Small edit", "Folders": "src/billing/**"},
            _HELD, "Called small, but the folder is billing: the scope decides.", missing="Acceptance plan",
        ),
        _example(
            ("E36", "Look up order counts in the live database"),
            {**_LOOKED_AT, "Function": "Operations", "Work type": "Read-only discovery",
             "Systems": "Production database",
             "Data class": "Production", "Surface": "Small", "Acceptance plan": _PLAN},
            _HELD, "No agent may use this system, whatever the plan says.",
        ),
        _example(
            ("E37", "Small fix, no folder named"), {**_HIGH, "Work type": "Small edit"},
            _HELD, "A pull request that names no folder may touch everything.",
        ),
        _example(
            ("E38", "Fix the login bug"), {}, _HELD,
            "A title and nothing else: human-led, and the router says which questions to answer.",
        ),
        _example(
            ("E39", "Tidy up the catalog module, nothing named"),
            {**_CODE, "Work type": "Refactor", "Folders": "src/catalog/**", "Surface": "Small", "Files expected": 6},
            ("Medium", "Human-led"), "A refactor waits until test suite and way back are named, even a small one.",
            missing="Test command; Rollback",
        ),
        _example(
            ("E40", "Make the start page faster, nothing named"),
            {**_CODE, "Work type": "Performance", "Folders": "src/start/**", "Surface": "Small", "Files expected": 3},
            ("Medium", "Human-led"), "Performance work waits for test suite and way back, even in three files.",
            missing="Test command; Rollback",
        ),
        _example(
            ("E41", "Move payments to the provider's new interface, plan written"),
            {**_READY, "Work type": "Migration", "Folders": "src/payments/**", "Surface": "Large", "Files expected": 20,
             "Acceptance plan": _PLAN, "Reviewer": "Joan Clarke"},
            (*_PLANNED, "findings; tests"),
            "A migration of a sensitive area: with plan, test suite and way back one agent, never many.",
        ),
        _example(
            ("E42", "Erase leads that never answered, plan written"),
            {**_RECORDS, "Function": "Operations", "Work type": "Data deletion", "Systems": "CRM", "Reversible?": "no",
             "Expected output": "Runbook", "Acceptance plan": _PLAN, "Reviewer": "Katherine Johnson"},
            (*_PLANNED, "findings; database check"),
            "Deleting data is high risk in any system; afterwards the database itself is asked.",
        ),
        _example(
            ("E43", "Give the queue workers more memory, plan written"),
            {**_HIGH, "Function": "Operations", "Work type": "Production infrastructure", "Folders": "infra/**",
             "Rollback": _BACK, "Acceptance plan": _PLAN},
            (*_PLANNED, "findings; log"), "Production infrastructure with a plan: the platform's own log is the proof.",
        ),
        _example(
            ("E44", "Read half a year of live request logs, plan written"),
            {**_LOOKED_AT, "Function": "Operations", "Work type": "Read-only discovery", "Data class": "Production",
             "Surface": "Large", "Acceptance plan": _PLAN},
            ("High", "Dynamic workflow", "discovery", 30, "findings"),
            "Reading live data broadly, with a plan: many agents, but a small box.",
        ),
        _example(
            ("E45", "Tag all tickets of last year with their cause"),
            {**_RECORDS, "Function": "Support", "Work type": "Backlog triage", "Systems": "Helpdesk",
             "Surface": "Large", "Rollback": "restore the tag export", "Verification": "compare tags with the export",
             "Reviewer": "Mary Jackson"},
            ("Medium", "Single agent", _BOTH, 30, "findings"),
            "Support: customer data over a large surface is no longer low risk.",
        ),
        _example(
            ("E46", "Publish the corrected release notes"),
            {**_CODE, "Work type": "Documentation", "Folders": "docs/**", "Surface": "Small", "Files expected": 1,
             "Reversible?": "no"},
            ("Low", "Single agent", "mutation", 45, "findings; diff"),
            "It cannot be taken back, but one page is easy to look over.",
        ),
        _example(
            ("E47", "Rename five settings that customers' scripts read"),
            {**_READY, "Work type": "Small edit", "Folders": "src/settings/**", "Surface": "Small",
             "Files expected": 5, "Reversible?": "no"},
            ("Medium", "Single agent", _BOTH, 30, "findings; tests"),
            "What cannot be undone is medium risk from five files on.",
        ),
        _example(
            ("E48", "Change the license line of the published library"),
            {**_READY, "Work type": "Small edit", "Folders": "lib/**", "Surface": "Small", "Files expected": 50,
             "Reversible?": "no"},
            _HELD, "What cannot be undone is high risk from fifty files on.", missing="Acceptance plan",
        ),
        _example(
            ("E49", "Remember on the start page how somebody signed in last"),
            {**_CODE, "Work type": "Auth", "Folders": "src/start/**", "Surface": "Small", "Files expected": 2},
            _HELD, "Auth is high risk in any folder, even two files that can be taken back.", missing="Acceptance plan",
        ),
        _example(
            ("E50", "Correct four example files that customers download"),
            {**_CODE, "Work type": "Small edit", "Folders": "samples/**", "Surface": "Small", "Files expected": 4,
             "Reversible?": "no"},
            _SMALL_EDIT, "Four files are still under five, even where nothing can be taken back.",
        ),
        _example(
            ("E51", "Correct the year in 49 example files that customers download"),
            {**_READY, "Work type": "Small edit", "Folders": "samples/**", "Surface": "Small", "Files expected": 49,
             "Reversible?": "no"},
            ("Medium", "Single agent", _BOTH, 30, "findings; tests"),
            "One file less than fifty: what cannot be undone is still medium risk.",
        ),
        _example(
            ("E52", "Rename two functions of the published library"),
            {**_READY, "Work type": "Refactor", "Folders": "lib/**", "Surface": "Small", "Files expected": 3,
             "Reversible?": "no"},
            ("Medium", "Single agent", _BOTH, 30, "findings; tests"),
            "A small refactor stays medium risk even where it cannot be taken back.",
        ),
        _example(
            ("E53", "Put the new product name into the printed manual"),
            {**_READY, "Work type": "Documentation", "Folders": "docs/**", "Surface": "Large", "Files expected": 3,
             "Reversible?": "no"},
            ("Medium", "Single agent", _BOTH, 30, "findings; diff"),
            "Much to read and no way back: medium risk, so one agent and two phases.",
        ),
        _example(
            ("E54", "Replace the customers' names in the sample exports"),
            {**_READY, "Work type": "Small edit", "Folders": "samples/**", "Data class": "Customer",
             "Surface": "Small", "Files expected": 60},
            ("Medium", "Single agent", _BOTH, 30, "findings; tests"),
            "Customer data in many files is medium risk as long as the change can be taken back.",
        ),
    ),
)  # fmt: skip

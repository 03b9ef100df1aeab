"""Rows of the sheets that are set up once: people, systems, fields, lists, prices, branding, identity, changes."""

from datetime import date
from decimal import Decimal

from agent_router.workbook.starter_content.rows import Rows

STARTED = date(2026, 11, 2)

IDENTITY = (
    ("Name", "Agent work policy", "What this policy is called in contracts and reports."),
    ("Version", "1.0", "Raise it with every change, and add a row to Changes."),
    ("Effective from", STARTED, "First day on which it holds."),
    ("Effective until", None, "Last day; blank = until replaced."),
    ("Owner", "Ada Lovelace", "Who answers questions about it."),
    ("Approved by", "Katherine Johnson", "Who approved this version."),
    ("Approved on", date(2026, 10, 30), "When."),
    ("Retention (months)", 24, "How long evidence and reports are kept."),
)

PEOPLE = Rows(
    ("Name", "Email", "Roles", "May approve", "May sign", "Note"),
    (
        ("Ada Lovelace", "ada@example.com", "Lead; Approver; Reviewer", "Low, Medium, High", "yes", "Engineering lead"),
        ("Grace Hopper", "grace@example.com", "Approver; Reviewer", "Low, Medium", "yes", "Senior engineer"),
        ("Linus Berg", "linus@example.com", "Requester; Operator", None, "no", "Engineer"),
        ("Joan Clarke", "joan@example.com", "Lead; Approver; Reviewer", "Low, Medium, High", "yes", "Security lead"),
        ("Rosa Marin", "rosa@example.com", "Lead; Approver; Reviewer", "Low, Medium", "yes", "Product lead"),
        ("Emmy Noether", "emmy@example.com", "Requester; Operator", None, "no", "Product researcher"),
        ("Mary Jackson", "mary@example.com", "Lead; Approver; Reviewer", "Low, Medium", "yes", "Support lead"),
        ("Annie Easley", "annie@example.com", "Requester; Operator", None, "no", "Support agent"),
        ("Katherine Johnson", "katherine@example.com", "Lead; Approver; Reviewer", "Low, Medium, High", "yes",
         "Operations lead"),
        ("Alan Reyes", "alan@example.com", "Requester; Operator", None, "no", "Operations engineer"),
        ("Dorothy Vaughan", "dorothy@example.com", "Lead; Approver; Reviewer", "Low, Medium", "yes", "Sales lead"),
        ("Edith Clarke", "edith@example.com", "Requester; Operator", None, "no", "Sales operations"),
        ("Otto Weiss", "otto@example.com", "Auditor", None, "no", "Internal audit, reads only"),
    ),
)  # fmt: skip

SYSTEMS = Rows(
    ("System", "Also called", "Folders", "Area", "Owner", "Agents allowed?", "Scratch?", "Note"),
    (
        ("Auth service", "SSO; login; identity", "**/auth/**; **/login/**; **/session/**", "auth", "Joan Clarke",
         "yes", "no",
         None),
        ("Billing", "payments; invoicing", "**/billing/**; **/payments/**; **/invoices/**", "billing", "Ada Lovelace",
         "yes",
         "no", None),
        ("Security controls", "permissions; access control", "**/security/**; **/permissions/**; .github/workflows/**",
         "security", "Joan Clarke", "yes", "no", "Build pipelines hold keys, so they count as a security control."),
        ("Customer records", "customer profile; PII", "**/customers/**; **/privacy/**", "privacy", "Joan Clarke",
         "yes", "no",
         None),
        ("Data retention", "erasure; data deletion", "**/retention/**; **/erasure/**", "data deletion",
         "Katherine Johnson",
         "yes", "no", None),
        ("Production infrastructure", "infra; cluster; cloud account", "infra/**; terraform/**; deploy/**",
         "production",
         "Katherine Johnson", "yes", "no", None),
        ("Production database", "prod db; live database", "**/migrations/production/**", "production; privacy",
         "Katherine Johnson", "no", "no", "No agent signs in here, whatever the plan says."),
        ("Customer e-mail", "e-mail campaigns; newsletter; status page", "**/notifications/**; **/email_templates/**",
         "messaging", "Rosa Marin", "yes", "no", None),
        ("Helpdesk", "ticket system; support inbox", None, None, "Mary Jackson", "yes", "no",
         "Sorting and tagging tickets only; answers to customers are Customer e-mail."),
        ("CRM", "sales accounts; leads", None, None, "Dorothy Vaughan", "yes", "no", None),
        ("Data warehouse", "analytics; reporting database", "warehouse/**", None, "Katherine Johnson", "yes", "no",
         None),
        ("Product research library", "interviews; survey results", None, None, "Rosa Marin", "yes", "no", None),
        ("Scratch", "temporary files", "scratch/**; tmp/**", None, "Ada Lovelace", "yes", "yes",
         "Agents may always write here; it is thrown away."),
        ("Agents' memory", "notes of agents", ".claude/projects/**; .codex/memories/**; .gemini/tmp/**", None,
         "Ada Lovelace",
         "yes", "yes", "Where agent programs keep their own notes; listed in every report."),
    ),
)  # fmt: skip

FIELDS = Rows(
    ("Field", "Question", "Kind", "List", "If blank", "Riskier when", "Also called"),
    (
        ("ID", "A short name for the task, used once.", "text", None, "required", "no order",
         "Key; Number; Issue key; Ticket; Task ID"),
        ("Goal", "What should be true when the work is done?", "text", None, "required", "no order",
         "Title; Summary; Name; Subject; Task"),
        ("Details", "Anything the agent must know.", "text", None, "not stated", "no order", "Description; Body"),
        ("Labels", "Labels it carries in the tool it comes from.", "list", None, "not stated", "no order",
         "Tags; Label; Categories"),
        ("Function", "Which part of the company asks?", "choice", "Function", "not stated", "no order",
         "Department; Team"),
        ("Work type", "What kind of work is it?", "choice", "Work type", "assume the worst", "no order",
         "Type; Issue type; Category; Kind of work"),
        ("Changes anything?", "Does it change code, records, processes or anything customers see?", "yes/no", None,
         "assume yes", "yes", "Changes; Mutates; Writes"),
        ("Expected output", "What will be handed over?", "choice", "Expected output", "not stated", "no order",
         "Output; Deliverable"),
        ("Repositories", "Which repositories may be used?", "list", None, "not stated", "no order", "Repository; Repo"),
        ("Folders", "Which folders may be touched?", "folders", None, "not stated", "no order",
         "Directories; Paths; Directory; Folder; Allowed directories"),
        ("Systems", "Which systems may be used?", "list", None, "not stated", "no order", "System; Affected systems"),
        ("Data sources", "Which data may be read?", "list", None, "not stated", "no order", "Sources; Data source"),
        ("Off limits", "What must not be touched?", "list", None, "not stated", "no order",
         "Disallowed systems; Out of scope"),
        ("Data class", "Which data does it come near?", "choices", "Data class", "assume the worst", "later in list",
         "Data classification"),
        ("Surface", "How much must be looked at?", "choice", "Surface", "assume the worst", "no order",
         "Surface area; Size"),
        ("Files expected", "About how many files will change?", "whole number", None, "assume the worst", "higher",
         "Files; Number of files; File count"),
        ("Reversible?", "Can it be undone within a day?", "yes/no", None, "assume no", "no", "Reversible; Undoable"),
        ("Test command", "Which command shows that it works?", "text", None, "not stated", "no order",
         "Tests; Test suite; Verifier"),
        ("Rollback", "How is it undone?", "text", None, "not stated", "no order",
         "Rollback path; Rollback note; Way back"),
        ("Acceptance plan", "Where is it written what must be true to accept the work?", "text", None, "not stated",
         "no order", "Acceptance criteria; Plan"),
        ("Verification", "How will somebody check the result outside code?", "text", None, "not stated", "no order",
         "How to verify; Check"),
        ("Max minutes", "At most how many minutes?", "whole number", None, "budget", "no order",
         "Time budget; Minutes"),
        ("Max tokens", "At most how many tokens?", "whole number", None, "budget", "no order", "Token budget; Tokens"),
        ("Max cost (USD)", "At most how much money?", "number", None, "budget", "no order", "Cost budget; Max cost"),
        ("Max retries", "At most how many new attempts after a failed check?", "whole number", None, "budget",
         "no order",
         "Retries; Retry limit"),
        ("Requester", "Who asks for it?", "text", None, "not stated", "no order", "Reporter; Author; Created by"),
        ("Owner", "Who answers for the result?", "text", None, "not stated", "no order", "Assignee; Human owner"),
        ("Reviewer", "Who looks at the result before it is accepted?", "text", None, "not stated", "no order",
         "Named reviewer"),
    ),
)  # fmt: skip

LISTS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("Function", (
        ("Engineering", "Development; R&D; IT"), ("Product", "Design; Research"), ("Support",
         "Customer support; Helpdesk"),
        ("Operations", "Ops; Finance"), ("Sales", "Marketing; Business development"),
    )),
    ("Work type", (
        ("Read-only discovery", "discovery; investigation; exploration; spike"),
        ("Dead-code map", "dead-code; dead code; unused code"),
        ("Dependency inventory", "dependencies; dependency audit; SBOM"),
        ("Documentation", "docs; documentation cleanup; documentation clean-up"),
        ("Bug hunt", "bug; bugfix; bug fix; defect"),
        ("Security audit", "security review; security scan"),
        ("Small edit", "small change; typo; small fix"),
        ("Refactor", "refactoring; restructuring"),
        ("Migration", "migrate; upgrade; port"),
        ("Performance", "perf; optimization; speed-up"),
        ("Auth", "authentication; login; SSO"),
        ("Billing", "payments; invoicing"),
        ("Security control", "security controls; permissions; access control"),
        ("Data deletion", "deletion; erasure"),
        ("Production infrastructure", "infrastructure; infra; deployment"),
        ("Customer messaging", "public messaging; e-mail campaign; announcement"),
        ("Backlog triage", "triage; ticket triage; support backlog"),
        ("Research summary", "research; user research; interviews"),
        ("Process inspection", "process review; process failure"),
        ("Record update", "data update; bulk edit"),
        ("Account enrichment", "enrichment; lead enrichment"),
    )),
    ("Expected output", (
        ("Report", "Findings; Summary"), ("Patch", "Diff"), ("Pull request", "PR; Merge request"),
        ("Dashboard update", "Dashboard"), ("Runbook", "Playbook"),
    )),
    ("Data class", (
        ("No data", "None"), ("Internal", "Company"), ("Customer", "Personal; PII"), ("Production", "Live"),
    )),
    ("Surface", (("Small", "Narrow; One place"), ("Large", "Broad; Many places; Codebase-wide"))),
    ("Area", (
        ("auth", "authentication"), ("billing", "payments"), ("security", ""), ("privacy", "personal data"),
        ("data deletion", "erasure"), ("production", "prod; live"), ("messaging", "customer messaging"),
    )),
    ("Blast radius", (("Low", "green"), ("Medium", "amber; yellow"), ("High", "red"))),
    ("Route", (
        ("Human-led", "Human; Person"), ("Single agent", "Agent; Normal agent"), ("Dynamic workflow",
         "Workflow; Many agents"),
    )),
    ("Phase", (("discovery", "inspect; propose"), ("mutation", "change; modify"))),
    ("Proof kind", (
        ("tests", "test report; test run"), ("findings", "reproducible findings; report with sources"),
        ("before/after numbers", "benchmark; measurements"), ("log", "logs"), ("screenshot", "screenshots"),
        ("database check", "query result"), ("API response", "response"), ("diff", "patch"),
        ("attestation", "signed statement"), ("build", "build pass; compile"),
    )),
    ("Role", (
        ("Lead", ""), ("Reviewer", ""), ("Approver", ""), ("Requester", ""), ("Operator", ""),
        ("Auditor", ""),
    )),
)  # fmt: skip

_LIST_PRICE = "List price"


def _price(
    model: str, since: date, usd: str, note: str = _LIST_PRICE, up_to: int | None = None
) -> tuple[str | date | Decimal | int | None, ...]:
    read_in, out, cache_read, cache_write = (Decimal(part) for part in usd.split())
    return (model, since, read_in, out, cache_read, cache_write, up_to, note)


PRICES = Rows(
    ("Model", "From", "USD per million input", "USD per million output", "USD per million cache read",
     "USD per million cache write", "Up to input tokens", "Note"),
    (
        _price("claude-fable-5", date(2026, 1, 1), "10 50 1 12.5"),
        _price("claude-opus-5", date(2026, 7, 24), "5 25 0.5 6.25"),
        _price("claude-opus-4-8", date(2026, 1, 1), "5 25 0.5 6.25"),
        _price("claude-opus-4-6", date(2026, 1, 1), "5 25 0.5 6.25"),
        _price("claude-opus-4-5-20251101", date(2025, 11, 1), "5 25 0.5 6.25"),
        _price("claude-sonnet-5", date(2026, 1, 1), "2 10 0.2 2.5"),
        _price("claude-sonnet-4-5-20250929", date(2025, 9, 29), "3 15 0.3 3.75"),
        _price("claude-sonnet-4-20250514", date(2025, 5, 14), "3 15 0.3 3.75"),
        _price("claude-haiku-4-5-20251001", date(2025, 10, 1), "1 5 0.1 1.25"),
        _price("claude-haiku-4.5", date(2025, 10, 1), "1 5 0.1 1.25", "List price; the name another program gives it"),
        _price("gemini-2.5-pro", date(2025, 6, 17), "1.25 10 0.125 1.25", up_to=200_000),
        _price("gemini-2.5-pro", date(2025, 6, 17), "2.5 15 0.25 2.5", "List price of longer prompts"),
        _price("gemini-2.5-flash", date(2025, 6, 17), "0.3 2.5 0.03 0.3"),
        _price("gpt-4.1", date(2025, 4, 14), "2 8 0.5 2"),
        _price("gpt-4o-mini", date(2024, 7, 18), "0.15 0.6 0.075 0.15"),
        _price("gpt-5-mini", date(2025, 8, 7), "0.25 2 0.025 0.25"),
        _price("gpt-5.1", date(2025, 11, 13), "1.25 10 0.125 1.25"),
        _price("gpt-5.2", date(2025, 12, 11), "1.75 14 0.175 1.75"),
        _price("gpt-5.2-codex", date(2025, 12, 11), "1.75 14 0.175 1.75"),
    ),
)  # fmt: skip

BRANDING = Rows(
    ("Setting", "Value", "Note"),
    (
        ("Organization", "Example Company", "Printed on the first page of every report."),
        ("Logo file", None, "A picture (.svg or .png) in report_templates; blank = no logo."),
        ("Accent color", "#1F4E79", "Lines, headings and links, as #RRGGBB."),
        ("Footer", "Agent work policy · internal use", "Printed at the foot of every page."),
        ("Classification", "Internal", "Printed at the head of every page."),
        ("Week starts on", "Monday", "First day of a weekly report."),
        ("Time zone", "Europe/Berlin", "The clock of weekly reports, such as Europe/Berlin or America/New_York."),
        ("Language", "en", "Language of the report's own words."),
    ),
)  # fmt: skip

CHANGES = Rows(
    ("Date", "Version", "Who", "What changed", "Why"),
    (
        (STARTED, "1.0", "Ada Lovelace", ("First version: routes, boxes, proof, checklist and stop conditions as "
                                          "shipped."),
         ("Agents may now do more than one person can watch; somebody must decide which jobs they get, and when the "
          "result "
          "is safe to accept.")),
    ),
)  # fmt: skip

"""The tasks of the sample queue: every route, tasks that are held, and one whose cells cannot be read."""

from agent_router.sheets.page import OutValue

Answers = dict[str, OutValue]

_ENGINEER: Answers = {
    "Function": "Engineering",
    "Requester": "Linus Berg",
    "Owner": "Ada Lovelace",
    "Reviewer": "Grace Hopper",
}
_SHOP: Answers = {**_ENGINEER, "Repositories": "storefront", "Data class": "Internal", "Reversible?": "yes"}
_EDIT: Answers = {
    **_SHOP, "Changes anything?": "yes", "Expected output": "Pull request", "Surface": "Small", "Files expected": 2,
    "Test command": "python -m pytest -q", "Rollback": "Revert the pull request",
}  # fmt: skip
_LOOK: Answers = {"Changes anything?": "no", "Expected output": "Report"}
_SUPPORT: Answers = {
    "Function": "Support",
    "Requester": "Annie Easley",
    "Owner": "Mary Jackson",
    "Reviewer": "Mary Jackson",
}
_PRODUCT: Answers = {
    "Function": "Product",
    "Requester": "Emmy Noether",
    "Owner": "Rosa Marin",
    "Reviewer": "Rosa Marin",
}
_OPERATIONS: Answers = {
    "Function": "Operations", "Requester": "Alan Reyes", "Owner": "Katherine Johnson", "Reviewer": "Katherine Johnson",
}  # fmt: skip
_SALES: Answers = {
    "Function": "Sales",
    "Requester": "Edith Clarke",
    "Owner": "Dorothy Vaughan",
    "Reviewer": "Dorothy Vaughan",
}


def _task(name: str, goal: str, base: Answers, more: Answers) -> Answers:
    return {"ID": name, "Goal": goal, **base, **more}


ENGINEERING = (
    _task("ENG-101", "Cart totals are right to the cent when a line has a discount", _EDIT,
          {"Work type": "Bug hunt", "Folders": "src/storefront/**; tests/**",
           "Details": "The price list says 4.99, the cart 5.00. A test shows it."}),
    _task("ENG-104", "Free shipping counts what the customer pays after discounts", _EDIT,
          {"Work type": "Small edit", "Folders": "src/storefront/**; tests/**"}),
    _task("ENG-107", "Euro amounts read as customers in the euro area write them", _EDIT,
          {"Work type": "Small edit", "Folders": "src/storefront/**; tests/**"}),
    _task("ENG-110", "Product addresses carry no punctuation", _EDIT,
          {"Work type": "Small edit", "Folders": "src/storefront/catalog/**; tests/**",
           "Off limits": "src/storefront/billing/**"}),
    _task("ENG-113", "Large supplier price lists no longer hang at import", _EDIT,
          {"Work type": "Bug hunt", "Folders": "src/storefront/catalog/**; tests/**", "Max cost (USD)": 0.02,
           "Details": "A first look only: 2 cents, then tell us what you have."}),
    _task("ENG-116", "We know which dependencies all services pin, and which nobody uses", {**_ENGINEER, **_LOOK},
          {"Work type": "Dependency inventory", "Repositories": "warehouse", "Folders": "services/**",
           "Data class": "Internal", "Surface": "Large"}),
    _task("ENG-118", "Spaces around an account name do not matter", _EDIT,
          {"Work type": "Small edit", "Folders": "src/storefront/accounts.py; tests/**"}),
    _task("ENG-120", "Settings are kept in TOML instead of INI", _EDIT,
          {"Work type": "Migration", "Folders": "src/storefront/**; config/**; tests/**", "Files expected": 3,
           "Max tokens": 40000, "Rollback": "Revert the commit; settings.ini comes back with it"}),
    _task("ENG-122", "Cart and shipping share one way to add up lines", _EDIT,
          {"Work type": "Refactor", "Folders": "src/storefront/**; tests/**", "Surface": "Large",
           "Files expected": 12}),
    _task("ENG-125", "The handbook says cart everywhere, never basket", _SHOP,
          {"Work type": "Documentation", "Changes anything?": "yes", "Expected output": "Pull request",
           "Folders": "docs/**", "Surface": "Large", "Files expected": 20}),
    _task("ENG-128", "We know which code of the storefront nothing calls any more", {**_SHOP, **_LOOK},
          {"Work type": "Dead-code map", "Surface": "Large"}),
    _task("ENG-131", "Sessions end after eight hours", _EDIT,
          {"Work type": "Auth", "Folders": "src/storefront/session/**; tests/**", "Reviewer": "Joan Clarke"}),
    _task("ENG-134", "Passwords are stored as salted hashes", _EDIT,
          {"Work type": "Security control", "Folders": "src/storefront/accounts.py; tests/**",
           "Reviewer": "Joan Clarke",
           "Acceptance plan": "plans/password-storage.md: every old password still signs in once"}),
    _task("ENG-137", "Search answers within 200 ms", _SHOP,
          {"Work type": "Performance", "Changes anything?": "yes", "Expected output": "Pull request",
           "Folders": "src/search/**", "Surface": "Large", "Files expected": 8}),
    _task("ENG-140", "Checkout feels slow on phones", {"Function": "Engineering"}, {"Requester": "Linus Berg"}),
    _task("ENG-143", "Order mails carry the parcel number", _EDIT,
          {"Work type": "Small edit", "Folders": "services/mailer/**", "Files expected": "a few"}),
    _task("ENG-146", "The order table has an index on the customer", _EDIT,
          {"Work type": "Production infrastructure", "Systems": "Production database", "Folders": "db/**",
           "Data class": "Production", "Reviewer": "Katherine Johnson", "Acceptance plan": "plans/order-index.md"}),
)  # fmt: skip

SUPPORT = (
    _task("SUP-201", "Open tickets are grouped by cause, most urgent first", {**_SUPPORT, **_LOOK},
          {"Work type": "Backlog triage", "Systems": "Helpdesk", "Data class": "Customer", "Surface": "Small"}),
    _task("SUP-204", "Tickets about the export carry the tag csv-export", _SUPPORT,
          {"Work type": "Record update", "Changes anything?": "yes", "Expected output": "Dashboard update",
           "Systems": "Helpdesk", "Data class": "Customer", "Surface": "Small", "Files expected": 0,
           "Reversible?": "yes",
           "Rollback": "Remove the tag again by the list of changed tickets",
           "Verification": "Compare twenty tagged tickets with their text"}),
    _task("SUP-207", "Customers with the slow dashboard get an answer", _SUPPORT,
          {"Work type": "Customer messaging", "Changes anything?": "yes", "Systems": "Customer e-mail",
           "Data class": "Customer", "Surface": "Small", "Reversible?": "no"}),
    _task("SUP-210", "Tickets older than a year are closed", _SUPPORT,
          {"Work type": "Backlog triage", "Changes anything?": "yes", "Systems": "Helpdesk", "Data class": "Customer",
           "Surface": "Large", "Files expected": 0, "Reversible?": "yes"}),
)  # fmt: skip

PRODUCT = (
    _task("PRD-301", "We know what shop owners need from reordering", {**_PRODUCT, **_LOOK},
          {"Work type": "Research summary", "Systems": "Product research library", "Data class": "Internal",
           "Surface": "Small"}),
    _task("PRD-304", "We know how eight competitors price delivery", {**_PRODUCT, **_LOOK},
          {"Work type": "Research summary", "Data class": "No data", "Surface": "Large"}),
    _task("PRD-307", "The roadmap dashboard shows last month's survey", _PRODUCT,
          {"Work type": "Record update", "Changes anything?": "yes", "Expected output": "Dashboard update",
           "Systems": "Data warehouse", "Data class": "Internal", "Surface": "Small", "Files expected": 0,
           "Reversible?": "yes"}),
)  # fmt: skip

OPERATIONS = (
    _task("OPS-401",
     "We know where onboarding a vendor loses time and which steps are skipped", {**_OPERATIONS, **_LOOK},
          {"Work type": "Process inspection", "Data class": "Internal", "Surface": "Small"}),
    _task("OPS-404", "We know where refunds get stuck", {**_OPERATIONS, **_LOOK},
          {"Work type": "Process inspection", "Data class": "Production", "Surface": "Small"}),
    _task("OPS-407", "Test accounts older than two years are gone", _OPERATIONS,
          {"Work type": "Data deletion", "Changes anything?": "yes", "Systems": "Data retention",
           "Data class": "Customer",
           "Surface": "Small", "Files expected": 0, "Reversible?": "no"}),
    _task("OPS-410", "A runbook says how to restart the order queue", _OPERATIONS,
          {"Work type": "Documentation", "Changes anything?": "yes", "Expected output": "Runbook",
           "Folders": "runbooks/**",
           "Data class": "Internal", "Surface": "Small", "Files expected": 1, "Reversible?": "yes"}),
)  # fmt: skip

SALES = (
    _task("SAL-501", "Accounts of the south team have industry and size", _SALES,
          {"Work type": "Account enrichment", "Changes anything?": "yes", "Expected output": "Dashboard update",
           "Systems": "CRM", "Data class": "Customer", "Surface": "Small", "Files expected": 0, "Reversible?": "yes",
           "Rollback": "Import the export taken before the run",
           "Verification": "Compare ten accounts with the trade registry"}),
    _task("SAL-504", "Accounts of the north team have industry and size", _SALES,
          {"Work type": "Account enrichment", "Changes anything?": "yes", "Expected output": "Dashboard update",
           "Systems": "CRM", "Data class": "Customer", "Surface": "Small", "Files expected": 0, "Reversible?": "yes"}),
    _task("SAL-507", "We know why deals above 50,000 were lost this quarter", {**_SALES, **_LOOK},
          {"Work type": "Research summary", "Systems": "CRM", "Data class": "Customer", "Surface": "Large"}),
)  # fmt: skip

TASKS: tuple[Answers, ...] = (*ENGINEERING, *SUPPORT, *PRODUCT, *OPERATIONS, *SALES)

"""What happens in the demonstration: which runs were made, and what people said about them.

The runs are recordings of the genuine Claude Code (`docs/demo-recordings.md`); only the people are played.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from agent_router.model.policy import Phase

CONTRACTS_WRITTEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
CUT_OFF = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
"""Data cut-off of every report of the demonstration."""
WEEK = "2026-W47"


@dataclass(frozen=True, slots=True)
class Decided:
    """Somebody settles a checklist item."""

    item: str
    by: str
    note: str
    met: bool = True


@dataclass(frozen=True, slots=True)
class Waived:
    """Somebody accepts that an item is not met."""

    item: str
    by: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody signs the record."""

    by: str
    role: str
    meaning: str


Saying = Decided | Waived | Signed


@dataclass(frozen=True, slots=True)
class Approved:
    """Somebody approves a phase of a contract; after a run of the story where a proposal is approved."""

    task: str
    phase: Phase
    by: str
    note: str
    proposal: str = ""
    """Name of the discovery run."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One recorded run."""

    name: str
    task: str
    """Empty where no contract covers the run."""
    operator: str
    phase: Phase
    with_repository: bool = True
    """Whether the repository is at hand, so that git says what changed."""
    sayings: tuple[Saying, ...] = field(default=())


APPROVALS = (
    Approved(
        "ENG-120",
        Phase.MUTATION,
        "Ada Lovelace",
        "As proposed; the deployment team was told about the new file name.",
        "settings-migration-discovery",
    ),
)
_GRACE = Signed("Grace Hopper", "Reviewer", "read the change and the test report")

SCENES = (
    Scene("cart-rounding", "ENG-101", "Linus Berg", Phase.MUTATION, sayings=(_GRACE,)),
    Scene("free-shipping", "ENG-104", "Linus Berg", Phase.MUTATION),
    Scene("euro-prices", "ENG-107", "Linus Berg", Phase.MUTATION),
    Scene("slug-cleanup", "ENG-110", "Linus Berg", Phase.MUTATION),
    Scene("price-import", "ENG-113", "Linus Berg", Phase.MUTATION),
    Scene(
        "dependency-inventory",
        "ENG-116",
        "Linus Berg",
        Phase.DISCOVERY,
        sayings=(Signed("Grace Hopper", "Reviewer", "checked three findings against the files"),),
    ),
    Scene("account-names", "ENG-118", "Linus Berg", Phase.MUTATION),
    Scene(
        "settings-migration-discovery",
        "ENG-120",
        "Linus Berg",
        Phase.DISCOVERY,
        sayings=(Signed("Grace Hopper", "Reviewer", "read the proposal"),),
    ),
    Scene(
        "settings-migration",
        "ENG-120",
        "Linus Berg",
        Phase.MUTATION,
        sayings=(
            Waived(
                "A18",
                "Ada Lovelace",
                "The last message alone went over the token box; the work was done and tested by then.",
                date(2026, 12, 31),
            ),
            Decided("A24", "Ada Lovelace", "I looked at it: the message that crossed the box was the last one."),
            Decided("A25", "Ada Lovelace", "It stopped there, and its last message is the report."),
            _GRACE,
        ),
    ),
    Scene("support-triage", "SUP-201", "Annie Easley", Phase.DISCOVERY, with_repository=False),
    Scene(
        "reorder-research",
        "PRD-301",
        "Emmy Noether",
        Phase.DISCOVERY,
        with_repository=False,
        sayings=(Signed("Rosa Marin", "Reviewer", "compared the findings with the interviews"),),
    ),
    Scene(
        "vendor-onboarding",
        "OPS-401",
        "Alan Reyes",
        Phase.DISCOVERY,
        sayings=(Signed("Katherine Johnson", "Reviewer", "repeated both findings from requests.csv"),),
    ),
    Scene("account-enrichment", "", "Edith Clarke", Phase.MUTATION),
)

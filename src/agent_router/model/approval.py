"""What people did: approvals before a run, decisions, waivers and sign-offs after it.

Each act holds `at` (stated) and `recorded` (the clock when it was entered). *Before* is shown only by `recorded`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from agent_router.model.place import Place
from agent_router.model.policy import Phase


@dataclass(frozen=True, slots=True)
class Approval:
    """Somebody allowed a phase of one contract."""

    phase: Phase
    by: str
    at: datetime
    recorded: datetime
    contract: str
    """Digest of the contract."""
    proposal: str = ""
    """Run digest of the discovery whose proposal is approved; empty where the contract alone is."""
    note: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person settled one checklist item."""

    item: str
    by: str
    met: bool
    note: str
    at: datetime
    recorded: datetime
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """A person accepted that one item is not met, until a date."""

    item: str
    by: str
    reason: str
    until: date
    at: datetime
    recorded: datetime
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class SignOff:
    """A person signed the record of one run."""

    by: str
    role: str
    meaning: str
    """What the signature means: reviewed, approved, …"""
    at: datetime
    recorded: datetime
    run: str
    """Run digest signed."""
    facts: str = ""
    """Fact digest signed (computed without sign-offs)."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ApprovalsLog:
    """`approvals.jsonl` of a contract: when it was written, and the approvals given."""

    written: datetime | None
    contract: str
    approvals: tuple[Approval, ...]
    chain_broken_at: Place | None = None


@dataclass(frozen=True, slots=True)
class DecisionsLog:
    """`decisions.jsonl` of a run: what people said afterwards."""

    run: str = ""
    contract: str = ""
    decisions: tuple[Decision, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    sign_offs: tuple[SignOff, ...] = ()
    chain_broken_at: Place | None = None

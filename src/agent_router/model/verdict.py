"""Whether the work may be accepted, item by item."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from agent_router.model.approval import SignOff, Waiver
from agent_router.model.known import Exactness
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, IfNotMet


class Outcome(Enum):
    """State of one checklist item; silence is never met."""

    MET = "met"
    NOT_MET = "not met"
    NOT_SHOWN = "not shown"
    UNREADABLE = "unreadable"
    WAIVED = "waived"
    NOT_APPLICABLE = "not applicable"
    NEEDS_PERSON = "needs a person"


class VerdictState(Enum):
    """The verdict of a run."""

    ACCEPTED = "accepted"
    WAITING = "waiting"
    NOT_ACCEPTED = "not_accepted"
    UNREADABLE = "unreadable"


class ClaimStanding(Enum):
    """How an agent's assertion stands against the record."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    UNSUPPORTED = "unsupported"


class CostMethod(Enum):
    """How a cost is known."""

    REPORTED = "reported"
    PRICED = "priced"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one check found, before people speak."""

    outcome: Outcome
    because: str
    evidence: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One checklist item of one run."""

    id: str
    question: str
    outcome: Outcome
    because: str
    evidence: tuple[Place, ...]
    if_not_met: IfNotMet
    checked_by: str
    place: Place | None = None
    """The item's row in the workbook."""
    found: Outcome = Outcome.NOT_SHOWN
    """What the check found before a decision or waiver."""
    settled_by: str = ""
    settled_note: str = ""
    waivable: bool = True
    clears: str = ""
    """What would clear it, in words; empty where nothing is open."""

    @property
    def open(self) -> bool:
        """Whether the item still stands in the way or waits."""
        return self.if_not_met is not IfNotMet.NOTE and self.outcome in {
            Outcome.NOT_MET,
            Outcome.NOT_SHOWN,
            Outcome.UNREADABLE,
            Outcome.NEEDS_PERSON,
        }


@dataclass(frozen=True, slots=True)
class StopResult:
    """One stop condition, recomputed from the record."""

    id: str
    fired: bool
    because: str
    evidence: tuple[Place, ...] = ()
    went_on: bool = False
    """Whether the run continued after it fired."""
    stop_when: str = ""
    then: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """One assertion of the agent against the record."""

    text: str
    standing: ClaimStanding
    because: str
    evidence: tuple[Place, ...] = ()
    stale: bool = False
    about_proof: bool = False


@dataclass(frozen=True, slots=True)
class UsageLine:
    """Billed tokens of one model in the hands of one agent, and what they cost by `Prices`."""

    model: str
    """Empty where the log does not name it."""
    agent: str = ""
    """ID of the sub-agent; empty for the main one, and for figures that are not told apart by agent."""
    input: int = 0
    cache_write: int = 0
    """Both caches, the five-minute one and the one-hour one."""
    cache_read: int = 0
    output: int = 0
    reasoning: int = 0
    """Part of the output."""
    exactness: Exactness = Exactness.EXACT
    priced: Decimal | None = None
    """Tokens × `Prices`; None is unknown, never zero."""
    because: str = ""
    """Why there is no price; empty where there is one."""
    prices: tuple[Place, ...] = ()
    """The rows of `Prices` it was priced by."""

    @property
    def total(self) -> int:
        """All billed classes."""
        return self.input + self.cache_write + self.cache_read + self.output


@dataclass(frozen=True, slots=True)
class UsageTotal:
    """Billed tokens of the whole run."""

    input: int = 0
    cache_write: int = 0
    cache_read: int = 0
    output: int = 0
    reasoning: int = 0
    exactness: Exactness = Exactness.EXACT
    known: bool = True
    """False where the log has no usage at all."""
    lines: tuple[UsageLine, ...] = ()
    """The same tokens by agent and model, the main agent first."""
    because: str = ""
    """Why it is only a lower bound; empty where it is exact."""

    @property
    def total(self) -> int:
        """All billed classes."""
        return self.input + self.cache_write + self.cache_read + self.output


@dataclass(frozen=True, slots=True)
class Cost:
    """Money; `amount` None means price unknown, never zero."""

    amount: Decimal | None
    currency: str
    method: CostMethod
    because: str = ""
    reported: Decimal | None = None
    """The agent's own meter."""
    priced: Decimal | None = None
    """Tokens × `Prices`."""
    places: tuple[Place, ...] = ()
    exactness: Exactness = Exactness.EXACT
    """Whether `amount` is all of it, or at least so much."""
    unpriced: str = ""
    """Why there is no `priced`; empty where there is one."""
    prices: tuple[Place, ...] = ()
    """The rows of `Prices` that were used."""

    @property
    def difference(self) -> Decimal | None:
        """What the agent's own meter says beyond tokens × `Prices`; None with one meter alone."""
        return None if self.reported is None or self.priced is None else self.reported - self.priced

    @property
    def percent_apart(self) -> Decimal | None:
        """How far the meters are apart, in percent of the higher one; None with one meter alone."""
        if self.reported is None or self.priced is None:
            return None
        highest = max(abs(self.reported), abs(self.priced))
        return abs(self.reported - self.priced) * 100 / highest if highest else Decimal(0)


@dataclass(frozen=True, slots=True)
class Spent:
    """One line of the box: used against approved; None is unknown (used) or open (limit)."""

    name: str
    used: Decimal | None
    limit: Decimal | None
    unit: str
    lower_bound: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChangedPath:
    """One path that the run changed."""

    path: str
    kind: str
    known_by: str
    added: int | None = None
    removed: int | None = None
    evidence: tuple[Place, ...] = ()
    in_scope: bool | None = None
    """None where the contract names no folders, or there is no contract."""
    note: str = ""
    counts: bool = True
    """False where it is listed and not counted: scratch, a by-product of the verifier, or no longer in the diff."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A person something waits for."""

    who: str
    """Name, role, or empty for nobody named."""
    what: str
    clears: str
    item: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class ThreeRatings:
    """Blast radius asked, in scope, measured; None where a view was not made."""

    request: BlastRadius | None = None
    scope: BlastRadius | None = None
    measured: BlastRadius | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgment of one run as of one moment."""

    run_id: str
    task_id: str
    state: VerdictState
    headline: str
    """One sentence for page one."""
    items: tuple[ItemResult, ...]
    stops: tuple[StopResult, ...]
    claims: tuple[ClaimResult, ...]
    usage: UsageTotal
    cost: Cost
    spent: tuple[Spent, ...]
    changed: tuple[ChangedPath, ...]
    ratings: ThreeRatings
    waiting: tuple[Waiting, ...]
    as_of: datetime
    run_digest: str
    contract_digest: str = ""
    fact_digest: str = ""
    """Digest of the verdict's facts, computed without sign-offs."""
    sign_offs: tuple[SignOff, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    risks: tuple[tuple[str, Place], ...] = ()
    what_if: str = ""
    """Digest of the other workbook this was judged by; such a verdict is never accepted."""
    problems: tuple[str, ...] = ()
    """Why nothing could be judged, for an unreadable run."""


def waiver_holds(waiver: Waiver, on: date) -> bool:
    """Whether a waiver still counts on that day (its end date included)."""
    return on <= waiver.until

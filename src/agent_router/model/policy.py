"""The lead's workbook as values: everything that policy says, and nothing that code decides."""

import re
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import total_ordering

from agent_router.model.field import Field, Value, WordList
from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.model.table import Table


@total_ordering
class BlastRadius(Enum):
    """How much a job can break."""

    LOW = "Low"
    MEDIUM = "Medium"
    HIGH = "High"

    @property
    def rank(self) -> int:
        """0 for Low to 2 for High."""
        return ("Low", "Medium", "High").index(self.value)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, BlastRadius) else NotImplemented


class Route(Enum):
    """Who does the work."""

    HUMAN_LED = "Human-led"
    SINGLE_AGENT = "Single agent"
    DYNAMIC_WORKFLOW = "Dynamic workflow"

    @property
    def freedom(self) -> int:
        """0 for the most supervised route, 2 for the least."""
        return ("Human-led", "Single agent", "Dynamic workflow").index(self.value)


class Phase(Enum):
    """Discovery may not change anything; mutation may."""

    DISCOVERY = "discovery"
    MUTATION = "mutation"


class Grade(Enum):
    """How far the record of a fact can be trusted, weakest first."""

    STATED = "stated"
    """Somebody's words, or a file written by an agent's file tool."""
    HARNESS = "harness"
    """The agent's program recorded its tool's result."""
    INDEPENDENT = "independent"
    """Run by the router, CI or git, or a verified attestation."""

    @property
    def rank(self) -> int:
        """0 for stated to 2 for independent."""
        return ("stated", "harness", "independent").index(self.value)


class IfNotMet(Enum):
    """What an unmet checklist item does to the verdict."""

    BLOCKS = "blocks"
    NEEDS_DECISION = "needs a decision"
    NOTE = "note"


class StopWhen(Enum):
    """The kinds of stop condition that the record can show."""

    OUTSIDE_SCOPE = "outside scope"
    BUDGET_CROSSED = "budget crossed"
    VERIFICATION_FAILED = "verification failed"
    FINDING_ABOUT = "finding about"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the workbook says it is (`Start here`)."""

    name: str
    version: str
    effective_from: date | None = None
    effective_until: date | None = None
    owner: str = ""
    approved_by: str = ""
    approved_on: date | None = None
    retention_months: int | None = None


@dataclass(frozen=True, slots=True)
class RiskEffect:
    """Conclusion of a `Risk rules` row; None says nothing."""

    impact: int | None
    """1 to 5."""
    likelihood: int | None
    """1 to 5."""
    because: str = ""


@dataclass(frozen=True, slots=True)
class RouteEffect:
    """Conclusion of a `Routes` row."""

    route: Route
    phases: tuple[Phase, ...] = ()
    approval_before: Phase | None = None
    reviewed_by: str = ""
    """Who reviews when the task names nobody."""
    say: str = ""


@dataclass(frozen=True, slots=True)
class BudgetEffect:
    """Conclusion of a `Budgets` row; None leaves that limit open."""

    minutes: int | None = None
    tokens: int | None = None
    cost_usd: Decimal | None = None
    retries: int | None = None
    agents: int | None = None
    when_full: str = ""
    """The stopping rule, in words."""


@dataclass(frozen=True, slots=True)
class ProofEffect:
    """Conclusion of a `Proof` row."""

    kinds: tuple[str, ...]
    """All of these are required, in the words of the `Proof kind` list."""
    minimum: int = 1
    """Artifacts or executions a kind."""
    does_not_count: tuple[str, ...] = ()
    least_grade: Grade = Grade.HARNESS
    because: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistEffect:
    """Conclusion of an `Acceptance checklist` row."""

    question: str
    checked_by: str
    """A named check, or `person`."""
    setting: str = ""
    if_not_met: IfNotMet = IfNotMet.BLOCKS
    because: str = ""


@dataclass(frozen=True, slots=True)
class StopEffect:
    """Conclusion of a `Stop conditions` row."""

    stop_when: StopWhen
    setting: str = ""
    """Times for `verification failed`; areas for `finding about`."""
    then: str = ""
    because: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """One named level of impact or likelihood."""

    number: int
    """1 to 5."""
    name: str
    means: str
    """In observable terms."""


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One colored cell of the grid."""

    impact: int
    likelihood: int
    blast_radius: BlastRadius
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class RiskMatrix:
    """The 5×5 grid; the grid decides, the score (impact × likelihood) is shown only."""

    impact: tuple[Level, ...]
    likelihood: tuple[Level, ...]
    cells: tuple[MatrixCell, ...]
    actions: tuple[tuple[BlastRadius, str], ...] = ()
    """Required action a blast radius."""
    axis_reading: str = ""
    accepted_because: str = ""

    def cell(self, impact: int, likelihood: int) -> MatrixCell:
        """The grid's cell at these levels (1 to 5 each); KeyError outside the grid."""
        for cell in self.cells:
            if (cell.impact, cell.likelihood) == (impact, likelihood):
                return cell
        raise KeyError((impact, likelihood))


@dataclass(frozen=True, slots=True)
class System:
    """One row of `Systems`: what is sensitive, and where it lives."""

    name: str
    also_called: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    owner: str = ""
    agents_allowed: bool = True
    scratch: bool = False
    """Folders agents may always write."""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """One row of `People`."""

    name: str
    email: str = ""
    roles: tuple[str, ...] = ()
    may_approve: tuple[BlastRadius, ...] = ()
    may_sign: bool = False
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Price:
    """One row of `Prices`: USD per million tokens from a date on."""

    model: str
    since: date
    input: Decimal
    output: Decimal
    cache_read: Decimal | None
    """None where the price is not known, which is never the same as free."""
    cache_write: Decimal | None
    """Of the five-minute cache; None where the price is not known."""
    place: Place | None = None
    up_to: Decimal | None = None
    """Largest prompt (all input of one request, cached or not) that the row prices; None for any."""


@dataclass(frozen=True, slots=True)
class Branding:
    """How reports look and which clock a week keeps."""

    organization: str = ""
    logo: str = ""
    accent: str = "#1F4E79"
    footer: str = ""
    classification: str = "Internal"
    week_starts: str = "Monday"
    time_zone: str = "UTC"
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Example:
    """One row of `Examples`: a task and what the lead expects of it; None = not checked."""

    id: str
    answers: tuple[tuple[str, Value], ...]
    """Field code and value, stated ones only."""
    blast_radius: BlastRadius | None = None
    route: Route | None = None
    phases: tuple[Phase, ...] | None = None
    minutes: int | None = None
    proof: tuple[str, ...] | None = None
    missing: tuple[str, ...] | None = None
    """Field codes."""
    checklist: tuple[str, ...] | None = None
    note: str = ""
    place: Place | None = None
    cells: tuple[tuple[str, Place], ...] = ()
    """Where each expectation stands: attribute name, place."""


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """One row of `Changes`."""

    on: date
    version: str
    who: str
    what: str
    why: str = ""
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """Where a name of the workbook's own form stands: the header of a column, or a setting that stands alone."""

    sheet: str
    """The sheet by its own name, however the lead calls it."""
    text: str
    """The name as the program knows it: `Approval before`, `Effective from`."""
    place: Place
    """The header's cell; for a setting, the cell of its value."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One workbook, read whole and found sound."""

    identity: Identity
    fields: tuple[Field, ...]
    """Task fields in sheet order, then the derived ones."""
    lists: tuple[WordList, ...]
    risk_rules: Table[RiskEffect]
    matrix: RiskMatrix
    routes: Table[RouteEffect]
    budgets: Table[BudgetEffect]
    proof: Table[ProofEffect]
    checklist: Table[ChecklistEffect]
    stops: Table[StopEffect]
    systems: tuple[System, ...]
    people: tuple[Person, ...]
    prices: tuple[Price, ...]
    branding: Branding
    examples: tuple[Example, ...]
    changes: tuple[PolicyChange, ...]
    file: str
    """Workspace-relative name of the workbook."""
    sha256: str
    """Digest of the workbook's bytes."""
    remarks: tuple[Problem, ...] = ()
    """Advice and warnings found while reading; errors refuse the workbook instead."""
    headings: tuple[Heading, ...] = attribute(default=(), compare=False, repr=False)
    """Where columns and settings stand, as far as the workbook has them."""
    switched_off: tuple[Heading, ...] = attribute(default=(), compare=False, repr=False)
    """The rows that are not among those of their tables because `On` says no: sheet, ID, and the cell under On."""

    def cell(self, row: Place | None, header: str) -> Place | None:
        """The cell under that header in the row of that place; None where the sheet has no such column."""
        if row is None:
            return None
        number = re.sub("[A-Z]", "", row.cell)
        for heading in self.headings:
            if heading.place.sheet == row.sheet and heading.text == header:
                return Place(row.file, row.sheet, re.sub("[0-9]", "", heading.place.cell) + number)
        return None

    def setting(self, sheet: str, label: str) -> Place | None:
        """The cell of a setting that stands alone, such as `Effective from` on `Start here`; None where it has none."""
        for heading in self.headings:
            if heading.sheet == sheet and heading.text == label:
                return heading.place
        return None

    def field(self, code: str) -> Field:
        """The field of that code; KeyError where there is none."""
        for field in self.fields:
            if field.code == code:
                return field
        raise KeyError(code)

    def word_list(self, name: str) -> WordList:
        """The list of that name (case forgiven); KeyError where there is none."""
        for words in self.lists:
            if words.name.casefold() == name.casefold():
                return words
        raise KeyError(name)

    def person(self, name: str) -> Person | None:
        """The person of that name or email (case, spaces forgiven), or None."""
        key = " ".join(name.split()).casefold()
        for person in self.people:
            if key and key in {person.name.casefold(), person.email.casefold()}:
                return person
        return None

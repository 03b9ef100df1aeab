"""The page of a check: what was found in a workbook, for a lead who has Excel in one window and this in the other.

Rules, in order:

1. The verdict comes first, in words; then the findings, by sheet in the order of the tabs, the gravest first.
2. Warnings that the lead answered, and advice beyond a few pieces of one kind, are folded, never left out.
3. What is new since the check before is marked, and what is gone is named.
4. Times are handed in; the same values give the same bytes.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from itertools import groupby
from types import MappingProxyType

from markupsafe import Markup

from agent_router.ledger.digest import sha256_hex
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.model.review import RuleUse
from agent_router.report.formats.colors import readable_accent
from agent_router.report.formats.html import script_digest
from agent_router.report.formats.templating import fill, read_asset
from agent_router.report.interface import Look

ADVICE_SHOWN = 5
"""Pieces of the same advice on one sheet that stand open; the rest is folded."""
PRINTED_AT_MOST = 1_000
"""Findings printed of one workbook; the rest is counted."""


class WatchState(Enum):
    """What the page says about itself."""

    ONCE = "checked once"
    WATCHING = "watching"
    SAVING = "being saved"
    GONE = "not there"
    ENDED = "no longer watched"


@dataclass(frozen=True, slots=True)
class Watched:
    """How the page is kept fresh."""

    state: WatchState = WatchState.ONCE
    every: int = 0
    """Seconds after which the page loads itself again; 0 where it does not."""
    since: datetime | None = None
    """When the state began; None where that says nothing."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A workbook and everything that a check says of it."""

    file: str
    """Workspace-relative name."""
    sha256: str
    checked_at: datetime
    problems: tuple[Problem, ...]
    usable: bool
    """Whether tasks can be routed by it."""
    title: str = ""
    """Name and version that the workbook gives itself; empty where they could not be read."""
    examples: int = 0
    """Examples that were tried."""
    differing: tuple[Problem, ...] = ()
    """Those of the problems that are examples with another answer than expected."""
    unnoticed: tuple[RuleUse, ...] | None = None
    """Rules that no example holds in place; None where that was not looked at."""
    unreadable: str = ""
    """Why the file cannot be read at all, and what to do; empty where it can."""


@dataclass(frozen=True, slots=True)
class Since:
    """What became of the findings of the check before."""

    new: frozenset[Problem] = frozenset()
    fixed: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding, as the page shows it."""

    problem: Problem
    anchor: str
    new: bool


@dataclass(frozen=True, slots=True)
class SheetFindings:
    """The findings of one sheet."""

    sheet: str
    """Name of the tab; empty for the file as a whole."""
    anchor: str
    standing: tuple[Finding, ...]
    """Errors, open warnings, and advice: those that stand open on the page."""
    folded: tuple[Finding, ...]
    """More advice of the same kinds."""
    answered: tuple[Finding, ...]
    """Warnings with the lead's own reason."""


@dataclass(frozen=True, slots=True)
class FindingsHeader:
    """What the frame of every report prints."""

    title: str
    cut_off: datetime
    report_id: str = "check"
    revision: int = 1
    supersedes: str = ""
    replayed_clock: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything the template prints."""

    header: FindingsHeader
    fact_digest: str
    """Digest of the workbook."""
    checked: CheckedFile
    watched: Watched
    word: str
    line: str
    tone: str
    sign: str
    counts: tuple[tuple[str, int], ...]
    """In words: `2 errors`, `1 open warning` …, with their numbers."""
    sheets: tuple[SheetFindings, ...]
    rules: tuple[Rule, ...]
    """Every rule that some finding breaks, by code."""
    differing: tuple[Finding, ...]
    """Examples whose answer is another one."""
    left_out: int
    new: int
    fixed: tuple[Problem, ...]


_FIRST: Mapping[Severity, int] = MappingProxyType({Severity.ERROR: 0, Severity.WARNING: 1, Severity.ADVICE: 2})


def render_findings_page(
    checked: CheckedFile,
    look: Look,
    tabs: Sequence[str] = (),
    watched: Watched | None = None,
    since: Since | None = None,
) -> bytes:
    """One HTML file, readable without scripts; `tabs` are the sheets in tab order.

    Raises:
        TemplateFault: a template is at fault.
    """
    facts = _findings(checked, tabs, watched or Watched(), since or Since())
    script = read_asset("findings.js", look).strip() if facts.watched.every else ""
    context = {
        "medium": "screen",
        "kind": "check",
        "facts": facts,
        "accent": readable_accent(look.branding.accent),
        "fonts": (),
        # Own file, not a value from outside: the only markup that is not escaped.
        "script": Markup(script),  # noqa: S704 - our own template file
        "script_digest": script_digest(script),
    }
    return fill("findings.html", context, look).encode("utf-8")


def _findings(checked: CheckedFile, tabs: Sequence[str], watched: Watched, since: Since) -> Findings:
    ordered = sorted(checked.problems, key=lambda problem: (_tab(problem.place, tabs), _FIRST[problem.rule.severity]))
    printed = ordered[:PRINTED_AT_MOST]
    found = [Finding(problem, f"f{at}", problem in since.new) for at, problem in enumerate(printed, start=1)]
    sheets = tuple(_sheet(name, tuple(own)) for name, own in groupby(found, key=lambda one: one.problem.place.sheet))
    word, line, tone, sign = _verdict(checked)
    return Findings(
        FindingsHeader(f"Check of {checked.file}", checked.checked_at),
        checked.sha256,
        checked,
        watched,
        word,
        line,
        tone,
        sign,
        tuple(_counts(checked.problems)),
        sheets,
        tuple(sorted({one.problem.rule for one in found}, key=lambda rule: rule.code)),
        tuple(one for one in found if one.problem in checked.differing),
        len(ordered) - len(printed),
        len(since.new),
        since.fixed,
    )


def _tab(place: Place, tabs: Sequence[str]) -> tuple[int, str]:
    """The file as a whole first, then the tabs in order, then sheets nobody knows."""
    if not place.sheet:
        return -1, ""
    known = {name.casefold(): at for at, name in enumerate(tabs)}
    return known.get(place.sheet.casefold(), len(tabs)), place.sheet


def _sheet(name: str, found: Sequence[Finding]) -> SheetFindings:
    seen: Counter[str] = Counter()
    standing: list[Finding] = []
    folded: list[Finding] = []
    answered: list[Finding] = []
    for one in found:
        rule = one.problem.rule
        seen[rule.code] += 1
        if rule.severity is Severity.WARNING and not one.problem.open:
            answered.append(one)
        elif rule.severity is Severity.ADVICE and seen[rule.code] > ADVICE_SHOWN:
            folded.append(one)
        else:
            standing.append(one)
    anchor = f"sheet-{sha256_hex(name.encode('utf-8', 'replace'))[:8]}"
    return SheetFindings(name, anchor, tuple(standing), tuple(folded), tuple(answered))


def _verdict(checked: CheckedFile) -> tuple[str, str, str, str]:
    """Rule 1: word, sentence, tone and sign."""
    if checked.unreadable:
        return "cannot be read", checked.unreadable, "bad", "!"
    if not checked.usable:
        return (
            "not usable yet",
            "The workbook has errors; no task can be routed by it until they are corrected.",
            "bad",
            "×",
        )
    if any(problem.open for problem in checked.problems):
        return "please look", "The workbook can be used, but somebody has to look at what is named below.", "open", "▶"
    return "sound", "Nothing is left to do. Advice need not be followed.", "good", "✓"


def _counts(problems: Sequence[Problem]) -> list[tuple[str, int]]:
    errors = sum(problem.rule.severity is Severity.ERROR for problem in problems)
    warnings = [problem for problem in problems if problem.rule.severity is Severity.WARNING]
    still_open = sum(problem.open for problem in warnings)
    advice = len(problems) - errors - len(warnings)
    answered = len(warnings) - still_open
    counts = [
        ("error" if errors == 1 else "errors", errors),
        ("open warning" if still_open == 1 else "open warnings", still_open),
        ("piece of advice" if advice == 1 else "pieces of advice", advice),
    ]
    return [*counts, *([("answered warning" if answered == 1 else "answered warnings", answered)] if answered else [])]

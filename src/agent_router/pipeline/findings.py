"""What a check found, as a page for a lead: the check, its look, and what is new or fixed since the check before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from agent_router.errors import CannotRead, Misuse
from agent_router.ledger.files import write_atomic
from agent_router.model.policy import Policy
from agent_router.model.problem import Problem
from agent_router.pipeline.checking import CheckedWorkbook
from agent_router.pipeline.looks import look_of
from agent_router.pipeline.workspace import NamedBytes
from agent_router.report.findings_page import CheckedFile, Since, Watched, render_findings_page
from agent_router.review.problems import EXAMPLE_DIFFERS
from agent_router.workbook.schema import SHEETS

PAGE_ENDING = ".check.html"
_PAGES = {".html", ".htm"}
_READING = "WB"
"""How the codes of faults in reading begin; those are looked for even where errors keep the rules from being tried."""


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """Where the page of one workbook goes."""

    path: Path
    workbook: Path

    def write(
        self, checked: CheckedFile, policy: Policy | None, watched: Watched | None = None, since: Since | None = None
    ) -> None:
        """Put the page in place, whole; CannotWrite leaves the one before. The policy's branding says the time zone."""
        look = look_of(policy, self.workbook)
        tabs = tuple(schema.name for schema in SHEETS)
        write_atomic(self.path, render_findings_page(checked, look, tabs, watched, since))


def findings_page(path: Path | None, workbook: Path) -> FindingsPage:
    """The page at a path, or beside the workbook where none is named; Misuse where it would replace something else."""
    if path is None:
        return FindingsPage(workbook.with_name(f"{workbook.name.removesuffix('.xlsx')}{PAGE_ENDING}"), workbook)
    if path.suffix.casefold() not in _PAGES:
        raise Misuse(f"{path} is no name for a page: it should end in .html.")
    return FindingsPage(path, workbook)


def checked_file(workbook: NamedBytes, checked: CheckedWorkbook, at: datetime) -> CheckedFile:
    """What the page says of a workbook that could be opened."""
    policy = checked.policy
    identity = None if policy is None else policy.identity
    return CheckedFile(
        workbook.name,
        sha256(workbook.data).hexdigest(),
        at,
        checked.problems,
        checked.usable,
        "" if identity is None else f"{identity.name}, version {identity.version}",
        checked.examples,
        tuple(problem for problem in checked.problems if problem.rule is EXAMPLE_DIFFERS),
        None if policy is None else tuple(use for use in checked.uses if not (use.noticed_by or use.untold)),
    )


def unreadable_file(workbook: NamedBytes, fault: CannotRead, at: datetime) -> CheckedFile:
    """What the page says of a file that is no workbook."""
    digest = sha256(workbook.data).hexdigest() if workbook.data else ""
    return CheckedFile(workbook.name, digest, at, (), usable=False, unreadable=f"{fault.found} {fault.remedy}".strip())


def known_after(known: tuple[Problem, ...] | None, checked: CheckedWorkbook) -> tuple[Problem, ...]:
    """The findings known after a check; of rules that errors kept from being looked at, those known before."""
    if checked.usable or known is None:
        return checked.problems
    return (*checked.problems, *(problem for problem in known if not problem.rule.code.startswith(_READING)))


def since(before: Iterable[Problem] | None, now: Iterable[Problem]) -> Since:
    """What is new and what is fixed; nothing where there was no check before."""
    if before is None:
        return Since()
    earlier, later = {_known_by(problem): problem for problem in before}, {_known_by(one): one for one in now}
    new = frozenset(problem for key, problem in later.items() if key not in earlier)
    return Since(new, tuple(problem for key, problem in earlier.items() if key not in later))


def _known_by(problem: Problem) -> tuple[str, str, str, str]:
    """A finding keeps its identity while rule, cell and what was found stay."""
    return problem.rule.code, problem.place.sheet, problem.place.cell, problem.found

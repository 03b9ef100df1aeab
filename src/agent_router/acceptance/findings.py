"""Findings that were handed over, and the system's own record behind each.

1. Stated findings are `finding` records and the main agent's closing sentences that the record does not contradict.
2. A finding is backed by what the harness recorded of its subject: a file it names was read or changed, a test it names
   ran, or the command it gives was run.
3. Its grade is the best grade of that backing; without backing it is only somebody's words.
4. A scanner's report that the run holds and that lists findings (SARIF, a linter's JSON) backs what is said of its
   rules and files, and is a finding of a system by itself; one without findings shows none, and one that nothing ties
   to the run is somebody's word.
"""

import posixpath
from dataclasses import dataclass

from agent_router.acceptance.assertions import files_in
from agent_router.acceptance.executions import Execution
from agent_router.acceptance.sentences import sentences
from agent_router.model.policy import Grade
from agent_router.model.run import Change, Claim, Command, FileRead, Finding, Record, Request, Run, Verification
from agent_router.model.verdict import ClaimResult, ClaimStanding

_KIND = "findings"
_SHORT = 2
"""Characters of a name or command that would be found in any text."""


@dataclass(frozen=True, slots=True)
class Stated:
    """One finding as it was handed over."""

    text: str
    record: Record
    backing: tuple[Record, ...]
    formal: bool = False
    """Whether it is a `finding` record rather than a sentence."""

    @property
    def grade(self) -> Grade:
        """How far a system's record carries it."""
        return max(
            (record.grade or Grade.STATED for record in self.backing),
            key=lambda grade: grade.rank,
            default=Grade.STATED,
        )


def stated_findings(run: Run, claims: tuple[ClaimResult, ...], found: tuple[Execution, ...]) -> tuple[Stated, ...]:
    """Every finding of the record, formal ones first."""
    refuted = {claim.text for claim in claims if claim.standing is ClaimStanding.CONTRADICTED}
    formal = [
        Stated(finding.text, finding, _backing(run, _words(finding), finding.file, found), formal=True)
        for finding in run.of(Finding)
    ]
    said = [
        Stated(sentence, claim, _backing(run, sentence, "", found))
        for claim in run.of(Claim)
        if claim.final and not claim.agent
        for sentence in sentences(claim.text)
        if sentence not in refuted and not sentence.endswith("?")
    ]
    return (*formal, *said)


def scanners_findings(found: tuple[Execution, ...], least: Grade) -> tuple[Execution, ...]:
    """The reports of scanners and linters that list findings, at that grade at least."""
    return tuple(
        each
        for each in found
        if each.kind == _KIND and each.artifact and not each.unbound and each.grade.rank >= least.rank
        if _facts(each).get("findings", "0").replace(",", "").strip("0")
    )


def _facts(execution: Execution) -> dict[str, str]:
    return dict(execution.record.facts) if isinstance(execution.record, Verification) else {}


def _named_by_scanner(execution: Execution) -> tuple[str, ...]:
    """Rules and file names of a scanner's report."""
    if execution.kind != _KIND:
        return ()
    listed = (name for key in ("rules", "files") for name in _facts(execution).get(key, "").split(", "))
    return tuple(posixpath.basename(name).casefold() for name in listed)


def _words(finding: Finding) -> str:
    return f"{finding.text} {finding.reproduction}"


def _backing(run: Run, text: str, file: str, found: tuple[Execution, ...]) -> tuple[Record, ...]:
    names = tuple(name for name in (file, *files_in(text)) if name)
    lowered = text.casefold()
    backing = [record for record in run.records if _is_source(record, names, lowered)]
    backing.extend(execution.record for execution in found if _speaks_of(execution, lowered))
    return tuple(dict.fromkeys(backing))


def _is_source(record: Record, names: tuple[str, ...], lowered: str) -> bool:
    if isinstance(record, FileRead):
        return any(_is_file(record.path, name) for name in names)
    if isinstance(record, Change):
        return record.done and any(_is_file(record.path, name) for name in names)
    if isinstance(record, Command):
        return len(record.text) > _SHORT and record.text.casefold() in lowered
    if isinstance(record, Request):
        return record.done and len(record.system) > _SHORT and record.system.casefold() in lowered
    return False


def _speaks_of(execution: Execution, lowered: str) -> bool:
    """Whether the text names one of its tests, or says that tests did what this execution shows."""
    if any(len(name) > _SHORT and name in lowered for name in _named_by_scanner(execution)):
        return True
    names = (
        test.rsplit("::", 1)[-1].split("[", 1)[0].casefold()
        for test in (*execution.failed_tests, *execution.passed_tests)
    )
    return any(len(name) > _SHORT and name in lowered for name in names) or (
        "test" in lowered and execution.kind == "tests"
    )


def _is_file(path: str, name: str) -> bool:
    return (
        path == name
        or path.endswith(f"/{name}")
        or name.endswith(f"/{path}")
        or path.startswith(f"{name.rstrip('/')}/")
    )

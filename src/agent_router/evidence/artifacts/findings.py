"""What a linter or a scanner found, told the same way whoever wrote it.

A tool's results are findings (`Lists › Proof kind`), never tests:

1. Errors found: failed. Nothing found, and the tool is shown to have run over something: passed.
2. Only warnings and notes, or nothing that says that the tool ran: unknown; an empty list is silence.
3. Suppressed results are counted apart and count for nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health

FINDINGS = "findings"
_MOST = 20
"""Files and rules that are named; how many there are in all is said beside."""
_LONGEST = 200
"""Characters kept of a file name or rule."""

SILENT = "It lists no finding, and nothing in it says that the tool ran over anything."


@dataclass(frozen=True, slots=True)
class Findings:
    """Results by level."""

    tool: str
    """Name and version; empty where the report does not say."""
    errors: int = 0
    warnings: int = 0
    notes: int = 0
    suppressed: int = 0
    ran: bool = False
    """Whether the report shows that the tool ran over something."""
    broke: bool = False
    """Whether the report says that the tool did not get through."""
    files: frozenset[str] = field(default=frozenset())
    rules: frozenset[str] = field(default=frozenset())

    @property
    def found(self) -> int:
        """Results that count, of whatever level."""
        return self.errors + self.warnings + self.notes


def findings_reading(
    kind: str, found: Findings, remarks: Iterable[str] = (), when: datetime | None = None
) -> ArtifactReading:
    """A linter's report as a reading."""
    health = _health(found)
    noted = tuple(dict.fromkeys(remark for remark in remarks if remark))
    if not found.found and not found.ran and not found.broke:
        noted = (*noted, SILENT)
    return ArtifactReading(kind, remarks=noted, proof=FINDINGS, health=health, facts=_facts(found), when=when)


def refused_findings(kind: str, reason: str) -> ArtifactReading:
    """A linter's report that could not be read."""
    return ArtifactReading(kind, problem=reason, proof=FINDINGS)


def _health(found: Findings) -> Health:
    if found.errors:
        return Health.FAILED
    if found.broke:
        return Health.ERROR
    return Health.PASSED if found.ran and not found.found else Health.UNKNOWN


def _facts(found: Findings) -> tuple[tuple[str, str], ...]:
    stated = (
        ("tool", found.tool[:_LONGEST]),
        ("findings", f"{found.found:,}"),
        ("errors", f"{found.errors:,}" if found.errors else ""),
        ("warnings", f"{found.warnings:,}" if found.warnings else ""),
        ("notes", f"{found.notes:,}" if found.notes else ""),
        ("suppressed", f"{found.suppressed:,}" if found.suppressed else ""),
        ("rules", _listed(found.rules)),
        ("files", _listed(found.files)),
    )
    return tuple((name, value) for name, value in stated if value)


def _listed(names: Iterable[str]) -> str:
    clean = sorted({_plain(name) for name in names if name.strip()})
    more = f" and {len(clean) - _MOST:,} more" if len(clean) > _MOST else ""
    return ", ".join(clean[:_MOST]) + more


def _plain(name: str) -> str:
    return name.encode("utf-8", errors="replace").decode("utf-8")[:_LONGEST]

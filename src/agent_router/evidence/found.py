"""One file that belongs to a run, as it was found."""

from dataclasses import dataclass
from pathlib import Path

from agent_router.evidence.opening import Unpack

UNRECOGNIZED = "unrecognized"


@dataclass(frozen=True, slots=True)
class FoundLog:
    """One file that belongs to the run."""

    path: Path
    name: str
    """As a person would say it, relative to what was named; forward slashes."""
    kind: str
    """What a reader recognized, or `unrecognized`."""
    sha256: str
    size: int
    remarks: tuple[str, ...] = ()
    reads: bool = True
    """False for what is kept without being read."""
    unpack: Unpack | None = None
    """Where the file is no text: gives its content as JSON lines."""

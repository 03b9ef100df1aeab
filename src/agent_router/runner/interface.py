"""The door of this room: a command line with its limits in, what became of it out."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

DEFAULT_MINUTES = 30
"""Time limit of one command where the contract's budget leaves minutes open."""
DEFAULT_MEMORY_MB = 4096
"""Memory limit of one process, in MiB."""
MOST_OUTPUT = 8 * 1024 * 1024
"""Bytes of one command's output that are kept: half from its start, half from its end."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one command may use."""

    minutes: int = DEFAULT_MINUTES
    memory_mb: int = DEFAULT_MEMORY_MB
    """MiB of writable memory a process; 0 is no limit."""
    output: int = MOST_OUTPUT
    """Bytes kept of its output."""


@dataclass(frozen=True, slots=True)
class Order:
    """One command to run."""

    command: str
    """A command line, run by `/bin/sh -c`."""
    folder: Path
    """Where it runs."""
    home: Path
    """A temporary folder that stands in for the home folder."""
    options: tuple[tuple[str, str], ...] = ()
    """Further environment, such as where pytest writes its report."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of one command."""

    exit_code: int | None
    """128 + the signal's number where a signal ended it, as shells say it; None where it was stopped at the limit."""
    output: bytes
    """Standard output and error together, as they came; the middle is left out where it was too much."""
    started: datetime
    ended: datetime
    timed_out: bool = False
    left_out: int = 0
    """Bytes of output that were not kept."""

"""One fixture: what somebody did to the shipped workbook, and what `check` says about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from tests.faults.draft import Draft

CANNOT_READ = "cannot read"
"""Stands for a code where the file is refused as a whole."""

Change = Callable[[Draft], bytes | None]
"""Edits the draft; or gives the bytes of a file that is none."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What was done, and what is to be said."""

    code: str
    """Code of the one problem that it causes, or CANNOT_READ."""
    name: str
    """Name of the fixture file, without ending: short, lower case, unlike every other."""
    did: str
    """What the lead did, as one sentence without a full stop; stands in `docs/findings.md`."""
    change: Change
    place: str
    """Where it is reported: `Routes!H7`, `Routes`, or empty for the file as a whole."""
    words: str
    """What stands after `Found:`, whole, with `Did you mean …?` where a suggestion is made."""
    companions: tuple[str, ...] = ()
    """Codes that cannot but come with it."""
    also: tuple[str, ...] = ()
    """Further places named; not compared when empty."""
    previous: Change | None = None
    """The workbook of the version before, where the finding needs one."""
    today: date | None = None
    """The day of the check, where the finding depends on it."""

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

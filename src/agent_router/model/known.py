"""How something in a record is known, and what became of it: the words that records are written in."""

from enum import Enum


class Source(Enum):
    """Who says so."""

    SYSTEM = "system"
    PERSON = "person"
    AGENT = "agent"


class CommandOutcome(Enum):
    """What became of a command call."""

    RAN = "ran"
    DENIED = "denied"
    ERROR = "error"
    """The tool itself failed; nothing is known of the command."""
    INTERRUPTED = "interrupted"
    BACKGROUND = "background"
    NO_RESULT = "no result"
    """Called, and the record holds no answer: a possible change."""


class ExitSource(Enum):
    """How an exit code is known."""

    RECORDED = "recorded"
    IMPLIED = "implied"
    """A simple command or `&&` chain that completed without error."""
    TEXT = "text"
    """Read from the printed output."""
    UNKNOWN = "unknown"


class ChangeKind(Enum):
    """What was done to a path."""

    CREATED = "created"
    MODIFIED = "modified"
    DELETED = "deleted"
    RENAMED = "renamed"


class KnownBy(Enum):
    """How a change is known, most trusted first."""

    GIT = "git"
    SNAPSHOT = "snapshot"
    TOOL = "tool record"
    SHELL = "inferred from a command"


class Exactness(Enum):
    """How good a usage figure is."""

    EXACT = "exact"
    LOWER_BOUND = "lower bound"


class Health(Enum):
    """What a verification showed."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    """It did not get as far as a test result (127, crash)."""
    UNKNOWN = "unknown"


class AgentState(Enum):
    """How far an agent of a workflow got."""

    PLANNED = "planned"
    STARTED = "started"
    FINISHED = "finished"
    FAILED = "failed"


IGNORED_BY_GIT = "ignored by git"
"""How the note of a change begins that lies in no git tree: it is known by the file's own time."""

"""Tool calls and their answers as every agent's log has them: where it was said, what was asked, what became of it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TypedDict

from agent_router.evidence.json_fields import EMPTY
from agent_router.model.known import Source
from agent_router.model.place import Place
from agent_router.model.policy import Grade


class Fate(Enum):
    """What became of a call."""

    DONE = "done"
    EXITED = "exited"
    """A shell command ended with a code other than 0."""
    FAILED = "failed"
    """The tool itself failed."""
    DENIED = "denied"
    INTERRUPTED = "interrupted"
    UNANSWERED = "unanswered"


class Stamp(TypedDict):
    """What every record of one line has in common."""

    at: datetime | None
    source: Source
    grade: Grade | None
    read_from: Place | None
    agent: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and when something was said."""

    place: Place
    at: datetime | None = None
    agent: str = ""
    """ID of the sub-agent; empty for the main one."""
    directory: str = ""
    """Working directory of the agent at that line."""
    session: str = ""
    stream: bool = False
    """Whether a stream said it, which knows less of usage than a transcript."""
    clock: datetime | None = None
    """Latest time of the file at this line; orders lines that have no time of their own."""

    def system(self) -> Stamp:
        """Recorded by the agent's program."""
        return Stamp(at=self.at, source=Source.SYSTEM, grade=Grade.HARNESS, read_from=self.place, agent=self.agent)

    def words(self) -> Stamp:
        """Said by the agent."""
        return Stamp(at=self.at, source=Source.AGENT, grade=None, read_from=self.place, agent=self.agent)

    def person(self) -> Stamp:
        """Said by a person inside the session."""
        return Stamp(at=self.at, source=Source.PERSON, grade=None, read_from=self.place, agent=self.agent)


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One call as the model asked for it."""

    id: str
    name: str
    input: object
    origin: Origin


@dataclass(frozen=True, slots=True)
class ToolResult:
    """One answer, taken apart."""

    fate: Fate
    words: str = ""
    """Text of the answer, without the program's own wrapping."""
    detail: object = field(default_factory=lambda: EMPTY)
    """`toolUseResult` where it is an object."""
    exit_code: int | None = None
    origin: Origin | None = None

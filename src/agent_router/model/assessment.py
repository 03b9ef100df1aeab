"""How much a job can break: the same function on three views of one task."""

from dataclasses import dataclass
from enum import Enum

from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius
from agent_router.model.reason import Reason


class View(Enum):
    """What an assessment looked at."""

    REQUEST = "request"
    """The task as stated."""
    SCOPE = "scope"
    """With areas from the folders and systems named."""
    MEASURED = "measured"
    """With areas, folders, systems, files and changes from what the run did."""


@dataclass(frozen=True, slots=True)
class Rating:
    """One view's result."""

    view: View
    impact: int
    likelihood: int
    blast_radius: BlastRadius
    reasons: tuple[Reason, ...]
    areas: tuple[str, ...] = ()
    covered: bool = True
    """False where no risk rule matches: nothing is known, so the route is human-led."""

    @property
    def score(self) -> int:
        """Impact × likelihood, shown only; the grid decides."""
        return self.impact * self.likelihood


@dataclass(frozen=True, slots=True)
class Assessment:
    """All views of one task; the highest blast radius wins (the later view on a tie)."""

    task_id: str
    request: Rating
    scope: Rating
    as_far_as_stated: BlastRadius
    """Stated cells only, assumptions counted as blank."""
    measured: Rating | None = None

    @property
    def deciding(self) -> Rating:
        """The view with the highest blast radius, then score; the request where views agree."""
        ratings = [self.request, self.scope, *([self.measured] if self.measured else [])]
        return max(ratings, key=lambda rating: (rating.blast_radius.rank, rating.score))

    @property
    def blast_radius(self) -> BlastRadius:
        """The highest of the views."""
        return self.deciding.blast_radius


@dataclass(frozen=True, slots=True)
class MeasuredWork:
    """What a run did, as the third view needs it: it replaces folders, systems, files and changes of the task."""

    paths: tuple[str, ...]
    """Changed paths, relative to the repository root, scratch folders left out."""
    systems: tuple[str, ...] = ()
    """Systems (or hosts) that the run reached."""
    changes: bool | None = None
    """Whether anything changed; None where the record does not show it."""
    places: tuple[Place, ...] = ()
    """Evidence lines of the changes."""

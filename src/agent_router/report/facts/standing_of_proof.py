"""Who recorded the proof: the agent's program, or somebody independent of it."""

from dataclasses import dataclass
from enum import Enum

from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.run import Run, Verification
from agent_router.report.facts.references import shown_places


class ProofSource(Enum):
    """How independent the record of all verifications together is."""

    NONE = "none"
    STATED = "stated"
    HARNESS = "harness"
    INDEPENDENT = "independent"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class ProofStanding:
    """Verifications of the run by who recorded them."""

    source: ProofSource
    sentence: str
    verifications: int
    places: tuple[Place, ...]


_SENTENCES = {
    ProofSource.NONE: "no verification is in the record",
    ProofSource.STATED: "stated only: no program recorded a verification",
    ProofSource.HARNESS: "recorded by the agent's program, not independent",
    ProofSource.INDEPENDENT: "recorded independently of the agent (router, CI or git)",
    ProofSource.MIXED: "recorded partly by the agent's program, partly independently",
}


def proof_standing(run: Run) -> ProofStanding:
    """What the grades of all verifications say together; a verification without a grade counts as stated.

    What somebody merely handed in stands beside a recorded one as nothing: it is neither counted nor cited as recorded.
    """
    everything = run.of(Verification)
    recorded = tuple(one for one in everything if one.grade not in {None, Grade.STATED})
    found = recorded or everything
    source = _source({one.grade or Grade.STATED for one in found})
    return ProofStanding(source, _SENTENCES[source], len(found), shown_places(run.place(one) for one in found))


def _source(grades: set[Grade]) -> ProofSource:
    if not grades:
        return ProofSource.NONE
    return ProofSource.MIXED if len(grades) > 1 else ProofSource(next(iter(grades)).value)

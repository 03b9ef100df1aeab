"""What the rules read in a labeled sentence, in the words of the labels; how often they agree."""

from collections import Counter
from dataclasses import dataclass

from agent_router.acceptance.assertions import About, Assertion, assertions
from agent_router.acceptance.sentences import sentences
from agent_router.evidence.claims import read_last_words


def reading(sentence: str) -> str:
    """The label that the program would give: the sentence read as a last message."""
    claims = read_last_words(sentence).claims
    found = [each for claim in claims for part in sentences(claim) for each in assertions(part)]
    return " + ".join(_words(each) for each in found)


def _words(found: Assertion) -> str:
    topic = found.topic.value if found.topic else ""
    if found.about is About.PASSED:
        number = "" if found.number is None else str(found.number)
        return " ".join(filter(None, ("partly passed" if found.partly else "passed", topic, number)))
    if found.about is About.RAN:
        return f"ran {topic}"
    return " ".join((found.about.value, *found.files))


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the readings of one kind of assertion agree with the labels."""

    right: int
    wrong: int
    """Read where the label has none."""
    missed: int

    @property
    def precision(self) -> float:
        """Share of what was read that is right."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Share of what is there that was read."""
        return self.right / (self.right + self.missed)


def agreement(labeled: tuple[tuple[str, str], ...], kind: str) -> Agreement:
    """Over all sentences, for assertions whose label begins with this kind; the whole label must be the same."""
    right = wrong = missed = 0
    for sentence, label in labeled:
        wanted, found = _of_kind(label, kind), _of_kind(reading(sentence), kind)
        right += (wanted & found).total()
        wrong += (found - wanted).total()
        missed += (wanted - found).total()
    return Agreement(right, wrong, missed)


def _of_kind(label: str, kind: str) -> Counter[str]:
    return Counter(part for part in label.split(" + ") if part and part.startswith(kind))

"""The main agent's last message as records: what it claims, and the risks it hands over."""

from collections.abc import Iterator

from agent_router.evidence.claims import read_last_words
from agent_router.evidence.logs.calls import Origin
from agent_router.model.run import Claim, Record, Risk


def last_words_records(origin: Origin, words: str) -> Iterator[Record]:
    """Claims and risks of one message."""
    said = read_last_words(words)
    for claim in said.claims:
        yield Claim(**origin.words(), text=claim)
    for risk in said.risks:
        yield Risk(**origin.words(), text=risk)

"""One shape a secret comes in: what it is called, where to look, and what exactly to take."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of secret.

    The prefilter finds the first four bytes of each anchor, case forgiven; only there is the pattern tried, `back`
    bytes before the anchor. So a pattern must begin with its anchor (or with `back` bytes and then the anchor).
    """

    rule: str
    """Name in the mask and in the record: `github-token`."""
    anchors: tuple[str, ...]
    """Literal beginnings, three bytes or more each."""
    pattern: re.Pattern[bytes]
    """Group `value` is the secret; without that group the whole match is."""
    back: int = 0


def shape(rule: str, anchors: str, pattern: str, *, back: int = 0, fold: bool = False) -> Shape:
    """Build a shape; `anchors` are separated by spaces (a space inside one is written `␣`)."""
    flags = re.VERBOSE | (re.IGNORECASE if fold else re.NOFLAG)
    parts = tuple(anchor.replace("␣", " ") for anchor in anchors.split())
    return Shape(rule, parts, re.compile(pattern.encode(), flags), back)

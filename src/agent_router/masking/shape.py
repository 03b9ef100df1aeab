"""One shape a secret comes in: what it is called, where to look, and what exactly to take."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of secret.

    The prefilter finds the first four bytes of each anchor, case forgiven; only there is the pattern tried. A pattern
    begins where its anchor begins; `prefilter.grams` tells how a bar and a caret in an anchor move both.
    """

    rule: str
    """Name in the mask and in the record: `github-token`."""
    anchors: tuple[str, ...]
    """Literal beginnings; three bytes or more each, after the bar where there is one."""
    pattern: re.Pattern[bytes]
    """The named group that matched is the secret; without one the whole match is."""
    fold: bool = False
    """The pattern is written in lower case and meets the text in lower case."""


def shape(rule: str, anchors: str, pattern: str, *, fold: bool = False) -> Shape:
    """Build a shape; `anchors` are separated by spaces (a space inside one is written `␣`)."""
    parts = tuple(anchor.replace("␣", " ") for anchor in anchors.split())
    return Shape(rule, parts, re.compile(pattern.encode(), re.VERBOSE), fold)

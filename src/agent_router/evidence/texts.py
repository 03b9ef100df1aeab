"""Long outputs made short: an excerpt for reading, a digest for proof."""

import hashlib

EXCERPT = 2_000
"""Characters kept of an output, head and tail together (`docs/evidence.md`)."""

_HEAD = 500
LONGEST_NAME = 80
"""Characters kept of a program's name that a log states."""

LONGEST_COMMAND = 20_000
"""Characters kept of a command line."""


def excerpt(text: str) -> str:
    """Head and tail of a text, at most `EXCERPT` characters; test summaries stand at the end."""
    if len(text) <= EXCERPT:
        return text
    gap = "\n… "
    return text[:_HEAD] + gap + text[-(EXCERPT - _HEAD - len(gap)) :]


def shortened(text: str, limit: int = LONGEST_COMMAND) -> str:
    """At most `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def plain_name(text: str) -> str:
    """A name that a log states, for use as a title: printable, on one line, at most `LONGEST_NAME` characters."""
    return shortened(" ".join("".join(sign if sign.isprintable() else " " for sign in text).split()), LONGEST_NAME)


def digest(text: str) -> str:
    """SHA-256 of the text as UTF-8; empty for an empty text."""
    return hashlib.sha256(text.encode("utf-8", errors="replace")).hexdigest() if text else ""

"""Text of a workbook inside Markdown: one line, nothing in it is markup, nothing breaks out."""

import re
import unicodedata

_MARKUP = re.compile(r"([\\`*\[\]|])")
_EDGE_UNDERSCORE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
_BLOCK_START = re.compile(r"^([#>+=~-]|\d+(?=[.)]))")
_LIMIT = 1500
"""Characters of one cell; a rule that needs more is read in the workbook."""


class Markdown(str):
    """Text that is Markdown already; everything else is escaped on its way into a template."""

    __slots__ = ()


def plain(text: str) -> str:
    """The text on one line, without control, direction and invisible characters, cut to a fair length."""
    spaced = " ".join(text.split())
    kept = "".join(char for char in spaced if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    return kept if len(kept) <= _LIMIT else f"{kept[:_LIMIT]} … (shortened; see the workbook)"


def inline(text: str) -> Markdown:
    """The text so that Markdown shows just its letters; angle brackets and ampersands become entities."""
    escaped = _MARKUP.sub(r"\\\1", plain(text))
    escaped = _EDGE_UNDERSCORE.sub(r"\\_", escaped)
    escaped = escaped.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markdown(_BLOCK_START.sub(_escaped_start, escaped))


def _escaped_start(found: re.Match[str]) -> str:
    # A number at the start of a line is a list only with its dot, and the dot is what can be escaped.
    return found[0] if found[0].isdigit() else f"\\{found[0]}"


def into_template(value: object) -> object:
    """What a template may print: Markdown as it is, any other text escaped."""
    return inline(value) if isinstance(value, str) and not isinstance(value, Markdown) else value

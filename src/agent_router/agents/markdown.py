"""Text of a workbook inside Markdown: one line, nothing in it is markup, nothing breaks out."""

import re
import unicodedata

_SIGNS = re.compile(
    r"""
    (?P<pattern> [\w./?*~@+!\[\]\\-]* \* [\w./?*~@+!\[\]\\-]* (?<![.!?]) )
    | (?P<escaped> \\(?=[!-/:-@\[-`{-~]|$) | [`*\[] | (?<![A-Za-z0-9])_ | _(?![A-Za-z0-9]) )
    | (?P<entity> &(?=\#?\w+;) )
    | (?P<tag> <(?=[A-Za-z/!?]) )
    """,
    re.VERBOSE,
)
"""A folder pattern (a word with an asterisk), and signs that Markdown or HTML would take for its own there."""
_BLOCK_START = re.compile(r"^(?=[>=]|#+(?:\s|$)|[+-](?:[\s-]|$)|~~~)")
_CODE_BREAKERS = frozenset("`<>&")
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
    """The text so that Markdown shows just its letters, and whoever reads the raw file sees them too.

    Folder patterns become code, since their asterisks must stay as they are; elsewhere only what would be markup is
    escaped.
    """
    return Markdown(_BLOCK_START.sub(r"\\", _SIGNS.sub(_shown, plain(text))))


def code(text: str) -> Markdown:
    """A folder pattern or command between backticks, letter for letter; escaped where it could break out of them."""
    shown = plain(text)
    return inline(shown) if not shown or _CODE_BREAKERS & set(shown) else Markdown(f"`{shown}`")


def _shown(found: re.Match[str]) -> str:
    if found["pattern"]:
        return f"`{found['pattern']}`"
    if found["escaped"]:
        return f"\\{found['escaped']}"
    return "&amp;" if found["entity"] else "&lt;"


def into_template(value: object) -> object:
    """What a template may print: Markdown as it is, any other text escaped."""
    return inline(value) if isinstance(value, str) and not isinstance(value, Markdown) else value

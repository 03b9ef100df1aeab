"""Texts quoted so that a person sees what is in them: characters that look like others, or like nothing, are named."""

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from agent_router.sheets.names import latinized

_SHOWN = 80
_NAMES: Mapping[str, str] = MappingProxyType({
    "\u00a0": "no-break space", "\u202f": "narrow no-break space", "\u2007": "figure space", "\u3000": "wide space",
    "\u2009": "thin space", "\u2003": "wide space", "\u2002": "wide space", "\u200b": "zero-width space",
    "\u200c": "zero-width mark", "\u200d": "zero-width mark", "\u2060": "word joiner", "\ufeff": "byte order mark",
    "\u00ad": "soft hyphen", "\u2010": "other hyphen", "\u2011": "no-break hyphen", "\u2212": "minus sign",
    "\t": "tab",
})  # fmt: skip
_FULL_WIDTH = frozenset(map(chr, range(0xFF01, 0xFF5F)))
"""Wide enough to be seen."""
_OUTER: Mapping[str, str] = MappingProxyType({" ": "space", "\n": "line break", "\r": "line break"})


def quoted(text: str) -> str:
    """The text in quotation marks, on one short line, with everything odd in it named."""
    return f"“{visible(text)}”"


def visible(text: str) -> str:
    """The text on one short line: `Low‹no-break space›`, `L‹Cyrillic letter o›w`, `‹space›Low`."""
    inner = text.strip(" \n\r")
    start = text.index(inner) if inner else len(text)
    named = _outer(text[:start]) + _inner(inner) + _outer(text[start + len(inner) :])
    return named if len(named) <= _SHOWN else named[: _SHOWN - 1] + "…"


def _outer(spaces: str) -> str:
    """Spaces around a text, which nobody sees; many alike are named once."""
    return "".join(f"‹{name}›" for name in dict.fromkeys(_OUTER[char] for char in spaces))


def _inner(text: str) -> str:
    spaced = re.sub("[\n\r\x0b\x0c\u2028\u2029]+", " ", text)
    return " ".join("".join(map(_seen, _with_letters_named(word))) for word in spaced.split(" ") if word)


def _with_letters_named(word: str) -> list[str]:
    """Single characters, except that a letter which only looks Latin is its name."""
    plain = latinized(word)
    if plain == word or len(plain) != len(word):
        return list(word)
    pairs = zip(word, plain, strict=True)
    return [char if char == same or char in _FULL_WIDTH else f"‹{_letter(char)}›" for char, same in pairs]


def _letter(char: str) -> str:
    script, *_, last = unicodedata.name(char, "OTHER LETTER").split()
    return f"{script.capitalize()} letter {last.lower()}"


def _seen(char: str) -> str:
    if len(char) > 1:
        return char
    name = _NAMES.get(char)
    if name is not None:
        return f"‹{name}›"
    kind = unicodedata.category(char)
    return {"Cc": "‹control character›", "Cf": "‹invisible character›", "Cs": "‹half a character›"}.get(kind, char)

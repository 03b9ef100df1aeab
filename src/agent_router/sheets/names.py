"""Names as people type them: case, spaces and punctuation forgiven, look-alike letters seen through."""

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

NEAR = 70.0
"""Similarity in percent from which a name is worth suggesting."""

_LOOK_ALIKES = {
    "а": "a", "А": "A", "В": "B", "с": "c", "С": "C", "е": "e", "Е": "E", "Н": "H", "і": "i", "І": "I",
    "ј": "j", "К": "K", "М": "M", "о": "o", "О": "O", "р": "p", "Р": "P", "ѕ": "s", "Т": "T", "у": "y",
    "х": "x", "Х": "X", "Α": "A", "Β": "B", "Ε": "E", "Ζ": "Z", "Η": "H", "Ι": "I", "Κ": "K", "Μ": "M",
    "Ν": "N", "Ο": "O", "ο": "o", "Ρ": "P", "Τ": "T", "Υ": "Y", "Χ": "X", "ν": "v",
}  # fmt: skip
"""Cyrillic and Greek letters that look exactly like Latin ones."""

_LATINIZE = str.maketrans(_LOOK_ALIKES)
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Latin letters, digits and signs in the width of East Asian ones."""


def latinized(text: str) -> str:
    """The text with look-alike letters of other alphabets turned Latin, in words that also hold Latin letters.

    A word wholly in another alphabet is somebody's language, not a slip, and stays. Full-width letters are Latin ones.
    """
    return " ".join(_latinized_word(word) for word in text.translate(_FULL_WIDTH).split(" "))


def _latinized_word(word: str) -> str:
    has_latin = any(char.isascii() and char.isalpha() for char in word)
    return word.translate(_LATINIZE) if has_latin else word


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """What is left of a name when case, spaces and punctuation are forgiven: letters and digits."""
    plain = unicodedata.normalize("NFKC", latinized(text)).casefold()
    return "".join(char for char in plain if char.isalnum())


def nearest(typed: str, options: Iterable[str], at_least: float = NEAR) -> str:
    """The option that is spelled most like what was typed, or an empty string when none is near."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # 30 ms, and only needed when something is wrong

    choices = [option for option in options if option]
    found = process.extractOne(typed, choices, scorer=fuzz.ratio, processor=fold, score_cutoff=at_least)
    return "" if found is None else str(found[0])

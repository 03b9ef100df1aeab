"""Texts compared the forgiving way: case and runs of spaces do not matter."""

import re
from functools import lru_cache


def key(text: str) -> str:
    """The form in which two texts are the same: outer spaces gone, runs of white space one, case folded."""
    return " ".join(text.split()).casefold()


def is_like(pattern: str, text: str) -> bool:
    """Whether the whole text fits: `*` any run of characters, `?` one; no pattern makes this slow."""
    form = key(text)
    first, *rest = _pieces(pattern)
    if not rest:
        return len(first) == len(form) and _fits(first, form, 0)
    *middle, last = rest
    if len(first) + len(last) > len(form) or not _fits(first, form, 0):
        return False
    at, end = len(first), len(form) - len(last)
    for piece in middle:
        at = _find(piece, form, at)
        if at < 0 or at + len(piece) > end:
            return False
        at += len(piece)
    return at <= end and _fits(last, form, end)


@lru_cache(maxsize=1024)
def _pieces(pattern: str) -> tuple[str, ...]:
    return tuple(key(pattern).split("*"))


def _find(piece: str, form: str, at: int) -> int:
    if "?" not in piece:
        return form.find(piece, at)
    return next((start for start in range(at, len(form) - len(piece) + 1) if _fits(piece, form, start)), -1)


def _fits(piece: str, form: str, at: int) -> bool:
    if "?" not in piece:
        return form.startswith(piece, at)
    return at + len(piece) <= len(form) and all(
        sign in {"?", char} for sign, char in zip(piece, form[at:], strict=False)
    )


def has_phrase(phrases: tuple[str, ...], text: str) -> bool:
    """Whether one of the phrases stands in the text as whole words; `_` and `-` part words, as spaces do."""
    return _phrase_search(phrases).search(key(text)) is not None


@lru_cache(maxsize=1024)
def _phrase_search(phrases: tuple[str, ...]) -> re.Pattern[str]:
    listed = "|".join(re.escape(key(phrase)) for phrase in phrases)
    return re.compile(rf"(?<![^\W_])(?:{listed})(?![^\W_])")

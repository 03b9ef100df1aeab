"""Words that people write where the cell language has `given`, `missing` and `any`."""

from rapidfuzz import fuzz

_GIVEN = frozenset({
    "yes", "x", "y", "true", "ok", "named", "present", "provided", "filled", "filled in", "set", "available", "exists",
    "exist", "known", "there", "required", "needed", "must be given", "not none", "✓", "✔", "√",
})  # fmt: skip
_MISSING = frozenset({
    "no", "n", "false", "none", "nothing", "absent", "unknown", "null", "n/a", "na", "tbd", "?", "unset", "not set",
    "not named", "not present", "not provided", "not filled in", "not available", "not known", "not there", "unnamed",
    "not needed", "not required", "✗", "✘",
})  # fmt: skip
_ANY = frozenset({
    "all", "every", "everything", "else", "everything else", "anything else", "otherwise", "whatever", "other",
    "others", "the rest", "rest", "*",
})  # fmt: skip
_SURE = 88
"""From this likeness in percent on, a word is a misspelled keyword; `mission` is not `missing`."""


def keyword_meant(text: str, *, said_so: bool = True) -> str:
    """`given`, `missing` or `any` where the text probably stands for it; empty elsewhere.

    With `said_so` false, only misspellings count: `yes` may be a word of the field itself.
    """
    plain = " ".join(text.casefold().split())
    for keyword, words in (("given", _GIVEN), ("missing", _MISSING), ("any", _ANY)):
        if said_so and plain in words:
            return keyword
    alike = {keyword: fuzz.ratio(plain, keyword) for keyword in ("given", "missing")}
    best = max(alike, key=lambda keyword: alike[keyword])
    return best if alike[best] >= _SURE else ""

"""Codes that have no fixture yet; shrinks, one line a code, until it is empty."""

NOT_YET: frozenset[str] = frozenset({
})  # fmt: skip

"""How many lines a unified diff adds and removes: what stands inside its hunks, as long as their headers say."""

import re
from dataclasses import dataclass

_HUNK = re.compile(r"@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@")
_HEAD = re.compile(r"(?m)^diff --git ")


@dataclass(frozen=True, slots=True)
class PatchLines:
    """Lines of one file's diff."""

    added: int
    removed: int


def patch_lines(diff: str) -> PatchLines | None:
    """Lines added and removed by this diff; None where it holds no hunk."""
    added = removed = old = new = hunks = 0
    for line in diff.splitlines():
        if old <= 0 and new <= 0:
            hunk = _HUNK.match(line)
            if hunk:
                hunks += 1
                old, new = (1 if count is None else int(count) for count in hunk.groups())
        elif line.startswith("+"):
            added, new = added + 1, new - 1
        elif line.startswith("-"):
            removed, old = removed + 1, old - 1
        elif not line.startswith("\\"):
            old, new = old - 1, new - 1
    return PatchLines(added, removed) if hunks else None


def patch_of(diff: str, path: str) -> str:
    """That part of a diff of several files which is about this path; the whole where it is about one file."""
    parts = [part for part in _HEAD.split(diff) if part.strip()]
    if len(parts) < 2:
        return diff
    ending = path.replace("\\", "/").lstrip("/")
    return next((part for part in parts if part.split("\n", 1)[0].rstrip().endswith(f"b/{ending}")), "")

"""Unified diffs and git patches: which files, how many lines added and removed.

A patch shows what somebody proposes or kept; what was changed is taken from git (`git_change.py`), never from it.
"""

import re
from dataclasses import dataclass, field

from agent_router.evidence.artifacts.plain import sample_of, shown, text_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health

KIND, DIFF = "unified diff", "diff"
_MOST_NAMES = 50
"""Files named one by one."""

_GIT = re.compile(r"^diff --git ", re.MULTILINE)
_PLAIN = re.compile(r"^--- \S[^\n]*\n\+\+\+ \S[^\n]*\n@@ -\d", re.MULTILINE)
_HUNK = re.compile(r"@@ -\d{1,9}(?:,(\d{1,9}))? \+\d{1,9}(?:,(\d{1,9}))? @@")
_GIT_NAMES = re.compile(r"diff --git (?:\"?a/)(?P<old>.+?)\"? \"?b/(?P<new>.+?)\"?\Z")
_STAMP = re.compile(r"\t.*\Z")


@dataclass
class _Counted:
    """What was counted so far."""

    files: dict[str, tuple[int, int]] = field(default_factory=dict)
    name: str = ""
    old: int = 0
    """Lines of the old side that the hunk still owes."""
    new: int = 0
    binary: int = 0
    odd: int = 0

    def add(self, added: int, removed: int) -> None:
        """Count lines of the present file."""
        before = self.files.get(self.name, (0, 0))
        self.files[self.name] = (before[0] + added, before[1] + removed)


class DiffReader:
    """Reader of `diff -u` and `git diff`, `git format-patch` among them."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it has the headers of a unified diff."""
        start = sample_of(sample)
        return start[:1] not in {"{", "["} and bool(_GIT.search(start) or _PLAIN.search(start))

    def read(self, data: bytes) -> ArtifactReading:
        """Files, added and removed lines."""
        counted = _Counted()
        for line in (text_of(data) or "").split("\n"):
            _take(line.rstrip("\r"), counted)
        remarks = []
        if counted.old or counted.new:
            remarks.append("It ends inside a hunk: the diff is cut.")
        if counted.odd:
            remarks.append(f"{counted.odd:,} lines inside hunks are no lines of a diff: it is damaged.")
        if counted.binary:
            remarks.append(f"{counted.binary:,} binary files, whose lines are not counted.")
        added = sum(each for each, _ in counted.files.values())
        removed = sum(each for _, each in counted.files.values())
        facts = [("files", f"{len(counted.files):,}"), ("added", f"{added:,}"), ("removed", f"{removed:,}")]
        named = list(counted.files.items())[:_MOST_NAMES]
        facts += [(shown(name, 200), f"+{plus} -{minus}") for name, (plus, minus) in named]
        broken = bool(counted.odd or counted.old or counted.new)
        health = Health.ERROR if broken else Health.UNKNOWN
        return ArtifactReading(KIND, remarks=tuple(remarks), proof=DIFF, health=health, facts=tuple(facts))


def _take(line: str, counted: _Counted) -> None:
    if counted.old or counted.new:
        _inside(line, counted)
    elif match := _HUNK.match(line):
        counted.old = int(match[1]) if match[1] else 1
        counted.new = int(match[2]) if match[2] else 1
    elif match := _GIT_NAMES.match(line):
        counted.name = match["new"]
        counted.add(0, 0)
    elif line.startswith("+++ "):
        name = _STAMP.sub("", line[4:]).strip('"')
        if name != "/dev/null":
            counted.name = name.removeprefix("b/")
        counted.add(0, 0)
    elif line.startswith("--- ") and not line.startswith("--- /dev/null"):
        # Where a file is deleted the new side has no name.
        counted.name = _STAMP.sub("", line[4:]).strip('"').removeprefix("a/")
    elif line.startswith(("Binary files ", "GIT binary patch")):
        counted.binary += 1


def _inside(line: str, counted: _Counted) -> None:
    mark = line[:1]
    if mark == "+" and counted.new:
        counted.new -= 1
        counted.add(1, 0)
    elif mark == "-" and counted.old:
        counted.old -= 1
        counted.add(0, 1)
    elif mark in {" ", ""} and counted.old and counted.new:
        # Editors strip the blank of an empty context line.
        counted.old, counted.new = counted.old - 1, counted.new - 1
    elif mark != "\\":
        counted.odd += 1
        counted.old = counted.new = 0
        _take(line, counted)

"""A unified diff that an agent handed in as its result → the changes of files, with lines added and removed.

1. `diff --git a/x b/x` begins a file; a plain `--- a/x` / `+++ b/x` pair without it does, too.
2. `new file mode`, `deleted file mode`, `rename from|to`, `/dev/null`, `Binary files … differ`, `old|new mode` say what
   was done to it.
3. Hunk headers say how many lines belong to a hunk, so that a removed line `-- x` is no file header.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent_router.model.known import ChangeKind

_HEADER = re.compile(r'diff --git (?:"?a/(.*?)"?) (?:"?b/(.*?)"?)\Z')
_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_ESCAPE = re.compile(r"\\([0-7]{3}|.)")
_ESCAPES = {"n": "\n", "t": "\t"}


@dataclass(slots=True)
class FileDiff:
    """One file of a diff."""

    path: str
    kind: ChangeKind = ChangeKind.MODIFIED
    old_path: str = ""
    added: int | None = 0
    removed: int | None = 0
    """Lines; None for a binary file."""
    mode: str = ""
    """`100644 → 100755`, where the mode changed."""
    hunked: bool = False


def is_diff(words: str) -> bool:
    """Whether the text holds a diff of files."""
    return "diff --git " in words or ("\n+++ " in f"\n{words}" and "@@ -" in words)


def files_of(diff: str) -> tuple[FileDiff, ...]:
    """The files of a diff, in its order."""
    return tuple(_Reader(diff).files())


class _Reader:
    """Walks through the lines of a diff."""

    def __init__(self, diff: str) -> None:
        self._lines = diff.replace("\r\n", "\n").split("\n")
        self._now: FileDiff | None = None
        self._minus = self._plus = 0
        self._old = ""

    def files(self) -> Iterator[FileDiff]:
        """Each file once its last line was seen."""
        for line in self._lines:
            if self._minus > 0 or self._plus > 0:
                self._in_hunk(line)
                continue
            begun = self._begins(line)
            if begun is not None:
                if self._now is not None:
                    yield self._now
                self._now = begun
            elif self._now is not None:
                self._about(line, self._now)
        if self._now is not None:
            yield self._now

    def _in_hunk(self, line: str) -> None:
        sign = line[:1]
        if sign == "\\":
            return
        self._minus -= sign != "+"
        self._plus -= sign != "-"
        if self._now is not None and self._now.added is not None and self._now.removed is not None:
            self._now.added += sign == "+"
            self._now.removed += sign == "-"

    def _begins(self, line: str) -> FileDiff | None:
        header = _HEADER.match(line)
        if header:
            return FileDiff(_unquoted(header[2]))
        if line.startswith("--- "):
            self._old = _name(line[4:])
        if line.startswith("+++ ") and (self._now is None or self._now.hunked):
            new = _name(line[4:])
            found = FileDiff(new or self._old)
            found.kind = ChangeKind.CREATED if not self._old else ChangeKind.MODIFIED if new else ChangeKind.DELETED
            return found
        return None

    def _about(self, line: str, now: FileDiff) -> None:
        hunk = _HUNK.match(line)
        if hunk:
            self._minus, self._plus = int(hunk[1] or 1), int(hunk[2] or 1)
            now.hunked = True
        elif line.startswith("new file mode"):
            now.kind = ChangeKind.CREATED
        elif line.startswith("deleted file mode"):
            now.kind = ChangeKind.DELETED
        elif line.startswith("rename from "):
            now.kind, now.old_path = ChangeKind.RENAMED, _unquoted(line.removeprefix("rename from "))
        elif line.startswith("rename to "):
            now.path = _unquoted(line.removeprefix("rename to "))
        elif line.startswith("copy to "):
            now.kind, now.path = ChangeKind.CREATED, _unquoted(line.removeprefix("copy to "))
        elif line.startswith("old mode "):
            now.mode = line.removeprefix("old mode ").strip()
        elif line.startswith("new mode "):
            now.mode = f"{now.mode} → {line.removeprefix('new mode ').strip()}"
        elif line.startswith(("Binary files ", "GIT binary patch")):
            now.added = now.removed = None


def _name(written: str) -> str:
    """The path of a `---` or `+++` line; empty for `/dev/null`."""
    name = _unquoted(written.split("\t", maxsplit=1)[0].strip())
    return "" if name == "/dev/null" else re.sub(r"\A[abciwo]/", "", name)


def _unquoted(path: str) -> str:
    """A path as git writes it in quotes: octal bytes become characters again."""
    path = path.strip().strip('"')
    if "\\" not in path:
        return path
    plain = _ESCAPE.sub(lambda found: _unescaped(found[1]), path)
    return plain.encode("latin-1", errors="ignore").decode("utf-8", errors="replace") if plain != path else path


def _unescaped(sign: str) -> str:
    return chr(int(sign, 8) & 255) if len(sign) == 3 else _ESCAPES.get(sign, sign)

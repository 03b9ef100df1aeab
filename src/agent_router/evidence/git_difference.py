"""Two git trees as a list of changes: renames, copies, modes, links, submodules and binary files named."""

from collections.abc import Iterator
from dataclasses import dataclass

from agent_router.evidence.git_command import Git, as_text
from agent_router.model.known import ChangeKind, KnownBy, Source
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.run import Change

_LINK, _MODULE, _RUNS = "120000", "160000", "100755"
_WORDS = {"100644": "file", _RUNS: "file", _LINK: "symbolic link", _MODULE: "submodule"}
_KINDS = {"A": ChangeKind.CREATED, "C": ChangeKind.CREATED, "D": ChangeKind.DELETED, "R": ChangeKind.RENAMED}
_ABSENT = "000000"
_RENAME_LIMIT = 10_000
"""Pairs of files that git compares for renames before it lists them as deleted and created."""
_LONGEST_TARGET = 200
"""Characters of a link's target that are told."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One path that differs between two trees."""

    path: bytes
    kind: ChangeKind
    old_path: bytes
    modes: tuple[str, str]
    """Before and after; `000000` where absent."""
    objects: tuple[str, str]
    state: str
    """git's letter: A C D M R T."""
    added: int | None
    removed: int | None
    """None for a binary file."""

    @property
    def is_submodule(self) -> bool:
        """Whether it is a submodule before or after."""
        return _MODULE in self.modes


def differences(git: Git, base: str, tree: str) -> tuple[Difference, ...]:
    """What differs between two commits or trees, in git's order."""
    asked = ("diff-tree", "-r", "-z", "--no-commit-id", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none")
    found = (*asked, "--find-renames", "--find-copies", f"-l{_RENAME_LIMIT}")
    counts = _counts(git.output(*found, "--numstat", base, tree, "--"))
    return tuple(_parsed(git.output(*found, "--raw", "--no-abbrev", base, tree, "--"), counts))


def to_change(git: Git, one: Difference, untracked: frozenset[bytes] = frozenset(), prefix: str = "") -> Change:
    """The record of one difference; `prefix` is the folder of a submodule, with its slash."""
    old = prefix + as_text(one.old_path) if one.state == "R" else ""
    return git_record(
        prefix + as_text(one.path),
        one.kind,
        counts=(one.added, one.removed),
        old_path=old,
        note="; ".join(_notes(git, one, untracked)),
    )


def git_record(
    path: str,
    kind: ChangeKind,
    *,
    note: str,
    counts: tuple[int | None, int | None] = (None, None),
    old_path: str = "",
) -> Change:
    """A change as git knows it: independent, and without a time."""
    return Change(
        source=Source.SYSTEM,
        grade=Grade.INDEPENDENT,
        read_from=Place(path),
        path=path,
        kind=kind,
        known_by=KnownBy.GIT,
        added=counts[0],
        removed=counts[1],
        old_path=old_path,
        note=note,
    )


def _notes(git: Git, one: Difference, untracked: frozenset[bytes]) -> Iterator[str]:
    before, after = one.modes
    if one.state == "C":
        yield f"copied from {as_text(one.old_path)}"
    if one.is_submodule:
        yield _submodule(one)
    elif one.state == "T":
        yield f"{_WORDS.get(before, before)} → {_WORDS.get(after, after)}"
    elif before != after and _ABSENT not in one.modes and one.state != "C":
        yield f"mode {before} → {after}"
    elif before == _ABSENT and after == _RUNS:
        yield "executable"
    if after == _LINK:
        target = as_text(git.run("cat-file", "blob", one.objects[1]).stdout)[:_LONGEST_TARGET]
        yield f"symbolic link to {target}"
    elif one.added is None and not one.is_submodule and one.state != "T":
        yield "binary"
    if one.path in untracked:
        yield "untracked"


def _submodule(one: Difference) -> str:
    old, new = (commit[:12] for commit in one.objects)
    if one.modes[0] == _MODULE == one.modes[1]:
        return f"submodule, commit {old} → {new}"
    return f"submodule added at commit {new}" if one.modes[1] == _MODULE else f"submodule removed, was at commit {old}"


def _counts(data: bytes) -> dict[bytes, tuple[int | None, int | None]]:
    """Added and removed lines by (new) path; None for binary files."""
    counts: dict[bytes, tuple[int | None, int | None]] = {}
    parts = data.split(b"\0")
    at = 0
    while at < len(parts) and parts[at]:
        added, removed, path = [*parts[at].split(b"\t", 2), b"", b""][:3]
        if not path and at + 2 < len(parts):
            # A rename: old and new path follow.
            path = parts[at + 2]
            at += 2
        counts[path] = (_count(added), _count(removed))
        at += 1
    return counts


def _count(written: bytes) -> int | None:
    return int(written) if written.isdigit() else None


def _parsed(data: bytes, counts: dict[bytes, tuple[int | None, int | None]]) -> Iterator[Difference]:
    parts = iter(data.split(b"\0"))
    for part in parts:
        if not part.startswith(b":"):
            continue
        before, after, old_object, new_object, state = part[1:].decode("ascii").split(" ")
        path, old = next(parts), b""
        if state[0] in "RC":
            old, path = path, next(parts)
        added, removed = counts.get(path, (None, None))
        yield Difference(
            path=path,
            kind=_KINDS.get(state[0], ChangeKind.MODIFIED),
            old_path=old,
            modes=(before, after),
            objects=(old_object, new_object),
            state=state[0],
            added=added,
            removed=removed,
        )

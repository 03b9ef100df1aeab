"""Submodules and other repositories inside a working tree: what changed in them, file by file.

1. A submodule is compared with the commit that the base names for it; one that the base does not know, and a nested
   repository, with nothing: all their files are new.
2. Each is read as a repository of its own: its filters are emptied too, nothing of it is executed.
3. A submodule that is not checked out has no files to look at; its changed commit is told by the tree.
"""

import os
from collections.abc import Iterator
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence.git_command import Git, as_text, open_git
from agent_router.evidence.git_difference import differences, git_record, to_change
from agent_router.evidence.git_snapshot import Snapshot, snapshot
from agent_router.model.known import ChangeKind
from agent_router.model.run import Change

MOST_INSIDE = 1_000
"""Changed files that are listed of one inner repository."""
_DEEPEST = 3
"""Repositories inside repositories that are looked into."""


def changes_inside(taken: Snapshot, base: str, depth: int = 1, prefix: str = "") -> Iterator[Change]:
    """The changes inside every inner repository of this working tree, their paths seen from the outermost root."""
    before = _modules_of(taken.git, base)
    for path, commit in taken.submodules:
        yield from _submodule(taken, (path, commit), before.get(path, ""), depth, prefix)
    for name in taken.nested:
        path = name.rstrip(b"/")
        listed, more = _within(taken.git, path, "", depth, prefix)
        words = "a repository of its own inside this one" + more
        yield git_record(prefix + as_text(path), ChangeKind.CREATED, note=words)
        yield from listed


def _submodule(taken: Snapshot, module: tuple[bytes, str], old: str, depth: int, prefix: str) -> Iterator[Change]:
    path, commit = module
    listed, more = _within(taken.git, path, old, depth, prefix)
    if listed and old == commit:
        words = "submodule, uncommitted changes inside" + more
        yield git_record(prefix + as_text(path), ChangeKind.MODIFIED, note=words)
    yield from listed


def _within(outer: Git, path: bytes, old: str, depth: int, prefix: str) -> tuple[list[Change], str]:
    """Changes inside, and what to add to the words about the repository itself."""
    folder = outer.folder / os.fsdecode(path)
    if depth > _DEEPEST or folder.is_symlink() or not os.path.lexists(folder / ".git"):
        return [], ""
    inner = prefix + as_text(path) + "/"
    try:
        git = open_git(folder)
        if not _is_root(git, folder):
            return [], "; not compared: its root lies elsewhere"
        base = old or git.output("hash-object", "-t", "tree", "--stdin").decode().strip()
        with snapshot(git) as taken:
            found = [
                to_change(taken.git, one, taken.untracked, inner) for one in differences(taken.git, base, taken.tree)
            ]
            found += changes_inside(taken, base, depth + 1, inner)
    except InputRejected as rejected:
        return [], f"; not compared: {rejected.problems[0].found}"
    more = (
        f"; {len(found) - MOST_INSIDE:,} more changed files inside are not listed" if len(found) > MOST_INSIDE else ""
    )
    return found[:MOST_INSIDE], more


def _is_root(git: Git, folder: Path) -> bool:
    return git.folder.resolve() == folder.resolve()


def _modules_of(git: Git, tree: str) -> dict[bytes, str]:
    """Path and commit of each submodule in a commit or tree."""
    found: dict[bytes, str] = {}
    for entry in git.output("ls-tree", "-r", "-z", "--full-tree", tree).split(b"\0"):
        state, _, path = entry.partition(b"\t")
        if state.startswith(b"160000 "):
            found[path] = state.split(b" ")[2].decode()
    return found

"""The working tree as one git tree, without writing anything into the repository.

1. A copy of the index goes into a temporary folder; flags that hide changes (assume-unchanged, skip-worktree where the
   file is there) are taken from the copy.
2. What differs and what is untracked is added to the copy; new objects go to a temporary object folder that has the
   repository's own as its alternate.
3. Ignored files are not in it, and neither is what lies in repositories of their own inside this one.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.evidence.git_command import Git
from agent_router.model.place import Place
from agent_router.model.problem import Problem


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The state of a working tree, readable as long as the context lasts."""

    git: Git
    """Sees the new objects beside the repository's own."""
    objects: Path
    """Temporary folder of the new objects."""
    tree: str
    """Git tree ID."""
    untracked: frozenset[bytes]
    """Paths that git did not know before."""
    nested: tuple[bytes, ...]
    """Folders with a repository of their own that is no submodule."""
    submodules: tuple[tuple[bytes, str], ...]
    """Path and commit of each submodule in the tree."""
    notes: tuple[str, ...] = ()


@contextmanager
def snapshot(git: Git) -> Iterator[Snapshot]:
    """The working tree of the repository as it is now; InputRejected where git cannot say, or there is none."""
    if git.word("rev-parse", "--is-bare-repository") == "true":
        raise InputRejected([Problem(problems.NO_WORKING_TREE, Place(git.folder.as_posix()), "a bare repository")])
    with tempfile.TemporaryDirectory(prefix="agent-router-") as folder:
        objects = Path(folder, "objects")
        objects.mkdir()
        own = replace(git, extra=_environment(git, Path(folder, "index"), objects))
        yield _taken(own, objects)


def _environment(git: Git, index: Path, objects: Path) -> dict[str, str]:
    kept = git.path("index")
    if kept.is_file():
        shutil.copy2(kept, index)
    return {
        "GIT_INDEX_FILE": str(index),
        "GIT_OBJECT_DIRECTORY": str(objects),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": quoted_path(git.path("objects").resolve()),
    }


def quoted_path(path: Path) -> str:
    """A path for a list of folders: in quotes, since it may hold the separator."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"' if os.pathsep in text or text.startswith('"') else str(path)


def _taken(git: Git, objects: Path) -> Snapshot:
    notes = _show_what_is_hidden(git)
    differing = _names(git.output("diff-files", "--name-only", "--ignore-submodules=dirty", "-z"))
    others = _names(git.output("ls-files", "--others", "--exclude-standard", "-z"))
    nested = tuple(name for name in others if name.endswith(b"/"))
    untracked = [name for name in others if not name.endswith(b"/")]
    given = b"".join(name + b"\0" for name in dict.fromkeys((*differing, *untracked)))
    git.output("update-index", "--add", "--remove", "--replace", "-z", "--stdin", given=given)
    tree = git.output("write-tree").decode().strip()
    submodules = tuple(_submodules(git.output("ls-files", "--stage", "-z")))
    return Snapshot(git, objects, tree, frozenset(untracked), nested, submodules, notes)


def _show_what_is_hidden(git: Git) -> tuple[str, ...]:
    """Take the flags from the copied index that would make git look away."""
    listed = [entry.partition(b" ") for entry in _names(git.output("ls-files", "-v", "-z"))]
    assumed = [name for flag, _, name in listed if flag.islower()]
    skipped = [name for flag, _, name in listed if flag in {b"S", b"s"}]
    notes = []
    if assumed:
        _without_flag(git, "--no-assume-unchanged", assumed)
        notes.append(f"{len(assumed):,} files were marked assume-unchanged, which hides changes; they were compared.")
    if skipped:
        sparse = git.word("config", "--type=bool", "core.sparseCheckout") == "true"
        absent = [name for name in skipped if sparse and not os.path.lexists(git.folder / os.fsdecode(name))]
        _without_flag(git, "--no-skip-worktree", [name for name in skipped if name not in set(absent)])
        if absent:
            notes.append(f"Sparse checkout: {len(absent):,} files are not in the working tree and count as unchanged.")
        if len(skipped) > len(absent):
            notes.append(f"{len(skipped) - len(absent):,} files were marked skip-worktree; they were compared.")
    return tuple(notes)


def _without_flag(git: Git, option: str, names: list[bytes]) -> None:
    if names:
        git.output("update-index", option, "-z", "--stdin", given=b"".join(name + b"\0" for name in names))


def _names(data: bytes) -> list[bytes]:
    return [name for name in data.split(b"\0") if name]


def _submodules(listed: bytes) -> Iterator[tuple[bytes, str]]:
    for entry in _names(listed):
        state, _, path = entry.partition(b"\t")
        mode, commit, *_ = state.split(b" ")
        if mode == b"160000":
            yield path, commit.decode()

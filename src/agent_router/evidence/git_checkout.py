"""A clean checkout of one tree in an empty folder, apart from the repository it comes from.

No hook, no content filter, no submodule and no setting of the repository goes with it; its objects are read where they
are. Line ends follow `.gitattributes`, as git itself converts them.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.evidence.git_command import Git, commit_of, open_git
from agent_router.evidence.git_snapshot import quoted_path, snapshot
from agent_router.model.place import Place
from agent_router.model.problem import Problem


@dataclass(frozen=True, slots=True)
class States:
    """The two states of a repository that a recorded run lies between, ready to be checked out."""

    git: Git
    base: str
    """Commit ID."""
    head: str
    """Commit ID that the head's tree was built on; empty without one."""
    tree: str
    """Tree ID of the head."""
    objects: tuple[Path, ...]
    """Folders that hold their objects."""
    notes: tuple[str, ...] = ()

    def checkout(self, folder: Path, *, of_base: bool) -> None:
        """Fill an empty folder with one of the two states; InputRejected (EV114) where objects are missing."""
        tree, commit = (f"{self.base}^{{tree}}", self.base) if of_base else (self.tree, self.head)
        _new_repository(self, folder)
        git = Git(folder)
        git.output("read-tree", git.output("rev-parse", "--verify", tree).decode().strip())
        git.output("checkout-index", "--all", "--force")
        if commit:
            git.output("update-ref", "--no-deref", "HEAD", commit)


@contextmanager
def recorded_states(repo: Path, base: str, tree: str, head: str = "") -> Iterator[States]:
    """The base commit and the state with the recorded tree: the commit `head` if one is named, else the working tree.

    InputRejected where the repository has no such base (EV113) or head (EV132), or its state is not the recorded one
    (EV134). Nothing is written into the repository.
    """
    git = open_git(repo)
    start = commit_of(git, base, problems.UNKNOWN_BASE)
    kept = git.path("objects").resolve()
    if head:
        commit = commit_of(git, head, problems.UNKNOWN_HEAD)
        found = git.output("rev-parse", f"{commit}^{{tree}}").decode().strip()
        _must_be(git, found, tree, f"commit {commit[:12]}")
        yield States(git, start, commit, found, (kept,), _notes(git, found))
        return
    with snapshot(git) as taken:
        _must_be(git, taken.tree, tree, "the working tree")
        tip = git.word("rev-parse", "--verify", "--quiet", "HEAD")
        notes = _notes(taken.git, taken.tree)
        yield States(git, start, tip, taken.tree, (taken.objects, kept), notes)


def _must_be(git: Git, found: str, tree: str, what: str) -> None:
    if found != tree:
        words = f"{what} has the tree {found[:12]}, recorded was {tree[:12]}"
        raise InputRejected([Problem(problems.OTHER_STATE, Place(git.folder.as_posix()), words)])


def _notes(git: Git, tree: str) -> tuple[str, ...]:
    notes = []
    if any(line.startswith(b"160000 ") for line in git.output("ls-tree", "-r", "-z", tree).split(b"\0")):
        notes.append("Submodules are not fetched: their folders are empty in the checkouts.")
    if any(name.endswith((".process", ".smudge")) for name, _ in git.settings):
        notes.append("Content filters (such as Git LFS) are not run: filtered files are as git stores them.")
    return tuple(notes)


def _new_repository(states: States, folder: Path) -> None:
    source, git = states.git, Git(folder)
    form = source.word("rev-parse", "--show-object-format") or "sha1"
    git.output("init", "--quiet", "--template=", f"--object-format={form}")
    alternates = folder / ".git" / "objects" / "info" / "alternates"
    alternates.parent.mkdir(parents=True, exist_ok=True)
    alternates.write_bytes(b"".join(os.fsencode(quoted_path(path)) + b"\n" for path in states.objects))
    shallow = source.path("shallow")
    if shallow.is_file():
        shutil.copyfile(shallow, folder / ".git" / "shallow")

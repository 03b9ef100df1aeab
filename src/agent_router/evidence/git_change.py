"""What changed since a base, as git says: committed, staged, unstaged and untracked, in one list.

1. The state compared is the working tree, as one tree (`git_snapshot`), or a commit where one is named.
2. Submodules, and repositories of their own inside the working tree, are looked into: their files are listed too.
3. Ignored files are in no tree: those that the run made or changed are listed apart (`git_ignored`).
4. What limits the comparison is said: a base that is no ancestor, a shallow or sparse repository, no commit yet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from agent_router.evidence import problems
from agent_router.evidence.git_command import Git, commit_of, open_git
from agent_router.evidence.git_difference import differences, to_change
from agent_router.evidence.git_inside import changes_inside
from agent_router.evidence.git_snapshot import Snapshot, snapshot
from agent_router.model.run import Change


@dataclass(frozen=True, slots=True)
class GitChange:
    """Everything that differs from the base."""

    repository: str
    """Absolute path of the working tree's root."""
    base: str
    """Full commit ID."""
    head: str
    """Full commit ID of what was compared or is checked out; empty in a repository without a commit."""
    changes: tuple[Change, ...]
    """By path; empty when nothing differs."""
    tree: str = ""
    """Git tree ID of the state compared."""
    working_tree: bool = True
    """Whether the working tree was compared, not a commit."""
    notes: tuple[str, ...] = ()
    """What limits the comparison, as sentences."""


def git_change(repo: Path, base: str, head: str = "") -> GitChange:
    """What differs from `base` in the working tree of `repo`, or in the commit `head`.

    InputRejected where git cannot say. Nothing is written into the repository.
    """
    git = open_git(repo)
    commit = commit_of(git, base, problems.UNKNOWN_BASE)
    if head:
        return _committed(git, commit, commit_of(git, head, problems.UNKNOWN_HEAD))
    tip = git.word("rev-parse", "--verify", "--quiet", "HEAD")
    with snapshot(git) as taken:
        found = (*_tracked(taken, commit), *changes_inside(taken, commit))
        notes = (*_limits(git, commit, tip), *taken.notes)
        return GitChange(str(git.folder), commit, tip, _by_path(found), taken.tree, working_tree=True, notes=notes)


def _tracked(taken: Snapshot, base: str) -> Iterator[Change]:
    for one in differences(taken.git, base, taken.tree):
        yield to_change(taken.git, one, taken.untracked)


def _committed(git: Git, base: str, head: str) -> GitChange:
    tree = git.output("rev-parse", f"{head}^{{tree}}").decode().strip()
    found = [to_change(git, one) for one in differences(git, base, head)]
    notes = _limits(git, base, head)
    return GitChange(str(git.folder), base, head, _by_path(found), tree, working_tree=False, notes=notes)


def _by_path(changes: tuple[Change, ...] | list[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda change: change.path))


def _limits(git: Git, base: str, head: str) -> tuple[str, ...]:
    notes = []
    shallow = git.word("rev-parse", "--is-shallow-repository") == "true"
    if shallow:
        notes.append("The repository is a shallow clone: its history is not whole.")
    if not head:
        notes.append("Nothing is committed on the branch that is checked out.")
    elif git.run("merge-base", "--is-ancestor", base, head).returncode:
        known = "is not known, as the history is not whole" if shallow else "is not so"
        notes.append(f"That the base {base[:12]} is an ancestor of the head {head[:12]} {known}.")
    if git.word("config", "--type=bool", "core.sparseCheckout") == "true":
        notes.append("The repository is a sparse checkout.")
    return tuple(notes)

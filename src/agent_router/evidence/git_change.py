"""What changed since a base commit, as git says: committed, staged, unstaged and untracked, in one list.

git runs with nothing of the repository's own will: no hooks, no external diff, no text conversion, no content filter,
no file monitor, no system or user settings, no prompts, no locks.
"""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.model.known import ChangeKind, KnownBy, Source
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.problem import Problem, Rule
from agent_router.model.run import Change

_SAFE = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "diff.external=", "-c", "core.pager=cat"),
    *("-c", "core.attributesFile=/dev/null", "-c", "protocol.allow=never", "-c", "core.quotePath=false"),
    *("-c", "diff.ignoreSubmodules=none", "-c", "status.showUntrackedFiles=all", "-c", "core.untrackedCache=false"),
    *("-c", "diff.renameLimit=10000", "-c", "diff.orderFile=/dev/null", "-c", "core.excludesFile=/dev/null"),
)
_PATIENCE = 300
"""Seconds for one call of git; a huge repository needs some."""

_EMPTY_TREE_LINES = 64 * 1024 * 1024
"""Bytes of an untracked file whose lines are counted; a larger one has no count."""


@dataclass(frozen=True, slots=True)
class GitChange:
    """Everything that differs from the base."""

    repository: str
    """Absolute path of the working tree's root."""
    base: str
    """Full commit ID."""
    head: str
    """Full commit ID of what is checked out; empty in a repository without a commit."""
    changes: tuple[Change, ...]
    """By path; empty when nothing differs."""


def git_change(repo: Path, base: str) -> GitChange:
    """What differs from `base` in the working tree of `repo`; InputRejected where git cannot say."""
    place = Place(repo.as_posix())
    if not repo.is_dir():
        raise InputRejected([Problem(problems.NO_REPOSITORY, place, "no such folder")])
    root = _answer(repo, ("rev-parse", "--show-toplevel"), problems.NO_REPOSITORY, place)
    # --end-of-options: a base such as `--output=x` is a name, not an option.
    commit = _answer(
        repo,
        ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{base}^{{commit}}"),
        problems.UNKNOWN_BASE,
        place,
        base,
    )
    head = _text(_run(repo, ("rev-parse", "--verify", "--quiet", "HEAD")).stdout)
    top = Path(root)
    diff = ("diff", "--no-ext-diff", "--no-textconv", "--find-renames", "-z")
    numbers = _output(top, (*diff, "--numstat", commit, "--"), place)
    states = _output(top, (*diff, "--raw", "--abbrev=40", commit, "--"), place)
    untracked = _output(top, ("ls-files", "--others", "--exclude-standard", "-z"), place)
    changes = [*_tracked(states, _numstat(numbers)), *(_untracked(top, name) for name in _names(untracked))]
    return GitChange(root, commit, head, tuple(sorted(changes, key=lambda change: change.path)))


def _without_filters(folder: Path) -> tuple[str, ...]:
    """Settings that empty every content filter: git would run their commands to compare files."""
    found = _text(_run(folder, ("config", "--name-only", "--get-regexp", r"^filter\.")).stdout)
    names = {name.rpartition(".")[0] for name in found.splitlines()}
    emptied = [f"{name}.{verb}=" for name in sorted(names) for verb in ("clean", "smudge", "process")]
    options = (("-c", setting) for setting in (*emptied, *(f"{name}.required=false" for name in sorted(names))))
    return tuple(word for option in options for word in option)


def _run(
    folder: Path, arguments: tuple[str, ...], settings: tuple[str, ...] = ()
) -> "subprocess.CompletedProcess[bytes]":
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("GIT_") and name not in {"HOME", "PAGER"}
    }
    environment |= {
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_LITERAL_PATHSPECS": "1",
        "LC_ALL": "C",
    }
    # A repository that another user owns is read too: nothing in it is executed.
    command = ["git", "-c", f"safe.directory={folder.resolve()}", *_SAFE, *settings, "-C", str(folder), *arguments]
    return subprocess.run(  # noqa: S603 - fixed arguments and revisions behind --end-of-options; no shell
        command, capture_output=True, check=False, env=environment, timeout=_PATIENCE, stdin=subprocess.DEVNULL
    )


def _output(folder: Path, arguments: tuple[str, ...], place: Place) -> bytes:
    done = _run(folder, arguments, _without_filters(folder))
    if done.returncode:
        raise InputRejected([Problem(problems.GIT_FAILED, place, _text(done.stderr)[:200] or "an error without words")])
    return done.stdout


def _answer(folder: Path, arguments: tuple[str, ...], rule: Rule, place: Place, asked: str = "") -> str:
    done = _run(folder, arguments)
    if done.returncode:
        found = repr(asked) if asked else _text(done.stderr)[:200] or "no repository"
        raise InputRejected([Problem(rule, place, found)])
    return _text(done.stdout)


def _text(data: bytes) -> str:
    return data.decode("utf-8", errors="replace").strip()


def _names(data: bytes) -> list[str]:
    return [name.decode("utf-8", errors="replace") for name in data.split(b"\0") if name]


def _numstat(data: bytes) -> dict[str, tuple[int | None, int | None]]:
    """Added and removed lines by (new) path; None for binary files."""
    counts: dict[str, tuple[int | None, int | None]] = {}
    parts = data.decode("utf-8", errors="replace").split("\0")
    at = 0
    while at < len(parts) and parts[at]:
        added, removed, path = [*parts[at].split("\t", 2), "", ""][:3]
        if not path:
            # A rename: old and new path follow.
            path = parts[at + 2] if at + 2 < len(parts) else ""
            at += 2
        counts[path] = (_count(added), _count(removed))
        at += 1
    return counts


def _count(written: str) -> int | None:
    return int(written) if written.isdigit() else None


def _tracked(data: bytes, counts: dict[str, tuple[int | None, int | None]]) -> list[Change]:
    parts = data.decode("utf-8", errors="replace").split("\0")
    changes = []
    at = 0
    while at + 1 < len(parts) and parts[at].startswith(":"):
        state, path, old = parts[at].rsplit(" ", 1)[-1][:1], parts[at + 1], ""
        at += 2
        if state in {"R", "C"}:
            old, path = path, parts[at]
            at += 1
        changes.append(
            _change(path, _KINDS.get(state, ChangeKind.MODIFIED), old if state == "R" else "", counts.get(path))
        )
    return changes


_KINDS = {"A": ChangeKind.CREATED, "C": ChangeKind.CREATED, "D": ChangeKind.DELETED, "R": ChangeKind.RENAMED}


def _untracked(root: Path, name: str) -> Change:
    path = root / name
    lines = None
    if path.is_file() and not path.is_symlink() and path.stat().st_size <= _EMPTY_TREE_LINES:
        data = path.read_bytes()
        lines = None if b"\0" in data[:8000] else len(data.splitlines())
    return _change(name, ChangeKind.CREATED, "", (lines, None if lines is None else 0))


def _change(path: str, kind: ChangeKind, old: str, counts: tuple[int | None, int | None] | None) -> Change:
    added, removed = counts or (None, None)
    return Change(
        source=Source.SYSTEM,
        grade=Grade.INDEPENDENT,
        read_from=Place(path),
        path=path,
        kind=kind,
        known_by=KnownBy.GIT,
        added=added,
        removed=removed,
        old_path=old,
    )

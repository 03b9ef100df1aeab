"""Ignored files that a run made or changed: in no git tree, and yet part of what happened.

1. Listed are ignored files whose time lies in the run's, and those that the agent's records name.
2. git's own folder is looked at where code can hide: its hooks and its ignore and attribute files.
3. A folder with very many of them is listed as one line with their number.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from agent_router.evidence.git_command import Git, as_text, open_git
from agent_router.evidence.git_difference import git_record
from agent_router.model.known import IGNORED_BY_GIT, ChangeKind
from agent_router.model.run import Change

MOST_LISTED = 50
"""Files that are listed of one ignored folder."""
MOST_WALKED = 500_000
"""Ignored files that are looked at."""
_CLOCK_GRAIN = timedelta(seconds=2)
"""File systems round their times."""


@dataclass(frozen=True, slots=True)
class RunTime:
    """When the run took place, and what its records name."""

    first: datetime | None
    last: datetime | None
    named: frozenset[str] = frozenset()
    """Paths from the repository's root."""

    def holds(self, moment: datetime) -> bool:
        """Whether that moment lies in the run."""
        if self.first is None or self.last is None:
            return False
        return self.first - _CLOCK_GRAIN <= moment <= self.last + _CLOCK_GRAIN


@dataclass(frozen=True, slots=True)
class Ignored:
    """What was found, and what limits it."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...] = ()


def ignored_changes(repository: Path, time: RunTime) -> Ignored:
    """The ignored files of this working tree that the run made or changed, by path."""
    git = open_git(repository)
    asked = ("ls-files", "--others", "--ignored", "--exclude-standard", "--directory", "-z")
    entries = [name for name in git.output(*asked).split(b"\0") if name]
    found: list[Change] = []
    walked = 0
    for entry in entries:
        files: dict[bytes, os.stat_result] = {}
        for path, state in _files(git.folder, entry):
            walked += 1
            if walked > MOST_WALKED:
                break
            if as_text(path) in time.named or _moment(state, time) is not None:
                files[path] = state
        found += _listed(entry, files, time)
    found += _own_files(git, time)
    over = walked > MOST_WALKED
    notes = (f"More than {MOST_WALKED:,} ignored files: the rest was not looked at.",) if over else ()
    return Ignored(tuple(sorted(found, key=lambda change: change.path)), notes)


def _files(root: Path, entry: bytes) -> Iterator[tuple[bytes, os.stat_result]]:
    """Every file of an ignored entry with its state; no link is followed, no other repository's own folder entered."""
    top = root / os.fsdecode(entry.rstrip(b"/"))
    if not entry.endswith(b"/"):
        state = _state(top)
        if state is not None:
            yield entry, state
        return
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = Path(folder, name)
            state = _state(path)
            if state is not None:
                yield os.fsencode(path.relative_to(root).as_posix()), state


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None  # gone, or not to be looked at: nothing can be said of it


def _moment(state: os.stat_result, time: RunTime) -> datetime | None:
    """When it was changed, where that was during the run: by its own time, else by the time of its entry."""
    for stamp in (state.st_mtime, state.st_ctime):
        moment = _at(stamp)
        if moment is not None and time.holds(moment):
            return moment
    return None


def _at(stamp: float) -> datetime | None:
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (OverflowError, OSError, ValueError):
        return None


def _listed(entry: bytes, files: Mapping[bytes, os.stat_result], time: RunTime) -> Iterator[Change]:
    named = [path for path in files if as_text(path) in time.named]
    shown = dict.fromkeys((*named, *list(files)[:MOST_LISTED]))
    for path in shown:
        yield _change(path, files[path], time, IGNORED_BY_GIT)
    rest = len(files) - len(shown)
    if rest:
        words = f"{IGNORED_BY_GIT}; {rest:,} more files in it were made or changed during the run"
        last = max((moment for state in files.values() if (moment := _moment(state, time))), default=None)
        yield replace(git_record(as_text(entry.rstrip(b"/")), ChangeKind.MODIFIED, note=words), at=last)


def _change(path: bytes, state: os.stat_result, time: RunTime, note: str) -> Change:
    # What it was before, nobody kept: made or changed cannot be told apart.
    return replace(git_record(as_text(path), ChangeKind.MODIFIED, note=note), at=_moment(state, time))


def _own_files(git: Git, time: RunTime) -> Iterator[Change]:
    asked = git.output("rev-parse", "--git-common-dir").removesuffix(b"\n")
    own, root = (git.folder / os.fsdecode(asked)).resolve(), git.folder.resolve()
    if not own.is_relative_to(root):
        return  # a worktree's common folder lies elsewhere: none of it is a path of this tree
    hooks = sorted((own / "hooks").iterdir()) if (own / "hooks").is_dir() else []
    for path in (*hooks, own / "info" / "attributes", own / "info" / "exclude"):
        state = _state(path)
        if state is not None and path.suffix != ".sample" and _moment(state, time) is not None:
            name = os.fsencode(path.relative_to(root).as_posix())
            yield _change(name, state, time, f"{IGNORED_BY_GIT}; in git's own folder")

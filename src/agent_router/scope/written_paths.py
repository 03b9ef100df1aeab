"""Paths as agents write them: Windows, `file://`, worktrees, relative ones; all with forward slashes in the record."""

import posixpath
import re
from urllib.parse import unquote, urlsplit

_DRIVE = re.compile(r"[A-Za-z]:(?:[\\/]|\Z)")
_GIT_BASH = re.compile(r"/([A-Za-z])(/|\Z)")
_WORKTREES = re.compile(r"\.(?:claude/)?worktrees/[^/]+(?:/(.+))?\Z")


def is_windows(path: str) -> bool:
    """Whether the path starts with a drive or a UNC server."""
    return bool(_DRIVE.match(path)) or path.startswith("\\\\")


def slashes(path: str, *, windows: bool = False) -> str:
    """The path with forward slashes and an upper-case drive; `file://` taken off."""
    if path.startswith("file://"):
        path = unquote(urlsplit(path).path)
        path = path[1:] if _DRIVE.match(path[1:]) else path
    if windows or is_windows(path):
        path = path.replace("\\", "/")
        on_drive = _GIT_BASH.match(path)
        if on_drive and windows:
            path = f"{on_drive[1]}:/{path[on_drive.end() :]}"
        if _DRIVE.match(path):
            path = path[0].upper() + path[1:]
    return path


def absolute(path: str, directory: str) -> str:
    """The path joined to the directory it was written in, `..` resolved; `~` stays as written."""
    windows = is_windows(directory)
    start, plain = slashes(directory, windows=windows), slashes(path, windows=windows)
    if not plain:
        return start
    if plain.startswith(("/", "~", "$")) or _DRIVE.match(plain):
        return _normal(plain)
    return _normal(posixpath.join(start, plain)) if start else _normal(plain)


def relative(path: str, root: str) -> str:
    """The path as seen from the root (also from a worktree of it); outside paths stay absolute."""
    if not root:
        return path
    windows = is_windows(root)
    plain, base = slashes(path, windows=windows), slashes(root, windows=windows).rstrip("/")
    same = plain.casefold() if windows else plain
    start = base.casefold() if windows else base
    if same == start:
        return "."
    if not same.startswith(f"{start}/"):
        return plain
    inside = plain[len(base) + 1 :]
    in_worktree = _WORKTREES.match(inside)
    return (in_worktree[1] or ".") if in_worktree else inside


def is_outside(path: str) -> bool:
    """Whether a path of the record lies outside the root it should be relative to."""
    return path.startswith(("/", "~", "..", "$")) or bool(_DRIVE.match(path))


def _normal(path: str) -> str:
    normal = posixpath.normpath(path)
    # POSIX keeps two leading slashes; to a reader they are one.
    return normal[1:] if normal.startswith("//") and not path.startswith("///") and "\\" not in path else normal

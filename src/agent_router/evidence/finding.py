"""Which files a person means by `--log PATH`: a session's main log brings its folder along, and the other way round.

1. `<session>.jsonl` brings the folder `<session>/` beside it (sub-agents, workflows), and that folder brings the file.
2. A folder is taken whole; what no reader recognizes in it is kept, not read.
3. Links inside a folder are not followed. Only regular files are opened.
4. A file that was reached twice, or whose content was seen, is taken once.
"""

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.evidence.interface import AgentLog
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.ledger.digest import sha256_file
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule

SAMPLE = 256 * 1024
"""Bytes from which a reader recognizes a file."""

MOST_FILES = 20_000
"""Files of one session folder; a workflow may start a thousand agents."""

UNRECOGNIZED = "unrecognized"


@dataclass(frozen=True, slots=True)
class FoundLog:
    """One file that belongs to the run."""

    path: Path
    name: str
    """As a person would say it, relative to what was named; forward slashes."""
    kind: str
    """What a reader recognized, or `unrecognized`."""
    sha256: str
    size: int
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundLogs:
    """All files of the run, and who reads them."""

    reader: AgentLog
    files: tuple[FoundLog, ...]


def find_logs(paths: Sequence[Path]) -> FoundLogs:
    """The files these paths mean; InputRejected with all problems where something is absent or foreign."""
    found: list[Problem] = []
    if not paths:
        found.append(Problem(problems.NO_LOGS, Place("--log"), "no path"))
    files: dict[Path, tuple[FoundLog, str]] = {}
    for path in paths:
        found += _take(path, files)
    readers = {program for _, program in files.values() if program}
    if not found and len(readers) > 1:
        named = ", ".join(sorted(readers))
        found.append(Problem(problems.LOGS_OF_TWO_AGENTS, Place("--log"), named))
    if found:
        raise InputRejected(found)
    ordered = sorted((file for file, _ in files.values()), key=lambda file: file.name)
    return FoundLogs(AGENT_LOGS[readers.pop()], _each_once(ordered))


def _take(path: Path, files: dict[Path, tuple[FoundLog, str]]) -> list[Problem]:
    """Add what one path means; its problems where it means nothing."""
    place = Place(path.as_posix())
    try:
        named = path.resolve(strict=True)
        mode = named.stat().st_mode
        if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
            return [Problem(problems.NOT_A_FILE, place, _what(mode))]
        if stat.S_ISREG(mode):
            return _take_file(named, place, files)
        return _take_folder(named, place, files)
    except FileNotFoundError:
        return [Problem(problems.LOG_ABSENT, place, "nothing")]
    except OSError as fault:
        return [Problem(problems.UNREADABLE_FILE, place, (fault.strerror or "an error").lower())]


def _take_file(path: Path, place: Place, files: dict[Path, tuple[FoundLog, str]]) -> list[Problem]:
    if path.stat().st_size == 0:
        return [Problem(problems.LOG_EMPTY, place, "0 bytes")]
    program, kind = _recognized(path)
    if not program:
        return [Problem(problems.LOG_UNRECOGNIZED, place, "content of another kind")]
    _add(path, path.name, (program, kind), files)
    folder = path.with_suffix("")
    if folder.is_dir() and not folder.is_symlink():
        for inner in _walk(folder):
            _add(inner, _name(inner, path.parent), _recognized(inner), files)
    return []


def _take_folder(path: Path, place: Place, files: dict[Path, tuple[FoundLog, str]]) -> list[Problem]:
    inside = []
    for inner in _walk(path):
        inside.append(inner)
        if len(inside) > MOST_FILES:
            return [Problem(problems.TOO_MANY_FILES, place, f"more than {MOST_FILES:,} files")]
    main = path.with_name(f"{path.name}.jsonl")
    if main.is_file() and not main.is_symlink():
        inside.append(main)
    recognized = {inner: _recognized(inner) for inner in inside}
    if not any(program for program, _ in recognized.values()):
        return [Problem(problems.NO_LOG_INSIDE, place, f"{len(inside)} file(s), none of them a log")]
    root = path.parent if main in recognized else path
    for inner, what in recognized.items():
        _add(inner, _name(inner, root), what, files)
    return []


def _walk(folder: Path) -> Iterator[Path]:
    """Regular files below, links left out, in order of their names."""
    for path in sorted(folder.iterdir()):
        if path.is_symlink():
            continue
        if path.is_dir():
            yield from _walk(path)
        elif path.is_file():
            yield path


def _add(path: Path, name: str, what: tuple[str, str], files: dict[Path, tuple[FoundLog, str]]) -> None:
    program, kind = what
    if path in files:
        return
    taken = {file.name for file, _ in files.values()}
    unique, number = name, 2
    while unique in taken:
        unique = f"{number}/{name}"
        number += 1
    remarks = () if kind else ("No reader recognizes this file; it is kept, not read.",)
    files[path] = (
        FoundLog(path, unique, kind or UNRECOGNIZED, sha256_file(path), path.stat().st_size, remarks),
        program,
    )


def _each_once(files: Sequence[FoundLog]) -> tuple[FoundLog, ...]:
    seen: set[str] = set()
    kept = []
    for file in files:
        if file.sha256 not in seen or file.size == 0:
            kept.append(file)
        seen.add(file.sha256)
    return tuple(kept)


def _recognized(path: Path) -> tuple[str, str]:
    """Program and kind by the file's first bytes; both empty where nobody knows it."""
    with path.open("rb") as file:
        sample = file.read(SAMPLE)
    for program, reader in AGENT_LOGS.items():
        kind = reader.recognizes(sample)
        if kind:
            return program, kind
    return "", ""


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()


def _what(mode: int) -> str:
    for test, word in ((stat.S_ISFIFO, "a pipe"), (stat.S_ISSOCK, "a socket"), (stat.S_ISCHR, "a device")):
        if test(mode):
            return word
    return "something else"


def problem(rule: Rule, path: Path, found: str) -> Problem:
    """A problem with one path that a person named."""
    return Problem(rule, Place(path.as_posix()), found)

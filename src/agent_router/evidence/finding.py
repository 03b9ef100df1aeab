"""Which files a person means by `--log PATH`: a session's main log brings its folder along, and the other way round.

1. `<session>.jsonl` brings the folder `<session>/` beside it (sub-agents, workflows), and that folder brings the file.
2. A folder is taken whole; what no reader recognizes in it is kept, not read.
3. Links inside a folder are not followed. Only regular files are opened.
4. A file that was reached twice, or whose content was seen, is taken once; so is an older copy of a log that grew,
   which adds nothing. Both are said.
5. A file is whose its content is, whatever its name or label. Gzip and UTF-16 are looked into.
6. Beside an agent's own log, one in a general form (OpenTelemetry, ATIF) tells the same run once more: it is kept, not
   read. Logs of several agents are a question to the person: which file is whose is listed.
"""

import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from agent_router.errors import InputRejected
from agent_router.evidence import problems
from agent_router.evidence.copies import without_copies
from agent_router.evidence.found import UNRECOGNIZED, FoundLog
from agent_router.evidence.interface import AgentLog
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.evidence.opening import GZIP, LogText, Unpack
from agent_router.ledger.digest import sha256_file
from agent_router.model.place import Place
from agent_router.model.problem import Problem, Rule

SAMPLE = 256 * 1024
"""Bytes from which a reader recognizes a file."""

MOST_FILES = 20_000
"""Files of one session folder; a workflow may start a thousand agents."""

_MOST_NAMED = 4
_DATABASE = "It is a database: kept as the JSON lines that were read from it."


@dataclass(frozen=True, slots=True)
class FoundLogs:
    """All files of the run, and who reads them."""

    reader: AgentLog
    files: tuple[FoundLog, ...]


@dataclass(slots=True)
class _Taken:
    """Files taken so far, with the program each is of, and their names."""

    by_path: dict[Path, tuple[FoundLog, str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


def find_logs(paths: Sequence[Path]) -> FoundLogs:
    """The files these paths mean; InputRejected with all problems where something is absent or foreign."""
    found: list[Problem] = []
    if not paths:
        found.append(Problem(problems.NO_LOGS, Place("--log"), "no path"))
    files = _Taken()
    for path in paths:
        found += _take(path, files)
    return _of_one_agent(files, found)


def logs_together(files: Sequence[tuple[Path, str]]) -> FoundLogs:
    """Files that are known to belong together, each with the name it gets; InputRejected as for `find_logs`."""
    found: list[Problem] = []
    taken = _Taken()
    for path, name in files:
        try:
            _add(path, name, recognized(path), taken)
        except FileNotFoundError:
            found.append(Problem(problems.LOG_ABSENT, Place(path.as_posix()), "nothing"))
        except OSError as fault:
            words = (fault.strerror or "an error").lower()
            found.append(Problem(problems.UNREADABLE_FILE, Place(path.as_posix()), words))
    return _of_one_agent(taken, found)


def _of_one_agent(files: _Taken, found: list[Problem]) -> FoundLogs:
    by_program: dict[str, list[FoundLog]] = {}
    for file, program in files.by_path.values():
        by_program.setdefault(program, []).append(file)
    by_program.pop("", None)
    if not found and not by_program:
        found.append(Problem(problems.NO_LOGS, Place("--log"), "no file that a reader recognizes"))
    native = [program for program in by_program if not getattr(AGENT_LOGS[program], "generic", False)]
    if not found and len(native or by_program) > 1:
        found.append(Problem(problems.LOGS_OF_TWO_AGENTS, Place("--log"), _whose(by_program)))
    if found:
        raise InputRejected(found)
    chosen = (native or list(by_program))[0]
    ordered = sorted((_unread(*one, chosen) for one in files.by_path.values()), key=lambda file: file.name)
    return FoundLogs(AGENT_LOGS[chosen], without_copies(ordered))


def _whose(by_program: Mapping[str, Sequence[FoundLog]]) -> str:
    said = []
    for program, files in sorted(by_program.items()):
        names = sorted(file.name for file in files)
        more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
        said.append(f"{program}: {', '.join(names[:_MOST_NAMED])}{more}")
    return "; ".join(said)


def _unread(file: FoundLog, program: str, chosen: str) -> FoundLog:
    """A log that tells the run once more in a general form is kept, not read."""
    if program in {"", chosen}:
        return file
    words = f"It is a log of {program}; {chosen}'s own log tells this run, so this one is kept, not read."
    return replace(file, reads=False, remarks=(*file.remarks, words))


def meant_by(paths: Sequence[Path], most: int) -> tuple[Path, ...]:
    """Every regular file that these paths mean, not looked into yet; InputRejected as for `find_logs`."""
    found: list[Problem] = []
    files: dict[Path, None] = {}
    for path in paths:
        place = Place(path.as_posix())
        try:
            named = path.resolve(strict=True)
            mode = named.stat().st_mode
            if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
                found.append(Problem(problems.NOT_A_FILE, place, _what(mode)))
                continue
            for inner in _all_of(named):
                files[inner] = None
                if len(files) > most:
                    found.append(Problem(problems.TOO_MANY_FILES, place, f"more than {most:,} files"))
                    break
        except FileNotFoundError:
            found.append(Problem(problems.LOG_ABSENT, place, "nothing"))
        except OSError as fault:
            found.append(Problem(problems.UNREADABLE_FILE, place, (fault.strerror or "an error").lower()))
    if found:
        raise InputRejected(found)
    return tuple(files)


def _all_of(path: Path) -> Iterator[Path]:
    """The file or the files of the folder, with what a session keeps beside it (rules 1 to 3)."""
    folder = path if path.is_dir() else path.with_suffix("")
    main = path if path.is_file() else path.with_name(f"{path.name}.jsonl")
    if main.is_file() and not main.is_symlink():
        yield main
    if folder.is_dir() and not folder.is_symlink():
        yield from _walk(folder)


def _take(path: Path, files: _Taken) -> list[Problem]:
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


def _take_file(path: Path, place: Place, files: _Taken) -> list[Problem]:
    if path.stat().st_size == 0:
        return [Problem(problems.LOG_EMPTY, place, "0 bytes")]
    program, kind = recognized(path)
    if not program:
        return [Problem(problems.LOG_UNRECOGNIZED, place, "content of another kind")]
    _add(path, path.name, (program, kind), files)
    folder = path.with_suffix("")
    if folder.is_dir() and not folder.is_symlink():
        for inner in _walk(folder):
            _add(inner, _name(inner, path.parent), recognized(inner), files)
    return []


def _take_folder(path: Path, place: Place, files: _Taken) -> list[Problem]:
    inside = []
    for inner in _walk(path):
        inside.append(inner)
        if len(inside) > MOST_FILES:
            return [Problem(problems.TOO_MANY_FILES, place, f"more than {MOST_FILES:,} files")]
    main = path.with_name(f"{path.name}.jsonl")
    if main.is_file() and not main.is_symlink():
        inside.append(main)
    known = {inner: recognized(inner) for inner in inside}
    if not any(program for program, _ in known.values()):
        return [Problem(problems.NO_LOG_INSIDE, place, f"{len(inside)} file(s), none of them a log")]
    root = path.parent if main in known else path
    for inner, what in known.items():
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


def _add(path: Path, name: str, what: tuple[str, str], files: _Taken) -> None:
    program, kind = what
    if path in files.by_path:
        return
    name = _unpacked_name(path, name)
    unique, number = name, 2
    while unique in files.names:
        unique = f"{number}/{name}"
        number += 1
    files.names.add(unique)
    found = FoundLog(path, unique, kind or UNRECOGNIZED, sha256_file(path), path.stat().st_size)
    if not kind:
        found = replace(
            found, reads=False, remarks=("No reader recognizes this file; where it is text, it is kept, not read.",)
        )
    unpack = _unpack(program, path, kind)
    if unpack is not None:
        found = replace(found, unpack=unpack, remarks=(*found.remarks, _DATABASE))
    files.by_path[path] = (found, program)


def _unpacked_name(path: Path, name: str) -> str:
    """The name of what is inside a compressed file."""
    with path.open("rb") as file:
        packed = file.read(len(GZIP)) == GZIP
    return name[:-3] if packed and name.lower().endswith(".gz") and len(name) > 3 else name


def _unpack(program: str, path: Path, kind: str) -> Unpack | None:
    """How its reader turns this file into JSON lines, where it is no text of its own."""
    reader = AGENT_LOGS.get(program)
    ask: Callable[[Path, str], Iterator[bytes] | None] | None = getattr(reader, "unpack", None)
    if ask is None or ask(path, kind) is None:
        return None
    return lambda: ask(path, kind) or iter(())


def recognized(path: Path) -> tuple[str, str]:
    """Program and kind by the file's first bytes; both empty where nobody knows it."""
    sample = LogText(path).sample(SAMPLE)
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

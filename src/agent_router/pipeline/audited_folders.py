"""What stands in a folder that is audited: runs, contracts, redacted exports, reports; links are never followed.

1. A folder that holds a run's log, or the folders of one, is a run; an empty folder of `evidence/` is one without its
   record. It is not searched further.
2. A folder that holds `contract.json` or `approvals.jsonl` is a contract's.
3. A folder whose `manifest.json` names the export's schema is a redacted export.
4. A JSON document with the schema of a report is a report; other files are not looked at.
5. A workspace is searched in `contracts/`, `evidence/` and `reports/` alone; any other folder as a whole.
6. Drafts of interrupted writes, links, and what may not be read are findings.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from agent_router.audit.files import DRAFT_NAME
from agent_router.audit.interface import FileKind, KeptFile
from agent_router.audit.problems import DRAFT, LINK, UNREADABLE
from agent_router.errors import CannotRead
from agent_router.evidence.exporting import MANIFEST, SCHEMA
from agent_router.ledger.digest import sha256_file
from agent_router.ledger.jsontext import JsonObject, NotJson, parse_json
from agent_router.model.place import Place
from agent_router.model.problem import Problem

WORKSPACE_FOLDERS = ("contracts", "evidence", "reports")
LARGEST_DOCUMENT = 64 * 1024 * 1024
"""Bytes; a longer JSON document is no report or manifest of ours."""

_RUN_LOGS = frozenset({"run.jsonl", "decisions.jsonl", "verifications.jsonl"})
_RUN_FOLDERS = frozenset({"raw", "artifacts"})
_CONTRACT_FILES = frozenset({"contract.json", "approvals.jsonl"})
_NEVER = frozenset({".git", "node_modules", "_policy"})


@dataclass
class FoundFolders:
    """Everything that was found, by kind, in name order."""

    base: Path
    """What names in findings are relative to."""
    whole: bool = False
    """Whether a workspace was searched, so that what is not there is missing."""
    alone: bool = False
    """Whether one run folder or one export was named."""
    runs: list[Path] = field(default_factory=list)
    contracts: list[Path] = field(default_factory=list)
    exports: list[Path] = field(default_factory=list)
    documents: list[Path] = field(default_factory=list)
    """JSON files that may be reports."""
    problems: list[Problem] = field(default_factory=list)

    def name(self, path: Path) -> str:
        """The name of a path as findings print it."""
        return path.relative_to(self.base).as_posix()


def find_folders(folder: Path) -> FoundFolders:
    """Search a folder; CannotRead where it is not there, is no folder, or may not be read."""
    try:
        entries = {entry.name for entry in os.scandir(folder)}
    except OSError as fault:
        found = f"it cannot be read ({fault.strerror})."
        remedy = "Name a workspace, a folder of runs, one run folder, or an unpacked redacted export."
        raise CannotRead(Place(folder.as_posix()), found, remedy) from fault
    folder = folder.resolve()
    alone = FoundFolders(folder.parent, alone=True)
    _classify(folder, alone, of_evidence=False)
    if alone.runs or alone.exports or alone.contracts:
        return alone
    parts = [name for name in WORKSPACE_FOLDERS if name in entries]
    found_folders = FoundFolders(folder, whole=bool(parts))
    for part in [folder / name for name in parts] or [folder]:
        _search(part, found_folders)
    return found_folders


def kept_files(folder: Path) -> Iterator[KeptFile]:
    """Every file below a run folder with its digest, in name order; folders alone are no file."""
    for entry, problem in _entries(folder):
        name = Path(entry).relative_to(folder).as_posix()
        if problem is not None:
            yield KeptFile(name, problem)
            continue
        try:
            yield KeptFile(name, FileKind.FILE, sha256_file(entry), entry.stat().st_size)
        except (CannotRead, OSError):
            yield KeptFile(name, FileKind.UNREADABLE)


def json_object(path: Path) -> JsonObject | None:
    """The JSON object of a file; None where it is none, too long, a link, or may not be read."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > LARGEST_DOCUMENT:
            return None
        value = parse_json(path.read_bytes())
    except (OSError, NotJson):
        return None
    return value if isinstance(value, dict) else None


def _entries(folder: Path) -> Iterator[tuple[Path, FileKind | None]]:
    """Files below a folder; a kind where it is none that can be read."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        yield folder, FileKind.UNREADABLE
        return
    for entry in entries:
        path = Path(entry.path)
        if entry.is_symlink():
            yield path, FileKind.LINK
        elif entry.is_dir(follow_symlinks=False):
            yield from _entries(path)
        else:
            yield path, None if entry.is_file(follow_symlinks=False) else FileKind.OTHER


def _search(start: Path, found: FoundFolders) -> None:
    waiting = [start]
    while waiting:
        folder = waiting.pop()
        if folder.is_symlink():
            found.problems.append(Problem(LINK, Place(found.name(folder)), FileKind.LINK.value))
            continue
        waiting += reversed(_classify(folder, found, of_evidence=folder.parent == found.base / "evidence"))


def _classify(folder: Path, found: FoundFolders, *, of_evidence: bool) -> list[Path]:
    """Put the folder where it belongs; the folders in it that are still to be searched."""
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as fault:
        found.problems.append(Problem(UNREADABLE, Place(found.name(folder)), (fault.strerror or "no reason").lower()))
        return []
    names = {entry.name for entry in entries}
    if MANIFEST in names and (json_object(folder / MANIFEST) or {}).get("schema") == SCHEMA:
        found.exports.append(folder)
    elif names & _RUN_LOGS or names & _RUN_FOLDERS or (of_evidence and not names):
        found.runs.append(folder)
    elif names & _CONTRACT_FILES:
        found.contracts.append(folder)
        found.problems += [problem for entry in entries if (problem := _odd(entry, found)) is not None]
    else:
        return _inside(entries, found)
    return []


def _inside(entries: list[os.DirEntry[str]], found: FoundFolders) -> list[Path]:
    folders = []
    for entry in entries:
        problem, path = _odd(entry, found), Path(entry.path)
        if problem is not None:
            found.problems.append(problem)
        elif entry.is_dir(follow_symlinks=False):
            folders += [] if entry.name in _NEVER else [path]
        elif path.suffix == ".json":
            found.documents.append(path)
    return folders


def _odd(entry: os.DirEntry[str], found: FoundFolders) -> Problem | None:
    """A link or a draft; None for what may be looked at."""
    place = Place(found.name(Path(entry.path)))
    if entry.is_symlink():
        return Problem(LINK, place, FileKind.LINK.value)
    if DRAFT_NAME.match(entry.name):
        return Problem(DRAFT, place, "a folder" if entry.is_dir() else f"{entry.stat().st_size:,} bytes")
    return None

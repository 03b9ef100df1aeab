"""A run folder without its texts, for auditors outside: digests stay checkable, texts go.

1. Logs (`run.jsonl`, `verifications.jsonl`, `decisions.jsonl`, the approvals) are redacted line by line; the chain can
   be followed through `redacted_sha256`.
2. The contract is redacted as a whole; its digest is stated, since a redacted copy cannot have it.
3. Artifacts, raw logs and the workbook stay inside; the manifest names each with its size and SHA-256.
4. A log that cannot be read, or whose chain is broken, is not exported: nobody outside could tell why.
5. `manifest.json` is canonical JSON. Its SHA-256 is what a covering letter or a signature binds.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from agent_router.errors import CannotRead
from agent_router.evidence.redacting import STANDS_FOR, Redactor
from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.chain import NO_LINE_BEFORE, read_chain
from agent_router.ledger.digest import sha256_file, sha256_hex
from agent_router.ledger.jsontext import JsonObject, JsonValue, NotJson, parse_json
from agent_router.model.place import Place

MANIFEST = "manifest.json"
GUIDE = "how-to-check.md"
SCHEMA = "agent-router/redacted-export/1"
LOGS = ("run.jsonl", "verifications.jsonl", "decisions.jsonl", "contract/approvals.jsonl")
CONTRACT = "contract/contract.json"
_REMEDY = "Run `agent-router audit` on the workspace; restore the folder from a copy."


class Kept(Enum):
    """What became of a file of the run folder."""

    WHOLE = "as it is"
    REDACTED = "redacted"
    INSIDE = "stays inside"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One file of the run folder."""

    name: str
    size: int
    """Bytes of the original."""
    sha256: str
    """Of the original."""
    kept: Kept
    exported_sha256: str = ""
    """Of what is in the export; empty where it stays inside."""


@dataclass(frozen=True, slots=True)
class Export:
    """A redacted export, ready to be written."""

    run_id: str
    run_digest: str
    contract_digest: str
    files: tuple[ExportedFile, ...]
    contents: tuple[tuple[str, bytes], ...]
    """Name and bytes of every file of the export, the manifest and the guide among them."""
    lost: int
    """Texts that were taken out or numbered."""


def redacted_export(folder: Path, guide: str) -> Export:
    """The export of one run folder; CannotRead where a log in it is absent, damaged or broken."""
    redactor = Redactor()
    contents: list[tuple[str, bytes]] = []
    files: list[ExportedFile] = []
    heads: dict[str, str] = {}
    first: JsonObject = {}
    for name in (*LOGS, CONTRACT):
        path = folder / name
        if not path.is_file():
            if name == LOGS[0]:
                raise CannotRead(Place(f"{folder.name}/{name}"), "there is no such log.", _REMEDY)
            continue
        data = path.read_bytes()
        if name == CONTRACT:
            redacted = canonical_bytes(redactor.document(_object(data, f"{folder.name}/{name}")))
        else:
            redacted, heads[name], opening = _log(redactor, data, f"{folder.name}/{name}")
            first = first or opening
        kept = Kept.WHOLE if redacted == data else Kept.REDACTED
        files.append(ExportedFile(name, len(data), sha256_hex(data), kept, sha256_hex(redacted)))
        contents.append((name, redacted))
    files += _inside(folder, {file.name for file in files}, redactor)
    manifest = _manifest(first, heads, tuple(files), redactor.lost)
    contents += [(MANIFEST, canonical_bytes(manifest)), (GUIDE, guide.encode())]
    run_id, contract = str(first.get("run_id", "")), str(first.get("contract", ""))
    return Export(run_id, heads[LOGS[0]], contract, tuple(files), tuple(contents), redactor.lost)


def check_export(read: Callable[[str], bytes | None]) -> tuple[str, ...]:
    """What does not hold in a redacted export, in words; empty where its manifest and chains hold.

    `read` gives the bytes of a file of the export by name, None where there is none.
    """
    data = read(MANIFEST)
    manifest = _object(data or b"", MANIFEST)
    found: list[str] = []
    for entry in _entries(manifest):
        name, stated = str(entry.get("name", "")), str(entry.get("exported_sha256", ""))
        content = read(name) if stated else None
        if content is None:
            found += [f"{name} is named in the manifest and is not there"] if stated else []
            continue
        if sha256_hex(content) != stated:
            found.append(f"{name} is not what the manifest names")
        if name in LOGS:
            found += _unchained(name, content, str(entry.get("head", "")))
    return tuple(found)


def _entries(manifest: JsonObject) -> Iterator[JsonObject]:
    files = manifest.get("files")
    yield from (entry for entry in files if isinstance(entry, dict)) if isinstance(files, list) else ()


def _unchained(name: str, content: bytes, head: str) -> Iterator[str]:
    before = NO_LINE_BEFORE
    for number, raw in enumerate(content.removesuffix(b"\n").split(b"\n"), start=1):
        plain = _object(raw, name)
        if plain.get("prev") != before:
            yield f"{name} line {number} does not follow the line before it"
        stands_for = plain.get(STANDS_FOR)
        before = stands_for if isinstance(stands_for, str) else sha256_hex(raw)
    if before != head:
        yield f"{name} does not end with the line that the manifest names"


def _log(redactor: Redactor, data: bytes, place: str) -> tuple[bytes, str, JsonObject]:
    read = read_chain(data, place)
    if read.faults or not read.lines or not read.chain.chained or read.chain.broken_at is not None:
        at = read.chain.broken_at or (read.faults[0].place if read.faults else Place(place))
        raise CannotRead(at, "its chain does not hold, so no export could be checked against it.", _REMEDY)
    lines = [redactor.line(line.raw, line.plain) for line in read.lines]
    return b"".join(line + b"\n" for line in lines), read.chain.head, read.lines[0].plain


def _object(data: bytes, place: str) -> JsonObject:
    try:
        value = parse_json(data)
    except NotJson as fault:
        raise CannotRead(Place(place), f"{fault.found}.", _REMEDY) from fault
    if not isinstance(value, dict):
        raise CannotRead(Place(place), "it is no JSON object.", _REMEDY)
    return value


def _inside(folder: Path, taken: set[str], redactor: Redactor) -> Iterator[ExportedFile]:
    """Files that stay inside, links left out; their names are numbered like every other path."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or name in taken:
            continue
        shown = redactor.document({"path": name})["path"]
        yield ExportedFile(str(shown), path.stat().st_size, sha256_file(path), Kept.INSIDE)


def _manifest(first: JsonObject, heads: dict[str, str], files: tuple[ExportedFile, ...], lost: int) -> JsonObject:
    entries: list[JsonValue] = [
        {
            "name": file.name,
            "size": file.size,
            "sha256": file.sha256,
            "kept": file.kept.value,
            "exported_sha256": file.exported_sha256,
            "head": heads.get(file.name, ""),
        }
        for file in files
    ]
    return {
        "schema": SCHEMA,
        "run": heads[LOGS[0]],
        "run_id": first.get("run_id", ""),
        "contract": first.get("contract", ""),
        "texts_taken_out": lost,
        "files": entries,
    }

"""Artifacts as kept in a run folder: masked where they are text, named by the SHA-256 of what is kept.

1. Text is masked before it is read, UTF-16 too, and out of gzip, which it is then kept without; a picture is no text:
   bytes that look like a secret there are chance. What is neither is kept as it is, and said.
2. What a reader says is to be kept (a picture without its EXIF data) is kept instead; the original's digest stays.
3. The same content handed in twice is one artifact.
4. A file name may hold a secret as well.
"""

import gzip
import io
import re
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.opening import GZIP
from agent_router.evidence.ties import HandedIn
from agent_router.ledger.digest import sha256_hex
from agent_router.masking.secrets import Found, mask, mask_bytes, wide_encoding
from agent_router.model.provenance import NOT_SEARCHED, SourceFile

_ENDING = re.compile(r"\.[a-z0-9]{1,8}\Z")
_LOOK = 8192
_PICTURES = frozenset({"png", "jpeg", "gif", "webp"})
_MOST_UNPACKED = 256 * 1024 * 1024
"""Bytes; what unpacks to more is kept packed, and unread."""
_UNPACKED = "It was compressed (gzip); it is kept unpacked."

Redacted = tuple[str, str, Found]
"""Name in the run folder, digest of the original, what was masked."""


def store_artifacts(
    paths: Sequence[Path], folder: Path, key: bytes
) -> tuple[tuple[HandedIn, ...], tuple[Redacted, ...]]:
    """Write each artifact below `folder/artifacts`, and read it from what is kept."""
    handed_in: dict[str, HandedIn] = {}
    redacted: list[Redacted] = []
    for path in paths:
        one, found = _store(path, folder, key)
        if one.sha256 not in handed_in:
            handed_in[one.sha256] = one
            redacted += [(one.stored.name, one.stored.sha256, rule) for rule in found]
    return tuple(handed_in.values()), tuple(redacted)


def _store(path: Path, folder: Path, key: bytes) -> tuple[HandedIn, tuple[Found, ...]]:
    original = path.read_bytes()
    unpacked = _unpacked(original)
    content = original if unpacked is None else unpacked
    text = _is_text(content)
    masked = mask_bytes(content, key) if text else None
    plain = content if masked is None else masked.data
    reading = read_artifact(plain)
    kept = plain if reading.kept is None else reading.kept
    digest = sha256_hex(kept)
    ending = _ENDING.search(path.name.lower() if unpacked is None else path.name.lower().removesuffix(".gz"))
    name = f"artifacts/{digest}{ending[0] if ending else ''}"
    (folder / "artifacts").mkdir(exist_ok=True)
    (folder / name).write_bytes(kept)
    known_as = mask(path.as_posix(), key)
    remarks = _remarks(Path(known_as.text).name, reading, text=text)
    remarks += () if unpacked is None else (_UNPACKED,)
    stored = SourceFile(name, sha256_hex(original), len(original), reading.kind, remarks, digest)
    found = (*(masked.found if masked else ()), *known_as.found)
    modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return HandedIn(Path(known_as.text), stored, reading, digest, modified), found


def _remarks(name: str, reading: ArtifactReading, *, text: bool) -> tuple[str, ...]:
    said = [f"Handed in as {name}."]
    if not text and reading.kind not in _PICTURES:
        said.append(NOT_SEARCHED)
    return tuple(said)


def _is_text(data: bytes) -> bool:
    return b"\0" not in data[:_LOOK] or bool(wide_encoding(data[:_LOOK]))


def _unpacked(data: bytes) -> bytes | None:
    """The whole text inside of gzip; None where it is no gzip, damaged, too large, or holds no text."""
    if not data.startswith(GZIP):
        return None
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            content = packed.read(_MOST_UNPACKED + 1)
    except (OSError, EOFError, zlib.error):
        return None
    return content if len(content) <= _MOST_UNPACKED and _is_text(content) else None

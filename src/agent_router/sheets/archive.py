"""Looks at a workbook's bytes before anything opens them: whether it is an `.xlsx`, and safe to unpack.

In this order: 1. empty or huge; 2. an old or encrypted container; 3. not a ZIP at all; 4. another kind of ZIP;
5. declared sizes; 6. every part unpacked once: it holds what it declares, and no XML that declares entities.
"""

import io
import zipfile
import zlib
from dataclasses import dataclass

from agent_router.errors import CannotRead
from agent_router.model.place import Place
from agent_router.sheets.other_kinds import CONTAINER, OtherKind, archive_kind, container_kind, plain_kind
from agent_router.sheets.repacking import plain_name

_MEGABYTE = 1024 * 1024
_CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a workbook may hold; guards of the machine, not policy."""

    packed: int = 64 * _MEGABYTE
    unpacked: int = 256 * _MEGABYTE
    members: int = 4000


def check_archive(data: bytes, name: str, limits: Limits | None = None) -> None:
    """Refuse bytes that are no `.xlsx` or would not be safe to open.

    Raises:
        CannotRead: with what was found instead and how to save the file right.
    """
    limits = limits or Limits()
    _check_kind(data, name, limits)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_members(archive, name, limits)
            _check_parts(archive, name)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as fault:
        raise CannotRead(
            Place(name),
            f"The file is damaged: it cannot be unpacked ({fault}).",
            "Fetch it again, or open it and save a fresh copy as .xlsx.",
        ) from fault


def _check_kind(data: bytes, name: str, limits: Limits) -> None:
    if not data:
        raise CannotRead(Place(name), "The file is empty.", "Save the workbook again as .xlsx.")
    if len(data) > limits.packed:
        found = f"The file is {len(data) // _MEGABYTE} MB; more than {limits.packed // _MEGABYTE} MB is not opened."
        raise CannotRead(Place(name), found, "Remove pictures and unused sheets, then save it again.")
    if data.startswith(CONTAINER):
        raise _refusal(container_kind(data), name)
    if not data.startswith(b"PK"):
        raise _refusal(plain_kind(data), name)


def _refusal(kind: OtherKind, name: str) -> CannotRead:
    return CannotRead(Place(name), kind.what, kind.remedy)


def _check_members(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    names = {plain_name(entry) for entry in archive.namelist()}
    mimetype = archive.open("mimetype").read(200) if "mimetype" in names else b""
    kind = archive_kind(names, mimetype)
    if kind is not None:
        raise _refusal(kind, name)
    declared = sum(entry.file_size for entry in archive.infolist())
    if len(archive.infolist()) > limits.members or declared > limits.unpacked:
        raise _bomb(name, f"it would unpack to {declared // _MEGABYTE} MB in {len(archive.infolist())} parts")
    if any(entry.flag_bits & 0x1 for entry in archive.infolist()):
        raise CannotRead(Place(name), "The file is a ZIP with a password.", "Save the workbook without a password.")


def _check_parts(archive: zipfile.ZipFile, name: str) -> None:
    # zipfile never unpacks more than a part declares; one that holds more fails its checksum here.
    for entry in archive.infolist():
        tail = b""
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                if entry.filename.lower().endswith((".xml", ".rels")):
                    _check_entities(tail + chunk, name)
                    tail = chunk[-32:]


def _check_entities(chunk: bytes, name: str) -> None:
    plain = chunk.replace(b"\x00", b"")  # the same words written in UTF-16
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        found = "The workbook's XML declares entities, which no spreadsheet program writes."
        raise CannotRead(Place(name), found, "Do not open this file; ask where it comes from.")


def _bomb(name: str, what: str) -> CannotRead:
    return CannotRead(
        Place(name),
        f"The file looks like a decompression bomb: {what}.",
        "If it is a real workbook, delete unused sheets and rows, then save it again.",
    )

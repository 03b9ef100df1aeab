"""What a file is that is no `.xlsx` workbook, by its first bytes and the names inside; said with how to get one.

The ending of the file's name says nothing: web systems save pages as `.xls`, and people rename `.csv` to `.xlsx`.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How files of Office before 2007 begin, and encrypted ones of today ([MS-CFB])."""
SAVE_AS = "Open it in Excel, LibreOffice or Google Sheets and save it as “Excel Workbook (.xlsx)”."
NAME_THE_WORKBOOK = "Name the workbook instead."
_WEB_PAGE = (
    "If it was downloaded, a sign-in page may have come in its place: sign in and fetch it again. Otherwise: " + SAVE_AS
)
_HEAD = 1024
_LOCK_FILE = 165
"""Size of the file that Excel keeps beside an open workbook: the name of who has it open, in a fixed form."""


@dataclass(frozen=True, slots=True)
class OtherKind:
    """What a file is instead of a workbook."""

    what: str
    remedy: str = SAVE_AS


def container_kind(data: bytes) -> OtherKind:
    """What an old or encrypted container holds."""
    if _has_name(data, "EncryptedPackage") or _has_name(data, "EncryptionInfo"):
        if _has_name(data, "DRMEncrypted"):
            return OtherKind(
                "The workbook is encrypted by your organization (a sensitivity label or rights management).",
                "Save a copy whose label does not encrypt it (Home › Sensitivity), and use that.",
            )
        return OtherKind(
            "The workbook is encrypted with a password.",
            "Open it, remove the password (File › Info › Protect Workbook › Encrypt with Password) and save it again.",
        )
    if _has_name(data, "WordDocument"):
        return OtherKind("This is an old Word document, not a workbook.", NAME_THE_WORKBOOK)
    if _has_name(data, "PowerPoint Document"):
        return OtherKind("This is an old PowerPoint file, not a workbook.", NAME_THE_WORKBOOK)
    if _has_name(data, "__substg1.0_"):
        return OtherKind(
            "This is an Outlook message, not a workbook.", "Save the workbook attached to it, and use that."
        )
    return OtherKind("This is an old Excel file (.xls).")


def _has_name(data: bytes, name: str) -> bool:
    return name.encode("utf-16-le") in data


def plain_kind(data: bytes) -> OtherKind:
    """What a file is that is no ZIP archive either."""
    head = data[:_HEAD].lstrip(b"\xef\xbb\xbf\r\n\t ").lower()
    for recognizes, kind in _PLAIN:
        if recognizes(head):
            return kind
    if len(data) == _LOCK_FILE and data[0] < 55:
        return OtherKind(
            "This is the small file that Excel keeps beside an open workbook, not the workbook.",
            "Name the workbook itself, without ~$ before its name.",
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" not in data[:_HEAD]:
        return OtherKind("This is a text file (such as CSV) with the name of a workbook.")
    return OtherKind("This is not a workbook.")


def _starts(*beginnings: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginnings)


def _holds(beginning: bytes, word: bytes) -> Callable[[bytes], bool]:
    return lambda head: head.startswith(beginning) and word in head


_PLAIN: tuple[tuple[Callable[[bytes], bool], OtherKind], ...] = (
    (_starts(b"%pdf"), OtherKind("This is a PDF, not a workbook.", "Use the workbook that it was printed from.")),
    (_holds(b"<", b"excel.sheet"), OtherKind("This is an XML spreadsheet of Excel 2003, not an .xlsx.")),
    (
        _holds(b"<", b"urn:schemas-microsoft-com:office:spreadsheet"),
        OtherKind("This is an XML spreadsheet of Excel 2003."),
    ),
    (_holds(b"<", b"opendocument"), OtherKind("This is a flat OpenDocument file (.fods), not an .xlsx.")),
    (_holds(b"<", b"<html"), OtherKind("This is a web page, not a workbook.", _WEB_PAGE)),
    (
        _starts(b"<!doctype html", b"<html", b"<table", b"<meta", b"<head", b"<style", b"<body", b"<div"),
        OtherKind("This is a web page, not a workbook.", _WEB_PAGE),
    ),
    (_starts(b"mime-version:", b"from: <saved by"), OtherKind("This is a saved web page (.mht), not a workbook.")),
    (_starts(b"<?xml"), OtherKind("This is an XML file, not a workbook.")),
    (
        _starts(b"version https://git-lfs"),
        OtherKind(
            "This is only the pointer that Git LFS leaves in place of the workbook.",
            "Fetch the workbook itself (git lfs pull), or ask whoever keeps the repository.",
        ),
    ),
    (
        _holds(b"{", b"doc_id"),
        OtherKind(
            "This is only a link to Google Sheets (.gsheet), not the workbook.",
            "Open it in Google Sheets and choose File › Download › Microsoft Excel (.xlsx).",
        ),
    ),
    (
        _holds(b"{", b"docs.google.com"),
        OtherKind(
            "This is only a link to Google Sheets (.gsheet), not the workbook.",
            "Open it in Google Sheets and choose File › Download › Microsoft Excel (.xlsx).",
        ),
    ),
    (_starts(b"\x1f\x8b", b"7z\xbc\xaf", b"rar!"), OtherKind("This is a packed archive.", "Unpack it first.")),
)
"""In this order; the first that recognizes the head, in small letters, wins."""


def archive_kind(names: AbstractSet[str], mimetype: bytes) -> OtherKind | None:
    """What a ZIP archive with these parts is; None for an `.xlsx` workbook."""
    if b"opendocument" in mimetype:
        return OtherKind("This is an OpenDocument file (.ods), not an .xlsx.")
    for recognizes, kind in _PACKED:
        if any(recognizes(entry) for entry in names):
            return kind
    if "[Content_Types].xml" in names and any(entry.startswith("xl/") for entry in names):
        return None
    inside = sorted(entry for entry in names if entry.lower().endswith((".xlsx", ".xls", ".ods")))
    if inside:
        found = f"This is a ZIP archive that holds “{_short(inside[0])}”."
        return OtherKind(found, "Unpack it, and name the workbook that is inside.")
    return OtherKind("This is a ZIP archive, not a workbook.")


_PACKED: tuple[tuple[Callable[[str], bool], OtherKind], ...] = (
    (lambda entry: entry == "xl/workbook.bin", OtherKind("This is a binary Excel workbook (.xlsb).")),
    (lambda entry: entry.startswith("word/"), OtherKind("This is a Word document, not a workbook.", NAME_THE_WORKBOOK)),
    (
        lambda entry: entry.startswith("ppt/"),
        OtherKind("This is a PowerPoint file, not a workbook.", NAME_THE_WORKBOOK),
    ),
    (
        lambda entry: entry.endswith(".iwa"),
        OtherKind(
            "This is an Apple Numbers document.",
            "Open it in Numbers, choose File › Export To › Excel, and use the .xlsx file that it writes.",
        ),
    ),
    (
        lambda entry: entry.lower().endswith("vbaproject.bin") or entry.startswith("xl/macrosheets/"),
        OtherKind(
            "The workbook carries macros (.xlsm), and macros are not opened.",
            "Save it as “Excel Workbook (.xlsx)”; the macros stay behind.",
        ),
    ),
)
"""In this order; the first that recognizes the name of any part wins."""


def _short(name: str) -> str:
    plain = "".join(char for char in name if char.isprintable())
    return plain if len(plain) <= 60 else f"{plain[:59]}…"

from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.errors import CannotRead
from agent_router.sheets.archive import Limits, check_archive
from agent_router.sheets.reading import read_workbook
from tests.sheets.archives import with_member, workbook, zipped

_PLAIN = workbook(lambda sheet: sheet.append(["a", 1]))
_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
_TYPES = {"[Content_Types].xml": b"<Types/>"}


@dataclass(frozen=True)
class NotAWorkbook:
    what: str
    data: bytes
    says: str
    remedy: str = "ave it as “Excel Workbook (.xlsx)”"


_CASES = (
    NotAWorkbook("empty", b"", "empty", "Save the workbook again"),
    NotAWorkbook("old xls", _CONTAINER, ".xls"),
    NotAWorkbook("encrypted", _CONTAINER + "EncryptedPackage".encode("utf-16-le"), "password", "remove the password"),
    NotAWorkbook("csv", b"ID,Goal\n1,fix\n", "text file"),
    NotAWorkbook("pdf", b"%PDF-1.7\n%\xe2\xe3", "PDF", "printed from"),
    NotAWorkbook("web page", b"<!DOCTYPE html><html>", "web page"),
    NotAWorkbook("xml", b"<?xml version='1.0'?><Workbook/>", "XML"),
    NotAWorkbook("binary", b"\x00\x01\x02\x03" * 40, "not a workbook"),
    NotAWorkbook("ods", zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "OpenDocument"),
    NotAWorkbook("xlsb", zipped({**_TYPES, "xl/workbook.bin": b"x"}), ".xlsb"),
    NotAWorkbook("docx", zipped({**_TYPES, "word/document.xml": b"<x/>"}), "Word", "Name the workbook"),
    NotAWorkbook("numbers", zipped({"Index/Document.iwa": b"x"}), "Numbers", "Export To › Excel"),
    NotAWorkbook("zip", zipped({"readme.txt": b"hello"}), "ZIP archive"),
    NotAWorkbook("macros", with_member(_PLAIN, "xl/vbaProject.bin", b"x"), "macros"),
    NotAWorkbook("truncated", _PLAIN[: len(_PLAIN) // 2], "damaged", "save a fresh copy"),
    NotAWorkbook(
        "entities", with_member(_PLAIN, "xl/sharedStrings.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "entities",
        "ask where it comes from",
    ),
    NotAWorkbook(
        "entities in UTF-16",
        with_member(_PLAIN, "xl/sharedStrings.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")), "entities",
        "ask where it comes from",
    ),
)  # fmt: skip


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case.what)
def test_what_is_no_workbook_is_refused_and_how_to_save_it_is_said(case: NotAWorkbook) -> None:
    with pytest.raises(CannotRead) as refused:
        read_workbook(case.data, "policy.xlsx")

    assert case.says in str(refused.value)
    assert case.remedy in str(refused.value)
    assert str(refused.value).startswith("policy.xlsx: ")


def test_a_plain_workbook_passes() -> None:
    check_archive(_PLAIN, "policy.xlsx")


def test_a_file_beyond_the_limit_is_not_even_unpacked() -> None:
    with pytest.raises(CannotRead, match="is not opened"):
        check_archive(_PLAIN, "policy.xlsx", Limits(packed=100))


def test_declared_sizes_beyond_the_limit_are_a_bomb() -> None:
    bomb = with_member(_PLAIN, "xl/media/a.bin", b"\0" * 3_000_000)

    with pytest.raises(CannotRead, match="decompression bomb"):
        check_archive(bomb, "policy.xlsx", Limits(unpacked=2_000_000))


def test_too_many_members_are_a_bomb() -> None:
    with pytest.raises(CannotRead, match="decompression bomb"):
        check_archive(_PLAIN, "policy.xlsx", Limits(members=2))


def test_a_part_that_holds_more_than_it_declares_is_damaged() -> None:
    honest = with_member(_PLAIN, "xl/media/a.bin", b"\0" * 3_000_000)
    lying = honest.replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    assert lying != honest
    with pytest.raises(CannotRead, match="damaged"):
        check_archive(lying, "policy.xlsx", Limits(unpacked=2_000_000))


def test_an_encrypted_zip_is_refused() -> None:
    data = bytearray(_PLAIN)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)

    with pytest.raises(CannotRead, match="password"):
        check_archive(bytes(data), "policy.xlsx")


def test_a_workbook_whose_parts_contradict_each_other_is_damaged() -> None:
    with pytest.raises(CannotRead, match="damaged"):
        read_workbook(with_member(_PLAIN, "xl/worksheets/sheet1.xml", b"<worksheet><sheetData>"), "policy.xlsx")


def test_a_workbook_without_sheets_is_refused() -> None:
    with pytest.raises(CannotRead, match="no sheets"):
        read_workbook(with_member(_PLAIN, "xl/workbook.xml", b"<workbook/>"), "policy.xlsx")


@settings(max_examples=60, deadline=None)
@given(at=st.integers(0, len(_PLAIN) - 1), byte=st.integers(0, 255))
def test_any_flipped_byte_is_read_or_refused_in_words(at: int, byte: int) -> None:
    data = _PLAIN[:at] + bytes([byte]) + _PLAIN[at + 1 :]
    sheets: tuple[object, ...] = ("refused in words",)
    with suppress(CannotRead):
        sheets = read_workbook(data, "policy.xlsx").sheets
    assert sheets

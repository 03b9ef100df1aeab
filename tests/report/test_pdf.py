"""The report on paper: structure, attachments, metadata, and the same bytes everywhere."""

import builtins
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from agent_router.model.report import Attachment, JudgedRun
from agent_router.report import rendering
from agent_router.report.formats.fonts import FontMissing, font_file
from agent_router.report.formats.pdf import Unfetched
from agent_router.report.interface import Format, FormatUnavailable
from tests.places import REPOSITORY
from tests.report import samples
from tests.report.looks import LOOK, bytes_of, look_with
from tests.report.sample_queue import queue_input
from tests.report.sample_records import ATTACHMENTS

pikepdf = pytest.importorskip("pikepdf", reason="pikepdf reads the structure of a PDF")


def needs(tool: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(tool) is None, reason=f"{tool} is not installed")


@pytest.fixture(scope="module")
def run_pdf() -> bytes:
    return bytes_of(samples.run_input(), Format.PDF)


@pytest.fixture(scope="module")
def run_path(run_pdf: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "run.pdf"
    path.write_bytes(run_pdf)
    return path


def test_it_targets_pdf_a_3a(run_pdf: bytes) -> None:
    with pikepdf.open(BytesIO(run_pdf)) as pdf:
        with pdf.open_metadata() as meta:
            assert meta.pdfa_status == "3A"
            assert meta["dc:title"] == "R-run-0147: T-31: Fix failing test"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.OutputIntents


def test_dates_are_those_of_the_data_never_of_the_clock(run_pdf: bytes) -> None:
    with pikepdf.open(BytesIO(run_pdf)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20261122143800")
        for file in pdf.attachments.values():
            params = file.obj.EF.F.Params
            assert str(params.CreationDate) == str(params.ModDate) == "D:20261122143800Z"


def test_every_attachment_is_inside_once_with_relationship_and_description(run_pdf: bytes) -> None:
    with pikepdf.open(BytesIO(run_pdf)) as pdf:
        inside = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
        assert inside == {one.name: one.data for one in ATTACHMENTS}
        assert len(pdf.Root.AF) == len(ATTACHMENTS), "WeasyPrint names each twice"
        names = [str(spec.UF) for spec in pdf.Root.AF]
        assert names == sorted(names)
        related = {str(spec.UF): (str(spec.AFRelationship), str(spec.Desc)) for spec in pdf.Root.AF}
        assert related["risk-matrix.xlsx"] == ("/Data", "Workbook: the criteria")
        subtypes = {str(spec.UF): str(spec.EF.F.Subtype) for spec in pdf.Root.AF}
        assert subtypes["run.jsonl"] == "/application/jsonl"


def test_it_has_bookmarks_of_every_section(run_pdf: bytes) -> None:
    with pikepdf.open(BytesIO(run_pdf)) as pdf, pdf.open_outline() as outline:
        (root,) = outline.root
        titles = [child.title for child in root.children]
    assert titles[:3] == ["Checklist", "Stop conditions", "What the agent claimed"]
    assert "Evidence manifest" in titles


def test_fonts_come_from_the_font_packages_alone(run_pdf: bytes) -> None:
    with pikepdf.open(BytesIO(run_pdf)) as pdf:
        names = {str(font.BaseFont).split("+")[-1] for font in _fonts(pdf)}
    assert names
    assert all(name.startswith(("Source-Sans", "Source-Serif", "Roboto", "Report")) for name in names), names


def _fonts(pdf: Any) -> list[Any]:  # noqa: ANN401 - pikepdf is optional here
    return [
        one
        for one in pdf.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font" and "/DescendantFonts" in one
    ]


@needs("pdftotext")
def test_page_one_fits_on_one_page_and_every_page_is_numbered(run_path: Path) -> None:
    pages = _text(run_path).split("\f")[:-1]
    assert 1 < len(pages) <= 8
    assert "NOT ACCEPTED" in pages[0].upper()
    assert "how to verify on page" in pages[0]
    for number, page in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in page
        assert "facts " in page
        assert "Internal" in page
    assert "Contents" in pages[1]
    assert "not certified by a validator" in pages[-1]


@pytest.mark.uncounted
@needs("pdftotext")
@pytest.mark.parametrize("kind", ["week", "queue"])
def test_page_one_of_the_other_reports_fits_too(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "report.pdf"
    path.write_bytes(bytes_of(samples.week_input() if kind == "week" else queue_input(), Format.PDF))
    pages = _text(path).split("\f")
    assert "Contents" not in pages[0]
    assert "Contents" in pages[1]
    assert "data to 22 Nov 2026" in pages[0]


def _text(path: Path) -> str:
    return subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout


@needs("qpdf")
def test_qpdf_finds_nothing_wrong(run_path: Path) -> None:
    done = subprocess.run(["qpdf", "--check", run_path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@needs("pdfinfo")
def test_the_structure_has_headings_tables_and_pictures_with_words(run_path: Path) -> None:
    info = subprocess.run(["pdfinfo", run_path], capture_output=True, text=True, check=True).stdout
    assert "Tagged:          yes" in info
    assert "A4" in info
    tree = subprocess.run(["pdfinfo", "-struct", run_path], capture_output=True, text=True, check=True).stdout
    for tag in ("H1", "H2", "Table", "TH", "Figure"):
        assert f"\n{' ' * 2}" in tree
        assert tag in tree


_RENDER = """
import sys
from hashlib import sha256
from agent_router.report import rendering
from agent_router.report.interface import Format, FormatUnavailable
from tests.report import samples
from tests.report.looks import bytes_of
for form in (Format.PDF, Format.HTML, Format.JSON):
    sys.stdout.write(sha256(bytes_of(samples.run_input(), form)).hexdigest() + " ")
"""


@pytest.mark.uncounted
@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "Asia/Kathmandu", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {"TZ": "America/St_Johns", "PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "LANG": "de_DE.UTF-8"},
    ],
)
def test_the_bytes_are_the_same_in_other_processes_zones_locales_and_hash_seeds(
    run_pdf: bytes, surroundings: dict[str, str]
) -> None:
    mine = [run_pdf, *(bytes_of(samples.run_input(), form) for form in (Format.HTML, Format.JSON))]
    done = subprocess.run(
        [sys.executable, "-c", _RENDER],
        env={**os.environ, **surroundings, "PYTHONPATH": str(REPOSITORY)},
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == [sha256(data).hexdigest() for data in mine]


@pytest.mark.uncounted
def test_two_attachments_of_one_name_do_not_hide_each_other() -> None:
    twins = (
        Attachment("a.txt", b"one", "text/plain", "first"),
        Attachment("b.txt", b"one", "text/plain", "second", "Data"),
    )
    with pikepdf.open(BytesIO(bytes_of(samples.run_input(attachments=twins), Format.PDF))) as pdf:
        assert sorted(pdf.attachments) == ["a.txt", "b.txt"]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/pixel.png",
        "https://example.org/a.css",
        "file:///etc/passwd",
        "../secret.png",
        "template:/../secret.png",
        "ftp://example.org/x.png",
        "styles/page.css",
    ],
)
def test_nothing_outside_the_template_folders_is_fetched(address: str, tmp_path: Path) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    (tmp_path / "secret.png").write_bytes(b"secret")
    page = '{%% extends "layout.html" %%}{%% block eyebrow %%}<img src="%s" alt="x">{%% endblock %%}'
    (folder / "run.html").write_text(page % address, "utf-8")
    with pytest.raises(Unfetched, match="Only files of the template folders"):
        bytes_of(samples.run_input(), Format.PDF, look_with(folder))


def test_a_picture_of_the_workspaces_own_templates_is_used(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', "utf-8")
    page = '{% extends "layout.html" %}{% block eyebrow %}<img src="logo.svg" alt="logo">{% endblock %}'
    (tmp_path / "run.html").write_text(page, "utf-8")
    assert bytes_of(samples.run_input(), Format.PDF, look_with(tmp_path)).startswith(b"%PDF")


def test_a_font_is_found_by_name_and_never_by_path() -> None:
    assert font_file("SourceSansPro-Regular.otf").is_file()
    with pytest.raises(FontMissing, match="passwd"):
        font_file("../../../../etc/passwd")


@pytest.mark.uncounted
@pytest.mark.parametrize("judged", [samples.uncontracted, samples.unreadable, samples.workflow, samples.accepted])
def test_every_kind_of_run_prints(judged: Callable[[], JudgedRun]) -> None:
    assert len(bytes_of(samples.run_input(judged()), Format.PDF, LOOK)) > 10_000


def test_without_pango_pdf_is_unavailable_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    def without_pango(name: str, *more: Any) -> object:  # noqa: ANN401 - the signature of __import__
        if name == "agent_router.report.formats":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return imported(name, *more)

    imported = builtins.__import__
    monkeypatch.setattr(builtins, "__import__", without_pango)
    with pytest.raises(FormatUnavailable, match="libpango"):
        rendering._writer(Format.PDF)

"""Take the pictures of the documentation from a demo that was just made.

`python -m tests.recording.pictures DEMO [NAME …]`; without names, all of them. Needs LibreOffice and poppler.
Each picture is trimmed and has few colors, so that it stays below 200 kB.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.pagebreak import ColBreak
from openpyxl.worksheet.properties import PageSetupProperties
from PIL import Image, ImageChops

from tests.cli.calling import call
from tests.places import REPOSITORY
from tests.workbook.edited import cell_of

TARGET = REPOSITORY / "docs" / "pictures"
LARGEST = 200_000
"""Bytes of one picture."""
LANDSCAPE, PORTRAIT = 1600, 1000
"""Width of a picture in dots."""
MARGIN = 24
A3 = 8
"""Excel's number of that paper."""


@dataclass(frozen=True)
class Picture:
    """One page of one document."""

    name: str
    document: str
    """Below the demo's folder; a workbook is printed to PDF first."""
    title: str
    """Words that stand on the page."""


PICTURES = (
    Picture("workbook-routes", "matrices/agent-router.xlsx", "a person or agents?"),
    Picture("workbook-matrix", "matrices/agent-router.xlsx", "How much can the job break"),
    Picture("report-run", "reports/run-slug-cleanup.pdf", "NOT ACCEPTED"),
    Picture("report-week", "reports/week-2026-W47.pdf", "2026-W47"),
    Picture("workbook-problems", "annotated/annotated.xlsx", "Problems found in"),
    Picture("workbook-annotated", "annotated/annotated.xlsx", "How risky is the job?"),
)
SLIPS = (
    ("Risk rules", "Work type", "R3", "Migraton, Refactor"),
    ("Risk rules", "Files expected", "R5", "[50..10]"),
    ("Risk rules", "Impact", "R6", "7"),
    ("Routes", "Work type", "RT3", "“Migration”, “Refactor”"),
    ("Budgets", "Budget minutes", "B3", "1,5"),
    ("Proof", "ID", "P4", "P3"),
    ("Examples", "Should be: route", "E4", "Single agnt"),
)
"""Sheet, column, row and what somebody typed there."""


def main() -> None:
    """Take them all."""
    demo, wanted = Path(sys.argv[1]), sys.argv[2:]
    TARGET.mkdir(exist_ok=True)
    annotate_slips(demo)
    with tempfile.TemporaryDirectory() as scratch:
        for picture in PICTURES:
            if wanted and picture.name not in wanted:
                continue
            pages = printed(demo / picture.document, Path(scratch))
            image = trimmed(page_picture(pages, page_with(pages, picture.title)))
            save(image, TARGET / f"{picture.name}.png")


def annotate_slips(demo: Path) -> None:
    """The demo's workbook with slips in it, and the copy that `check --annotate` makes of it."""
    book = load_workbook(demo / "matrices" / "agent-router.xlsx")
    for sheet, header, row, typed in SLIPS:
        cell_of(book, sheet, header, row).value = typed
    slipped = demo / "slipped" / "agent-router.xlsx"
    slipped.parent.mkdir(exist_ok=True)
    book.save(slipped)
    annotated = demo / "annotated" / "annotated.xlsx"
    annotated.parent.mkdir(exist_ok=True)
    call("check", slipped, "--annotate", annotated)


def printed(document: Path, scratch: Path) -> Path:
    """The document as PDF."""
    if document.suffix == ".pdf":
        return document
    pages = scratch / f"{document.stem}.pdf"
    if not pages.exists():
        own = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
        words = ["soffice", own, "--headless", "--convert-to", "pdf", "--outdir", str(scratch)]
        words.append(str(across_one_page(document, scratch)))
        subprocess.run(words, check=True, capture_output=True)
    return pages


def across_one_page(document: Path, scratch: Path) -> Path:
    """A copy of the workbook that shows each sheet as on a screen, however it is spread over paper."""
    book = load_workbook(document)
    for sheet in book.worksheets:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.page_setup.paperSize, sheet.page_setup.scale = A3, None
        sheet.col_breaks, sheet.print_title_cols = ColBreak(), None
    copy = scratch / document.name
    book.save(copy)
    return copy


def page_with(pages: Path, title: str) -> int:
    """Number of the first page that holds the title."""
    texts = subprocess.run(["pdftotext", str(pages), "-"], check=True, capture_output=True, text=True).stdout
    return next(number for number, text in enumerate(texts.split("\f"), 1) if title in text)


def page_picture(pages: Path, page: int) -> Image.Image:
    """The page at about 200 dots an inch."""
    words = ["pdftoppm", "-r", "200", "-f", str(page), "-l", str(page), "-singlefile", "-png", str(pages)]
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([*words, f"{scratch}/page"], check=True)
        with Image.open(f"{scratch}/page.png") as image:
            return image.convert("RGB")


def trimmed(image: Image.Image) -> Image.Image:
    """Without the empty paper around, without the foot of the page, at a width that a README shows."""
    image = image.crop((0, 0, image.width, image.height - image.height // 12))
    box = ImageChops.difference(image, Image.new("RGB", image.size, "white")).getbbox()
    if box is not None:
        left, top, right, bottom = box
        image = image.crop(
            (
                max(left - MARGIN, 0),
                max(top - MARGIN, 0),
                min(right + MARGIN, image.width),
                min(bottom + MARGIN, image.height),
            )
        )
    width = LANDSCAPE if image.width > image.height else PORTRAIT
    return image.resize((width, round(image.height * width / image.width)), Image.Resampling.LANCZOS)


def save(image: Image.Image, path: Path) -> None:
    """As a small PNG; an octree keeps the few colored words. Ends the program where it stays too large."""
    for colors in (256, 128, 64):
        image.quantize(colors, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST:
            return
    raise SystemExit(f"{path.name} is {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()

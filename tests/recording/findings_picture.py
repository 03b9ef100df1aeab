"""Take the picture of a watched workbook for the lead's guide: `python -m tests.recording.findings_picture`.

Needs Chromium. The workbook is the shipped one with a word misspelled and a number typed as a word.
"""

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from agent_router.pipeline.checking import check_workbook
from agent_router.pipeline.findings import FindingsPage, checked_file, known_after, since
from agent_router.pipeline.workspace import NamedBytes
from agent_router.report.findings_page import Watched, WatchState
from tests.cli.calling import retype
from tests.places import REPOSITORY
from tests.recording.pictures import TARGET, save

AT = datetime(2026, 11, 22, 13, 30, 7, tzinfo=UTC)
SIZE = {"width": 980, "height": 1110}
SLIPS = (("Routes", "Surface", 9, "Larg"), ("Risk rules", "Files expected", 10, ">= five"))


def main() -> None:
    """Make the page and take it."""
    with tempfile.TemporaryDirectory() as scratch:
        workbook = Path(scratch) / "agent-router.xlsx"
        shutil.copy(REPOSITORY / "matrices" / "agent-router.xlsx", workbook)
        before = check_workbook(NamedBytes(workbook.name, workbook.read_bytes()))
        for slip in SLIPS:
            retype(workbook, *slip)
        file = NamedBytes(workbook.name, workbook.read_bytes())
        checked = check_workbook(file)
        page = FindingsPage(Path(scratch) / "page.html", workbook)
        known = known_after(None, before)
        moved = since(known, known_after(known, checked))
        page.write(checked_file(file, checked, AT), before.policy, Watched(WatchState.WATCHING, 3), moved)
        save(_taken(page.path, Path(scratch) / "page.png"), TARGET / "check-watched.png")


def _taken(page: Path, shot: Path) -> Image.Image:
    with sync_playwright() as driver:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = driver.chromium.launch(executable_path=chromium, args=["--headless", "--no-sandbox"])
        window = browser.new_page(viewport=SIZE, device_scale_factor=1.5)  # type: ignore[arg-type] # a plain mapping
        window.goto(page.as_uri())
        window.screenshot(path=shot)
        browser.close()
    with Image.open(shot) as image:
        return image.convert("RGB")


if __name__ == "__main__":
    main()

"""The page of a check in a real browser: accessible, narrow enough for a phone, and fresh while it is watched."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent_router.model.review import RuleUse
from agent_router.report.findings_page import CheckedFile, Since, Watched, WatchState, render_findings_page
from tests.report.looks import LOOK
from tests.report.test_findings_page import ANSWERED, AT, DIFFERS, SHADOWED, SPACES, TABS, WRONG, at, checked
from tests.report.test_hostile_text import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe checks accessibility")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.uncounted,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
USE = RuleUse("Routes", "RT4", at("Routes", "A9"), ("X1", "X2"), (), ("row left out",))
FULL = replace(checked(WRONG, SHADOWED, ANSWERED, DIFFERS, *SPACES), unnoticed=(USE,))
LONG = replace(WRONG, found=HOSTILE["long word"], suggestion=HOSTILE["script"])


def put(path: Path, file: CheckedFile, watched: Watched | None = None) -> None:
    path.write_bytes(render_findings_page(file, LOOK, TABS, watched, Since(frozenset({WRONG}), (DIFFERS,))))


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with sync_api.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("state", [WatchState.ONCE, WatchState.WATCHING, WatchState.GONE])
def test_axe_finds_no_violation(browser: "Browser", tmp_path: Path, scheme: str, state: WatchState) -> None:
    every = 3 if state in {WatchState.WATCHING, WatchState.GONE} else 0
    put(tmp_path / "page.html", FULL, Watched(state, every, AT))
    page = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type] # playwright's own words
    page.goto((tmp_path / "page.html").as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = true; })")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    page.close()
    assert not found.response["violations"], found.generate_report()


def test_a_phone_never_scrolls_sideways(browser: "Browser", tmp_path: Path) -> None:
    put(tmp_path / "page.html", replace(FULL, problems=(*FULL.problems, LONG)), Watched(WatchState.WATCHING, 3))
    page = browser.new_page(viewport={"width": 390, "height": 800})
    page.goto((tmp_path / "page.html").as_uri())
    width = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert width <= 390


def test_the_page_renews_itself_until_it_is_paused(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    put(path, FULL, Watched(WatchState.WATCHING, 1))
    page = browser.new_page()
    page.goto(path.as_uri())
    put(path, checked(), Watched(WatchState.WATCHING, 1))
    page.get_by_text("Nothing is left to do").wait_for(timeout=10_000)
    page.get_by_label("renew this page").uncheck()
    put(path, FULL, Watched(WatchState.WATCHING, 1))
    page.wait_for_timeout(1_800)
    assert page.get_by_text("Nothing is left to do").is_visible()
    page.close()


def test_without_scripts_everything_is_there_and_it_renews_itself_too(browser: "Browser", tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    put(path, FULL, Watched(WatchState.WATCHING, 1))
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.locator(".finding").count() == len(FULL.problems)
    assert not page.get_by_label("renew this page").is_visible()
    put(path, checked(), Watched(WatchState.WATCHING, 1))
    page.get_by_text("Nothing is left to do").wait_for(timeout=10_000)
    context.close()

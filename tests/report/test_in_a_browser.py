"""The HTML report in a real browser: no accessibility violation, works without scripts, filter in the address."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from agent_router.model.report import QueueReportInput, RunReportInput, WeekReportInput
from tests.report import samples
from tests.report.looks import html_of
from tests.report.sample_queue import queue_input
from tests.report.test_hostile_text import HOSTILE, hostile_run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

sync_api = pytest.importorskip("playwright.sync_api", reason="playwright drives the browser")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe checks accessibility")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.uncounted,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    with sync_api.sync_playwright() as driver:
        running = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("html")
    reports: dict[str, RunReportInput | WeekReportInput | QueueReportInput] = {
        "run": samples.run_input(),
        "accepted": samples.run_input(samples.accepted()),
        "uncontracted": samples.run_input(samples.uncontracted()),
        "workflow": samples.run_input(samples.workflow()),
        "week": samples.week_input(),
        "queue": queue_input(),
        "hostile": hostile_run(HOSTILE["script"] + HOSTILE["long word"]),
    }
    for name, given in reports.items():
        (target / f"{name}.html").write_text(html_of(given), "utf-8")
    return target


def page_of(browser: "Browser", folder: Path, name: str, **options: object) -> "Page":
    context = browser.new_context(**options)  # type: ignore[arg-type] # playwright's own keywords
    page = context.new_page()
    page.goto((folder / f"{name}.html").as_uri())
    return page


@pytest.mark.parametrize("name", ["run", "accepted", "uncontracted", "workflow", "week", "queue"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: "Browser", folder: Path, name: str, scheme: str) -> None:
    page = page_of(browser, folder, name, color_scheme=scheme)
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    page.context.close()
    assert not found.response["violations"], found.generate_report()


@pytest.mark.parametrize("name", ["run", "week", "queue", "hostile"])
def test_a_phone_never_scrolls_sideways(browser: "Browser", folder: Path, name: str) -> None:
    page = page_of(browser, folder, name, viewport={"width": 390, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    page.context.close()
    assert width <= 390
    assert not found.response["violations"], found.generate_report()


def test_everything_is_readable_without_scripts(browser: "Browser", folder: Path) -> None:
    page = page_of(browser, folder, "run", java_script_enabled=False)
    assert page.locator("#t-checklist tbody tr").count() == 15
    assert page.locator("#t-checklist details").first.locator("summary").is_visible()
    assert not page.locator(".filter-bar").first.is_visible()
    page.context.close()


def test_filter_and_sort_live_in_the_address(browser: "Browser", folder: Path) -> None:
    page = page_of(browser, folder, "week")
    page.locator('[data-for="t-runs"] input').fill("not accepted")
    rows = page.locator("#t-runs tbody tr:visible")
    assert rows.count() < 24
    count = rows.count()
    page.locator("#t-runs thead button").first.click()
    assert page.locator("#t-runs thead th").first.get_attribute("aria-sort") == "ascending"
    address = page.url
    assert "#?" in address
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("#t-runs tbody tr:visible").count() == count
    assert page.locator("#t-runs thead th").first.get_attribute("aria-sort") == "ascending"
    page.context.close()


def test_a_citation_leads_to_its_line_and_back(browser: "Browser", folder: Path) -> None:
    page = page_of(browser, folder, "run")
    page.locator('.verdict ~ table a[href="#line-6"]').first.click()
    row = page.locator("#line-6")
    assert row.locator('a[href="#claim-1"]').count() == 1
    page.context.close()


def test_hostile_text_runs_nothing_and_asks_the_network_for_nothing(browser: "Browser", folder: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    dialogs: list[str] = []
    asked: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "hostile.html").as_uri())
    context.close()
    assert not dialogs
    assert all(url.startswith(("file:", "data:")) for url in asked)


def test_the_keyboard_reaches_the_report_first(browser: "Browser", folder: Path) -> None:
    page = page_of(browser, folder, "run")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.context.close()

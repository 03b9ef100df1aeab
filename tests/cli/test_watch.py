"""`check --html` and `check --watch`, as a lead works: Excel in one window, the page in the other."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
from openpyxl import load_workbook

from tests.cli.calling import answer, call, retype
from tests.places import REPOSITORY

SHIPPED = REPOSITORY / "matrices" / "agent-router.xlsx"
SOFFICE = shutil.which("libreoffice") or shutil.which("soffice")
PATIENT = 120.0
"""Seconds after which a watch that says nothing has failed; two busy cores are slow."""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "rules.xlsx"
    shutil.copy(SHIPPED, path)
    return path


class Watching:
    """The program, watching in a process of its own."""

    def __init__(self, workbook: Path, *options: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "agent_router", "check", workbook, "--watch", "--every", "0.1", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )
        self._said: Queue[str] = Queue()
        Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._said.put(line)

    def until(self, *words: str) -> str:
        """The next line that says all this; the lines before it are let go."""
        end = time.monotonic() + PATIENT
        heard: list[str] = []
        while time.monotonic() < end:
            try:
                heard.append(self._said.get(timeout=1))
            except Empty:
                continue
            if all(word in heard[-1] for word in words):
                return heard[-1]
        raise AssertionError(f"nothing said {words}; heard {heard}")

    def end(self) -> tuple[int, str]:
        """End it politely; exit code and standard error."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
        _, told = self._process.communicate(timeout=PATIENT)
        return self._process.returncode, told


@pytest.fixture
def started() -> Iterator[list[Watching]]:
    running: list[Watching] = []
    yield running
    for one in running:
        one.end()


def test_every_save_is_checked_and_the_page_follows(workbook: Path, started: list[Watching]) -> None:
    page = workbook.with_name("rules.check.html")
    watching = Watching(workbook)
    started.append(watching)
    assert "0 errors" in watching.until("sound: ")
    assert "The workbook is watched" in page.read_text("utf-8")

    retype(workbook, "Routes", "Surface", 9, "Larg")
    line = watching.until("not usable yet")
    assert "1 error" in line
    assert "1 new" in line
    assert "Routes!G9" in page.read_text("utf-8")
    assert ">new<" in page.read_text("utf-8")

    retype(workbook, "Routes", "Surface", 9, "Large")
    assert "1 fixed" in watching.until("sound: ")
    code, told = watching.end()
    assert code == 0
    assert "rules.check.html" in told
    assert "is no longer watched" in page.read_text("utf-8")
    assert 'http-equiv="refresh"' not in page.read_text("utf-8")


@pytest.mark.uncounted
def test_a_save_that_stops_half_way_a_rename_and_a_deletion_are_lived_through(
    workbook: Path, started: list[Watching]
) -> None:
    page = workbook.with_name("page.html")
    watching = Watching(workbook, "--html", str(page))
    started.append(watching)
    watching.until("sound: ")
    whole = workbook.read_bytes()

    workbook.write_bytes(whole[: len(whole) // 2])
    watching.until("being saved")
    assert "is being saved" in page.read_text("utf-8")
    watching.until("cannot be read")
    assert "cannot be read" in page.read_text("utf-8")

    workbook.with_name("~tmp1234").write_bytes(whole)
    workbook.with_name("~tmp1234").replace(workbook)
    watching.until("sound: ")

    workbook.unlink()
    watching.until("not there")
    assert "The workbook is not there" in page.read_text("utf-8")
    workbook.write_bytes(whole)
    watching.until("checked again: sound")
    assert watching.end()[0] == 0
    assert workbook.read_bytes() == whole


def test_the_exit_code_is_that_of_the_last_check_and_json_is_one_document_a_line(
    workbook: Path, started: list[Watching]
) -> None:
    watching = Watching(workbook, "--json")
    started.append(watching)
    first = json.loads(watching.until('"checked"'))
    assert (first["sound"], first["event"], first["sha256"]) == (
        True,
        "checked",
        sha256(workbook.read_bytes()).hexdigest(),
    )
    (workbook.with_name("~$rules.xlsx")).write_bytes(b"\x03Ada")
    retype(workbook, "Routes", "Surface", 9, "Larg")
    second = json.loads(watching.until('"checked"'))
    assert (second["sound"], second["new"]) == (False, second["new"])
    assert second["new"] >= 1
    assert any(problem["cell"] == "G9" for problem in second["problems"])
    assert watching.end()[0] == 1


@pytest.mark.office
@pytest.mark.uncounted
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_save_by_libreoffice_is_checked_like_any_other(
    workbook: Path, tmp_path: Path, started: list[Watching]
) -> None:
    watching = Watching(workbook)
    started.append(watching)
    watching.until("sound: ")
    away = tmp_path / "saved"
    (workbook.with_name(".~lock.rules.xlsx#")).write_text(",ada,desk,22.11.2026 14:30,file:///home;", "utf-8")
    command = [
        str(SOFFICE), "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx",
        "--outdir", str(away), str(workbook),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    shutil.copyfile(away / "rules.xlsx", workbook)
    line = watching.until("; ")
    assert "0 errors" in line
    assert "cannot be read" not in line


def test_a_page_that_cannot_be_written_for_a_while_is_written_later(workbook: Path, started: list[Watching]) -> None:
    page = workbook.with_name("page.html")
    page.mkdir()
    watching = Watching(workbook, "--html", str(page))
    started.append(watching)
    watching.until("sound: ")
    page.rmdir()
    end = time.monotonic() + PATIENT
    while not page.is_file() and time.monotonic() < end:
        time.sleep(0.05)
    assert "sound" in page.read_text("utf-8")
    assert "It is tried again" in watching.end()[1]


def test_a_watch_of_nothing_and_a_copy_while_watching_are_refused(workbook: Path) -> None:
    gone = call("check", workbook.with_name("none.xlsx"), "--watch")
    assert gone.exit_code == 3
    assert "no such workbook" in gone.stderr
    both = call("check", workbook, "--watch", "--annotate", workbook.with_name("copy.xlsx"))
    assert both.exit_code == 2
    assert "--annotate" in both.stderr


def test_the_page_of_one_check_and_its_json(workbook: Path) -> None:
    before = workbook.read_bytes()
    page = workbook.with_name("page.html")
    told = call("check", workbook, "--html", page)
    assert told.exit_code == 0
    assert "Page: " in told.stdout
    assert "sound" in page.read_text("utf-8")
    assert answer("check", workbook, "--html", page, "--json")["page"] == str(page)
    assert workbook.read_bytes() == before


def test_a_page_is_never_written_over_a_workbook(workbook: Path) -> None:
    before = workbook.read_bytes()
    told = call("check", workbook, "--html", workbook)
    assert told.exit_code == 2
    assert "should end in .html" in told.stderr
    assert workbook.read_bytes() == before


def test_a_file_that_is_no_workbook_gets_its_page_too(workbook: Path) -> None:
    workbook.write_bytes(b"ID,Goal\n")
    page = workbook.with_name("page.html")
    told = call("check", workbook, "--html", page)
    assert told.exit_code == 3
    assert "cannot be read" in page.read_text("utf-8")


def test_differing_examples_and_unnoticed_rules_reach_the_page(workbook: Path) -> None:
    book = load_workbook(workbook)
    sheet = book["Examples"]
    column = next(cell.column for cell in sheet[4] if cell.value == "Should be: route")
    row = next(at for at in range(5, 60) if sheet.cell(at, column).value == "Dynamic workflow")
    sheet.cell(row, column).value = "Human-led"
    book.save(workbook)
    page = workbook.with_name("page.html")
    assert call("check", workbook, "--html", page).exit_code == 1
    html = page.read_text("utf-8")
    assert "1 differs from what is expected" in html
    assert "Rules that no example notices" in html

"""The demonstration does the whole job on recorded runs; the verdicts are the ones it was recorded for."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent_router.errors import Misuse
from agent_router.model.verdict import VerdictState
from agent_router.pipeline.demo import DemoResult, _report_queue, _tell, _without_pdf, build_demo
from agent_router.pipeline.demo_story import CUT_OFF, SCENES
from agent_router.pipeline.reporting import Order
from agent_router.pipeline.workspace import Workspace
from agent_router.report.interface import FormatUnavailable

ACCEPTED, WAITING, NOT_ACCEPTED = VerdictState.ACCEPTED, VerdictState.WAITING, VerdictState.NOT_ACCEPTED
EXPECTED = {
    "cart-rounding": ACCEPTED,
    "free-shipping": NOT_ACCEPTED,
    "euro-prices": NOT_ACCEPTED,
    "slug-cleanup": NOT_ACCEPTED,
    "price-import": NOT_ACCEPTED,
    "dependency-inventory": ACCEPTED,
    "account-names": WAITING,
    "settings-migration-discovery": ACCEPTED,
    "settings-migration": ACCEPTED,
    "support-triage": WAITING,
    "reorder-research": WAITING,
    "vendor-onboarding": ACCEPTED,
    "account-enrichment": NOT_ACCEPTED,
}


@pytest.fixture(scope="module")
def said() -> list[str]:
    return []


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, said: list[str]) -> DemoResult:
    return build_demo(tmp_path_factory.mktemp("demo") / "demo", said.append, ("html", "json"))


def _verdict(demo: DemoResult, name: str) -> str:
    return next(run.headline for run in demo.runs if run.name == name)


def test_every_scene_has_an_expected_verdict() -> None:
    assert sorted(EXPECTED) == sorted(scene.name for scene in SCENES)


@pytest.mark.parametrize(("name", "state"), EXPECTED.items())
def test_a_recorded_run_is_judged_as_it_was_recorded_for(demo: DemoResult, name: str, state: VerdictState) -> None:
    assert {run.name: run.state for run in demo.runs}[name] is state, _verdict(demo, name)


def test_the_demonstration_writes_a_report_a_run_one_week_and_the_queue(demo: DemoResult) -> None:
    names = [path.name for path in demo.reports]
    assert len([name for name in names if name.endswith(".html")]) == len(SCENES) + 2
    assert len([name for name in names if name.endswith(".json")]) == len(SCENES) + 2
    assert len([name for name in names if name.endswith(".xlsx")]) == 1
    assert all(path.stat().st_size for path in demo.reports)


def test_page_one_says_that_the_clock_is_replayed(demo: DemoResult) -> None:
    pages = [path.read_text(encoding="utf-8") for path in demo.reports if path.suffix == ".html"]
    assert all(re.search(r"demonstration, clock replayed", page, re.IGNORECASE) for page in pages)


def test_the_demonstration_says_where_to_look(demo: DemoResult, said: list[str]) -> None:
    text = "\n".join(said)
    assert "matrices/agent-router.xlsx" in text
    assert str(demo.folder) in text
    assert "NOT sound" not in text


def test_approval_of_the_migration_was_recorded_between_proposal_and_change(demo: DemoResult) -> None:
    log = (demo.folder / "contracts" / "ENG-120" / "approvals.jsonl").read_text(encoding="utf-8").splitlines()
    approval = json.loads(log[-1])
    assert "2026-11-22T17:59:55" in json.dumps(approval) or "2026-11-22T16:59:55" in json.dumps(approval)


def test_the_demonstration_may_be_made_again(demo: DemoResult, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent_router.pipeline.demo.start_workspace", _stop)
    with pytest.raises(InterruptedError):
        build_demo(demo.folder, print)
    assert not demo.folder.exists()


def test_without_pango_the_other_formats_stand_and_the_missing_ones_are_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def report(_: Path, order: Order, **_more: object) -> Iterator[Path]:
        if "pdf" in order.formats:
            raise FormatUnavailable("PDF needs the text library Pango")
        yield from (order.out / f"queue.{name}" for name in order.formats)

    monkeypatch.setattr("agent_router.pipeline.demo.report_queue", report)
    order = Order(tmp_path, ("html", "pdf", "json"), CUT_OFF)
    written = _report_queue(Workspace(tmp_path), order)
    assert [path.name for path in written] == ["queue.html", "queue.json"]
    assert _without_pdf(written) == ("queue.pdf",)


def test_missing_reports_make_the_demonstration_incomplete(tmp_path: Path) -> None:
    lines: list[str] = []
    result = DemoResult(tmp_path, (), (), ("queue.pdf",))
    _tell(result, lines.append)
    assert not result.complete
    assert any("MISSING: reports/queue.pdf" in line for line in lines)


def _stop(root: Path) -> None:
    raise InterruptedError(root)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(Misuse, match="no demonstration made"):
        build_demo(tmp_path, print)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_file_is_no_place_for_a_demonstration(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("")
    with pytest.raises(Misuse, match="is a file"):
        build_demo(tmp_path / "demo", print)

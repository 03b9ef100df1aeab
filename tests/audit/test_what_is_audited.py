"""What an audit takes, what it says it did not look at, and how it answers."""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.errors import CannotRead
from agent_router.ledger import digest
from agent_router.model.contract import SealedContract
from agent_router.model.place import Place
from agent_router.pipeline import audited_folders, audited_runs
from agent_router.pipeline.auditing import audit_folder
from agent_router.pipeline.demo_story import CUT_OFF
from agent_router.pipeline.exporting import export_redacted
from agent_router.report.contract_page import render_contract_page
from agent_router.report.interface import Look
from tests.audit.breaking import CART, MIGRATION
from tests.audit.breaks import cut, found, look
from tests.cli.calling import answer, call

AS_OF = ("--as-of", CUT_OFF.isoformat())


def test_an_empty_folder_is_no_success(tmp_path: Path) -> None:
    assert [code for code, _ in found(look(tmp_path))] == ["AU601"]
    done = call("audit", tmp_path)
    assert (done.exit_code, "There is nothing to audit here" in done.stdout) == (1, True)


def test_a_workspace_without_a_run_or_contract_is_no_success(tmp_path: Path) -> None:
    (tmp_path / "evidence").mkdir()
    (tmp_path / "contracts").mkdir()
    (tmp_path / "reports").mkdir()
    assert [code for code, _ in found(look(tmp_path))] == ["AU601"]


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_what_is_no_folder_cannot_be_audited(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = call("audit", tmp_path / name)
    assert done.exit_code == 3
    assert "it cannot be read" in done.stderr


def test_a_folder_of_runs_says_what_it_cannot_tell(work: Path) -> None:
    audit = look(work / "evidence")
    assert audit.problems == ()
    assert dict(audit.checked)["runs"] == 3
    assert any("are missing beside these" in sentence for sentence in audit.not_examined)


def test_one_run_is_held_against_its_contract_in_the_workspace_around_it(work: Path, tmp_path: Path) -> None:
    assert look(work / MIGRATION).problems == ()
    path = work / "contracts" / "ENG-120" / "approvals.jsonl"
    cut(path)
    assert found(look(work / MIGRATION)) == [("AU309", "contracts/ENG-120/approvals.jsonl line 2")]
    shutil.copytree(work / MIGRATION, tmp_path / "alone")
    alone = look(tmp_path / "alone")
    assert not alone.problems
    assert any("contracts/ENG-120" in sentence for sentence in alone.not_examined)


def test_a_redacted_export_is_checked_by_its_manifest(work: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export_redacted(work / CART, out)
    assert look(out).problems == ()
    assert any("texts that were taken out" in sentence for sentence in look(out).not_examined)
    (out / "run.jsonl").write_bytes(b"no line\n")
    assert found(look(out)) == [("AU314", "out/run.jsonl")]
    (out / "run.jsonl").unlink()
    (out / "run.jsonl").symlink_to("/etc/passwd")
    assert found(look(out)) == [("AU314", "out")]


def test_what_was_recorded_after_the_moment_of_the_audit_is_told(work: Path) -> None:
    early = look(work, datetime(2026, 11, 1, tzinfo=UTC))
    codes = {code for code, _ in found(early)}
    assert "AU507" in codes
    assert codes <= {"AU507", "AU313"}


def test_a_file_and_a_folder_that_may_not_be_read_are_told(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Simulated, since the superuser of a container may read anything.
    hidden = (work / CART / "raw" / "stream.jsonl.gz", work / "contracts")
    scan = os.scandir

    def refuse(path: Path) -> object:
        if Path(path) == hidden[1].resolve():
            raise PermissionError(13, "Permission denied")
        return scan(path)

    def unreadable(path: Path) -> str:
        if path.name == hidden[0].name and path.parent.parent.name == "cart-rounding":
            raise CannotRead(Place(str(path)), "no", "")
        return digest.sha256_file(path)

    monkeypatch.setattr(os, "scandir", refuse)
    monkeypatch.setattr(audited_folders, "sha256_file", unreadable)
    told = found(look(work))
    assert ("AU205", "contracts") in told
    assert ("AU205", f"{CART}/raw/stream.jsonl.gz") in told


def test_hostile_documents_beside_reports_are_no_reports(work: Path) -> None:
    reports = work / "reports"
    for number, text in enumerate(
        ("{", "[]", "1", '{"schema": 7}', "[" * 100_000, '{"schema":"agent-router/report-run/1"}')
    ):
        (reports / f"{number}.json").write_text(text, "utf-8")
    facts = {"verdict": {"run_id": 7, "run_digest": None}, "runs": [1, {}], "manifest": [1, {"name": 2}]}
    odd = {"schema": "agent-router/report-run/1", "facts": facts}
    (reports / "odd.json").write_text(json.dumps(odd), "utf-8")
    assert {code for code, _ in found(look(work))} == {"AU607"}


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xfe", b"[]\n", b'{"kind":"run"}\n', b'{"kind":7,"run":[]}\n' * 3, b"\n\n"]
)
@pytest.mark.parametrize("name", ["run.jsonl", "decisions.jsonl", "verifications.jsonl", "contract/approvals.jsonl"])
def test_a_log_of_anything_is_told_and_never_ends_the_audit(work: Path, name: str, data: bytes) -> None:
    (work / CART / name).write_bytes(data)
    audit = look(work / "evidence")
    assert audit.problems or not data
    assert all(
        str(problem.place).startswith(("evidence/", "cart-rounding/", "contracts/")) for problem in audit.problems
    )


def test_the_answer_names_what_was_checked_and_what_is_not_proven(work: Path) -> None:
    done = call("audit", work, *AS_OF)
    assert done.exit_code == 0
    assert "Nothing is open: no finding." in done.stdout
    assert "3 runs" in done.stdout
    assert "typed on a command line, not authenticated" in done.stdout
    cut(work / CART / "run.jsonl")
    document = answer("audit", work, *AS_OF, "--json")
    assert not document["clean"]
    assert document["counts"]["error"] == len(document["problems"])
    assert {problem["file"] for problem in document["problems"]} == {f"{CART}/run.jsonl", f"{CART}/decisions.jsonl"}
    assert call("audit", work, *AS_OF).exit_code == 1


@settings(max_examples=6, deadline=None)
@given(
    name=st.sampled_from(["run.jsonl", "decisions.jsonl", "contract/approvals.jsonl", "contract/contract.json"]),
    at=st.floats(0, 1, exclude_max=True),
    other=st.integers(1, 255),
)
def test_any_byte_changed_in_a_reported_run_is_told(built: Path, name: str, at: float, other: int) -> None:
    """The last lines too, which no chain holds: the report names them."""
    path = built / MIGRATION / name
    data = path.read_bytes()
    where = int(at * len(data))
    try:
        path.write_bytes(data[:where] + bytes([data[where] ^ other]) + data[where + 1 :])
        assert not look(built).clean
    finally:
        path.write_bytes(data)


def test_nothing_is_written(work: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}
    audit_folder(work, as_of=CUT_OFF)
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


def test_progress_is_told_and_a_page_is_rendered_once(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    audit_folder(work, as_of=CUT_OFF)
    told: list[tuple[int, int]] = []
    rendered: list[str] = []

    def render(sealed: SealedContract, look: Look) -> str:
        rendered.append(sealed.digest)
        return render_contract_page(sealed, look)

    monkeypatch.setattr(audited_runs, "render_contract_page", render)
    audit_folder(work, as_of=CUT_OFF, progress=lambda done, of: told.append((done, of)))
    assert told[-1][0] == told[-1][1]
    assert len(rendered) == 2

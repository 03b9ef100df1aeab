"""Logs in, a run folder out: whole or not at all, masked, chained, the same bytes from the same inputs."""

import gzip
import json
import os
import shutil
import socket
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from agent_router.errors import InputRejected
from agent_router.evidence import finding, recording
from agent_router.evidence.reading import read_run
from agent_router.evidence.ties import BY_NAME
from agent_router.ledger.chain import read_chain
from agent_router.ledger.digest import sha256_hex
from agent_router.model.known import Health
from agent_router.model.policy import Grade, Phase
from agent_router.model.run import Change, Command, Redaction, Run, Usage, Verification
from tests.evidence.readings import CLAUDE, answer, call, prompt, reported, said, tokens, words
from tests.evidence.recordings import FIX, RECORDED, record, request

SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def codes(problem: pytest.ExceptionInfo[InputRejected]) -> list[str]:
    return [one.rule.code for one in problem.value.problems]


def write_log(path: Path, *lines: dict[str, object]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


def test_a_run_folder_holds_log_decisions_and_raw(tmp_path: Path) -> None:
    run = record(tmp_path / "run", *FIX, operator="Dana", phase=Phase.MUTATION)
    names = sorted(path.relative_to(tmp_path / "run").as_posix() for path in (tmp_path / "run").rglob("*.*"))
    assert names == [
        "decisions.jsonl",
        "raw/claude_fix.stream.jsonl.gz",
        "raw/claude_fix.transcript.jsonl.gz",
        "run.jsonl",
    ]
    started = run.started
    assert (started.operator, started.phase, started.recorded) == ("Dana", Phase.MUTATION, RECORDED)
    assert (started.program, started.program_version, started.working_directory) == (
        "claude-code",
        "2.1.197",
        "/home/dev/calc",
    )
    assert started.sessions == ("f010a0bc-3ddc-4918-8c2f-4b510872dd1c",)
    assert started.run_id.startswith("f010a0bc-")


def test_the_worked_out_run_is_on_record(tmp_path: Path) -> None:
    run = record(tmp_path / "run", *FIX)
    assert sum(tokens(run.records).values()) == 31_443
    assert reported(run.records) == Decimal("0.03494475")
    assert [(one.health, one.matches, one.grade) for one in run.of(Verification)] == [
        (Health.FAILED, (0,), Grade.HARNESS),
        (Health.PASSED, (0,), Grade.HARNESS),
    ]
    for one in run.of(Verification):
        (command,) = [command for command in run.of(Command) if command.seq == one.command_seq]
        assert command.text == one.command
    last = [one for one in run.records if isinstance(one, Verification | Change)][-1]
    assert isinstance(last, Change)
    assert last.path == "NOTES.md"


def test_records_keep_the_place_they_were_read_from(tmp_path: Path) -> None:
    run = record(tmp_path / "run", FIX[0])
    lines = gzip.decompress((tmp_path / "run/raw/claude_fix.transcript.jsonl.gz").read_bytes()).decode().splitlines()
    for command in run.of(Command):
        assert command.read_from is not None
        assert (
            command.text in json.loads(lines[command.read_from.line - 1])["message"]["content"][0]["input"]["command"]
        )


def test_the_end_counts_what_stands_before_it(tmp_path: Path) -> None:
    run = record(tmp_path / "run", *FIX)
    assert run.ended is not None
    assert dict(run.ended.counts)["command"] == 2
    assert sum(number for _, number in run.ended.counts) == len(run.records)
    assert (run.ended.finished, run.ended.active_seconds) == (True, Decimal("3.038"))


def test_decisions_begin_by_naming_run_and_contract(tmp_path: Path) -> None:
    run = record(tmp_path / "run", *FIX)
    read = read_chain((tmp_path / "run/decisions.jsonl").read_bytes(), "decisions.jsonl")
    assert read.chain.chained
    first = read.lines[0].plain
    assert (first["kind"], first["run"], first["contract"]) == ("run", run.chain.head, "")
    assert run.chain.head == sha256_hex((tmp_path / "run/run.jsonl").read_bytes().splitlines()[-1])


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    record(tmp_path / "a", *FIX)
    record(tmp_path / "b", *reversed(FIX))
    for path in (tmp_path / "a").rglob("*.*"):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


def test_a_workflow_folder_keeps_its_shape(tmp_path: Path) -> None:
    run = record(tmp_path / "run", CLAUDE / "workflow_session")
    assert sum(tokens(run.records).values()) == 55_878
    kinds = {file.kind for file in run.started.logs}
    assert "claude-code workflow snapshot" in kinds
    assert all((tmp_path / "run" / file.name).is_file() for file in run.started.logs)
    assert run.altered == ()


def test_secrets_are_masked_before_anything_is_stored(tmp_path: Path) -> None:
    log = write_log(
        tmp_path / "s.jsonl",
        prompt(1, f"use {SECRET}"),
        said(2, call("Bash", command=f"curl -H 'Authorization: {SECRET}' https://api.example.com")),
        answer(3, f"token {SECRET}"),
        said(4, words(f"Used {SECRET}.")),
    )
    artifact = tmp_path / "out.txt"
    artifact.write_text(f"key={SECRET}\n")
    run = record(tmp_path / "run", log, artifacts=(artifact,))
    stored = b"".join(
        gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in (tmp_path / "run").rglob("*.*")
        if path.is_file()
    )
    assert SECRET.encode() not in stored
    masks = {word for word in stored.decode().split() if "‹masked:github-token:" in word}
    assert len({word[word.index("‹") : word.index("›") + 1] for word in masks}) == 1
    redactions = run.of(Redaction)
    assert [(one.file.split("/")[0], one.rule, one.count) for one in redactions] == [
        ("raw", "github-token", 4),
        ("artifacts", "github-token", 1),
    ]
    assert redactions[0].original_sha256 == sha256_hex(log.read_bytes())
    assert run.started.logs[0].sha256 == sha256_hex(log.read_bytes())
    assert run.altered == ()


JUNIT = '<testsuites><testsuite name="pytest"><testcase classname="t" name="a"/></testsuite></testsuites>'


def test_a_report_that_a_command_of_the_run_made_is_harness_and_stands_behind_it(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(JUNIT)
    run = record(tmp_path / "run", *FIX, artifacts=(report,))
    (shown,) = [one for one in run.of(Verification) if one.artifact]
    assert (shown.grade, shown.health, shown.matches, shown.artifact_name) == (
        Grade.HARNESS,
        Health.PASSED,
        (0,),
        "report.xml",
    )
    notes = next(one for one in run.of(Change) if one.path == "NOTES.md")
    assert shown.seq < notes.seq
    command = next(one for one in run.of(Command) if one.seq == shown.command_seq)
    assert command.text.endswith("--junitxml=report.xml")
    (file,) = run.started.artifacts
    assert file.name == f"artifacts/{shown.artifact}.xml"
    assert file.remarks == ("Handed in as report.xml.", BY_NAME)


def test_a_report_that_nothing_names_is_only_stated(tmp_path: Path) -> None:
    report = tmp_path / "other.xml"
    report.write_text(JUNIT)
    run = record(tmp_path / "run", *FIX, artifacts=(report,))
    (shown,) = [one for one in run.of(Verification) if one.artifact]
    assert (shown.grade, shown.at, shown.command_seq) == (Grade.STATED, None, 0)
    assert "Nothing ties it to the run" in run.started.artifacts[0].remarks[-1]


def test_a_report_of_another_time_is_only_stated(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(JUNIT.replace('name="pytest"', 'name="pytest" timestamp="2026-11-22T19:00:00+00:00"'))
    run = record(tmp_path / "run", *FIX, artifacts=(report,))
    (shown,) = [one for one in run.of(Verification) if one.artifact]
    assert shown.grade is Grade.STATED


@pytest.mark.parametrize(
    ("when", "grade"),
    [
        ("2026-02-01T09:00:00+00:00", Grade.STATED),
        ("2026-03-01T09:59:50+00:00", Grade.STATED),
        ("2026-03-01T10:00:02+00:00", Grade.HARNESS),
        ("2026-03-01T19:00:00+00:00", Grade.STATED),
    ],
)
def test_a_report_is_harness_only_from_within_the_command_that_made_it(tmp_path: Path, when: str, grade: Grade) -> None:
    lines = [
        prompt(0, "go"),
        said(2, call("Bash", "t1", command="pytest --junitxml=report.xml | tail -1")),
        answer(3, "2 passed in 0.01s", {"stdout": "2 passed in 0.01s", "interrupted": False}, id="t1"),
    ]
    report = tmp_path / "report.xml"
    report.write_text(JUNIT.replace('name="pytest"', f'name="pytest" timestamp="{when}"'))
    log = write_log(tmp_path / "log.jsonl", *lines)
    (shown,) = [one for one in record(tmp_path / "run", log, artifacts=(report,)).of(Verification) if one.artifact]
    assert shown.grade is grade


@pytest.mark.parametrize("command", ["cat report.xml", "rm -f report.xml", "ls -l report.xml && wc report.xml"])
def test_looking_at_a_report_or_removing_it_has_not_made_it(tmp_path: Path, command: str) -> None:
    log = write_log(
        tmp_path / "log.jsonl",
        prompt(0, "go"),
        said(2, call("Bash", "t1", command=command)),
        answer(3, "", {"stdout": "", "interrupted": False}, id="t1"),
    )
    report = tmp_path / "report.xml"
    report.write_text(JUNIT)
    (shown,) = [one for one in record(tmp_path / "run", log, artifacts=(report,)).of(Verification) if one.artifact]
    assert shown.grade is Grade.STATED


def test_a_report_that_a_file_tool_wrote_is_the_agents_word(tmp_path: Path) -> None:
    log = write_log(
        tmp_path / "s.jsonl",
        prompt(1),
        said(2, call("Bash", "t1", command="pytest --junitxml=report.xml")),
        answer(3, "1 failed in 0.1s", id="t1"),
        said(4, call("Write", "t2", file_path="/home/dev/shop/report.xml", content=JUNIT)),
        answer(5, "ok", {"type": "update", "filePath": "/home/dev/shop/report.xml"}, id="t2"),
    )
    report = tmp_path / "shop/report.xml"
    report.parent.mkdir()
    report.write_text(JUNIT)
    (shown,) = [one for one in record(tmp_path / "run", log, artifacts=(report,)).of(Verification) if one.artifact]
    assert shown.grade is Grade.STATED


def test_a_damaged_report_shows_nothing_and_says_why(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text("<testsuites><testsuite>")
    run = record(tmp_path / "run", *FIX, artifacts=(report,))
    (shown,) = [one for one in run.of(Verification) if one.artifact]
    assert (shown.health, shown.counts) == (Health.UNKNOWN, None)
    assert any("damaged" in remark for remark in run.started.artifacts[0].remarks)


def test_a_picture_is_kept_byte_for_byte(tmp_path: Path) -> None:
    picture = tmp_path / "Screen Shot.PNG"
    colors = Image.radial_gradient("L").convert("P")
    colors.putpalette(SECRET.encode().ljust(768, b"."))
    colors.save(picture)
    assert SECRET.encode() in picture.read_bytes()
    run = record(tmp_path / "run", *FIX, artifacts=(picture, picture))
    (file,) = run.started.artifacts
    assert (file.kind, file.sha256, file.name) == ("png", file.stored_sha256, f"artifacts/{file.sha256}.png")


def test_contract_files_lie_beside_the_record(tmp_path: Path) -> None:
    record(tmp_path / "run", *FIX, contract_files=(("contract.json", b"{}"), ("../../evil.json", b"x")))
    assert (tmp_path / "run/contract/contract.json").read_bytes() == b"{}"
    assert (tmp_path / "run/contract/evil.json").read_bytes() == b"x"
    assert not (tmp_path / "evil.json").exists()


def test_all_problems_are_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    (tmp_path / "prose.txt").write_text("Dear diary,")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder/readme.md").write_text("# x")
    logs = [tmp_path / name for name in ("absent.jsonl", "empty.jsonl", "prose.txt", "folder")]
    artifacts = (tmp_path / "gone.xml", tmp_path / "folder")
    with pytest.raises(InputRejected) as problem:
        record(tmp_path / "run", *logs, artifacts=artifacts, run_id="../x", base="main")
    assert codes(problem) == ["EV101", "EV103", "EV102", "EV104", "EV116", "EV117", "EV110", "EV106"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.jsonl", "folder", "prose.txt"]


def test_no_log_at_all_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(InputRejected) as problem:
        record(tmp_path / "run")
    assert codes(problem) == ["EV108"]


def test_a_recorded_run_is_never_written_over(tmp_path: Path) -> None:
    record(tmp_path / "run", *FIX)
    before = (tmp_path / "run/run.jsonl").read_bytes()
    with pytest.raises(InputRejected) as problem:
        record(tmp_path / "run", FIX[0])
    assert codes(problem) == ["EV115"]
    assert (tmp_path / "run/run.jsonl").read_bytes() == before


def test_a_log_without_a_single_record_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    log = write_log(tmp_path / "s.jsonl", {"type": "summary", "leafUuid": "x", "summary": "y"})
    with pytest.raises(InputRejected) as problem:
        record(tmp_path / "run", log)
    assert codes(problem) == ["EV118"]
    assert [path.name for path in tmp_path.iterdir()] == ["s.jsonl"]


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no local sockets")
def test_sockets_and_pipes_are_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock")
        with pytest.raises(InputRejected) as problem:
            record(tmp_path / "run", Path("pipe"), Path("sock"), Path(os.devnull))
    assert codes(problem) == ["EV106", "EV106", "EV106"]


def test_links_inside_a_folder_are_not_followed(tmp_path: Path) -> None:
    session = tmp_path / "session"
    session.mkdir()
    shutil.copy(FIX[0], session / "a.jsonl")
    (session / "leak.txt").symlink_to("/etc/passwd")
    (session / "loop").symlink_to(session)
    run = record(tmp_path / "run", session)
    assert [file.name for file in run.started.logs] == ["raw/a.jsonl.gz"]


def test_what_nobody_recognizes_in_a_folder_is_kept_and_told(tmp_path: Path) -> None:
    session = tmp_path / "session"
    session.mkdir()
    shutil.copy(FIX[0], session / "a.jsonl")
    (session / "COM1 .txt").write_text("big output")
    (session / "con\x01trol.txt").write_text("another")
    run = record(tmp_path / "run", session)
    kinds = {file.name: file.kind for file in run.started.logs}
    assert (
        kinds
        == {
            "raw/a.jsonl.gz": "claude-code transcript",
            "raw/COM1 .txt.gz": "unrecognized",
            "raw/con_trol.txt.gz": "unrecognized",
        }
        or kinds["raw/a.jsonl.gz"] == "claude-code transcript"
    )
    assert any("kept, not read" in remark for file in run.started.logs for remark in file.remarks)


def test_the_same_content_under_two_names_is_taken_once(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        shutil.copy(FIX[0], tmp_path / folder / "log.jsonl")
    run = record(tmp_path / "run", tmp_path / "a/log.jsonl", tmp_path / "b/log.jsonl")
    assert len(run.started.logs) == 1


def test_two_sessions_with_one_file_name_are_kept_apart(tmp_path: Path) -> None:
    for folder, name in (("a", "claude_fix"), ("b", "claude_denied")):
        (tmp_path / folder).mkdir()
        shutil.copy(CLAUDE / f"{name}.transcript.jsonl", tmp_path / folder / "log.jsonl")
    run = record(tmp_path / "run", tmp_path / "a/log.jsonl", tmp_path / "b/log.jsonl")
    assert len(run.started.logs) == 2
    assert len(run.started.sessions) == 2
    assert len([one for one in run.of(Usage) if not one.meter]) == 12


def test_a_folder_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_FILES", 3)
    with pytest.raises(InputRejected) as problem:
        record(tmp_path / "run", CLAUDE)
    assert codes(problem) == ["EV109"]


def test_an_artifact_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recording, "LARGEST_ARTIFACT", 10)
    with pytest.raises(InputRejected) as problem:
        record(tmp_path / "run", *FIX, artifacts=(FIX[0],))
    assert codes(problem) == ["EV111"]


def test_the_record_can_be_made_again_from_what_is_kept(tmp_path: Path) -> None:
    first = record(tmp_path / "run", *FIX)
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    for packed in (tmp_path / "run/raw").iterdir():
        (unpacked / packed.name.removesuffix(".gz")).write_bytes(gzip.decompress(packed.read_bytes()))
    again = record(tmp_path / "again", unpacked, run_id=first.started.run_id)
    plain = [replace(one, read_from=None) for one in first.records]
    assert [replace(one, read_from=None) for one in again.records] == plain


def test_an_unfit_run_id_is_told_with_what_fits(tmp_path: Path) -> None:
    for bad in ("../x", ".hidden", "a b", "x" * 101, "é"):
        with pytest.raises(InputRejected) as problem:
            record(tmp_path / "run", *FIX, run_id=bad)
        assert codes(problem) == ["EV116"]
    run = record(tmp_path / "run", *FIX, run_id="2026-W47.fix_1")
    assert run.started.run_id == "2026-W47.fix_1"


def test_what_was_recorded_is_what_is_read(tmp_path: Path) -> None:
    run: Run = record(tmp_path / "run", *FIX)
    assert read_run(tmp_path / "run") == run
    assert request(*FIX).scratch == ()

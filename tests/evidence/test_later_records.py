"""The log of what the router verified later: joined to the run where it holds, and never to its advantage else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.errors import CannotRead
from agent_router.evidence.later_records import LATER_LOG, Verifying, append_later, later_artifacts
from agent_router.evidence.reading import read_run
from agent_router.ledger.chain import ChainBroken, chain_lines
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.jsontext import JsonObject
from agent_router.model.known import CommandOutcome, ExitSource, Health
from agent_router.model.place import Place
from agent_router.model.policy import Grade
from agent_router.model.run import Claim, Command, Record, Redaction, Run, Verification
from tests.evidence.readings import CLAUDE
from tests.evidence.recordings import RECORDED, record
from tests.evidence.repositories import repository

REPORT = b"<testsuite/>"
COMMAND = Command(
    text="pytest", outcome=CommandOutcome.RAN, exit_code=0, exit_source=ExitSource.RECORDED, grade=Grade.INDEPENDENT
)
SHOWN = Verification(
    kind="tests",
    health=Health.PASSED,
    command="pytest",
    exit_code=0,
    outcome=CommandOutcome.RAN,
    artifact=sha256_hex(REPORT),
    artifact_name="head-1.xml",
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run, dict[str, bytes]]:
    """A recorded run with one verification added, and the bytes of its two logs."""
    folder = tmp_path_factory.mktemp("run")
    repo = repository(folder / "repo", {"calc.py": "x\n"})
    run = record(folder / "r", CLAUDE / "claude_fix.transcript.jsonl", repo=repo, base="main")
    (folder / "r" / "artifacts").mkdir()
    (folder / "r" / "artifacts" / f"{SHOWN.artifact}.xml").write_bytes(REPORT)
    append_later(folder / "r", run, begins(run), [COMMAND, Redaction(rule="token", file="x"), SHOWN])
    return folder / "r", run, {LATER_LOG: (folder / "r" / LATER_LOG).read_bytes()}


def begins(run: Run, tree: str = "") -> Verifying:
    return Verifying(RECORDED, tree or run.started.tree, run.started.base, run.started.head, 30, 4096, "0.1.0")


def later(run: Run) -> list[Record]:
    return [one for one in run.records if one.log == LATER_LOG]


def rewritten(kept: tuple[Path, Run, dict[str, bytes]], data: bytes) -> Run:
    """The run, read with this log beside it; the real one is put back."""
    folder, _, logs = kept
    (folder / LATER_LOG).write_bytes(data)
    try:
        return read_run(folder)
    finally:
        (folder / LATER_LOG).write_bytes(logs[LATER_LOG])


def lines(data: bytes) -> list[JsonObject]:
    return [json.loads(line) for line in data.splitlines()]


def test_records_follow_the_runs_own_with_their_lines(kept: tuple[Path, Run, dict[str, bytes]]) -> None:
    folder, before, _ = kept
    run = read_run(folder)
    assert [(type(one), one.seq) for one in later(run)] == [(Command, 3), (Redaction, 4), (Verification, 5)]
    assert run.of(Verification)[-1].command_seq == 3
    assert run.place(later(run)[-1]) == Place(LATER_LOG, line=5)
    assert (run.chain, run.altered) == (before.chain, ())
    assert later_artifacts(run) == (f"artifacts/{SHOWN.artifact}.xml",)


def test_a_second_verification_is_appended_with_its_own_lines(kept: tuple[Path, Run, dict[str, bytes]]) -> None:
    folder, before, logs = kept
    append_later(folder, before, begins(before), [COMMAND, SHOWN])
    data = (folder / LATER_LOG).read_bytes()
    run = rewritten(kept, data)
    assert data.startswith(logs[LATER_LOG])
    assert [one.seq for one in later(run)] == [3, 4, 5, 8, 9]
    assert run.of(Verification)[-1].command_seq == 8
    assert [line.get("seq") for line in lines(data)] == [None, None, 3, 4, 5, None, None, 8, 9, None]


@given(at=st.integers(0, 100_000), byte=st.integers(1, 255))
def test_no_changed_byte_is_believed(kept: tuple[Path, Run, dict[str, bytes]], at: int, byte: int) -> None:
    data = bytearray(kept[2][LATER_LOG])
    last = data.rstrip(b"\n").rfind(b"\n")
    place = at % last  # the last line is held by no line after it
    data[place] ^= byte
    run = rewritten(kept, bytes(data))
    broken = run.chain.broken_at
    assert broken is not None
    assert broken.file == LATER_LOG
    assert all(one.seq < broken.line for one in later(run))


@given(cut=st.integers(1, 100_000))
def test_a_log_cut_anywhere_but_between_lines_is_broken(kept: tuple[Path, Run, dict[str, bytes]], cut: int) -> None:
    data = kept[2][LATER_LOG]
    shorter = data[: cut % len(data)]
    run = rewritten(kept, shorter)
    whole = shorter.endswith(b"\n")
    assert (run.chain.broken_at is None) is whole
    assert later(run) == []


@pytest.mark.parametrize("change", [{"run": "0" * 64}, {"contract": "0" * 64}, {"kind": "other"}])
def test_a_log_about_another_run_breaks_the_chain_at_its_first_line(
    kept: tuple[Path, Run, dict[str, bytes]], change: JsonObject
) -> None:
    told = lines(kept[2][LATER_LOG])
    run = rewritten(kept, chain_lines([{**told[0], **change}, *told[1:]]))
    assert run.chain.broken_at == Place(LATER_LOG, line=1)
    assert later(run) == []


def test_a_log_without_a_chain_is_not_believed(kept: tuple[Path, Run, dict[str, bytes]]) -> None:
    plain = [{name: value for name, value in line.items() if name != "prev"} for line in lines(kept[2][LATER_LOG])]
    for data in (b"".join(json.dumps(line).encode() + b"\n" for line in plain), b"", b"\xff\n"):
        run = rewritten(kept, data)
        assert (run.chain.broken_at is not None, later(run)) == (True, [])


def test_what_was_verified_on_another_state_is_left_out_and_said(kept: tuple[Path, Run, dict[str, bytes]]) -> None:
    told = lines(kept[2][LATER_LOG])
    run = rewritten(kept, chain_lines([told[0], {**told[1], "tree": "0" * 40}, *told[2:]]))
    assert later(run) == []
    assert any("of another state of the repository" in remark for remark in run.remarks)
    before_any = rewritten(kept, chain_lines([told[0], *told[2:]]))
    assert later(before_any) == []


def test_what_does_not_belong_there_is_left_out_or_breaks_it(kept: tuple[Path, Run, dict[str, bytes]]) -> None:
    told = lines(kept[2][LATER_LOG])
    claim: JsonObject = {"kind": "claim", "text": "all good"}
    future: JsonObject = {"kind": "future"}
    run = rewritten(kept, chain_lines([*told[:-1], claim, future, told[-1]]))
    assert not [one for one in later(run) if isinstance(one, Claim)]
    assert any("2 record(s) left out" in remark for remark in run.remarks)
    wrong: JsonObject = {"kind": "command", "text": 7}
    unfit = rewritten(kept, chain_lines([*told, wrong]))
    assert unfit.chain.broken_at == Place(LATER_LOG, line=7)
    assert len(later(unfit)) == 3
    nowhere: tuple[JsonObject, ...] = ({"kind": "verifying", "at": "noon"}, {"kind": "verifying"})
    for bad in nowhere:
        assert rewritten(kept, chain_lines([*told, bad])).chain.broken_at == Place(LATER_LOG, line=7)


def test_an_altered_report_is_named(kept: tuple[Path, Run, dict[str, bytes]]) -> None:
    path = kept[0] / "artifacts" / f"{SHOWN.artifact}.xml"
    path.write_bytes(b"<testsuite tests='9'/>")
    assert read_run(kept[0]).altered == (f"artifacts/{SHOWN.artifact}.xml",)
    path.write_bytes(REPORT)


def test_a_broken_log_is_not_continued_and_a_folder_in_its_place_is_told(
    kept: tuple[Path, Run, dict[str, bytes]],
) -> None:
    folder, run, logs = kept
    (folder / LATER_LOG).write_bytes(logs[LATER_LOG][:-1])
    with pytest.raises(ChainBroken):
        append_later(folder, run, begins(run), [COMMAND])
    (folder / LATER_LOG).unlink()
    (folder / LATER_LOG).mkdir()
    with pytest.raises(CannotRead):
        read_run(folder)
    (folder / LATER_LOG).rmdir()
    (folder / LATER_LOG).write_bytes(logs[LATER_LOG])


def test_a_record_of_the_run_itself_cannot_say_that_the_router_made_it(tmp_path: Path) -> None:
    run = record(tmp_path / "r", CLAUDE / "claude_fix.transcript.jsonl")
    told = lines((tmp_path / "r" / "run.jsonl").read_bytes())
    forged = [{**line, "log": LATER_LOG} for line in told]
    (tmp_path / "r" / "run.jsonl").write_bytes(chain_lines(forged))
    assert later(read_run(tmp_path / "r")) == []
    assert replace(run.records[0], log="").position == ("", run.records[0].seq)

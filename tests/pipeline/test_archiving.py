"""A folder of logs is watched: each session is recorded once it is quiet, and nothing stops the watch."""

import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent_router.errors import CannotRead, CannotWrite
from agent_router.evidence.earlier import recordings_in
from agent_router.evidence.reading import read_run
from agent_router.pipeline import archiving
from agent_router.pipeline.archiving import ArchiveEvent, ArchiveKind, ArchiveOrder, Look, archive, watched_folder
from agent_router.pipeline.recording import Recording
from tests.cli.calling import call
from tests.cli.test_runs import FIX as TASK

REAL = Path(__file__).parents[1] / "data" / "real_cli"
FIX = REAL / "claude_code" / "claude_fix.transcript.jsonl"
START = datetime(2026, 11, 22, 15, tzinfo=UTC)


class Clock:
    """Our own clock, set by the test; new files get its time."""

    def __init__(self, folder: Path) -> None:
        self.now, self.folder = START, folder

    def __call__(self) -> datetime:
        return self.now

    def write(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        os.utime(path, (self.now.timestamp(), self.now.timestamp()))
        return path

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    (tmp_path / "logs").mkdir()
    return Clock(tmp_path / "logs")


def watch(clock: Clock, *, once: bool = False, **recording: object) -> Iterator[Look]:
    order = Recording((), clock.folder.parent / "evidence", **recording)  # type: ignore[arg-type]  # as named
    return archive(ArchiveOrder(clock.folder, order, quiet=300, once=once), clock)


def told(look: Look, kind: ArchiveKind) -> list[ArchiveEvent]:
    return [event for event in look.events if event.kind is kind]


def runs(clock: Clock) -> list[Path]:
    folder = clock.folder.parent / "evidence"
    return sorted(folder.iterdir()) if folder.exists() else []


def beginning(lines: int) -> bytes:
    return b"".join(FIX.read_bytes().splitlines(keepends=True)[:lines])


def test_a_session_is_recorded_once_it_is_quiet_and_not_before(clock: Clock) -> None:
    clock.write("s.jsonl", FIX.read_bytes())
    looks = watch(clock)
    first = next(looks)
    assert (first.events, first.sessions, first.waiting) == ((), 1, 1)
    clock.wait(299)
    assert next(looks).waiting == 1
    clock.wait(1)
    (event,) = next(looks).events
    assert (event.kind, event.session) == (ArchiveKind.RECORDED, "f010a0bc-3ddc-4918-8c2f-4b510872dd1c")
    assert [path.name for path in runs(clock)] == [event.recorded.run_id if event.recorded else ""]
    assert next(looks).events == ()


def test_what_still_grows_waits_again(clock: Clock) -> None:
    looks = watch(clock)
    for lines in range(4, 12):
        clock.write("s.jsonl", beginning(lines))
        assert next(looks).waiting == 1
        clock.wait(200)
    assert runs(clock) == []


def test_old_logs_are_recorded_at_the_first_look(clock: Clock) -> None:
    clock.write("s.jsonl", FIX.read_bytes())
    clock.wait(86_400)
    assert len(told(next(watch(clock, once=True)), ArchiveKind.RECORDED)) == 1


def test_a_disk_whose_clock_is_ahead_holds_nothing_up(clock: Clock) -> None:
    path = clock.write("s.jsonl", FIX.read_bytes())
    os.utime(path, (START.timestamp() + 7200,) * 2)
    assert len(told(next(watch(clock, once=True)), ArchiveKind.RECORDED)) == 1


def test_a_program_that_wrote_its_closing_record_need_not_be_waited_for(clock: Clock) -> None:
    clock.write("s.jsonl", (REAL / "claude_code" / "claude_fix.stream.jsonl").read_bytes())
    looks = watch(clock)
    assert next(looks).waiting == 1
    assert len(told(next(looks), ArchiveKind.RECORDED)) == 1


def test_nothing_is_recorded_twice_also_after_a_restart(clock: Clock) -> None:
    shutil.copytree(REAL, clock.folder / "all")
    clock.wait(10**9)
    assert len(told(next(watch(clock, once=True)), ArchiveKind.RECORDED)) == 17
    before = {path: (path / "run.jsonl").read_bytes() for path in runs(clock)}
    assert next(watch(clock, once=True)).events == ()
    assert {path: (path / "run.jsonl").read_bytes() for path in runs(clock)} == before


def test_a_session_that_grew_is_another_run_that_names_the_one_it_continues(clock: Clock) -> None:
    looks = watch(clock)
    clock.write("s.jsonl", beginning(12))
    clock.wait(400)
    (first,) = next(looks).events
    clock.write("s.jsonl", FIX.read_bytes())
    assert next(looks).waiting == 1
    clock.wait(400)
    (second,) = next(looks).events
    assert first.recorded is not None
    assert second.recorded is not None
    assert second.continues == first.recorded.run_id
    assert read_run(second.recorded.folder).started.supersedes == first.recorded.digest
    assert read_run(first.recorded.folder).chain.head == first.recorded.digest


def test_a_grown_session_stays_under_the_contract_of_its_first_recording(clock: Clock, tmp_path: Path) -> None:
    space = tmp_path / "w"
    call("init", space)
    (space / "tasks.jsonl").write_text(json.dumps(TASK) + "\n", encoding="utf-8")
    contract, matrix = space / "contracts" / "T-31", space / "matrices" / "agent-router.xlsx"
    made = call("contract", space / "tasks.jsonl", "T-31", "--matrix", matrix, "--out", contract)
    assert made.exit_code == 0, made.stderr
    out = space / "runs"
    clock.write("s.jsonl", beginning(12))
    clock.wait(400)
    plain = Recording((), out)
    under = Recording((), out, contract_dir=contract, operator="Linus Berg")
    (first,) = next(archive(ArchiveOrder(clock.folder, under, quiet=300), clock)).events
    clock.write("s.jsonl", FIX.read_bytes())
    clock.wait(400)
    (second,) = next(archive(ArchiveOrder(clock.folder, plain, quiet=300), clock)).events
    assert first.recorded is not None
    assert second.recorded is not None
    early, late = read_run(first.recorded.folder).started, read_run(second.recorded.folder).started
    assert early.contract != ""
    assert (late.contract, late.operator, late.supersedes) == (early.contract, "Linus Berg", first.recorded.digest)


def test_a_damaged_log_is_said_once_and_the_others_are_recorded(clock: Clock) -> None:
    clock.write("bad.jsonl", json.dumps({"type": "mode", "sessionId": "b1"}).encode() + b"\n" + b"\x00{{{" * 50)
    clock.write("good.jsonl", FIX.read_bytes())
    clock.wait(400)
    looks = watch(clock)
    look = next(looks)
    (refused,) = told(look, ArchiveKind.REFUSED)
    assert refused.session == "b1"
    assert "EV118" in refused.words
    assert len(told(look, ArchiveKind.RECORDED)) == 1
    assert next(looks).events == ()
    clock.write("bad.jsonl", FIX.read_bytes().replace(b"f010a0bc", b"b1b1b1b1"))
    clock.wait(400)
    assert len(told(next(looks), ArchiveKind.RECORDED)) == 1


def test_files_that_are_no_logs_are_left_alone_and_their_number_said_once(clock: Clock) -> None:
    clock.write("settings.json", b"{}")
    clock.write("picture.png", b"\x89PNG\r\n")
    looks = watch(clock)
    (event,) = next(looks).events
    assert event.kind is ArchiveKind.FOREIGN
    assert "2 other file(s)" in event.words
    assert next(looks).events == ()


def test_a_folder_that_goes_and_comes_back_is_said_and_watched_again(clock: Clock) -> None:
    clock.write("s.jsonl", FIX.read_bytes())
    looks = watch(clock)
    next(looks)
    away = clock.folder.rename(clock.folder.with_name("away"))
    assert [event.kind for event in next(looks).events] == [ArchiveKind.FOLDER_GONE]
    assert next(looks).events == ()
    away.rename(clock.folder)
    clock.wait(400)
    assert [event.kind for event in next(looks).events] == [ArchiveKind.FOLDER_BACK, ArchiveKind.RECORDED]


def test_logs_swept_away_before_they_were_recorded_are_said_and_recorded_ones_are_not(clock: Clock) -> None:
    kept = clock.write("kept.jsonl", FIX.read_bytes())
    clock.wait(400)
    looks = watch(clock)
    next(looks)
    fresh = clock.write("fresh.jsonl", FIX.read_bytes().replace(b"f010a0bc", b"0a0a0a0a"))
    next(looks)
    kept.unlink()
    fresh.unlink()
    lost = next(looks).events
    assert [(event.kind, event.session[:8]) for event in lost] == [
        (ArchiveKind.FOREIGN, ""),
        (ArchiveKind.LOST, "0a0a0a0a"),
    ]


def test_the_evidence_folder_and_other_run_folders_inside_are_passed_over(clock: Clock) -> None:
    clock.write("s.jsonl", FIX.read_bytes())
    clock.wait(400)
    inside = ArchiveOrder(clock.folder.parent, Recording((), clock.folder.parent / "evidence"), quiet=300)
    assert len(told(next(archive(inside, clock)), ArchiveKind.RECORDED)) == 1
    shutil.copytree(clock.folder.parent / "evidence", clock.folder.parent / "copy")
    look = next(archive(inside, clock))
    assert (look.sessions, look.events) == (1, ())


def test_links_are_not_followed(clock: Clock, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    shutil.copy(FIX, outside / "s.jsonl")
    (clock.folder / "link").symlink_to(outside)
    (clock.folder / "s.jsonl").symlink_to(outside / "s.jsonl")
    assert next(watch(clock)).sessions == 0


def test_what_could_not_be_written_is_said_once_and_tried_again(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.write("s.jsonl", FIX.read_bytes())
    clock.wait(400)
    looks = watch(clock)
    with monkeypatch.context() as patched:

        def full(*_: object) -> None:
            raise CannotWrite("evidence was not written: the disk is full.")

        patched.setattr(archiving, "record_evidence", full)
        assert [event.kind for event in next(looks).events] == [ArchiveKind.UNWRITTEN]
        assert next(looks).events == ()
    assert [event.kind for event in next(looks).events] == [ArchiveKind.RECORDED]


def test_a_fault_of_the_machine_is_said_for_that_session(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.write("s.jsonl", FIX.read_bytes())
    clock.wait(400)

    def gone(*_: object) -> None:
        raise watched_fault()

    monkeypatch.setattr(archiving, "record_evidence", gone)
    (event,) = next(watch(clock)).events
    assert event.kind is ArchiveKind.REFUSED


def watched_fault() -> CannotRead:
    with pytest.raises(CannotRead) as caught:
        watched_folder(Path("nowhere"))
    return caught.value


def test_a_file_that_may_not_be_read_is_said_once(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.write("s.jsonl", FIX.read_bytes())

    def refuse(_path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(archiving, "look_into", refuse)
    looks = watch(clock)
    assert [event.kind for event in next(looks).events] == [ArchiveKind.UNREADABLE, ArchiveKind.FOREIGN]
    assert next(looks).events == ()


def test_more_files_than_the_limit_are_said(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archiving, "MOST_FILES", 1)
    clock.write("a.jsonl", FIX.read_bytes())
    clock.write("b.jsonl", FIX.read_bytes())
    look = next(watch(clock))
    assert [event.kind for event in look.events] == [ArchiveKind.UNREADABLE]
    assert look.sessions == 1


def test_another_process_that_was_quicker_is_no_fault(
    clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.write("s.jsonl", FIX.read_bytes())
    clock.wait(400)
    next(watch(clock))
    # The first answer is empty, as before the other process was done.
    answers = [list(recordings_in(tmp_path / "evidence")), []]
    monkeypatch.setattr(archiving, "recordings_in", lambda _folder: answers.pop())
    assert next(watch(clock)).events == ()
    assert answers == []


@pytest.mark.parametrize("name", ["nowhere", "file"])
def test_a_folder_that_is_none_at_the_start_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CannotRead, match=name):
        watched_folder(tmp_path / name)


def test_a_contract_that_is_no_longer_there_is_not_taken_over(clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "matrices").mkdir()
    (tmp_path / "matrices" / "m.xlsx").write_bytes(b"")
    clock.write("s.jsonl", beginning(12))
    clock.wait(400)
    (first,) = next(watch(clock)).events
    assert first.recorded is not None
    run = first.recorded.folder / "run.jsonl"
    plain = run.read_text("utf-8")
    clock.write("s.jsonl", FIX.read_bytes())
    clock.wait(400)
    for folder in ("contracts/gone", "../outside"):
        changed = plain.replace('"program":', f'"contract":"{"c" * 64}","contract_folder":"{folder}","program":', 1)
        run.write_text(changed, encoding="utf-8")
        (second,) = next(watch(clock)).events
        assert second.recorded is not None
        started = read_run(second.recorded.folder).started
        assert (started.contract, started.supersedes) == ("", "")
        shutil.rmtree(second.recorded.folder)


def test_a_folder_that_may_not_be_looked_into_is_said_once(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def walk(top: Path, onerror: object) -> list[object]:
        onerror(PermissionError(13, "Permission denied", str(top / "locked")))  # type: ignore[operator]  # as os.walk
        return []

    monkeypatch.setattr(os, "walk", walk)
    looks = watch(clock)
    assert [event.session for event in next(looks).events if event.kind is ArchiveKind.UNREADABLE] == ["locked"]
    assert next(looks).events == ()

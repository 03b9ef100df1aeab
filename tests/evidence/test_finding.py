"""Files as they are really handed in: compressed, wide, copied, mislabeled, of several agents, of several sessions."""

import gzip
import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from agent_router.errors import InputRejected
from agent_router.evidence import copies, finding, storing
from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.evidence.reading import read_run
from agent_router.evidence.storing import LONGEST_LINE
from agent_router.model.run import Command, FileRead, Record, Redaction, Run, RunEnded
from tests.evidence.readings import REAL_CLI, answer, call, prompt, said, words
from tests.evidence.recordings import FIX, record

TRANSCRIPT = FIX[0]
SECRET = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def commands(run: Run) -> list[str]:
    return [one.text for one in run.of(Command)]


def remarks(run: Run) -> str:
    return "\n".join(f"{file.name}: {remark}" for file in run.started.logs for remark in file.remarks)


def told(out: Path, *logs: Path) -> str:
    with pytest.raises(InputRejected) as caught:
        record(out, *logs)
    return "\n".join(str(problem) for problem in caught.value.problems)


def log(path: Path, *lines: dict[str, object], session: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    given = [line | ({"sessionId": session, "uuid": f"{session}{line['uuid']}"} if session else {}) for line in lines]
    path.write_text("".join(json.dumps(line) + "\n" for line in given), encoding="utf-8")
    return path


class Foreign:
    """A reader of files that begin with a word of their own; they are databases where that says so."""

    def __init__(self, name: str, magic: bytes, *, generic: bool = False) -> None:
        self.name, self.magic, self.generic = name, magic, generic

    def recognizes(self, sample: bytes) -> str:
        return self.name if sample.startswith(self.magic) else ""

    def read(self, files: Sequence[LogFile]) -> LogReading:
        records: list[Record] = []
        for file in files:
            with file.open() as stream:
                records += [FileRead(path=line.decode().strip()) for line in stream]
        return LogReading(records, sessions=("s",))

    def unpack(self, path: Path, kind: str) -> Iterator[bytes] | None:
        del kind
        data = path.read_bytes()
        if not data.startswith(b"SQL"):
            return None
        return (f"SQLROW {part.decode()}\n".encode() for part in data.split(b"\0") if part)


@pytest.fixture
def foreign(monkeypatch: pytest.MonkeyPatch) -> None:
    readers = {
        "other-agent": Foreign("other-agent", b"OTHER"),
        "spans": Foreign("spans", b"SPAN", generic=True),
        "sqlite-agent": Foreign("sqlite-agent", b"SQL"),
    }
    monkeypatch.setattr(finding, "AGENT_LOGS", {"claude-code": AGENT_LOGS["claude-code"], **readers})


def test_a_compressed_log_is_known_by_its_content_and_read(tmp_path: Path) -> None:
    packed = tmp_path / "log.txt.gz"
    packed.write_bytes(gzip.compress(TRANSCRIPT.read_bytes()))
    run = record(tmp_path / "run", packed)
    assert commands(run) == commands(record(tmp_path / "plain", TRANSCRIPT))
    assert [file.name for file in run.started.logs] == ["raw/log.txt.gz"]
    assert "It was compressed (gzip)." in remarks(run)


def test_a_compressed_log_that_is_cut_off_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    packed = tmp_path / "log.gz"
    packed.write_bytes(gzip.compress(TRANSCRIPT.read_bytes(), 0)[:-4000])
    run = record(tmp_path / "run", packed)
    assert "cut off" in remarks(run)
    assert commands(run)


def test_a_small_file_that_unpacks_to_very_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storing, "MOST_UNPACKED", 50_000)
    packed = tmp_path / "bomb.gz"
    packed.write_bytes(gzip.compress(TRANSCRIPT.read_bytes() + b" " * 100_000))
    assert "EV119" in told(tmp_path / "run", packed)
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32"])
def test_a_log_in_wide_letters_becomes_utf_8(tmp_path: Path, encoding: str) -> None:
    wide = tmp_path / "powershell.jsonl"
    wide.write_bytes((TRANSCRIPT.read_text(encoding="utf-8") + f'{{"x":"{SECRET}"}}\n').encode(encoding))
    run = record(tmp_path / "run", wide)
    assert commands(run) == commands(record(tmp_path / "plain", TRANSCRIPT))
    kept = gzip.decompress((tmp_path / "run/raw/powershell.jsonl.gz").read_bytes()).decode("utf-8")
    assert SECRET not in kept
    assert "it is kept as UTF-8" in remarks(run)


def test_a_database_is_kept_as_the_lines_its_reader_gives_and_its_own_digest_is_stated(
    tmp_path: Path, foreign: None
) -> None:
    del foreign
    base = tmp_path / "agent.db"
    base.write_bytes(f"SQL\0one\0{SECRET}".encode())
    run = record(tmp_path / "run", base)
    (file,) = run.started.logs
    assert (file.name, file.size) == ("raw/agent.db.jsonl.gz", base.stat().st_size)
    kept = gzip.decompress((tmp_path / "run" / file.name).read_bytes()).decode()
    assert kept.startswith("SQLROW SQL\nSQLROW one\nSQLROW ‹masked:github-token:")
    assert [one.rule for one in run.of(Redaction)] == ["github-token"]
    again = record(tmp_path / "again", tmp_path / "run" / "raw")
    assert [one.path for one in again.of(FileRead)] == [one.path for one in run.of(FileRead)]


def test_beside_an_agents_own_log_a_general_one_is_kept_not_read(tmp_path: Path, foreign: None) -> None:
    del foreign
    folder = tmp_path / "logs"
    folder.mkdir()
    shutil.copy(TRANSCRIPT, folder / "a.jsonl")
    (folder / "spans.jsonl").write_text("SPAN one\n")
    run = record(tmp_path / "run", folder)
    assert run.started.program == "claude-code"
    assert commands(run) == commands(record(tmp_path / "plain", TRANSCRIPT))
    assert "raw/spans.jsonl.gz: It is a log of spans; claude-code's own log tells this run" in remarks(run)
    alone = record(tmp_path / "alone", folder / "spans.jsonl")
    assert [one.path for one in alone.of(FileRead)] == ["SPAN one"]


def test_logs_of_two_agents_are_a_question_that_says_which_file_is_whose(tmp_path: Path, foreign: None) -> None:
    del foreign
    folder = tmp_path / "logs"
    folder.mkdir()
    for number in range(6):
        (folder / f"o{number}.jsonl").write_text(f"OTHER {number}\n")
    shutil.copy(TRANSCRIPT, folder / "labeled-other-agent.jsonl")
    words_ = told(tmp_path / "run", folder)
    assert "EV105" in words_
    assert "claude-code: labeled-other-agent.jsonl" in words_
    assert "other-agent: o0.jsonl, o1.jsonl, o2.jsonl, o3.jsonl and 2 more" in words_


def test_a_file_of_no_agent_is_answered_with_all_that_can_be_read(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("hello\n")
    said_ = told(tmp_path / "run", tmp_path / "x.txt")
    for product in (
        "Claude Code",
        "Codex",
        "OpenCode",
        "Cursor",
        "Copilot",
        "Gemini",
        "OpenTelemetry",
        "SWE-agent",
        "ATIF",
    ):
        assert product in said_


def test_copies_and_older_copies_of_a_growing_log_add_nothing_and_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "checkpoints"
    folder.mkdir()
    data = TRANSCRIPT.read_bytes()
    lines = data.splitlines(keepends=True)
    for number, part in enumerate((lines[:3], lines[:6], lines, lines)):
        (folder / f"{number}.jsonl").write_bytes(b"".join(part))
    (folder / "torn.jsonl").write_bytes(data[:-50])
    run = record(tmp_path / "run", folder)
    assert [file.name for file in run.started.logs] == ["raw/2.jsonl.gz"]
    assert "Copies of it that add nothing were left out: 3.jsonl, 0.jsonl, 1.jsonl, torn.jsonl." in remarks(run)
    assert commands(run) == commands(record(tmp_path / "plain", TRANSCRIPT))


def test_files_that_only_begin_alike_are_all_kept(tmp_path: Path) -> None:
    folder = tmp_path / "two"
    first = log(folder / "a.jsonl", prompt(1, "x" * 300), prompt(2))
    second = log(folder / "b.jsonl", prompt(1, "x" * 300), prompt(3, "another one"))
    assert first.read_bytes()[: copies._HEAD] == second.read_bytes()[: copies._HEAD]
    assert len(record(tmp_path / "run", folder).started.logs) == 2


def test_several_sessions_in_one_folder_are_one_run_that_lists_them(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    log(folder / "a.jsonl", prompt(1), said(2, words("Done.")), session="aaaaaaaa-0000")
    log(folder / "b.jsonl", prompt(3), said(4, words("Done.")), session="bbbbbbbb-0000")
    run = record(tmp_path / "run", folder)
    assert (
        "These logs hold 2 sessions, recorded as one run: "
        "aaaaaaaa-0000 (raw/a.jsonl.gz); bbbbbbbb-0000 (raw/b.jsonl.gz)." in remarks(run)
    )


def test_what_is_no_text_is_named_not_kept(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    shutil.copy(TRANSCRIPT, folder / "a.jsonl")
    (folder / "notes.txt").write_text("plain words\n")
    (folder / "memory.bin").write_bytes(b"\0\1\2" + SECRET.encode())
    run = record(tmp_path / "run", folder)
    kept = {path.name for path in (tmp_path / "run" / "raw").iterdir()}
    assert kept == {"a.jsonl.gz", "notes.txt.gz"}
    assert "raw/memory.bin.gz: No reader recognizes this file" in remarks(run)
    assert "secrets in it could not be masked" in remarks(run)
    assert run.altered == ()


def test_a_line_without_end_is_left_out_and_later_lines_keep_their_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert LONGEST_LINE == 64 * 1024 * 1024
    monkeypatch.setattr(storing, "LONGEST_LINE", 5_000)
    monkeypatch.setattr(storing, "_BLOCK", 1_000)
    path = log(tmp_path / "a.jsonl", prompt(1, "y" * 20_000), said(2, call("Bash", command="true")), answer(3, "", {}))
    run = record(tmp_path / "run", path)
    (command,) = run.of(Command)
    assert command.read_from is not None
    assert command.read_from.line == 2
    assert "1 line(s) longer than 64 MiB were left out" in remarks(run)


RECORDED_LOGS = sorted(
    path.relative_to(REAL_CLI).as_posix()
    for path in (*REAL_CLI.rglob("*.jsonl"), *REAL_CLI.rglob("*.db"), *REAL_CLI.glob("opencode/*.json"))
    if "workflow_session" not in path.as_posix()
)


@pytest.mark.parametrize("name", [*RECORDED_LOGS, "claude_code/workflow_session"])
def test_run_jsonl_can_be_made_again_from_what_is_kept(tmp_path: Path, name: str) -> None:
    sessions = ("ses_dfc4d38d1ffeVHnwVmqcZjmWA1",) if name.endswith(".db") else ()
    first = record(tmp_path / "first", REAL_CLI / name, sessions=sessions)
    again = record(tmp_path / "again", tmp_path / "first" / "raw")
    assert again.records == first.records
    assert isinstance(again.ended, RunEnded)
    assert again.ended == first.ended


def test_a_log_with_secrets_is_made_again_from_its_masked_copy(tmp_path: Path) -> None:
    path = log(
        tmp_path / "s.jsonl",
        prompt(1, f"log in with {SECRET}."),
        said(
            2, call("Bash", command=f"curl -H 'Authorization: {SECRET}.' 'https://me:{SECRET}@a.test' TOKEN={SECRET}")
        ),
        answer(3, f'password="{SECRET}", "token": "{SECRET}"!', {"stdout": f"API_KEY={SECRET}\n"}),
        said(4, words(f"Done with {SECRET}; all tests pass.")),
    )
    record(tmp_path / "first", path)
    record(tmp_path / "again", tmp_path / "first" / "raw")
    first, again = read_run(tmp_path / "first"), read_run(tmp_path / "again")
    plain = [one for one in first.records if not isinstance(one, Redaction)]
    assert again.of(Redaction) == ()
    assert [(type(one), getattr(one, "text", "")) for one in again.records] == [
        (type(one), getattr(one, "text", "")) for one in plain
    ]


def test_progress_is_told_up_to_the_whole(tmp_path: Path) -> None:
    from agent_router.evidence.recording import record_run
    from tests.evidence.recordings import request

    steps: list[tuple[int, int]] = []
    record_run(request(*FIX), tmp_path / "run", lambda done, of: steps.append((done, of)))
    size = sum(path.stat().st_size for path in FIX)
    assert steps[-1] == (size, size)
    assert steps == sorted(steps)


def test_a_secret_spelled_with_escapes_of_json_goes_and_other_escapes_stay(tmp_path: Path) -> None:
    spelled = "".join(f"\\u{ord(letter):04x}" for letter in SECRET[:6]) + SECRET[6:]
    line = json.dumps(prompt(1, "use it \\u0041 \u00e9 \u0022")).replace("use it", f"token\\u003d{spelled}")
    path = tmp_path / "a.jsonl"
    path.write_text(f"{line}\n{json.dumps(said(2, words('Done.')))}\n", encoding="utf-8")
    record(tmp_path / "run", path)
    kept = gzip.decompress((tmp_path / "run/raw/a.jsonl.gz").read_bytes()).decode()
    read = json.loads(kept.splitlines()[0])["message"]["content"]
    assert SECRET not in read
    assert "‹masked:github-token:" in read
    assert read.endswith(' \\u0041 \u00e9 "')

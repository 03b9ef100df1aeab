"""One run is one job: which sessions of the named logs are recorded, and that nothing of the others is kept."""

import gzip
import hashlib
import io
import json
import shutil
import sqlite3
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.errors import InputRejected
from agent_router.evidence import choosing
from agent_router.evidence.choosing import find_sessions
from agent_router.evidence.lines import LineReader
from agent_router.evidence.parts import part_lines, sessions_apart
from agent_router.model.known import KnownBy
from agent_router.model.run import AgentSeen, Change, Command, Run, Usage
from tests.evidence.opencode_logs import assistant, bash, database, export, finish, part, session, tool, user
from tests.evidence.readings import CLAUDE, REAL_CLI, answer, call, prompt, said
from tests.evidence.recordings import record
from tests.places import FIELD_DATA, needs_field_data

DATABASE = REAL_CLI / "opencode" / "opencode.db"
FIX, FAIL = "ses_dfc4dd435ffe0muyj5Hgpy07BG", "ses_dfc4d38d1ffeVHnwVmqcZjmWA1"
Json = dict[str, object]


def refused(out: Path, *logs: Path, sessions: Sequence[str] = ()) -> str:
    with pytest.raises(InputRejected) as caught:
        record(out, *logs, sessions=tuple(sessions))
    assert not out.exists()
    return "\n".join(str(problem) for problem in caught.value.problems)


def kept(out: Path) -> str:
    return "\n".join(gzip.decompress(path.read_bytes()).decode() for path in sorted((out / "raw").rglob("*.gz")))


def names(out: Path) -> list[str]:
    return sorted(path.relative_to(out / "raw").as_posix() for path in (out / "raw").rglob("*.gz"))


def remarks(run: Run) -> str:
    return "\n".join(f"{file.name}: {remark}" for file in run.started.logs for remark in file.remarks)


def log(path: Path, name: str, *lines: Json) -> Path:
    """A transcript of Claude Code of that session."""
    path.parent.mkdir(parents=True, exist_ok=True)
    own = [line | {"sessionId": name, "uuid": f"{name}{line['uuid']}"} for line in lines]
    path.write_text("".join(json.dumps(line) + "\n" for line in own), encoding="utf-8")
    return path


def work(command: str) -> tuple[Json, ...]:
    return (prompt(1), said(2, call("Bash", command=command)), answer(3, "", {}))


def test_a_session_of_a_database_meets_every_figure_and_nothing_of_the_other_one_is_kept(tmp_path: Path) -> None:
    run = record(tmp_path / "run", DATABASE, sessions=(FIX,))
    assert [(one.text.split(" -m ")[1], one.exit_code) for one in run.of(Command)] == [
        ("pytest -q", 1),
        ("pytest -q --junitxml=report.xml", 0),
    ]
    assert [one.reported_cost_usd for one in run.of(Usage) if one.meter] == [Decimal("0.0378")]
    snapshots = [one.path for one in run.of(Change) if one.known_by is KnownBy.SNAPSHOT]
    assert snapshots == ["calc.py", "report.xml", "NOTES.md"]
    assert run.started.sessions == (FIX,)
    text = kept(tmp_path / "run")
    assert text.count(FIX) > 10
    assert FAIL not in text
    whole = hashlib.sha256(DATABASE.read_bytes()).hexdigest()
    assert f"it has {DATABASE.stat().st_size:,} bytes and the SHA-256 {whole}" in remarks(run)
    assert "1 other session(s) were neither kept nor read" in remarks(run)


def test_sessions_of_one_database_are_runs_of_different_ids_and_the_same_one_gives_the_same_bytes(
    tmp_path: Path,
) -> None:
    for number, chosen in enumerate((FIX, FIX, FAIL)):
        record(tmp_path / str(number), DATABASE, sessions=(chosen,))
    logs = [(tmp_path / str(number) / "run.jsonl").read_bytes() for number in range(3)]
    assert logs[0] == logs[1]
    assert len({json.loads(data.splitlines()[0])["run_id"] for data in logs}) == 2


def test_a_database_of_unrelated_sessions_is_a_question_that_lists_them(tmp_path: Path) -> None:
    told = refused(tmp_path / "run", DATABASE)
    assert "EV121" in told
    assert f"{FAIL} (Fix failing calc test, from 2026-11-22 14:39:37+00:00, opencode.db); {FIX} (" in told


def test_several_sessions_that_are_named_are_one_run(tmp_path: Path) -> None:
    run = record(tmp_path / "run", DATABASE, sessions=(FIX, FAIL))
    assert set(run.started.sessions) == {FIX, FAIL}
    assert [one.exit_code for one in run.of(Command)] == [1, 0, 1, 1, 7]


@pytest.mark.parametrize(("name", "hint"), [("ses_dfc4dd", f"Did you mean '{FIX}'?"), ("ses_", ""), ("", "")])
def test_an_unknown_session_is_a_problem_that_lists_those_found(tmp_path: Path, name: str, hint: str) -> None:
    told = refused(tmp_path / "run", DATABASE, sessions=(name, FIX))
    assert "EV120" in told
    assert repr(name) in told
    assert FIX in told
    assert FAIL in told
    assert hint in told
    assert ("Did you mean" in told) == bool(hint)


def test_at_most_twenty_sessions_are_listed_and_the_rest_is_counted(tmp_path: Path) -> None:
    infos = [session(f"ses_{number:02}", title=f"Job {number}") for number in range(23)]
    messages = [user(f"msg_{number}", ses=f"ses_{number:02}") for number in range(23)]
    base = database(tmp_path / "opencode.db", *messages, sessions=infos)
    told = refused(tmp_path / "run", base, sessions=("other",))
    assert told.count("(Job ") == choosing.MOST_LISTED
    assert "; and 3 more" in told


def family(tmp_path: Path) -> Path:
    """A database of a session with a sub-agent that has one itself, and of another session."""
    infos = [
        session(),
        session("ses_kid", parentID="ses_main", title="Kid"),
        session("ses_grandkid", parentID="ses_kid", title="Grandkid"),
        session("ses_other", title="Private"),
    ]
    task = tool("task", {"description": "Look"}, metadata={"sessionId": "ses_kid"})
    messages = [
        user(),
        assistant(task, finish()),
        assistant(bash("ls kid"), identity="msg_k", ses="ses_kid", at=1_200),
        assistant(bash("ls grandkid"), identity="msg_g", ses="ses_grandkid", at=1_300),
        user("msg_p", ses="ses_other", at=5_000),
        assistant(bash("cat private"), identity="msg_o", ses="ses_other", at=5_500),
    ]
    return database(tmp_path / "opencode.db", *messages, sessions=infos)


@pytest.mark.parametrize("named", ["ses_main", "ses_grandkid"])
def test_a_session_is_taken_with_its_sub_agents_whichever_was_named(tmp_path: Path, named: str) -> None:
    run = record(tmp_path / "run", family(tmp_path), sessions=(named,))
    assert [(one.text, one.agent) for one in run.of(Command)] == [
        ("ls kid", "ses_kid"),
        ("ls grandkid", "ses_grandkid"),
    ]
    assert {one.id for one in run.of(AgentSeen)} == {"ses_kid", "ses_grandkid"}
    assert run.started.sessions == ("ses_main",)
    assert "with what belongs to it: ses_grandkid, ses_kid" in remarks(run)
    assert "rivate" not in kept(tmp_path / "run")


def test_a_database_of_one_family_needs_no_name(tmp_path: Path) -> None:
    infos = [session(), session("ses_kid", parentID="ses_main")]
    base = database(tmp_path / "opencode.db", user(), assistant(bash("ls")), sessions=infos)
    assert [one.text for one in record(tmp_path / "run", base).of(Command)] == ["ls"]


def test_parts_without_their_message_and_rows_without_a_session_are_nobody_elses(tmp_path: Path) -> None:
    base = family(tmp_path)
    with sqlite3.connect(base) as connection:
        loose = json.dumps({"type": "text", "text": "loose and Private", "id": "p9"})
        connection.execute("INSERT INTO part VALUES ('p9', 'gone', 'ses_other', ?)", (loose,))
        connection.execute("INSERT INTO part VALUES ('p8', 'gone', 'ses_main', ?)", (loose.replace("Private", "mine"),))
        connection.execute("INSERT INTO part VALUES ('p7', 'msg_1', 'ses_other', ?)", (loose,))
        connection.execute("INSERT INTO message VALUES ('m9', NULL, 1, '{\"x\": \"Private\"}')")
    connection.close()
    record(tmp_path / "run", base, sessions=("ses_main",))
    assert "loose and mine" in kept(tmp_path / "run")
    assert "Private" not in kept(tmp_path / "run")


def test_sessions_that_an_export_names_are_taken_from_the_database_beside_it(tmp_path: Path) -> None:
    run = record(tmp_path / "run", REAL_CLI / "opencode")
    assert run.started.sessions == (FIX,)
    assert FAIL not in kept(tmp_path / "run")
    assert [one.reported_cost_usd for one in run.of(Usage) if one.meter] == [Decimal("0.0378")]


def test_a_database_without_the_session_that_an_export_names_is_left_out_and_that_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "logs"
    folder.mkdir()
    family(folder)
    (folder / "x.json").write_text(export(user(ses="ses_x"), info=session("ses_x")))
    run = record(tmp_path / "run", folder)
    assert names(tmp_path / "run") == ["x.json.gz"]
    assert "opencode.db holds none of the sessions that the other files name" in remarks(run)


def test_rows_that_were_unpacked_before_are_chosen_from_too(tmp_path: Path) -> None:
    record(tmp_path / "both", DATABASE, sessions=(FIX, FAIL))
    run = record(tmp_path / "run", tmp_path / "both" / "raw", sessions=(FAIL,))
    assert names(tmp_path / "run") == ["opencode.db.jsonl.gz"]
    assert run.started.sessions == (FAIL,)
    assert FIX not in kept(tmp_path / "run")
    direct = record(tmp_path / "direct", DATABASE, sessions=(FAIL,))
    assert [type(one) for one in run.records] == [type(one) for one in direct.records]


def storage(folder: Path) -> Path:
    """The folder of older versions with two sessions."""
    for name in ("one", "two"):
        info = user(f"msg_{name}", ses=f"ses_{name}")["info"]
        answered = assistant(identity=f"msg_{name}2", ses=f"ses_{name}")["info"]
        ran: Json = {**bash(f"ls {name}"), "id": f"prt_{name}", "messageID": f"msg_{name}2"}
        files = {
            f"session/p1/ses_{name}.json": session(f"ses_{name}", title=name),
            f"message/ses_{name}/msg_{name}.json": info,
            f"message/ses_{name}/msg_{name}2.json": answered,
            f"part/msg_{name}2/prt_{name}.json": ran,
            f"session_diff/ses_{name}.json": [
                {"file": f"{name}.py", "additions": 1, "deletions": 0, "status": "added"}
            ],
        }
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(json.dumps(content))
    return folder


def test_of_the_older_folder_only_the_files_of_the_session_are_taken(tmp_path: Path) -> None:
    folder = storage(tmp_path / "storage")
    run = record(tmp_path / "run", folder, sessions=("ses_two",))
    assert [one.text for one in run.of(Command)] == ["ls two"]
    assert len(names(tmp_path / "run")) == 5
    assert all("two" in name for name in names(tmp_path / "run"))
    both = record(tmp_path / "both", folder)
    assert "2 sessions that are nobody's children were read together" in remarks(both)
    assert "name it with --session" in remarks(both)


@needs_field_data
def test_parts_that_name_no_session_go_with_their_message(tmp_path: Path) -> None:
    folder = FIELD_DATA / "agent_logs" / "in_the_wild" / "codex_redacted" / "opencode" / "storage_v2"
    record(tmp_path / "run", folder, sessions=("s_stage0_small",))
    assert len(names(tmp_path / "run")) == 6
    assert "large" not in " ".join(names(tmp_path / "run"))


def test_of_a_folder_of_transcripts_only_the_session_with_its_sub_agents_is_taken(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    shutil.copytree(CLAUDE / "workflow_session", project, dirs_exist_ok=True)
    shutil.copy(CLAUDE / "claude_fix.transcript.jsonl", project / "other.jsonl")
    name = "00e0d23b-2700-49c8-b00a-0aea6323517c"
    run = record(tmp_path / "run", project, sessions=(name,))
    alone = record(tmp_path / "alone", CLAUDE / "workflow_session")
    assert names(tmp_path / "run") == names(tmp_path / "alone")
    assert [type(one) for one in run.records] == [type(one) for one in alone.records]
    assert run.started.sessions == (name,)


@pytest.mark.parametrize(
    ("folder", "name", "files"),
    [
        ("codex", "01a203b1-b5c8-73e2-ad9d-d4432467dd60", ["codex_fail2.exec.jsonl", "codex_fail2.rollout.jsonl"]),
        ("gemini_cli", "475ad573-0341-4b46-adf1-14b75de4bd78", ["gemini_fix.chat.jsonl", "gemini_fix.stream.jsonl"]),
        (
            "copilot_cli",
            "04aa76af-c59b-4404-ac78-4978ee97deba",
            ["copilot_fix.events.jsonl", "copilot_fix.stream.jsonl"],
        ),
    ],
)
def test_every_recorded_agents_session_is_found_by_its_id(
    tmp_path: Path, folder: str, name: str, files: list[str]
) -> None:
    run = record(tmp_path / "run", REAL_CLI / folder, sessions=(name,))
    assert names(tmp_path / "run") == [f"{file}.gz" for file in files]
    assert run.started.sessions == (name,)


def test_a_session_is_found_among_logs_of_several_agents(tmp_path: Path) -> None:
    assert "EV105" in refused(tmp_path / "run", REAL_CLI)
    run = record(tmp_path / "run", REAL_CLI, sessions=(FIX,))
    assert run.started.program == "opencode"
    told = refused(tmp_path / "two", REAL_CLI, sessions=(FIX, "475ad573-0341-4b46-adf1-14b75de4bd78"))
    assert "EV105" in told


def test_a_stream_that_was_appended_to_gives_each_session_its_own_lines(tmp_path: Path) -> None:
    fix, denied = (CLAUDE / f"claude_{name}.stream.jsonl" for name in ("fix", "denied"))
    both = tmp_path / "ci.jsonl"
    both.write_bytes(fix.read_bytes() + b"not JSON\n" + denied.read_bytes().rstrip(b"\n"))
    chosen = json.loads(denied.read_bytes().splitlines()[0])["session_id"]
    run = record(tmp_path / "run", both, sessions=(chosen,))
    alone = record(tmp_path / "alone", denied)
    assert [type(one) for one in run.records] == [type(one) for one in alone.records]
    text = kept(tmp_path / "run")
    assert names(tmp_path / "run") == ["ci.jsonl.gz"]
    assert "not JSON" not in text
    assert "f010a0bc" not in text
    start = len(fix.read_bytes().splitlines()) + 1
    places = [one.read_from.line for one in run.of(Command) if one.read_from]
    assert places == [one.read_from.line + start for one in alone.of(Command) if one.read_from]
    assert text.count("\n") == both.read_bytes().count(b"\n")


def test_records_of_two_sessions_on_one_line_go_their_own_ways(tmp_path: Path) -> None:
    def event(name: str, word: str) -> str:
        return json.dumps({"type": "text", "timestamp": 1, "sessionID": name, "part": {"type": "text", "text": word}})

    path = tmp_path / "events.jsonl"
    path.write_text(
        f"{event('ses_a', 'one')}{event('ses_b', 'two')} {event('ses_a', 'three')}\n{event('ses_b', 'four')}"
    )
    record(tmp_path / "run", path, sessions=("ses_b",))
    assert "two" in kept(tmp_path / "run")
    assert "four" in kept(tmp_path / "run")
    assert "ses_a" not in kept(tmp_path / "run")
    assert "one" not in kept(tmp_path / "run")


def test_a_log_of_hooks_gives_each_session_its_own_events(tmp_path: Path) -> None:
    name = "98aacf83-c12f-4094-b7a6-9a3114559675"
    run = record(tmp_path / "run", CLAUDE / "hooks", CLAUDE / "claude_hooks_fail2.stream.jsonl", sessions=(name,))
    assert names(tmp_path / "run") == ["claude_hooks_fail2.stream.jsonl.gz", "hooks/hook_stdin.jsonl.gz"]
    assert "c1f84904" not in kept(tmp_path / "run")
    assert run.started.sessions == (name,)


def test_sessions_are_listed_with_titles_times_files_and_what_belongs_to_them(tmp_path: Path) -> None:
    (main, other) = find_sessions([family(tmp_path)])
    assert {main.id, other.id} == {"ses_main", "ses_other"}
    listed = main if main.id == "ses_main" else other
    assert (listed.title, listed.program, listed.files) == ("Fix it", "opencode", ("opencode.db",))
    assert listed.others == ("ses_grandkid", "ses_kid")
    assert [one.id for one in find_sessions([DATABASE])] == [FAIL, FIX]
    found = {one.id: one for one in find_sessions([REAL_CLI])}
    assert len(found) == 17
    first = found["01a203b1-2d54-70f1-be16-f4e185beedc3"]
    assert first.files == ("codex/codex_fix.exec.jsonl", "codex/codex_fix.rollout.jsonl")
    assert first.first is not None
    assert first.last is not None
    assert (first.first.isoformat()[:19], first.last.isoformat()[:19]) == ("2026-11-22T14:37:52", "2026-11-22T14:37:55")


def test_a_title_that_the_program_wrote_down_is_shown_in_short(tmp_path: Path) -> None:
    title: Json = {"type": "custom-title", "customTitle": "Pin\n every " + "x" * 200, "sessionId": "s1", "uuid": "t"}
    log(tmp_path / "s1.jsonl", "s1", *work("ls"), title)
    (found,) = find_sessions([tmp_path])
    assert found.title.startswith("Pin every xxx")
    assert found.title.endswith("…")
    assert len(found.title) == 120


def test_what_was_said_is_no_title(tmp_path: Path) -> None:
    text = part("text", text="secret words", title="secret words", summary="secret words")
    path = tmp_path / "x.json"
    path.write_text(export(user(), assistant(text), info=session(title="")))
    (found,) = find_sessions([path])
    assert (found.id, found.title) == ("ses_main", "")


def test_an_export_longer_than_the_sample_is_known_by_its_head(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(export(user(), *(assistant(bash("x" * 20_000), identity=f"m{number}") for number in range(20))))
    (found,) = find_sessions([path])
    assert (found.id, found.title) == ("ses_main", "Fix it")
    assert found.first is not None


@needs_field_data
def test_a_chat_store_is_known_by_the_id_that_it_gives_itself() -> None:
    store = FIELD_DATA / "agent_logs" / "in_the_wild" / "codex_redacted" / "agent-sessions_Cursor_test-store.db"
    (found,) = find_sessions([store])
    assert found.program == "cursor"
    assert found.title == "Test Session"
    assert found.id not in {"", "codex_redacted"}


def test_what_was_named_and_is_no_log_is_said(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("hello")
    (tmp_path / "empty").mkdir()
    (tmp_path / "blank.jsonl").touch()
    codes = {"note.txt": "EV102", "blank.jsonl": "EV103", "empty": "EV104", "gone": "EV101"}
    for path, code in ((tmp_path / name, code) for name, code in codes.items()):
        with pytest.raises(InputRejected) as caught:
            find_sessions([path])
        assert code in str(caught.value.problems[0])


def test_too_many_files_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(choosing, "MOST_FILES", 3)
    storage(tmp_path / "storage")
    assert "EV109" in refused(tmp_path / "run", tmp_path / "storage", sessions=("ses_one",))


def test_links_below_a_folder_are_not_followed_to_other_sessions(tmp_path: Path) -> None:
    log(tmp_path / "logs" / "a.jsonl", "aaaa-1", *work("ls a"))
    outside = log(tmp_path / "outside.jsonl", "bbbb-2", *work("ls b"))
    (tmp_path / "logs" / "b.jsonl").symlink_to(outside)
    assert [one.id for one in find_sessions([tmp_path / "logs"])] == ["aaaa-1"]
    assert "EV120" in refused(tmp_path / "run", tmp_path / "logs", sessions=("bbbb-2",))


def test_a_history_that_was_copied_into_a_session_is_said(tmp_path: Path) -> None:
    path = tmp_path / "b.jsonl"
    first = [line | {"sessionId": "aaaa-1", "uuid": f"a{line['uuid']}"} for line in work("ls a")]
    second = [line | {"sessionId": "bbbb-2", "uuid": f"b{line['uuid']}"} for line in work("ls b")]
    path.write_text("".join(json.dumps(line) + "\n" for line in (*first, *second)))
    run = record(tmp_path / "run", path, sessions=("aaaa-1",))
    assert "What stands of bbbb-2 in the same files (a history that was copied) was kept with it." in remarks(run)


@pytest.mark.parametrize("cut", [100, 60_000, 200_000, 350_000])
def test_a_damaged_database_lists_what_is_left_of_it(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "opencode.db"
    path.write_bytes(DATABASE.read_bytes()[:cut])
    if cut < 100_000:
        with pytest.raises(InputRejected, match="EV102"):
            find_sessions([path])
    else:
        assert {one.program for one in find_sessions([path])} == {"opencode"}


def test_sessions_that_are_each_others_parents_are_one_family(tmp_path: Path) -> None:
    infos = [session("ses_a", parentID="ses_b"), session("ses_b", parentID="ses_a"), session("ses_c", parentID="ses_c")]
    messages = [user(f"m_{name}", ses=f"ses_{name}") for name in "abc"]
    base = database(tmp_path / "opencode.db", *messages, sessions=infos)
    assert {one.id: one.others for one in find_sessions([base])} == {"ses_a": ("ses_b",), "ses_c": ()}
    record(tmp_path / "run", base, sessions=("ses_c",))
    assert "ses_a" not in kept(tmp_path / "run")


NAMES = st.sampled_from(["ses_a", "ses_b", "ses_c", ""])
RECORDS = st.lists(st.lists(st.tuples(NAMES, st.integers(0, 99)), min_size=1, max_size=3), min_size=1, max_size=12)


@given(lines=RECORDS, ended=st.booleans())
def test_the_parts_of_a_stream_are_everything_once_and_nothing_of_another(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[tuple[str, int]]], ended: bool
) -> None:
    path = tmp_path_factory.mktemp("stream") / "events.jsonl"
    written, owners, session_ = [], [], ""
    for number, line in enumerate(lines):
        pieces = []
        for at, (name, value) in enumerate(line):
            session_ = name or session_
            mark = f"{number}.{at}.{value}"
            owners.append((session_, mark))
            pieces.append(json.dumps({"type": "text", "mark": mark, **({"sessionID": name} if name else {})}))
        written.append(" ".join(pieces))
    path.write_text("\n".join(written) + ("\n" if ended else ""))
    for name in ("ses_a", "ses_b", "ses_c"):
        part = b"".join(part_lines(path, "opencode run events", frozenset({name})))
        marks = [value["mark"] for _, value in LineReader(io.BytesIO(part)) if isinstance(value, dict)]
        assert marks == [mark for owner, mark in owners if owner == name]
        assert part.count(b"\n") == path.read_bytes().count(b"\n")
    assert set(sessions_apart(path, "opencode run events")) <= {owner for owner, _ in owners}


def test_of_cursors_transcripts_and_chats_only_the_session_is_taken(tmp_path: Path) -> None:
    def said_by(word: str) -> str:
        talk = {"role": "user", "message": {"content": [{"type": "text", "text": word}]}}
        return json.dumps(talk) + "\n"

    def chat(path: Path, name: str) -> None:
        path.parent.mkdir(parents=True)
        meta = json.dumps({"agentId": name, "name": f"Chat {name}", "createdAt": 1_795_358_338_000})
        with sqlite3.connect(path) as connection:
            connection.executescript(
                "CREATE TABLE blobs (id TEXT, data BLOB); CREATE TABLE meta (key TEXT, value TEXT);"
            )
            connection.execute("INSERT INTO meta VALUES ('0', ?)", (meta.encode().hex(),))
            connection.execute("INSERT INTO blobs VALUES ('a', ?)", (json.dumps({"role": "user", "content": name}),))
        connection.close()

    folder = tmp_path / "cursor"
    for name in ("1111-aaaa", "2222-bbbb"):
        own = folder / "agent-transcripts" / name
        (own / "subagents").mkdir(parents=True)
        (own / f"{name}.jsonl").write_text(said_by(f"main {name}"))
        (own / "subagents" / f"sub-{name}.jsonl").write_text(said_by(f"sub {name}"))
        chat(folder / "chats" / f"x{name}" / "store.db", name)
    run = record(tmp_path / "run", folder, sessions=("1111-aaaa",))
    assert len(names(tmp_path / "run")) == 3
    assert "1111-aaaa" in kept(tmp_path / "run")
    assert "2222-bbbb" not in kept(tmp_path / "run")
    assert "2222-bbbb" not in (tmp_path / "run" / "run.jsonl").read_text()
    assert run.started.sessions == ("1111-aaaa",)
    assert {one.id: one.title for one in find_sessions([folder])} == {
        "1111-aaaa": "Chat 1111-aaaa",
        "2222-bbbb": "Chat 2222-bbbb",
    }

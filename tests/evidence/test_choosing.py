"""One run is one job: which sessions of the named logs are recorded, and that nothing of the others is kept."""

import hashlib
import json
import shutil
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest

from agent_router.evidence import choosing
from agent_router.evidence.choosing import find_sessions
from agent_router.model.known import KnownBy
from agent_router.model.run import AgentSeen, Change, Command, Usage
from tests.evidence.choices import DATABASE, FAIL, FIX, family, kept, log, names, refused, remarks, storage, work
from tests.evidence.opencode_logs import assistant, bash, database, export, session, user
from tests.evidence.readings import CLAUDE, REAL_CLI
from tests.evidence.recordings import record
from tests.places import FIELD_DATA, needs_field_data


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


def test_a_database_of_unrelated_sessions_is_read_as_one_run_and_lists_them(tmp_path: Path) -> None:
    run = record(tmp_path / "run", DATABASE)
    assert set(run.started.sessions) == {FIX, FAIL}
    told = remarks(run)
    assert f"{FAIL} (Fix failing calc test, from 2026-11-22 14:39:37+00:00, opencode.db); {FIX} (" in told
    assert "A run is one job: choose one with --session ID." in told


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


def test_sessions_that_are_each_others_parents_are_one_family(tmp_path: Path) -> None:
    infos = [session("ses_a", parentID="ses_b"), session("ses_b", parentID="ses_a"), session("ses_c", parentID="ses_c")]
    messages = [user(f"m_{name}", ses=f"ses_{name}") for name in "abc"]
    base = database(tmp_path / "opencode.db", *messages, sessions=infos)
    assert {one.id: one.others for one in find_sessions([base])} == {"ses_a": ("ses_b",), "ses_c": ()}
    record(tmp_path / "run", base, sessions=("ses_c",))
    assert "ses_a" not in kept(tmp_path / "run")


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

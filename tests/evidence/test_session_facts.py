"""What a person sees of the sessions in some logs, to choose one of them."""

from pathlib import Path

import pytest

from agent_router.errors import InputRejected
from agent_router.evidence.choosing import find_sessions
from tests.evidence.choices import DATABASE, FAIL, FIX, Json, family, log, work
from tests.evidence.opencode_logs import assistant, bash, export, part, session, user
from tests.evidence.readings import REAL_CLI
from tests.places import FIELD_DATA, needs_field_data


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


@pytest.mark.parametrize("cut", [100, 60_000, 200_000, 350_000])
def test_a_damaged_database_lists_what_is_left_of_it(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "opencode.db"
    path.write_bytes(DATABASE.read_bytes()[:cut])
    if cut < 100_000:
        with pytest.raises(InputRejected, match="EV102"):
            find_sessions([path])
    else:
        assert {one.program for one in find_sessions([path])} == {"opencode"}

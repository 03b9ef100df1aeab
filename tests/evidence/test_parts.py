"""A file that several sessions were written into gives each of them its own records."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.lines import LineReader
from agent_router.evidence.parts import part_lines, sessions_apart
from agent_router.model.run import Command
from tests.evidence.choices import kept, names
from tests.evidence.readings import CLAUDE
from tests.evidence.recordings import record


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

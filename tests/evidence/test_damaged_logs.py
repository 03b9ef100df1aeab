"""Whatever happens to a log's bytes, reading goes on, and nothing is counted twice."""

import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.model.run import Command, Usage
from tests.evidence.readings import CLAUDE, read_bytes, read_files, tokens

TRANSCRIPT = (CLAUDE / "claude_fix.transcript.jsonl").read_bytes()
STREAM = (CLAUDE / "claude_workflow.stream.jsonl").read_bytes()
LINES = TRANSCRIPT.splitlines() + STREAM.splitlines()
NAMES = sorted(
    {
        *(
            "type",
            "message",
            "content",
            "toolUseResult",
            "tool_use_result",
            "usage",
            "timestamp",
            "uuid",
            "input",
            "id",
        ),
        *("is_error", "data", "attachment", "modelUsage", "permission_denials", "workflow_progress", "structuredPatch"),
        *("subtype", "cwd", "sessionId", "session_id", "name", "file", "parent_tool_use_id", "stop_reason", "filePath"),
    }
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_log_cut_anywhere_is_read(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([TRANSCRIPT, STREAM]))
    cut = source[: data.draw(st.integers(0, len(source)))]
    assert len(read_bytes(cut).records) <= len(read_bytes(source).records) + 5


def test_a_stream_without_its_result_was_killed_and_did_not_finish() -> None:
    fix = (CLAUDE / "claude_fix.stream.jsonl").read_bytes().splitlines(keepends=True)
    assert read_bytes(b"".join(fix)).finished
    assert [number for number in range(1, len(fix)) if read_bytes(b"".join(fix[:number])).finished] == []


def test_a_transcript_that_breaks_off_in_a_line_did_not_finish() -> None:
    whole = TRANSCRIPT.rstrip(b"\n")
    last = json.dumps({**json.loads(TRANSCRIPT.splitlines()[-1]), "type": "user", "uuid": "later"}).encode()
    assert read_bytes(whole).finished, "no line end after the last line says nothing"
    assert not read_bytes(whole + b"\n" + last[:80]).finished


@given(st.lists(st.sampled_from(LINES), max_size=30), st.sampled_from([b"\n", b"", b" ", b"\x00\n", b"}\n"]))
@settings(max_examples=60, deadline=None)
def test_lines_shuffled_repeated_and_glued_are_read(lines: list[bytes], between: bytes) -> None:
    reading = read_bytes(between.join(lines))
    assert all(one.read_from for one in reading.records)


@given(st.sampled_from(LINES), st.sampled_from(NAMES), VALUES)
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_line_with_any_value_anywhere_is_read(line: bytes, name: str, value: object) -> None:
    mutated = _with(json.loads(line), name, value)
    reading = read_bytes(TRANSCRIPT[:6000] + b"\n" + json.dumps(mutated).encode() + b"\n")
    assert reading.records


def _with(node: object, name: str, value: object) -> object:
    """The same JSON with another value under that name, wherever it stands."""
    if isinstance(node, dict):
        return {key: value if key == name else _with(inner, name, value) for key, inner in node.items()}
    return [_with(inner, name, value) for inner in node] if isinstance(node, list) else node


@given(st.lists(st.sampled_from(["t1", "t2", "s"]), min_size=1, max_size=5))
@settings(max_examples=30, deadline=None)
def test_reading_files_again_and_again_doubles_nothing(names: list[str]) -> None:
    stream = (CLAUDE / "claude_fix.stream.jsonl").read_bytes()
    contents = {"t1": TRANSCRIPT, "t2": TRANSCRIPT.replace(b"\n", b"\r\n"), "s": stream}
    reading = read_files(*((f"{at}.jsonl", contents[name]) for at, name in enumerate(names)))
    assert sum(tokens(reading.records).values()) == 31_443
    assert len([one for one in reading.records if isinstance(one, Command)]) == 2
    meters = [one for one in reading.records if isinstance(one, Usage) and one.meter]
    assert len(meters) == (1 if "s" in names else 0)


@given(st.binary(max_size=400))
def test_no_bytes_stop_the_recognizing(data: bytes) -> None:
    for reader in AGENT_LOGS.values():
        assert isinstance(reader.recognizes(data), str)


def test_other_agents_logs_are_not_taken_for_claude_codes() -> None:
    foreign = [
        *(CLAUDE.parent / "codex").iterdir(),
        *(CLAUDE.parent / "gemini_cli").iterdir(),
        *(CLAUDE.parent / "copilot_cli").iterdir(),
        *(CLAUDE.parent / "opencode").iterdir(),
        *(CLAUDE.parent / "otel_genai").iterdir(),
        Path(__file__),
    ]
    for path in foreign:
        assert AGENT_LOGS["claude-code"].recognizes(path.read_bytes()[:65536]) == "", path

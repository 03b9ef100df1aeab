"""Each program's files say which session they tell of; where they do not, their place does."""

import json
from pathlib import Path

import pytest

from agent_router.evidence.session_ids import Named, last_values, named_in

LONG = b'", "text": "' + b"x" * 400_000


def lines(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


@pytest.mark.parametrize(
    ("program", "kind", "sample", "path", "expected"),
    [
        ("codex", "codex rollout", lines({"id": "old", "instructions": None}), "r.jsonl", Named("old")),
        ("codex", "codex rollout", lines({"session": {"id": "older"}, "items": []}), "r.json", Named("older")),
        ("codex", "codex exec stream", lines({"type": "thread.started", "thread_id": "t1"}), "e.jsonl", Named("t1")),
        ("copilot-cli", "copilot-cli workspace", b"id: w1\r\ncwd: /x\r\n", "workspace.yaml", Named("w1")),
        ("copilot-cli", "copilot-cli workspace", b"cwd: /x\n", "workspace.yaml", Named("")),
        ("gemini-cli", "gemini-cli session", b'{"sessionId": "g1' + LONG, "s.json", Named("g1")),
        ("gemini-cli", "gemini-cli session", b'{"messages": ["' + LONG, "s.json", Named("")),
        ("atif", "atif trajectory", lines({"session_id": "a1"}), "t.json", Named("a1")),
        ("cursor", "cursor stream-json", lines({"type": "system", "session_id": "c1"}), "x.jsonl", Named("c1")),
        ("cursor", "cursor chat store", lines({"row": {"agentId": "chat"}}), "h/id/store.db", Named("chat")),
        ("cursor", "cursor chat store", b"nothing\n", "h/id/store.db", Named("id")),
        ("cursor", "cursor transcript", b"", "c2.jsonl", Named("c2")),
        ("opencode", "opencode export", b'{"info": {"id": "o1", "parentID": "o0", "messages": [' + LONG, "e.json",
         Named("o1", frozenset({"o0"}), child=True)),
        ("opencode", "opencode export", b'{"info": {"title": "' + LONG, "e.json", Named("")),
        ("opencode", "opencode message file", lines({"id": "m1", "sessionID": "o1"}), "m.json",
         Named("o1", frozenset({"message m1"}))),
        ("opencode", "opencode part file", lines({"id": "p1"}), "m1/p1.json",
         Named("", frozenset({"message m1"}), child=True)),
        ("opencode", "opencode session diff", b"[]", "o1.json", Named("o1", child=True)),
        ("opencode", "opencode run events", lines({"sessionID": "o1"}), "r.jsonl", Named("o1")),
        ("opentelemetry", "opentelemetry document",
         b'{"traceId": "' + b"AB" * 16 + b'", "key": "gen_ai.conversation.id", "value": {"stringValue": "v1"}}',
         "o.json",
         Named("v1", frozenset({"v1", "trace " + "ab" * 16}))),
        ("swe-agent", "swe-agent trajectory", b"{}", "x.traj", Named("")),
    ],
)  # fmt: skip
def test_a_file_names_its_session(program: str, kind: str, sample: bytes, path: str, expected: Named) -> None:
    found = named_in(program, kind, sample, Path(path))
    assert (found.own, found.others - {found.own}, found.child) == (
        expected.own, expected.others - {expected.own}, expected.child,
    )  # fmt: skip


def test_the_end_of_a_long_file_is_read_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(lines(*({"n": number, "text": "x" * 1000} for number in range(200)), {"type": "result"}))
    found = last_values(path)
    assert len(found) < 80
    assert found[-1] == {"type": "result"}

"""Messages as Gemini CLI writes them, and reading logs made of them."""

import io
import json
from collections.abc import Mapping

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.gemini import GeminiCli

Json = dict[str, object]
SESSION = "bbbbbbbb-1111-2222-3333-444444444444"
CWD = "/home/dev/shop"
HEADER: Json = {"sessionId": SESSION, "projectHash": "abc", "startTime": "2026-03-01T10:00:00Z", "kind": "main"}


def read(*files: tuple[str, str]) -> LogReading:
    """Read these files as one run."""
    reader = GeminiCli()
    logs = []
    for name, content in files:
        data = content.encode()
        logs.append(LogFile(name, lambda data=data: io.BytesIO(data), reader.recognizes(data)))  # type: ignore[misc]
    return reader.read(logs)


def lines(*values: Mapping[str, object] | str) -> str:
    """JSON Lines; text is taken as it is."""
    return "\n".join(value if isinstance(value, str) else json.dumps(value) for value in values) + "\n"


def gemini(*values: Mapping[str, object] | str) -> LogReading:
    """A session log of these lines, its header before them."""
    return read(("session.jsonl", lines(HEADER, {"$set": {"directories": [CWD]}}, *values)))


def document(*messages: Mapping[str, object]) -> str:
    """The pretty document of an old version."""
    return json.dumps({**HEADER, "messages": list(messages)}, indent=2)


def stream(*events: Mapping[str, object]) -> LogReading:
    """A `stream-json` of these events, its start before them."""
    init = {"type": "init", "timestamp": "2026-03-01T10:00:00Z", "session_id": SESSION, "model": "g-1"}
    return read(("out.jsonl", lines(init, *events)))


def at(number: int) -> str:
    """A time in the made-up session."""
    return f"2026-03-01T10:00:{number:02d}.000Z"


def user(number: int, words: object = "Do it") -> Json:
    """A person asks."""
    return {"id": f"u{number}", "timestamp": at(number), "type": "user", "content": words}


def says(number: int, words: str = "", *calls: Json, **more: object) -> Json:
    """The model speaks or calls."""
    tokens = {"input": 100, "output": 10, "cached": 40, "thoughts": 5, "tool": 3, "total": 118}
    message: Json = {"id": f"g{number}", "timestamp": at(number), "type": "gemini", "content": words, "model": "g-1"}
    return {**message, "tokens": tokens, **({"toolCalls": list(calls)} if calls else {}), **more}


def call(name: str, arguments: Json, answer: str = "", status: str = "success", **more: object) -> Json:
    """One tool call with its answer."""
    key = "output" if status == "success" else "error"
    id_ = str(more.pop("id", f"{name}-1"))
    response = {"functionResponse": {"id": id_, "name": name, "response": {key: answer}}}
    return {"id": id_, "name": name, "args": arguments, "status": status, "result": [response], **more}


def shell(command: str, answer: str, status: str = "success", **arguments: object) -> LogReading:
    """A session of one shell call."""
    one = call("run_shell_command", {"command": command, **arguments}, answer, status)
    return gemini(user(1), says(2, "", one))

"""OpenCode's logs in small: messages, parts, exports, event streams and databases as it writes them."""

import io
import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.opencode import OpenCode

CWD = "/home/dev/shop"
SES = "ses_main"
START = 1_795_358_338_000

Json = dict[str, object]


def session(identity: str = SES, **more: object) -> Json:
    """`info` of a session."""
    time = {"created": START, "updated": START + 60_000}
    plain = {"id": identity, "projectID": "p1", "directory": CWD, "title": "Fix it", "version": "1.18.33", "time": time}
    return {**plain, **more}


def user(identity: str = "msg_0", *, at: int = 0, diffs: Sequence[Json] = (), ses: str = SES) -> Json:
    """A prompt with the differences of its turn."""
    info = {"id": identity, "sessionID": ses, "role": "user", "time": {"created": START + at}}
    return {"info": {**info, "summary": {"diffs": list(diffs)}}, "parts": [part("text", text="Fix it", mid=identity)]}


def assistant(*parts: Json, identity: str = "msg_1", at: int = 1_000, ses: str = SES, **more: object) -> Json:
    """A message of the agent; its parts get IDs of their own."""
    info: Json = {
        "id": identity,
        "sessionID": ses,
        "role": "assistant",
        "modelID": "m1",
        "path": {"cwd": CWD, "root": CWD},
        "time": {"created": START + at, "completed": START + at + 900},
        "finish": "stop",
        **more,
    }
    own = [{"id": f"prt_{identity}_{number}", "messageID": identity, **one} for number, one in enumerate(parts)]
    return {"info": info, "parts": own}


def part(kind: str, mid: str = "", **more: object) -> Json:
    """One part."""
    return {"type": kind, **({"id": f"prt_{mid}_u", "messageID": mid} if mid else {}), **more}


def tool(name: str, given: Json, status: str = "completed", *, at: int = 1_100, **state: object) -> Json:
    """A call of a tool with its state."""
    time = {"start": START + at, "end": START + at + 50}
    return part("tool", tool=name, callID=f"call_{at}", state={"status": status, "input": given, "time": time, **state})


def bash(command: str, code: int | None = 0, output: str = "", *, at: int = 1_100) -> Json:
    """A shell command that OpenCode calls completed, whatever its exit code."""
    return tool("bash", {"command": command}, output=output, metadata={"exit": code, "output": output}, at=at)


def finish(cost: float = 0.01, reason: str = "stop", **tokens: object) -> Json:
    """The end of a step, with what it billed."""
    plain = {"input": 100, "output": 20, "reasoning": 0, "cache": {"read": 400, "write": 0}}
    return part("step-finish", reason=reason, cost=cost, tokens={**plain, **tokens})


def export(*messages: Json, info: Json | None = None) -> str:
    """What `opencode export` prints."""
    return json.dumps({"info": info or session(), "messages": list(messages)}, indent=2)


def events(*messages: Json) -> str:
    """What `opencode run --format json` prints of the same messages."""
    lines = []
    names = {"tool": "tool_use", "step-finish": "step_finish", "step-start": "step_start"}
    for message in messages:
        info = message["info"]
        assert isinstance(info, Mapping)
        assert isinstance(message["parts"], list)
        for one in message["parts"]:
            if info["role"] == "assistant" and one["type"] in {"text", "reasoning", *names}:
                kind = names.get(one["type"], one["type"])
                at = info["time"]["created"] + 5
                lines.append({"type": kind, "timestamp": at, "sessionID": info["sessionID"], "part": one})
    return "".join(json.dumps(line) + "\n" for line in lines)


def database(path: Path, *messages: Json, sessions: Sequence[Json] = ()) -> Path:
    """A database of version 1 with these messages."""
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE `session` (`id` text PRIMARY KEY, `parent_id` text, `directory` text, `title` text,"
            " `version` text, `cost` real, `tokens_input` integer, `time_created` integer, `time_updated` integer);"
            "CREATE TABLE `message` (`id` text PRIMARY KEY, `session_id` text, `time_created` integer, `data` text);"
            "CREATE TABLE `part` (`id` text PRIMARY KEY, `message_id` text, `session_id` text, `data` text);"
        )
        for info in sessions or [session()]:
            named = (info["id"], info.get("parentID"), info["directory"], info["title"], info["version"], START)
            connection.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, 0, 0, ?, 0)", named)
        for message in messages:
            own, parts = message["info"], message["parts"]
            assert isinstance(own, dict)
            assert isinstance(parts, list)
            row = (own["id"], own["sessionID"], own["time"]["created"], json.dumps(own))
            connection.execute("INSERT INTO message VALUES (?, ?, ?, ?)", row)
            rows = [(one["id"], own["id"], own["sessionID"], json.dumps(one)) for one in parts]
            connection.executemany("INSERT INTO part VALUES (?, ?, ?, ?)", rows)
    connection.close()
    return path


def unpacked(path: Path) -> bytes:
    """The lines that a run folder keeps of a database."""
    lines = OpenCode().unpack(path, OpenCode().recognizes(path.read_bytes()))
    assert lines is not None
    return b"".join(lines)


def read(*contents: str | bytes | tuple[str, str | bytes]) -> LogReading:
    """Read these contents as one run; a pair names its file."""
    reader, files = OpenCode(), []
    for number, one in enumerate(contents):
        name, content = one if isinstance(one, tuple) else (f"log{number}.json", one)
        data = content.encode() if isinstance(content, str) else content
        files.append(LogFile(f"raw/{name}", lambda data=data: io.BytesIO(data), reader.recognizes(data)))  # type: ignore[misc]
    return reader.read(files)


def said(reading: LogReading) -> str:
    """All remarks, one a line."""
    return "\n".join(words for _, words in reading.remarks)

"""Lines of Cursor's logs, as tests write and read them."""

import io
import json
from collections.abc import Mapping

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.cursor import Cursor

CWD = "/home/dev/shop"
SID = "c6b62c6f-7ead-4fd6-9922-e952131177ff"
AT = 1_795_358_338_000
Json = dict[str, object]

INIT: Json = {
    "type": "system",
    "subtype": "init",
    "apiKeySource": "login",
    "cwd": CWD,
    "session_id": SID,
    "model": "Claude 4.5 Sonnet",
    "permissionMode": "default",
}


def call(kind: str, args: Json, result: Json | None, identity: str = "t1", **beside: object) -> list[Json]:
    """A call as it was started and completed; metadata lies beside the tool."""
    envelope: Json = {"type": "tool_call", "call_id": identity, "session_id": SID, "model_call_id": "m"}
    started = {**envelope, "subtype": "started", "timestamp_ms": AT, "tool_call": {**beside, kind: {"args": args}}}
    if result is None:
        return [started]
    body = {**beside, kind: {"args": args, "result": result}}
    return [started, {**envelope, "subtype": "completed", "timestamp_ms": AT + 900, "tool_call": body}]


def result(said: str = "Done.", identity: str = "r1", **more: object) -> Json:
    """The closing line of a turn."""
    plain = {"type": "result", "subtype": "success", "is_error": False, "duration_ms": 9000, "duration_api_ms": 9000}
    return {**plain, "result": said, "session_id": SID, "request_id": identity, **more}


def read(*lines: Mapping[str, object] | str, name: str = "run.jsonl") -> LogReading:
    """Read one file of these lines."""
    return read_files((name, "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines)))


def read_files(*contents: tuple[str, str | bytes]) -> LogReading:
    """Read several files as one run."""
    reader, files = Cursor(), []
    for name, content in contents:
        data = content.encode() if isinstance(content, str) else content
        files.append(LogFile(f"raw/{name}", lambda data=data: io.BytesIO(data), reader.recognizes(data)))  # type: ignore[misc]
    return reader.read(files)


def said(reading: LogReading) -> str:
    """All remarks, one a line."""
    return "\n".join(remark for _, remark in reading.remarks)

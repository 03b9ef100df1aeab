"""Events as GitHub Copilot CLI writes them, and reading logs made of them."""

import io
import json
from collections.abc import Mapping

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.copilot import CopilotCli
from agent_router.model.run import Command, Record

Json = dict[str, object]
SESSION = "aaaaaaaa-1111-2222-3333-444444444444"
CWD = "/home/dev/shop"


def copilot(*lines: Mapping[str, object] | str, more: tuple[tuple[str, str], ...] = ()) -> LogReading:
    """Read one log of these lines, with other files beside it."""
    reader = CopilotCli()
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n"
    files = []
    for name, content in (("events.jsonl", text), *more):
        data = content.encode()
        files.append(LogFile(name, lambda data=data: io.BytesIO(data), reader.recognizes(data)))  # type: ignore[misc]
    return reader.read(files)


def event(kind: str, number: int, data: Json | None = None, **envelope: object) -> Json:
    """One event."""
    return {
        "type": kind,
        "data": data or {},
        "id": f"event-{kind}-{number}",
        "timestamp": f"2026-03-01T10:00:{number:02d}.000Z",
        "parentId": None,
        **envelope,
    }


def start(version: str = "1.0.102", **more: object) -> Json:
    """A session begins."""
    data: Json = {"sessionId": SESSION, "copilotVersion": version, "selectedModel": "m-1", "context": {"cwd": CWD}}
    return event("session.start", 0, {**data, **more})


def asks(number: int, name: str, arguments: object, call: str = "c1", **envelope: object) -> Json:
    """The model asks for a tool."""
    request = {"toolCallId": call, "name": name, "arguments": arguments}
    data: Json = {"messageId": f"m{number}", "content": "", "toolRequests": [request], "model": "m-1"}
    return event("assistant.message", number, data, **envelope)


def says(number: int, words: str, **data: object) -> Json:
    """The model says something and asks for nothing."""
    return event("assistant.message", number, {"messageId": f"m{number}", "content": words, "toolRequests": [], **data})


def done(number: int, call: str = "c1", words: str = "", *, success: bool = True, **more: object) -> Json:
    """A tool answers."""
    data: Json = {"toolCallId": call, "success": success, "result": {"content": words}, **more}
    return event("tool.execution_complete", number, data)


def used(number: int, response: str, fresh: int = 100, read: int = 40, output: int = 7, **more: object) -> Json:
    """One response is billed."""
    usage: Json = {"model": "m-1", "inputTokens": fresh, "cacheReadTokens": read, "outputTokens": output}
    return event("session.usage_record", number, {"usage": {**usage, "apiCallId": response, **more}})


def shutdown(number: int, kind: str = "routine", **more: object) -> Json:
    """The program closes the session."""
    return event("session.shutdown", number, {"shutdownType": kind, **more})


def the(kind: type[Record], *lines: Json | str) -> list[Record]:
    return [one for one in copilot(start(), *lines).records if isinstance(one, kind)]


def command(*lines: Json | str) -> Command:
    (found,) = the(Command, *lines)
    assert isinstance(found, Command)
    return found

"""What the tests of evidence share: where the recorded logs are, reading them, and lines as Claude Code writes them."""

import io
import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path

from agent_router.evidence.finding import find_logs
from agent_router.evidence.found import FoundLog
from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.evidence.opening import LogText
from agent_router.evidence.relating import relate
from agent_router.model.known import CommandOutcome, KnownBy
from agent_router.model.run import Change, Command, Record, Usage
from tests.places import REPOSITORY

REAL_CLI = REPOSITORY / "tests" / "data" / "real_cli"
CLAUDE = REAL_CLI / "claude_code"
SESSION = "11111111-2222-3333-4444-555555555555"
CWD = "/home/dev/shop"

Json = dict[str, object]


def read_paths(*paths: Path) -> LogReading:
    """Read logs as they stand, without recording them."""
    found = find_logs(paths)
    files = [LogFile(file.name, lambda one=file: _text(one), file.kind) for file in found.files if file.reads]  # type: ignore[misc]
    return found.reader.read(files)


def _text(file: FoundLog) -> io.BytesIO:
    return io.BytesIO(b"".join(LogText(file.path, file.unpack).blocks(1 << 20)))


def read_lines(*lines: Mapping[str, object] | str, name: str = "session.jsonl") -> LogReading:
    """Read one log made of these lines (text is taken as it is)."""
    return read_bytes(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n", name=name
    )


def read_bytes(text: str | bytes, *, name: str = "session.jsonl") -> LogReading:
    """Read one log of exactly this content."""
    return read_files((name, text))


def read_files(*files: tuple[str, str | bytes]) -> LogReading:
    """Read several files as one run."""
    reader = AGENT_LOGS["claude-code"]
    logs = []
    for name, text in files:
        data = text.encode() if isinstance(text, str) else text
        logs.append(LogFile(name, lambda data=data: io.BytesIO(data), reader.recognizes(data)))  # type: ignore[misc]
    return reader.read(logs)


def of(reading: LogReading, kind: type[Record]) -> list[Record]:
    """Records of one kind, paths seen from the working directory."""
    return [relate(one, reading.working_directory) for one in reading.records if isinstance(one, kind)]


def changed(reading: LogReading, *known_by: KnownBy) -> list[str]:
    """Paths that were really changed, in order, each once."""
    wanted = known_by or (KnownBy.TOOL,)
    paths = [one.path for one in of(reading, Change) if isinstance(one, Change) and one.done and one.known_by in wanted]
    return list(dict.fromkeys(paths))


def commands(reading: LogReading) -> list[list[object]]:
    """Command and exit code of everything that ran."""
    ran = [one for one in reading.records if isinstance(one, Command) and one.outcome is CommandOutcome.RAN]
    return [[one.text, one.exit_code] for one in ran]


def tokens(records: Iterable[Record]) -> dict[str, int]:
    """Billed tokens, the agent's own meter left out."""
    billed = [one for one in records if isinstance(one, Usage) and not one.meter]
    return {
        "input": sum(one.input for one in billed),
        "cache_write": sum(one.cache_write + one.cache_write_1h for one in billed),
        "cache_read": sum(one.cache_read for one in billed),
        "output": sum(one.output for one in billed),
    }


def reported(records: Iterable[Record]) -> Decimal:
    """What the agent's own meter says it cost."""
    return sum(
        (one.reported_cost_usd or Decimal(0) for one in records if isinstance(one, Usage) and one.meter), Decimal(0)
    )


def moment(second: float) -> str:
    """A time of day in the made-up session."""
    return f"2026-03-01T10:{int(second) // 60:02d}:{second % 60:06.3f}Z"


def envelope(kind: str, number: int, **more: object) -> Json:
    """What every line of a transcript carries."""
    return {
        "type": kind,
        "uuid": f"uuid-{kind}-{number}",
        "sessionId": SESSION,
        "timestamp": moment(number),
        "cwd": CWD,
        "version": "2.1.210",
        "isSidechain": False,
        **more,
    }


def prompt(number: int, words: str = "Do it", **more: object) -> Json:
    """A person asks."""
    fields: Json = {"message": {"role": "user", "content": words}}
    fields.update(more)
    return envelope("user", number, **fields)


def usage(output: int = 10, **more: object) -> Json:
    """Tokens of one response."""
    return {
        "input_tokens": 5,
        "cache_creation_input_tokens": 100,
        "cache_read_input_tokens": 1000,
        "output_tokens": output,
        **more,
    }


def said(number: int, *blocks: Json, id: str = "", **more: object) -> Json:  # noqa: A002 - the log's own word
    """One line of the model."""
    message: Json = {
        "id": id or f"msg_{number}",
        "model": "claude-test-1",
        "role": "assistant",
        "content": list(blocks),
        "stop_reason": "tool_use" if any(block["type"] == "tool_use" for block in blocks) else "end_turn",
        "usage": usage(),
    }
    message.update({name: more.pop(name) for name in ("stop_reason", "usage", "model") if name in more})
    return envelope("assistant", number, message=message, **more)


def words(text: str) -> Json:
    """A text block."""
    return {"type": "text", "text": text}


def call(name: str, id: str = "toolu_1", **arguments: object) -> Json:  # noqa: A002 - the log's own word
    """A tool_use block."""
    return {"type": "tool_use", "id": id, "name": name, "input": arguments}


def answer(
    number: int,
    content: str,
    extra: object = None,
    *,
    id: str = "toolu_1",  # noqa: A002 - the log's own word
    error: bool = False,
    **more: object,
) -> Json:
    """A line with one tool_result."""
    block = {"type": "tool_result", "tool_use_id": id, "content": content, "is_error": error}
    fields: Json = {"message": {"role": "user", "content": [block]}, "toolUseResult": extra, **more}
    return envelope("user", number, **fields)


def bash(command: str, output: str = "", detail: Json | None = None) -> LogReading:
    """A session of one shell call that completed without error."""
    extra = {"stdout": output, "stderr": "", "interrupted": False, **(detail or {})}
    return read_lines(prompt(1), said(2, call("Bash", command=command)), answer(3, output, extra))


def bash_failed(command: str, content: str, *, denial: str = "") -> LogReading:
    """A session of one shell call that ended with an error text."""
    failed = answer(3, content, f"Error: {content}", error=True, toolDenialKind=denial)
    return read_lines(prompt(1), said(2, call("Bash", command=command)), failed)

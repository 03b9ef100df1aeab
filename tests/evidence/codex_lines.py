"""Lines as Codex writes them, and reading them."""

import io
import json
from collections.abc import Iterable, Mapping

from agent_router.evidence.interface import LogFile, LogReading
from agent_router.evidence.logs.registry import AGENT_LOGS
from agent_router.model.known import CommandOutcome
from agent_router.model.run import Command, Record
from tests.evidence.readings import REAL_CLI, Json, moment

CODEX = REAL_CLI / "codex"
THREAD = "thread-1"
CWD = "/home/dev/shop"


def read_codex(*files: Iterable[Mapping[str, object] | str] | bytes, names: tuple[str, ...] = ()) -> LogReading:
    """Read files made of these lines (text is taken as it is) as one run."""
    reader, logs = AGENT_LOGS["codex"], []
    for at, file in enumerate(files):
        data = file if isinstance(file, bytes) else written(file)
        name = names[at] if names else f"{at}.jsonl"
        logs.append(LogFile(name, lambda data=data: io.BytesIO(data), reader.recognizes(data)))  # type: ignore[misc]
    return reader.read(logs)


def written(lines: Iterable[Mapping[str, object] | str]) -> bytes:
    """The bytes of a file of these lines."""
    return "".join(f"{one if isinstance(one, str) else json.dumps(one)}\n" for one in lines).encode()


def line(kind: str, at: float, **payload: object) -> Json:
    """One line of a rollout."""
    return {"timestamp": moment(at), "type": kind, "payload": payload}


def meta(thread: str = THREAD, at: float = 0, **more: object) -> Json:
    """The first line of a rollout."""
    fields = {"id": thread, "timestamp": moment(at), "cwd": CWD, "cli_version": "0.120.0", "source": "cli", **more}
    return line("session_meta", at, **fields)


def event(kind: str, at: float, **payload: object) -> Json:
    """One event of the program."""
    return line("event_msg", at, type=kind, **payload)


def item(kind: str, at: float, **payload: object) -> Json:
    """One item of the model's conversation."""
    return line("response_item", at, type=kind, **payload)


def completed(kind: str, at: float, turn: str = "", **fields: object) -> Json:
    """One item of versions since 0.149."""
    return event("item_completed", at, thread_id=THREAD, turn_id=turn, item={"type": kind, **fields})


def asks(name: str, at: float, call_id: str = "c1", **arguments: object) -> Json:
    """The model calls a function."""
    return item("function_call", at, name=name, call_id=call_id, arguments=json.dumps(arguments))


def gets(output: object, at: float, call_id: str = "c1") -> Json:
    """The model gets the answer."""
    return item("function_call_output", at, call_id=call_id, output=output)


def says(words: str, at: float) -> tuple[Json, Json]:
    """The agent's words as both of their records."""
    content = [{"type": "output_text", "text": words}]
    return event("agent_message", at, message=words), item("message", at, role="assistant", content=content)


def tokens_of(input_: int, cached: int, output: int, *, written_: int = 0) -> Json:
    """One usage object."""
    return {
        "input_tokens": input_,
        "cached_input_tokens": cached,
        "cache_write_input_tokens": written_,
        "output_tokens": output,
        "reasoning_output_tokens": output // 4,
        "total_tokens": input_ + output,
    }


def counted(total: Json, at: float, last: Json | None = None) -> Json:
    """A `token_count`."""
    return event("token_count", at, info={"total_token_usage": total, "last_token_usage": last or total})


def only_command(reading: LogReading) -> Command:
    """The one command of a reading."""
    (command,) = [one for one in reading.records if isinstance(one, Command)]
    return command


def outcomes(reading: LogReading) -> list[tuple[str, CommandOutcome, int | None]]:
    """Text, outcome and code of each command."""
    return [(one.text, one.outcome, one.exit_code) for one in reading.records if isinstance(one, Command)]


def found(kind: type[Record], *lines: Json) -> list[Record]:
    return [one for one in read_codex([meta(), *lines]).records if isinstance(one, kind)]


def executed(**more: object) -> Json:
    fields: Json = {
        "call_id": "c1",
        "command": ["bash", "-lc", "ls"],
        "cwd": CWD,
        "exit_code": 0,
        "status": "completed",
    }
    return {**fields, "aggregated_output": "out", "parsed_cmd": [], **more}

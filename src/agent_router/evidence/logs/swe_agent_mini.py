"""Messages of a mini-SWE-agent trajectory → its commands with their answers, by either way of calling.

1. A command is an action that the program itself took from a message (`extra.actions`); in older files a `bash` tool
   call, or the one fenced block of the message.
2. Its exit code is the program's own (`extra.returncode`), or what the answer states first (`<returncode>`, JSON).
3. The command that submits has no answer: the program ends there, after it saw exit code 0.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal

from agent_router.evidence.json_fields import amount, items, mapping, text, whole
from agent_router.evidence.logs.named_tools import command_of, decoded, printed_exit_code
from agent_router.model.known import ExitSource

_FENCED = re.compile(r"```(?:mswea_bash_command|bash|sh)\s*\n(.*?)\n?```", re.DOTALL)
_OUTPUT = re.compile(r"<output>\n?(.*?)\n?</output>", re.DOTALL)
SUBMITTING = ("COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT", "MINI_SWE_AGENT_FINAL_OUTPUT")


@dataclass(frozen=True, slots=True)
class MiniAnswer:
    """What came back."""

    output: str
    line: int
    at: datetime | None = None
    code: int | None = None
    source: ExitSource = ExitSource.UNKNOWN
    fault: str = ""
    """Why the program could not run it, in its words."""


@dataclass(slots=True)
class MiniCommand:
    """One command."""

    text: str
    line: int
    id: str = ""
    at: datetime | None = None
    answer: MiniAnswer | None = None


@dataclass(slots=True)
class MiniUsage:
    """Tokens that one response states."""

    line: int
    at: datetime | None
    figures: object
    id: str = ""
    model: str = ""


@dataclass(slots=True)
class MiniRun:
    """Everything the messages hold."""

    commands: list[MiniCommand] = field(default_factory=list)
    usages: list[MiniUsage] = field(default_factory=list)
    last_words: tuple[int, str] = (0, "")
    times: list[datetime] = field(default_factory=list)
    models: dict[str, None] = field(default_factory=dict)


def read_messages(messages: list[tuple[int, object]]) -> MiniRun:
    """Take the messages in, each with its line."""
    run, waiting = MiniRun(), list[MiniCommand]()
    for line, message in messages:
        at = _time(message)
        if at is not None:
            run.times.append(at)
        if text(message, "role") == "assistant" or text(message, "object") == "response":
            waiting = list(_commands(message, line, at))
            run.commands += waiting
            run.last_words = (line, words_of(message)) if words_of(message).strip() else run.last_words
            _used(run, message, line, at)
        elif waiting and text(message, "role") != "exit":
            _answered(waiting, message, line, at)
    return run


def _commands(message: object, line: int, at: datetime | None) -> Iterator[MiniCommand]:
    given = mapping(message, "extra").get("actions")
    if isinstance(given, list):
        for action in given:
            plain = action if isinstance(action, str) else command_of(action)
            yield MiniCommand(plain, line, text(action, "tool_call_id"), at)
        return
    calls = items(message, "tool_calls")
    for call in calls:
        plain = command_of(decoded(mapping(call, "function").get("arguments")))
        yield MiniCommand(plain, line, text(call, "id"), at)
    for item in items(message, "output"):
        if text(item, "type") == "function_call":
            calls = (*calls, item)
            yield MiniCommand(command_of(decoded(mapping(item).get("arguments"))), line, text(item, "call_id"), at)
    fenced = _FENCED.findall(words_of(message)) if not calls else []
    # Several blocks in one message are refused by the program, and nothing runs.
    if len(fenced) == 1:
        yield MiniCommand(fenced[0].strip(), line, at=at)


def _answered(waiting: list[MiniCommand], message: object, line: int, at: datetime | None) -> None:
    named = text(message, "tool_call_id") or text(message, "call_id")
    command = next((one for one in waiting if named and one.id == named), waiting[0])
    if text(message, "extra", "interrupt_type") or not _is_answer(message, named):
        return
    waiting.remove(command)
    command.answer = _answer(message, line, at)


def _is_answer(message: object, named: str) -> bool:
    if named or whole(message, "extra", "returncode") is not None:
        return True
    said = words_of(message).lstrip()
    return "<returncode>" in said[:4000] or said.startswith(('{"returncode"', "Observation", "{\n"))


def _answer(message: object, line: int, at: datetime | None) -> MiniAnswer:
    said = words_of(message) or text(message, "output")
    extra = mapping(message, "extra")
    code, source = whole(extra, "returncode"), ExitSource.RECORDED
    output, fault = text(extra, "raw_output"), text(extra, "exception_info")
    if code is None:
        printed = decoded(said.strip())
        code, source = whole(printed, "returncode"), ExitSource.TEXT
        output, fault = output or text(printed, "output"), fault or text(printed, "exception_info")
    if code is None:
        code = printed_exit_code(said)
    body = _OUTPUT.search(said)
    plain = output or (body[1] if body else said)
    if fault:
        return MiniAnswer(plain or fault, line, at, fault=fault)
    return MiniAnswer(plain, line, at, code, ExitSource.UNKNOWN if code is None else source)


def words_of(message: object) -> str:
    """What a message says, as text."""
    content = mapping(message).get("content")
    if isinstance(content, str):
        return content
    parts = [text(part, "text") for part in items(message, "content")]
    for item in items(message, "output"):
        parts += [text(part, "text") for part in items(item, "content")]
    return "\n".join(part for part in parts if part)


def _used(run: MiniRun, message: object, line: int, at: datetime | None) -> None:
    response = mapping(message, "extra", "response") or mapping(message)
    model = text(response, "model")
    if model:
        run.models[model] = None
    if mapping(response, "usage"):
        run.usages.append(MiniUsage(line, at, mapping(response, "usage"), text(response, "id"), model))


def _time(message: object) -> datetime | None:
    stamp = amount(message, "extra", "timestamp")
    if stamp is None or not 0 < stamp < Decimal(10) ** 11:
        return None
    return datetime.fromtimestamp(float(stamp), tz=UTC)

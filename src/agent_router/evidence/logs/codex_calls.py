"""Calls of one Codex thread, from the asking to what became of them; each becomes records once.

1. A record of the execution (`exec_command_end`, `item_completed`, `patch_apply_end`) says more than the answer that
   the model got, and stands before it; where there is none, the answer's words count.
2. A call whose process still runs waits for the polls (`write_stdin`) or the late record that end it.
3. A script of the code mode shows nothing by itself: what it ran stands in the records between call and answer; where
   there are none, its literal commands count.
4. A call without an answer is a possible change.
"""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Literal

from agent_router.evidence.json_fields import items, mapping, text, whole
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.codex_patch import (
    FileEdit,
    patch_denied,
    patch_records,
    recorded_edits,
    shell_patch,
    written_edits,
)
from agent_router.evidence.logs.codex_shell import (
    ShellAnswer,
    answer_text,
    ended,
    is_refusal,
    read_answer,
    shell_text,
)
from agent_router.evidence.logs.shell_call import ShellCall, shell_call_records
from agent_router.evidence.texts import excerpt
from agent_router.model.known import CommandOutcome
from agent_router.model.run import ApprovalSeen, Denied, FileRead, Record, Request
from agent_router.scope.written_paths import absolute, is_windows, slashes
from agent_router.shell.parsing import base_name

_SHELL_TOOLS = frozenset(
    {"shell", "exec_command", "shell_command", "local_shell", "container.exec", "unified_exec", "local_shell_call"}
)
_INTERPRETERS = frozenset({"bash", "sh", "zsh", "dash", "fish", "powershell", "pwsh", "cmd"})
_MOST_OUTPUT = 200_000
"""Characters kept of what a background process printed."""

_LITERAL = re.compile(r"tools\.(?:exec_command|shell)\(\s*\{\s*[\"']?cmd[\"']?\s*:\s*(\"(?:[^\"\\]|\\.)*\"|'[^'\\]*')")


class CallKind(Enum):
    """What a call does."""

    SHELL = "shell"
    POLL = "poll"
    PATCH = "patch"
    SCRIPT = "script"
    QUESTION = "question"
    IMAGE = "image"
    MCP = "mcp"
    OTHER = "other"


@dataclass(slots=True)
class OpenCall:
    """One call that waits for what became of it."""

    id: str
    name: str
    kind: CallKind
    input: object
    origin: Origin
    raw: str = ""
    """The input as it was written, where it is no object."""
    executed: bool = False
    """Whether a record of its execution came already (for a script: of something inside)."""
    session: str = ""
    printed: str = ""


@dataclass(slots=True)
class CallBook:
    """The calls of one thread."""

    open: dict[str, OpenCall] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)

    def ask(self, payload: object, origin: Origin) -> OpenCall | None:
        """Take in a call; None for one that was asked already."""
        call_id = text(payload, "call_id") or text(payload, "id")
        if call_id in self.open or call_id in self.done or not call_id:
            return None
        raw = text(payload, "arguments") or text(payload, "input")
        arguments = _arguments(payload, raw)
        name = text(payload, "name") or ("local_shell" if text(payload, "type") == "local_shell_call" else "")
        kind = _kind(name, text(payload, "namespace"), arguments)
        call = OpenCall(call_id, name, kind, arguments, _within(origin, arguments), raw)
        self.open[call_id] = call
        return call

    def executed(self, item: object, origin: Origin, ended_at: datetime | None) -> Iterator[Record]:
        """Records of an executed command; `origin` tells when it began."""
        call = self._take(text(item, "call_id") or text(item, "id"))
        self._seen()
        if call is False or text(item, "source") == "unified_exec_interaction":
            return
        line = shell_text(mapping(item).get("command"))
        output = text(item, "aggregated_output") or text(item, "formatted_output") or _streams(item)
        if call and call.printed and not output:
            output = call.printed
        directory = slashes(text(item, "cwd")) or origin.directory
        began = replace(origin, at=call.origin.at if call else origin.at, directory=directory)
        answer = ended(whole(item, "exit_code"), output, text(item, "status"))
        if call and call.session and answer.outcome is CommandOutcome.ERROR:
            # The program ended, and its background process with it.
            answer = replace(answer, outcome=CommandOutcome.INTERRUPTED)
        yield from shell_call_records(
            ShellCall(
                origin=began,
                tool=call.name if call else "exec_command",
                text=line.text,
                outcome=answer.outcome,
                exit_code=answer.exit_code,
                exit_source=answer.exit_source,
                output=answer.output,
                call_id=call.id if call else text(item, "call_id") or text(item, "id"),
                answered=replace(origin, at=ended_at),
                posix=line.posix,
                inspected=_inspected(items(item, "parsed_cmd")),
            )
        )

    def patched(self, item: object, origin: Origin) -> Iterator[Record]:
        """Records of an applied, failed or declined patch."""
        call = self._take(text(item, "call_id") or text(item, "id"))
        self._seen()
        if call is False:
            return
        status = text(item, "status")
        done = mapping(item).get("success") is True or (status == "completed" and "success" not in mapping(item))
        edits = tuple(recorded_edits(mapping(item).get("changes"))) or (_patch_edits(call) if call else ())
        words = text(item, "stderr") or text(item, "stdout")
        if not done and (status == "declined" or is_refusal(words)):
            yield patch_denied(edits, origin, origin, words or "declined")
        began = replace(origin, at=call.origin.at) if call else origin
        yield from patch_records(edits, began, done=done)

    def used(self, item: object, request: Request | Denied) -> Iterator[Record]:
        """The record of a tool of another server."""
        call = self._take(text(item, "call_id") or text(item, "id"))
        self._seen()
        if call is not False:
            yield request

    def answer(self, payload: object, origin: Origin) -> Iterator[Record]:
        """Records of the answer that the model got."""
        call_id = text(payload, "call_id")
        call = self.open.get(call_id)
        if call is None:
            return
        output = mapping(payload).get("output")
        waiting = read_answer(output) if call.kind is CallKind.SHELL else None
        if waiting is not None and waiting.session and not call.session:
            call.session, call.printed = waiting.session, waiting.output[-_MOST_OUTPUT:]
            return
        self.close(call_id)
        yield from self._answered(call, output, origin)

    def unanswered(self) -> Iterator[tuple[Origin, Record]]:
        """Records of what nobody answered; asked once, at the end of the file."""
        for call in list(self.open.values()):
            for record in self._left(call):
                yield call.origin, record
        self.open.clear()

    def _left(self, call: OpenCall) -> Iterator[Record]:
        if call.kind is CallKind.SHELL:
            outcome = CommandOutcome.BACKGROUND if call.session else CommandOutcome.NO_RESULT
            yield from _command(call, ShellAnswer(outcome, output=call.printed), None)
        elif call.kind is CallKind.PATCH:
            yield from patch_records(_patch_edits(call), call.origin, done=False)
        elif call.kind is CallKind.SCRIPT and not call.executed:
            yield from _script(call, ShellAnswer(CommandOutcome.NO_RESULT), None)
        elif call.kind is CallKind.MCP:
            yield _mcp(call, done=False)

    def _answered(self, call: OpenCall, output: object, origin: Origin) -> Iterator[Record]:
        words = answer_text(output)
        if call.kind is CallKind.SHELL:
            yield from _command(call, read_answer(output), origin)
        elif call.kind is CallKind.PATCH:
            yield from _patch_answer(call, output, origin)
        elif call.kind is CallKind.SCRIPT and not call.executed:
            refused = is_refusal(words)
            outcome = CommandOutcome.DENIED if refused else CommandOutcome.RAN
            yield from _script(call, ShellAnswer(outcome, output=words), origin)
        elif call.kind is CallKind.POLL:
            yield from self._polled(call, output, origin)
        elif call.kind is CallKind.QUESTION:
            yield from _decisions(call, words, origin)
        elif call.kind is CallKind.IMAGE and not is_refusal(words):
            path = text(call.input, "path")
            if path:
                yield FileRead(**call.origin.system(), path=absolute(path, call.origin.directory), how=call.name)
        elif call.kind is CallKind.MCP:
            if is_refusal(words):
                yield Denied(
                    **origin.system(), tool=call.name, reason=excerpt(words), system=_mcp(call, done=False).system
                )
            yield _mcp(call, done=not is_refusal(words))

    def _polled(self, poll: OpenCall, output: object, origin: Origin) -> Iterator[Record]:
        session = str(mapping(poll.input).get("session_id", ""))
        started = next((call for call in self.open.values() if call.session and call.session == session), None)
        answer = read_answer(output)
        typed = text(poll.input, "chars")
        if started is not None and typed.strip().isprintable() and typed.strip():
            yield from _typed(poll, started, typed)
        if started is None:
            return
        started.printed = (started.printed + answer.output)[-_MOST_OUTPUT:]
        if answer.outcome is CommandOutcome.RAN:
            self.close(started.id)
            yield from _command(started, replace(answer, output=started.printed), origin)

    def _take(self, call_id: str) -> OpenCall | Literal[False] | None:
        """The open call of that ID; None where nobody asked, False where it was told already."""
        if call_id in self.done:
            return False
        call = self.open.get(call_id)
        if call is not None and call.kind is CallKind.SCRIPT:
            call.executed = True
            return None
        if call_id:
            self.close(call_id)
        return call

    def _seen(self) -> None:
        for call in self.open.values():
            if call.kind is CallKind.SCRIPT:
                call.executed = True

    def close(self, call_id: str) -> None:
        """That call is told."""
        self.open.pop(call_id, None)
        self.done.add(call_id)


def _arguments(payload: object, raw: str) -> object:
    action = mapping(payload, "action") or mapping(payload, "arguments")
    if action:
        return action
    try:
        value = json.loads(raw) if raw.lstrip().startswith("{") else {}
    except (ValueError, RecursionError):
        value = {}
    return mapping(value)


def _within(origin: Origin, arguments: object) -> Origin:
    folder = text(arguments, "workdir") or text(arguments, "working_directory") or text(arguments, "cwd")
    return replace(origin, directory=absolute(folder, origin.directory)) if folder else origin


def _kind(name: str, namespace: str, arguments: object) -> CallKind:
    if name in {"exec", "code"} and not mapping(arguments):
        return CallKind.SCRIPT
    if name in _SHELL_TOOLS or (name == "exec" and _asked(arguments)):
        return CallKind.PATCH if _shell_patch(arguments) else CallKind.SHELL
    if name.startswith("mcp__") or namespace.startswith("mcp__"):
        return CallKind.MCP
    return {
        "apply_patch": CallKind.PATCH,
        "write_stdin": CallKind.POLL,
        "request_user_input": CallKind.QUESTION,
        "view_image": CallKind.IMAGE,
    }.get(name, CallKind.OTHER)


def _asked(arguments: object) -> object:
    return mapping(arguments).get("command") or mapping(arguments).get("cmd") or mapping(arguments).get("script")


def _shell_patch(arguments: object) -> str:
    command = _asked(arguments)
    words = [word for word in items({"": command}, "") if isinstance(word, str)]
    if words and base_name(words[0]) in {"apply_patch", "applypatch"}:
        return "\n".join(words[1:])
    return shell_patch(shell_text(command).text)


def _patch_edits(call: OpenCall) -> tuple[FileEdit, ...]:
    patch = text(call.input, "input") or text(call.input, "patch") or _shell_patch(call.input) or call.raw
    return written_edits(patch)


def _patch_answer(call: OpenCall, output: object, origin: Origin) -> Iterator[Record]:
    words, answer, edits = answer_text(output), read_answer(output), _patch_edits(call)
    done = answer.exit_code == 0 or words.startswith("Success.") or "\nSuccess. Updated" in words
    if not done and is_refusal(words):
        yield patch_denied(edits, call.origin, origin, words)
    yield from patch_records(edits, call.origin, done=done)


def _command(call: OpenCall, answer: ShellAnswer, answered: Origin | None) -> Iterator[Record]:
    line = shell_text(_asked(call.input))
    written = line.text or call.raw
    return shell_call_records(
        ShellCall(
            origin=call.origin,
            tool=call.name,
            text=written,
            outcome=answer.outcome,
            exit_code=answer.exit_code,
            exit_source=answer.exit_source,
            output=answer.output,
            call_id=call.id,
            answered=answered,
            posix=line.posix and not is_windows(call.origin.directory),
        )
    )


def _typed(poll: OpenCall, started: OpenCall, typed: str) -> Iterator[Record]:
    """What was typed into a shell that runs is a command of its own, whose end nobody recorded."""
    words = shell_text(_asked(started.input)).text.split()
    if words and base_name(words[0]).lower() in _INTERPRETERS:
        asked = _asking(poll, {"cmd": typed.strip()}, started.origin.directory)
        yield from _command(asked, ShellAnswer(CommandOutcome.RAN), None)


def _asking(call: OpenCall, arguments: object, directory: str) -> OpenCall:
    """The same call with another input, made in that folder."""
    origin = replace(call.origin, directory=directory)
    return OpenCall(call.id, call.name, CallKind.SHELL, arguments, origin)


def _script(call: OpenCall, answer: ShellAnswer, answered: Origin | None) -> Iterator[Record]:
    literal = [_unquoted(found[1]) for found in _LITERAL.finditer(call.raw)]
    for written in literal:
        yield from _command(_asking(call, {"cmd": written}, call.origin.directory), answer, answered)
    if literal or "tools." not in call.raw:
        return
    yield from shell_call_records(
        ShellCall(
            origin=call.origin,
            tool=call.name,
            text=call.raw,
            outcome=answer.outcome,
            output=answer.output,
            call_id=call.id,
            answered=answered,
            posix=False,
        )
    )


def _unquoted(literal: str) -> str:
    if literal.startswith("'"):
        return literal[1:-1]
    try:
        return str(json.loads(literal))
    except ValueError:
        return shlex.split(literal)[0] if literal.count('"') == 2 else literal


def _decisions(call: OpenCall, words: str, origin: Origin) -> Iterator[Record]:
    """What a person answered to the agent's questions."""
    try:
        given = mapping(json.loads(words), "answers") if words.startswith("{") else {}
    except (ValueError, RecursionError):
        given = {}
    questions = {text(one, "id"): text(one, "question") for one in items(call.input, "questions")}
    for key, chosen in given.items():
        answers = [one for one in items(chosen, "answers") if isinstance(one, str)]
        answers = answers or [chosen] if isinstance(chosen, str) else answers
        if answers:
            question = questions.get(key) or key
            yield ApprovalSeen(**origin.person(), text=excerpt(f"{question} → {', '.join(answers)}"))


def _mcp(call: OpenCall, *, done: bool) -> Request:
    _, _, rest = call.name.partition("__")
    server, _, tool = rest.partition("__")
    return Request(**call.origin.system(), system=server or "mcp", method=tool or call.name, done=done)


def _streams(item: object) -> str:
    return "\n".join(part for part in (text(item, "stdout"), text(item, "stderr")) if part)


def _inspected(parsed: tuple[object, ...]) -> tuple[str, ...] | None:
    """Files that the program itself says were read; None where its words do not say it all."""
    reads = tuple(text(one, "path") or text(one, "name") for one in parsed if text(one, "type") == "read")
    kinds = {text(one, "type") for one in parsed}
    return tuple(dict.fromkeys(path for path in reads if path)) if kinds and kinds <= {"read", "list_files"} else None

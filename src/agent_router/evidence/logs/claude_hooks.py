"""What Claude Code hands to hooks, kept line by line, read as the transcript lines they stand for.

1. `PreToolUse` is a call; `PostToolUse` and `PostToolUseFailure` are its answer, and name the call again: a logger may
   be registered for one of them alone. A failing shell command has the failure alone.
2. `Stop` holds the main agent's last message; `SubagentStart` and `SubagentStop` tell of sub-agents.
3. The payloads hold no times and no usage.
4. Beside a transcript or a stream of the same session they say nothing new: the same call counts once.
"""

from collections.abc import Callable, Iterator, Mapping

from agent_router.evidence.json_fields import flag, mapping, text
from agent_router.evidence.logs.calls import Origin
from agent_router.model.known import AgentState
from agent_router.model.run import AgentSeen

_SILENT = frozenset(
    {"SessionStart", "SessionEnd", "Notification", "PreCompact", "PostCompact", "PermissionRequest", "StopFailure"}
    | {"WorktreeCreate", "WorktreeRemove", "FileChanged", "CwdChanged", "InstructionsLoaded", "ConfigChange", "Setup"}
    | {"TaskCreated", "TaskCompleted", "TeammateIdle", "Elicitation", "ElicitationResult", "PostToolBatch"}
)
"""Events that show nothing of the work."""

Line = dict[str, object]


def is_hook(value: object) -> bool:
    """Whether this is what a hook gets on its standard input."""
    return bool(text(value, "hook_event_name") and text(value, "session_id"))


def is_known_hook(value: object) -> bool:
    """Whether the event is one of those that are read, or known to show nothing of the work."""
    return text(value, "hook_event_name") in _SILENT | frozenset(_EVENTS)


def transcript_lines(value: object, number: int) -> Iterator[Line]:
    """The transcript lines that one hook event stands for; `number` tells apart what has no ID of its own."""
    event = text(value, "hook_event_name")
    for line in _EVENTS[event](value, number) if event in _EVENTS else ():
        yield {**_envelope(value), **line}


def agents_seen(value: object, origin: Origin) -> Iterator[AgentSeen]:
    """What an event tells of a sub-agent."""
    event, agent = text(value, "hook_event_name"), text(value, "agent_id")
    state = {"SubagentStart": AgentState.STARTED, "SubagentStop": AgentState.FINISHED}.get(event)
    if state is not None and agent:
        yield AgentSeen(**origin.system(), id=agent, state=state, label=text(value, "agent_type"))


def _envelope(value: object) -> Line:
    agent = text(value, "agent_id")
    own: Line = {"isSidechain": True, "agentId": agent} if agent else {}
    return {
        "sessionId": text(value, "session_id"),
        "cwd": text(value, "cwd"),
        "timestamp": text(value, "timestamp"),
        **own,
    }


def _call(value: object, _: int) -> Iterator[Line]:
    block = {
        "type": "tool_use",
        "id": text(value, "tool_use_id"),
        "name": text(value, "tool_name"),
        "input": mapping(value, "tool_input"),
    }
    yield {"type": "assistant", "message": {"content": [block]}}


def _answered(value: object, number: int) -> Iterator[Line]:
    yield from _call(value, number)
    response = mapping(value).get("tool_response")
    words = response if isinstance(response, str) else text(response, "stdout")
    yield _result(value, words, response)


def _failed(value: object, number: int) -> Iterator[Line]:
    yield from _call(value, number)
    words = text(value, "error")
    if flag(value, "is_interrupt"):
        yield _result(value, words, {"interrupted": True})
    else:
        yield _result(value, words, f"Error: {words}", error=True)


def _refused(value: object, number: int) -> Iterator[Line]:
    yield from _call(value, number)
    words = text(value, "reason") or text(value, "error")
    yield {**_result(value, words, f"Error: {words}", error=True), "toolDenialKind": "permission"}


def _result(value: object, words: str, extra: object, *, error: bool = False) -> Line:
    block = {
        "type": "tool_result",
        "tool_use_id": text(value, "tool_use_id"),
        "content": words,
        "is_error": error,
    }
    return {"type": "user", "message": {"content": [block]}, "toolUseResult": extra}


def _asked(value: object, _: int) -> Iterator[Line]:
    yield {"type": "user", "message": {"content": text(value, "prompt")}}


def _stopped(value: object, number: int) -> Iterator[Line]:
    words = text(value, "last_assistant_message")
    message = {"id": f"stop {number}", "content": [{"type": "text", "text": words}], "stop_reason": "end_turn"}
    yield {"type": "assistant", "message": message}


def _of_sub_agent(_: object, __: int) -> Iterator[Line]:
    yield from ()


_EVENTS: Mapping[str, Callable[[object, int], Iterator[Line]]] = {
    "PreToolUse": _call,
    "PostToolUse": _answered,
    "PostToolUseFailure": _failed,
    "PermissionDenied": _refused,
    "UserPromptSubmit": _asked,
    "Stop": _stopped,
    "SubagentStart": _of_sub_agent,
    "SubagentStop": _of_sub_agent,
}

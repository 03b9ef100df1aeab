"""Lines of Codex in all its shapes → one shape: kind, payload, time.

1. Since 0.32: `{timestamp, ordinal?, type, payload}`.
2. Before: no envelope; the first line is the session's own, the others are response items as they are.
3. `codex exec --json` before 0.44 printed the program's events as `{id, msg}`.
4. The TypeScript program before all of them wrote one object with `session` and `items`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from agent_router.evidence.json_fields import items, mapping, moment, text, whole

ENVELOPES = frozenset(
    {"session_meta", "turn_context", "response_item", "event_msg", "compacted", "world_state", "token_usage_record"}
    | {"inter_agent_communication_metadata", "inter_agent_communication"}
)
COLLABORATION = frozenset(
    {"collab_agent_spawn_end", "collab_waiting_end", "collab_close_end", "collab_agent_interaction_end"}
    | {"sub_agent_activity", "CollabAgentToolCall", "CollabToolCall", "SubAgentActivity", "collab_resume_end"}
)
"""Events and items that speak of sub-agents."""

SILENT = frozenset(
    {"compacted", "world_state", "inter_agent_communication_metadata", "inter_agent_communication"}
    | {"agent_reasoning", "agent_reasoning_raw_content", "agent_reasoning_section_break", "context_compacted"}
    | {"thread_settings_applied", "thread_goal_updated", "thread_name_updated", "entered_review_mode", "undo_completed"}
    | {"image_generation_end", "dynamic_tool_call_request", "dynamic_tool_call_response", "session_configured"}
    | {"turn_diff", "plan_update", "exec_command_begin", "patch_apply_begin", "mcp_tool_call_begin", "warning"}
    | {
        "web_search_begin",
        "agent_message_delta",
        "exec_command_output_delta",
        "thread_rolled_back",
        "shutdown_complete",
    }
    | {
        "background_event",
        "stream_error",
        "undo_started",
        "deprecation_notice",
        "token_usage_record",
        "session_configured",
    }
    | {"item_started", "collab_agent_spawn_begin", "collab_waiting_begin", "collab_close_begin", "terminal_interaction"}
    | {
        "reasoning",
        "ghost_snapshot",
        "tool_search_call",
        "tool_search_output",
        "image_generation_call",
        "agent_message",
    }
    | {"compaction", "context_compaction", "compaction_trigger", "other", "additional_tools"}
    | {"Reasoning", "Plan", "TodoList", "ContextCompaction", "HookPrompt", "ImageGeneration", "Sleep"}
    | {"EnteredReviewMode", "ExitedReviewMode", "task_progress", "hook_started", "hook_completed", "model_reroute"}
)
"""Kinds that are known and show nothing of the work."""

NOTES = frozenset({"thread_settings_applied", "thread_goal_updated", "thread_name_updated", "shutdown_complete"})
"""Kinds that are written between turns, while nobody works."""

_BARE_ITEMS = frozenset(
    {"message", "reasoning", "function_call", "function_call_output", "local_shell_call", "web_search_call"}
    | {"custom_tool_call", "custom_tool_call_output"}
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_MS = 253_402_300_799_000
"""Milliseconds since 1970 at the end of the year 9999."""


@dataclass(frozen=True, slots=True)
class CodexLine:
    """One line, whatever wrote it."""

    kind: str
    payload: Mapping[str, object]
    at: datetime | None = None
    ordinal: int | None = None
    """Number that versions since 0.149 give the line."""

    @property
    def name(self) -> str:
        """Type of the payload; empty where the envelope says it all."""
        return text(self.payload, "type")


def codex_lines(value: object) -> Iterator[CodexLine]:
    """The lines that one JSON value holds; of a value in no known shape, one of kind ``""``."""
    at = moment(value, "timestamp")
    kind = text(value, "type")
    if "payload" in mapping(value) and kind:
        yield CodexLine(kind, mapping(value, "payload"), at, whole(value, "ordinal"))
    elif text(value, "msg", "type"):
        yield CodexLine("event_msg", mapping(value, "msg"), at)
    elif kind in _BARE_ITEMS:
        yield CodexLine("response_item", mapping(value), at)
    elif mapping(value, "session") and items(value, "items"):
        yield CodexLine("session_meta", mapping(value, "session"), moment(value, "session", "timestamp"))
        for item in items(value, "items"):
            yield CodexLine("response_item", mapping(item))
    elif text(value, "id") and at and not kind:
        yield CodexLine("session_meta", mapping(value), at)
    else:
        yield CodexLine("", mapping(value), at)


def is_bare_start(value: object) -> bool:
    """Whether this is the first line of a rollout without envelopes, or the state record that such files repeat."""
    plain = mapping(value)
    first = bool(text(value, "id") and moment(value, "timestamp") and not text(value, "type"))
    whole_session = (
        bool(text(value, "session", "id")) and "items" in plain and "instructions" in mapping(value, "session")
    )
    return text(value, "record_type") == "state" or (first and "instructions" in plain) or whole_session


def from_milliseconds(value: object, *keys: str) -> datetime | None:
    """The time that this number of milliseconds since 1970 says, or None."""
    number = whole(value, *keys)
    return _EPOCH + timedelta(milliseconds=number) if number and 0 < number <= _LATEST_MS else None


def of_uuid(identifier: str) -> datetime | None:
    """The time inside a UUID of version 7, or None."""
    plain = identifier.replace("-", "")
    if len(plain) != 32 or plain[12] != "7" or plain[16].lower() not in "89ab":
        return None
    try:
        return _EPOCH + timedelta(milliseconds=int(plain[:12], 16))
    except (ValueError, OverflowError):
        return None

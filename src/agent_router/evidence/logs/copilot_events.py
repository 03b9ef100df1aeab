"""Kinds of events that GitHub Copilot CLI writes (0.0.354 to 1.0.102), from its published declarations and its logs."""

import re

from agent_router.evidence.json_fields import mapping, text

_SESSION = (
    "auto_mode_resolved auto_tier_recommendation auto_tier_switch_failed autopilot_objective_changed"
    " background_tasks_changed binary_asset canvas.closed canvas.opened canvas.recorded canvas.registry_changed"
    " canvas.removed canvas.unavailable compaction_complete compaction_start completion_receipt context_cleared"
    " custom_agents_updated custom_notification extensions.attachments_pushed extensions_loaded fusion_completed"
    " fusion_resolved fusion_route_failed fusion_route_started handoff idle info managed_settings_enforced"
    " managed_settings_resolved mcp_server_needs_reconnect mcp_server_removed mcp_server_status_changed"
    " mcp_servers_loaded mode_changed mode_notice_delivered permissions_changed plan_changed"
    " remote_steerable_changed schedule_cancelled schedule_created schedule_rearmed session_limits_changed"
    " skills_loaded snapshot_rewind title_changed todos_changed tools_updated truncation usage_info warning"
    " workspace_file_changed import_legacy"
)
_ASSISTANT = (
    "fusion_phase_activity fusion_phase_completed fusion_phase_failed fusion_phase_started idle intent message_delta"
    " message_start reasoning reasoning_delta server_tool_progress streaming_delta tool_call_delta turn_end turn_start"
)
_OTHER = (
    "auto_mode_switch.completed auto_mode_switch.requested capabilities.changed command.completed command.execute"
    " command.queued commands.changed elicitation.completed elicitation.requested exit_plan_mode.requested"
    " exit_plan_mode.completed external_tool.completed external_tool.requested factory.run_settled factory.run_started"
    " factory.run_updated hook.end hook.progress mcp.headers_refresh_completed mcp.headers_refresh_required"
    " mcp.oauth_completed mcp.oauth_required mcp.prompts.list_changed mcp.resources.list_changed"
    " mcp.tools.list_changed mcp_app.tool_call_complete model.call_failure model.call_finished model.call_start"
    " model.call_final_result pending_messages.modified permission.requested permission.carriedForward"
    " permission.message_authorization permission.message_authorization_read permission.assent_detected"
    " permission.message_authorization_degraded permission.contextual_authorization sampling.completed"
    " sampling.requested session_limits_exhausted.completed session_limits_exhausted.requested skill.invoked"
    " subagent.configured subagent.deselected subagent.selected system.message tool.execution_partial_result"
    " tool.execution_progress tool.shell_output tool_search.activated ui.ephemeral_query user_input.completed"
    " user_input.requested"
)
SILENT = frozenset(
    (
        *(f"session.{name}" for name in _SESSION.split()),
        *(f"assistant.{name}" for name in _ASSISTANT.split()),
        *_OTHER.split(),
    )
)
"""Kinds that are known and show nothing of the work that other kinds do not show."""

_FAMILY = re.compile(
    r"(?:session|assistant|user|tool|permission|system|hook|subagent|model|skill|command|exit_plan_mode|user_input)\."
)


def is_event(value: object) -> bool:
    """Whether this is an event of Copilot CLI: its envelope, and a kind of one of its families."""
    kind = text(value, "type")
    enveloped = (
        isinstance(mapping(value).get("data"), dict) and bool(text(value, "id")) and "timestamp" in mapping(value)
    )
    return enveloped and "parentId" in mapping(value) and (kind == "abort" or bool(_FAMILY.match(kind)))


def is_result(value: object) -> bool:
    """Whether this is the last record of `--output-format json`."""
    return text(value, "type") == "result" and "exitCode" in mapping(value) and bool(text(value, "sessionId"))

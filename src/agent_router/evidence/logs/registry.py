"""Every agent log this program reads."""

from collections.abc import Mapping

from agent_router.evidence.interface import AgentLog
from agent_router.evidence.logs.atif import Atif
from agent_router.evidence.logs.claude_code import ClaudeCode
from agent_router.evidence.logs.codex import Codex
from agent_router.evidence.logs.copilot import CopilotCli
from agent_router.evidence.logs.cursor import Cursor
from agent_router.evidence.logs.gemini import GeminiCli
from agent_router.evidence.logs.opencode import OpenCode
from agent_router.evidence.logs.otel import OpenTelemetry
from agent_router.evidence.logs.swe_agent import SweAgent

AGENT_LOGS: Mapping[str, AgentLog] = {
    "cursor": Cursor(),
    "claude-code": ClaudeCode(),
    "codex": Codex(),
    "copilot-cli": CopilotCli(),
    "gemini-cli": GeminiCli(),
    "swe-agent": SweAgent(),
    "opencode": OpenCode(),
    "opentelemetry": OpenTelemetry(),
    "atif": Atif(),
}
"""By program name; asked in this order whether a file is theirs (Claude Code's stream looks like Cursor's)."""

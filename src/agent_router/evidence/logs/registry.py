"""Every agent log this program reads."""

from collections.abc import Mapping

from agent_router.evidence.interface import AgentLog
from agent_router.evidence.logs.claude_code import ClaudeCode

AGENT_LOGS: Mapping[str, AgentLog] = {"claude-code": ClaudeCode()}
"""By program name; asked in this order whether a file is theirs."""

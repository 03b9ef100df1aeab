"""Which agent a span belongs to: the skeleton of all traces, read before anything is made of them.

1. A span belongs to the nearest `invoke_agent` above it (itself included).
2. An `invoke_agent` under another one, or under an `invoke_workflow`, is a sub-agent; any other is the main agent.
3. A span whose parent is not in the files belongs to the main agent; what stood above it had not ended when the
   files were written.
"""

from dataclasses import dataclass

from agent_router.evidence.logs.otel_spans import Span, first_text

MODEL_CALLS = frozenset({"chat", "text_completion", "generate_content", "completion", "embeddings"})
AGENT, WORKFLOW, TOOL = "invoke_agent", "invoke_workflow", "execute_tool"
_NAMED = (*MODEL_CALLS, AGENT, WORKFLOW, TOOL, "create_agent", "plan")
_OLD_TOOLS = frozenset({"tool", "running tool", "tools/call"})
_DEEPEST = 200

Key = tuple[str, str]


def operation_of(span: Span) -> str:
    """What a span does: its operation name, else the first word of its own name; empty where it is nothing of GenAI."""
    stated = first_text(span.attributes, "gen_ai.operation.name")
    if stated:
        return stated
    if span.attributes.get("mcp.method.name") == "tools/call":
        return TOOL
    old = first_text(span.attributes, "traceloop.span.kind", "openinference.span.kind", "llm.request.type").lower()
    if old in {"tool", "agent", "workflow", "chat", "completion", "llm"}:
        return {"tool": TOOL, "agent": AGENT, "workflow": WORKFLOW, "llm": "chat"}.get(old, old)
    first = span.name.split(" ", 1)[0]
    has_words = any(name.startswith("gen_ai.") for name in span.attributes)
    return first if first in _NAMED and (has_words or first in {AGENT, WORKFLOW, TOOL}) else ""


@dataclass(frozen=True, slots=True)
class _Bone:
    """What is kept of every span."""

    parent: str
    operation: str
    agent: str = ""
    label: str = ""


class SpanTree:
    """The skeleton; filled first, asked then."""

    def __init__(self) -> None:
        """No span yet."""
        self._bones: dict[Key, _Bone] = {}

    def add(self, span: Span) -> bool:
        """Take one span in; False where it was there already."""
        if span.key in self._bones:
            return False
        operation = operation_of(span)
        agent = label = ""
        if operation in {AGENT, WORKFLOW}:
            agent = first_text(span.attributes, "gen_ai.agent.id") or span.id
            label = first_text(span.attributes, "gen_ai.agent.name", "gen_ai.workflow.name", "traceloop.entity.name")
            label = label or span.name.removeprefix(operation).strip()
        self._bones[span.key] = _Bone(span.parent, operation, agent, label)
        return True

    def agent_of(self, span: Span) -> str:
        """ID of the sub-agent this span belongs to; empty for the main one."""
        for key in self._up(span.key):
            if self._bones[key].operation == AGENT:
                return self.sub_agent(key)
        return ""

    def sub_agent(self, key: Key) -> str:
        """ID of this `invoke_agent` where it is a sub-agent; empty where it is the main one."""
        above = (self._bones[one].operation for one in list(self._up(key))[1:])
        return self._bones[key].agent if any(operation in {AGENT, WORKFLOW} for operation in above) else ""

    def workflow_of(self, span: Span) -> str:
        """Name of the workflow around this span; empty without one."""
        above = (self._bones[key] for key in self._up(span.key))
        return next((bone.label or bone.agent for bone in above if bone.operation == WORKFLOW), "")

    def label_of(self, span: Span) -> str:
        """Name of this agent."""
        return self._bones[span.key].label

    def inside(self, span: Span, operations: frozenset[str]) -> bool:
        """Whether a span of these operations stands above this one."""
        return any(self._bones[key].operation in operations for key in list(self._up(span.key))[1:])

    def outermost_agent(self, span: Span) -> Key | None:
        """The topmost `invoke_agent` at or above this span."""
        agents = [key for key in self._up(span.key) if self._bones[key].operation == AGENT]
        return agents[-1] if agents else None

    @property
    def has_agents(self) -> bool:
        """Whether there is an `invoke_agent` at all."""
        return any(bone.operation == AGENT for bone in self._bones.values())

    @property
    def torn(self) -> int:
        """How many GenAI spans name a parent that is in none of the files."""
        return sum(
            1
            for (trace, _), bone in self._bones.items()
            if bone.operation and bone.parent and (trace, bone.parent) not in self._bones
        )

    def _up(self, key: Key) -> list[Key]:
        """The span and what stands above it; a circle ends."""
        found: list[Key] = []
        while key in self._bones and key not in found and len(found) < _DEEPEST:
            found.append(key)
            key = (key[0], self._bones[key].parent)
        return found

"""Sub-agents of GitHub Copilot CLI: started by the tool `task`, told by events of their own in newer versions."""

from collections.abc import Iterator
from dataclasses import replace

from agent_router.evidence.json_fields import flag, mapping, text
from agent_router.evidence.logs.calls import Fate, Origin, ToolCall, ToolResult
from agent_router.model.known import AgentState
from agent_router.model.run import AgentSeen

_FINAL = frozenset({AgentState.FINISHED, AgentState.FAILED})


class CopilotAgents:
    """Collects what became of each sub-agent; its ID is its own, else that of the call that started it."""

    def __init__(self) -> None:
        """No sub-agent seen."""
        self._ids: dict[str, str] = {}
        self._seen: dict[tuple[str, AgentState], tuple[Origin, AgentSeen]] = {}

    def id_of(self, name: str) -> str:
        """The one ID of a sub-agent, whether named by itself or by its call."""
        return self._ids.get(name, name)

    def event(self, data: object, origin: Origin) -> None:
        """A sub-agent started, completed or failed, as an event says."""
        call = text(data, "toolCallId")
        if not call:
            return
        if origin.agent and origin.agent != call:
            self._ids[call] = origin.agent
        label = text(data, "agentDisplayName") or text(data, "agentName")
        if "error" in mapping(data) or flag(data, "cancelled"):
            state = AgentState.FAILED
        else:
            ended = {"durationMs", "totalTokens", "totalToolCalls", "cancelled"} & set(mapping(data))
            state = AgentState.FINISHED if ended else AgentState.STARTED
        self._note(call, state, (label, text(data, "model")), origin)

    def notified(self, kind: object, origin: Origin) -> None:
        """A sub-agent in the background ended."""
        state = AgentState.FINISHED if text(kind, "status") == "completed" else AgentState.FAILED
        self._note(text(kind, "agentId"), state, (text(kind, "description"), ""), origin)

    def task(self, call: ToolCall, result: ToolResult) -> None:
        """A sub-agent as the call shows it that started it."""
        begun = (self.id_of(call.id), AgentState.STARTED) in self._seen
        if result.fate is Fate.DENIED or (result.fate is Fate.FAILED and not begun):
            return
        label, model = text(call.input, "description") or text(call.input, "name"), text(call.input, "model")
        self._note(call.id, AgentState.STARTED, (label, model), call.origin)
        background = text(call.input, "mode") == "background"
        if result.fate is Fate.UNANSWERED or (background and result.fate is Fate.DONE):
            return
        state = AgentState.FINISHED if result.fate is Fate.DONE else AgentState.FAILED
        self._note(call.id, state, (label, model), result.origin or call.origin)

    def _note(self, name: str, state: AgentState, said: tuple[str, str], origin: Origin) -> None:
        agent = self.id_of(name)
        ended = state in _FINAL and any((agent, one) in self._seen for one in _FINAL)
        if not agent or ended or (agent, state) in self._seen:
            return
        if origin.agent == agent:
            origin = replace(origin, agent="")
        seen = AgentSeen(**origin.system(), id=agent, state=state, label=said[0], model=said[1])
        self._seen[agent, state] = (origin, seen)

    def records(self) -> Iterator[tuple[Origin, AgentSeen]]:
        """Everything seen, each under its one ID."""
        told: set[tuple[str, AgentState]] = set()
        for (agent, state), (origin, seen) in self._seen.items():
            known = self.id_of(agent)
            if (known, state) not in told:
                told.add((known, state))
                yield origin, replace(seen, id=known)

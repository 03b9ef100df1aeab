"""Records of Codex's own that are no shell call and no patch: other servers, the web, sub-agents, reviews."""

from collections.abc import Iterator

from agent_router.evidence.json_fields import flag, items, mapping, text, whole
from agent_router.evidence.logs.calls import Origin
from agent_router.evidence.logs.codex_shell import is_refusal
from agent_router.evidence.texts import excerpt, shortened
from agent_router.model.known import AgentState
from agent_router.model.run import AgentSeen, Denied, Finding, Record, Request
from agent_router.scope.written_paths import absolute
from agent_router.shell.effects import host_of

_DENIED = frozenset({"denied", "rejected", "declined"})
_FAILED = frozenset({"failed", "error", "declined", "in_progress"})
_ENDED_WELL = frozenset({"completed", "shutdown", "finished"})


def mcp_record(item: object, origin: Origin) -> Request | Denied:
    """One call of another server's tool, by `mcp_tool_call_end` or an item."""
    asked = mapping(item, "invocation") or mapping(item)
    server, tool = text(asked, "server") or "mcp", text(asked, "tool")
    fault = text(item, "result", "Err") or text(item, "error", "message") or text(item, "error")
    if fault and is_refusal(fault):
        return Denied(**origin.system(), tool=f"{server} {tool}".strip(), reason=excerpt(fault), system=server)
    failed = flag(item, "result", "Ok", "isError") or flag(item, "result", "isError")
    done = not (fault or failed or text(item, "status") in _FAILED)
    return Request(**origin.system(), system=server, method=tool, done=done)


def web_key(item: object) -> str:
    """What was searched for or opened, by which the two records of one search are known."""
    action = mapping(item, "action")
    first = next((one for one in items(action, "queries") if isinstance(one, str)), "")
    return text(action, "url") or text(action, "query") or text(item, "query") or first


def web_record(item: object, origin: Origin) -> Request | None:
    """One search or one page; None where nothing was looked for yet."""
    url, key = text(item, "action", "url"), web_key(item)
    if not key:
        return None
    if url:
        return Request(**origin.system(), system=host_of(url) or "web", method="GET", url=shortened(url))
    return Request(**origin.system(), system="web search", method="search", url=shortened(key))


def agent_records(item: object, origin: Origin) -> Iterator[AgentSeen]:
    """Sub-agents that one record of collaboration speaks of, and how they are."""
    stamp = origin.system()
    named = next((text(one, "agent_nickname") for one in items(item, "receiver_agents")), "")
    label = (
        named or text(item, "new_agent_nickname") or text(item, "receiver_agent_nickname") or text(item, "agent_path")
    )
    started = [text(item, "new_thread_id"), text(item, "agent_thread_id")]
    if "spawn" in text(item, "tool").lower():
        started += [one for one in items(item, "receiver_thread_ids") if isinstance(one, str)]
    for agent in filter(None, started):
        yield AgentSeen(**stamp, id=agent, state=AgentState.STARTED, label=label, model=text(item, "model"))
    states = dict(mapping(item, "agents_states") or mapping(item, "statuses"))
    for one in items(item, "agent_statuses"):
        states[text(one, "thread_id")] = mapping(one).get("status")
    if text(item, "receiver_thread_id"):
        states[text(item, "receiver_thread_id")] = mapping(item).get("status")
    for agent, status in states.items():
        state = _state(status)
        if agent and state is not None:
            yield AgentSeen(**stamp, id=agent, state=state)


def _state(status: object) -> AgentState | None:
    named = status if isinstance(status, str) else text(status, "status") or next(iter(mapping(status)), "")
    if named in _ENDED_WELL:
        return AgentState.FINISHED
    return AgentState.FAILED if named in {"errored", "error", "failed", "interrupted", "not_found"} else None


def guarded(item: object, origin: Origin) -> Denied | None:
    """The refusal by the program's own reviewer of actions; None for what it allowed."""
    if text(item, "status") not in _DENIED:
        return None
    action = mapping(item, "action")
    files = [one for one in items(action, "files") if isinstance(one, str)]
    paths = [absolute(one, text(action, "cwd") or origin.directory) for one in files]
    return Denied(
        **origin.system(),
        tool=text(action, "tool_name") or text(action, "type") or "guardian",
        target=excerpt(text(action, "command") or "; ".join(paths) or text(action, "host")),
        reason=excerpt(text(item, "rationale") or "denied by the guardian"),
        path=paths[0] if paths else "",
        system=text(action, "server") or text(action, "host"),
    )


def review_findings(item: object, origin: Origin) -> Iterator[Record]:
    """Findings of the program's review mode."""
    for found in items(item, "review_output", "findings"):
        place = mapping(found, "code_location")
        file, priority = text(place, "absolute_file_path"), whole(found, "priority")
        yield Finding(
            **origin.words(),
            text=shortened(text(found, "title") or text(found, "body")),
            severity=f"P{priority}" if priority is not None else "",
            file=absolute(file, origin.directory) if file else "",
            line=whole(place, "line_range", "start"),
            reproduction=shortened(text(found, "body")),
        )

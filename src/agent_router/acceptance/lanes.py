"""Which records belong to one line of work, so that parallel agents are never counted against each other."""

from agent_router.model.run import AgentSeen, Change, Command, Run, Verification


def own_lines(run: Run) -> frozenset[str]:
    """IDs of the agents with a line of work of their own; the records of all others belong to the main line.

    1. The main agent's own records are the main line.
    2. An agent of a workflow has a line of its own.
    3. Another sub-agent has one where somebody else acted while it was at work; else the main agent waited for it.
    """
    workflow = {seen.id for seen in run.of(AgentSeen) if seen.workflow}
    acts = [
        (record.agent, record.at.timestamp())
        for record in run.records
        if isinstance(record, Command | Change | Verification) and record.at is not None
    ]
    spans: dict[str, tuple[float, float]] = {}
    for agent, moment in acts:
        if agent:
            low, high = spans.get(agent, (moment, moment))
            spans[agent] = (min(low, moment), max(high, moment))
    crowded = {
        agent
        for agent, (low, high) in spans.items()
        if any(other != agent and low < moment < high for other, moment in acts)
    }
    return frozenset(workflow | crowded)


def line_of(agent: str, own: frozenset[str]) -> str:
    """The line of work of one agent's records; empty for the main one."""
    return agent if agent in own else ""

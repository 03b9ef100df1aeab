"""Agents of Claude Code: planned, started, finished, from the workflow's snapshot, its journal, the stream and calls.

`totalTokens` there is the size of each agent's last context, not what was billed; it is never read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from agent_router.evidence.json_fields import text, whole
from agent_router.evidence.logs.calls import Origin
from agent_router.model.known import AgentState
from agent_router.model.run import AgentSeen

_DONE = frozenset({"done", "completed", "success"})
_FAILED = frozenset({"failed", "error", "errored", "cancelled", "canceled", "killed", "skipped", "aborted"})
WORKFLOW_ENTRY = "workflow_agent"


@dataclass(frozen=True, slots=True)
class _Sighting:
    """One state of one agent, as one place says it."""

    slot: str
    """Place in its workflow until the agent has an ID, else the ID."""
    state: AgentState
    origin: Origin
    label: str = ""
    model: str = ""
    workflow: str = ""


class AgentBook:
    """Collects the states of agents; each state of each agent is recorded once, whichever files repeat it."""

    def __init__(self) -> None:
        """No agent seen yet."""
        self._sightings: list[_Sighting] = []
        self._ids: dict[str, str] = {}
        self._known: set[str] = set()
        self._runs: dict[str, tuple[str, str, Origin]] = {}
        self._files: set[str] = set()

    def launched(self, run: str, task: str, label: str, origin: Origin) -> None:
        """A workflow was launched; where none of its agents is seen anywhere, it stands for them."""
        self._runs.setdefault(run, (task, label, origin))

    def at_hand(self, file: str) -> None:
        """A file of an agent's own lines; its name holds the workflow it belongs to."""
        self._files.add(file)

    def _unseen(self) -> Iterator[_Sighting]:
        sighted = {sighting.workflow for sighting in self._sightings}
        for run, (task, label, origin) in self._runs.items():
            if not ({run, task} & sighted or any(run in file for file in self._files)):
                yield _Sighting(run, AgentState.STARTED, origin, label, workflow=run)

    def name(self, slot: str, agent_id: str) -> None:
        """The agent in that slot (or started by that call) has this ID."""
        self._ids.setdefault(slot, agent_id)

    def id_of(self, slot: str) -> str:
        """ID of the agent in that slot; the slot's own name until it is known."""
        return self._ids.get(slot, slot)

    def place_of(self, agent_id: str) -> Origin:
        """Where the agent was seen last."""
        return next(
            one.origin for one in reversed([*self._sightings, *self._unseen()]) if self.id_of(one.slot) == agent_id
        )

    def note(self, record: AgentSeen, origin: Origin) -> None:
        """Take in one state, as a tool call shows it."""
        self._known.add(record.id)
        self._sightings.append(_Sighting(record.id, record.state, origin, record.label, record.model, record.workflow))

    def ended(self, agent_id: str, status: str, origin: Origin) -> None:
        """A background agent's notification; workflows have notifications too, and are no agents."""
        if agent_id in self._known and status in _DONE | _FAILED:
            state = AgentState.FINISHED if status in _DONE else AgentState.FAILED
            self._sightings.append(_Sighting(agent_id, state, origin))

    def progress(self, entries: tuple[object, ...], workflow: str, origin: Origin) -> None:
        """Take in a list of `workflowProgress`."""
        for entry in entries:
            if text(entry, "type") != WORKFLOW_ENTRY:
                continue
            slot = f"{workflow}#{whole(entry, 'index')}.{whole(entry, 'attempt') or 1}"
            if text(entry, "agentId"):
                self.name(slot, text(entry, "agentId"))
            for state, at in _states(entry):
                self._sightings.append(
                    _Sighting(
                        slot,
                        state,
                        replace(origin, at=at or origin.at),
                        text(entry, "label"),
                        text(entry, "model"),
                        workflow,
                    )
                )

    def journal(self, value: object, workflow: str, origin: Origin) -> None:
        """Take in one line of a workflow's journal."""
        if text(value, "agentId"):
            state = AgentState.STARTED if text(value, "type") == "started" else AgentState.FINISHED
            self._sightings.append(_Sighting(text(value, "agentId"), state, origin, workflow=workflow))

    def records(self) -> Iterator[tuple[Origin, AgentSeen]]:
        """Each state of each agent once; the fullest sighting speaks, timed ones first."""
        best: dict[tuple[str, AgentState], _Sighting] = {}
        for sighting in (*self._sightings, *self._unseen()):
            key = (self.id_of(sighting.slot), sighting.state)
            known = best.get(key)
            if known is None or _fullness(sighting) > _fullness(known):
                best[key] = sighting
        for (agent_id, state), sighting in best.items():
            yield (
                sighting.origin,
                AgentSeen(
                    **sighting.origin.system(),
                    id=agent_id,
                    state=state,
                    label=sighting.label,
                    model=sighting.model,
                    workflow=sighting.workflow,
                ),
            )


def _fullness(sighting: _Sighting) -> tuple[bool, bool]:
    return sighting.origin.at is not None, bool(sighting.label)


def _states(entry: object) -> Iterator[tuple[AgentState, datetime | None]]:
    state, started = text(entry, "state"), _moment(entry, "startedAt")
    yield AgentState.PLANNED, _moment(entry, "queuedAt")
    if started is not None:
        yield AgentState.STARTED, started
    if state in _DONE | _FAILED:
        yield AgentState.FINISHED if state in _DONE else AgentState.FAILED, _moment(entry, "lastProgressAt")


def _moment(entry: object, name: str) -> datetime | None:
    """A time in milliseconds since 1970."""
    number = whole(entry, name)
    return datetime.fromtimestamp(number / 1000, tz=UTC) if number is not None and 0 < number < 10**14 else None

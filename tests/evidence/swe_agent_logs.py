"""Trajectories of SWE-agent and mini-SWE-agent, as tests write and read them."""

import json

from agent_router.evidence.interface import LogReading
from agent_router.evidence.logs.swe_agent import SweAgent
from tests.evidence.reading_one import read_with

READER = SweAgent()

Json = dict[str, object]


def step(action: str, answer: str | None, opened: str = "n/a", *, after: bool = True) -> Json:
    """One step; version 1 writes the state after it as an object, version 0 the one before as text."""
    state: object = {"open_file": opened, "working_dir": "/repo"}
    held = {} if answer is None else {"observation": answer}
    return {
        "action": action,
        "thought": "I look.",
        "state": state if after else json.dumps(state),
        "execution_time": 0.5,
        **held,
    }


def trajectory(*steps: Json, **info: object) -> Json:
    return {"environment": "main", "trajectory": list(steps), "history": [], "info": info}


def read(value: object) -> LogReading:
    return read_with(READER, json.dumps(value, indent=1).encode())

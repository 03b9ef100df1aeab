"""Calling the program as a person would, without a new process."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from agent_router.cli.main import agent_router


def call(*words: str | Path) -> Result:
    """Run one command; standard output and error are kept apart. A bug of ours is raised, never hidden."""
    return CliRunner().invoke(agent_router, [str(word) for word in words], catch_exceptions=False)


def answer(*words: str | Path) -> Any:  # noqa: ANN401 - whatever JSON the command prints
    """The JSON that a command prints."""
    return json.loads(call(*words).stdout)

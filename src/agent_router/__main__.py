"""`python -m agent_router`."""

from agent_router.cli.main import run

run()

"""The command `agent-router`: words in, words out, exit codes 0 yes, 1 no, 2 misuse, 3 cannot be read."""

import os
import sys
from importlib import import_module
from typing import Any

import click

from agent_router import __version__
from agent_router.cli.printing import complain
from agent_router.errors import CannotWrite, RouterError

COMMANDS = {
    "init": "policy_commands",
    "check": "check_command",
    "diff": "diff_command",
    "suggest": "suggest_command",
    "prices": "prices_command",
    "skill": "policy_commands",
    "schema": "policy_commands",
    "route": "task_commands",
    "explain": "task_commands",
    "contract": "task_commands",
    "approve": "task_commands",
    "record": "run_commands",
    "verify-run": "verify_command",
    "accept": "run_commands",
    "decide": "people_commands",
    "waive": "people_commands",
    "sign": "people_commands",
    "export": "export_command",
    "audit": "audit_command",
    "report": "report_commands",
    "demo": "report_commands",
}
"""Command → module: a command's module is imported only when it is called, since start-up is a feature."""


class Commands(click.Group):
    """The command group: loads a command's module when it is named, and is the one place that catches our errors."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, in the order in which a newcomer meets them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, its module loaded."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"agent_router.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name.replace("-", "_"))
        return command

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command; what a person got wrong, or the machine, is said in words."""
        try:
            return super().invoke(ctx)
        except RouterError as fault:
            complain(fault)
            ctx.exit(fault.exit_code)
        except BrokenPipeError:
            # Whoever read the output has seen enough, as `head` does; the interpreter must not complain at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as fault:
            complain(CannotWrite(f"{fault.filename or 'output'}: {fault.strerror or fault}."))
            ctx.exit(CannotWrite.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="agent-router")
def agent_router() -> None:
    """Decide which AI-agent jobs may run, inside which box, and on what proof the result is accepted.

    The rules are in an Excel workbook; without --matrix, the only workbook of the workspace is used.
    """


def run() -> None:
    """Start the program."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A log may hold characters that the terminal's encoding lacks; they must not end the program.
            reconfigure(errors="backslashreplace")
    agent_router(prog_name="agent-router")

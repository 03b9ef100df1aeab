"""`verify-run`: the contract's commands, run by the router itself."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_router.cli.options import json_option
from agent_router.cli.printing import folder_name, hint, now, say, say_json
from agent_router.errors import Misuse

if TYPE_CHECKING:
    from agent_router.pipeline.verifying import Executed, Plan, Verified


@click.command("verify-run")
@click.argument("run_dir", metavar="RUN_DIR", type=click.Path(path_type=Path))
@click.option("--repo", required=True, type=click.Path(path_type=Path), help="The repository the agent worked in.")
@click.option("--base", default="", metavar="REV", help="The recorded base, by another name; without it, as recorded.")
@click.option(
    "--head", default="", metavar="REV", help="A commit that holds the recorded state; without it, the working tree."
)
@click.option("--yes", is_flag=True, help="Run the commands without asking.")
@click.option(
    "--minutes", type=click.IntRange(1), help="Time limit of each command; without it, the contract's minutes."
)
@click.option("--memory", type=click.IntRange(0), metavar="MB", help="Memory limit of each process; 0 is none.")
@json_option
def verify_run(
    run_dir: Path,
    repo: Path,
    base: str,
    head: str,
    minutes: int | None,
    memory: int | None,
    *,
    yes: bool,
    as_json: bool,
) -> None:
    """Run the contract's verifier commands in clean checkouts of the base and of the recorded state.

    They run with your rights and are not isolated. Only commands of an approved contract are run. Exit 0 all passed on
    the recorded state, 1 not, 3 cannot be read.
    """
    from agent_router.pipeline.verifying import VerifyRequest, planned_verification, run_verification

    request = VerifyRequest(run_dir, repo, base, head, minutes, memory)
    with planned_verification(request, now()) as plan:
        _tell(plan)
        if not yes and not _agreed():
            hint("Nothing was run.")
            sys.exit(1)
        verified = run_verification(plan, run_dir, _clock, hint)
        if as_json:
            say_json(_document(plan, verified))
        else:
            _print(verified)
    sys.exit(0 if verified.passed else 1)


def _clock() -> datetime:
    return datetime.now(UTC)


def _tell(plan: "Plan") -> None:
    """Say what would run, where and how, before it runs."""
    hint(f"Contract {plan.sealed.digest[:12]} of {plan.sealed.contract.task_id}, approved by {plan.approved_by}.")
    hint(f"On the base {plan.states.base[:12]} and on the recorded state (tree {plan.states.tree[:12]}):")
    for verifier in plan.verifiers:
        where = f"  (in {verifier.working_directory})" if verifier.working_directory else ""
        hint(f"  $ {verifier.command}{where}")
    limits = plan.limits
    memory = f"{limits.memory_mb:,} MB a process" if limits.memory_mb else "no memory limit"
    hint(f"Each by /bin/sh -c, at most {limits.minutes:,} minutes, {memory}, in checkouts below {plan.folder}.")
    hint("They run with your rights: your files and the network are not kept from them.")
    for note in plan.notes:
        hint(note)


def _agreed() -> bool:
    if sys.stdin is None or not sys.stdin.isatty():
        raise Misuse("These commands were not run: there is no terminal to ask on. Say --yes to run them.")
    return click.confirm("Run these commands?", default=False, err=True)


def _print(verified: "Verified") -> None:
    for one in verified.executed:
        shown = one.verification
        side = "base" if shown.of_base else "head"
        code = "stopped at the time limit" if one.timed_out else f"exit {one.command.exit_code}"
        color = None if shown.of_base else "green" if one.passed else "red"
        say(f"{side}  {shown.command}  {shown.health.value} ({code}{_counted(one)})", color=color)
        for test in shown.failed_tests[:10]:
            say(f"      failed: {test}")
    words = "Every command passed on the recorded state" if verified.passed else "Not every command passed"
    say(f"{words}; recorded in {folder_name(verified.log)}.", bold=True)


def _counted(one: "Executed") -> str:
    counts = one.verification.counts
    if counts is None:
        return ""
    named = (
        (counts.failed, "failed"),
        (counts.errors, "errors"),
        (counts.passed, "passed"),
        (counts.skipped, "skipped"),
    )
    return "; " + (", ".join(f"{count} {word}" for count, word in named if count) or "no test ran")


def _document(plan: "Plan", verified: "Verified") -> dict[str, object]:
    return {
        "run": plan.run.started.run_id,
        "task": plan.sealed.contract.task_id,
        "contract": plan.sealed.digest,
        "approved_by": plan.approved_by,
        "base": plan.states.base,
        "head": plan.states.head,
        "tree": plan.states.tree,
        "minutes": plan.limits.minutes,
        "memory_mb": plan.limits.memory_mb,
        "notes": list(plan.notes),
        "passed": verified.passed,
        "log": verified.log.as_posix(),
        "executions": [_execution(one) for one in verified.executed],
    }


def _execution(one: "Executed") -> dict[str, object]:
    shown, command = one.verification, one.command
    counts = shown.counts
    return {
        "state": "base" if shown.of_base else "head",
        "kind": shown.kind,
        "command": shown.command,
        "working_directory": shown.working_directory,
        "source": "run by the router",
        "health": shown.health.value,
        "exit_code": command.exit_code,
        "timed_out": one.timed_out,
        "started": command.at.isoformat() if command.at else None,
        "ended": command.ended.isoformat() if command.ended else None,
        "counts": None
        if counts is None
        else {"passed": counts.passed, "failed": counts.failed, "errors": counts.errors, "skipped": counts.skipped},
        "failed_tests": list(shown.failed_tests),
        "passed_tests": list(shown.passed_tests),
        "report_sha256": shown.artifact,
        "output_sha256": command.output_sha256,
    }

"""`decide`, `waive`, `sign`: what people say about a finished run."""

from datetime import date
from pathlib import Path

import click

from agent_router.cli.options import at_option, by_option
from agent_router.cli.printing import moment, now, say, tell_masked
from agent_router.errors import Misuse

run_argument = click.argument("run_dir", type=click.Path(path_type=Path))
item_option = click.option("--item", required=True, metavar="ID", help="ID of the checklist item.")


@click.command()
@run_argument
@item_option
@by_option
@click.option("--answer", required=True, type=click.Choice(["met", "not_met"]))
@click.option("--note", required=True, help="What the answer rests on.")
@at_option
def decide(run_dir: Path, item: str, by: str, answer: str, note: str, at: str | None) -> None:
    """Settle one checklist item of RUN_DIR as a person: met or not met."""
    from agent_router.pipeline.signing import Act, decide_item

    clock = now()
    given = decide_item(run_dir, Act(by, moment(at, clock), clock), item, met=answer == "met", note=note)
    tell_masked(note, given.note)
    say(f"{by} decided: {item} is {answer.replace('_', ' ')}")


@click.command()
@run_argument
@item_option
@by_option
@click.option("--reason", required=True)
@click.option("--until", required=True, metavar="DATE", help="Last day on which the waiver counts, like 2026-12-31.")
@at_option
def waive(run_dir: Path, item: str, by: str, reason: str, until: str, at: str | None) -> None:
    """Accept that one item of RUN_DIR is not met, until a date and for a reason."""
    from agent_router.pipeline.signing import Act, waive_item

    try:
        end = date.fromisoformat(until)
    except ValueError:
        raise Misuse(f"{until!r} is not a date. Write it like 2026-12-31.") from None
    clock = now()
    given = waive_item(run_dir, Act(by, moment(at, clock), clock), item, reason=reason, until=end)
    tell_masked(reason, given.reason)
    say(f"{by} waived {item} until {end.isoformat()}")


@click.command()
@run_argument
@by_option
@click.option("--role", required=True, help="In which role, as on the sheet People.")
@click.option("--meaning", required=True, help="What the signature means: reviewed, approved, …")
@at_option
def sign(run_dir: Path, by: str, role: str, meaning: str, at: str | None) -> None:
    """Sign the record of RUN_DIR; the signature is bound to the run's digest and its facts."""
    from agent_router.pipeline.signing import Act, sign_run

    clock = now()
    signed = sign_run(run_dir, Act(by, moment(at, clock), clock), role=role, meaning=meaning)
    tell_masked(meaning, signed.meaning)
    say(f"{signed.by} ({signed.role}) signed run {signed.run[:12]}, facts {signed.facts[:12]}: {signed.meaning}")

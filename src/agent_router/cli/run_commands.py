"""`record`, `accept`: what happens after an agent stopped."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_router.cli.archived import Archiving, RecordCommand, archive_options, run_archiving
from agent_router.cli.options import json_option
from agent_router.cli.printing import byte_progress, folder_name, hint, moment, now, say, say_json
from agent_router.cli.session_list import list_sessions
from agent_router.model.place import Place
from agent_router.model.policy import Phase
from agent_router.model.report import JudgedRun
from agent_router.model.verdict import Outcome, Verdict, VerdictState

if TYPE_CHECKING:
    from agent_router.evidence.recording import Recorded

MARKS = {
    Outcome.MET: ("✓", "green"),
    Outcome.WAIVED: ("w", "yellow"),
    Outcome.NOT_APPLICABLE: ("–", None),
    Outcome.NEEDS_PERSON: ("?", "yellow"),
    Outcome.NOT_SHOWN: ("○", "yellow"),
    Outcome.NOT_MET: ("✕", "red"),
    Outcome.UNREADABLE: ("!", "red"),
}

_CITED = 4
"""Places that an item names on the terminal; reports name all."""


@click.command(cls=RecordCommand)
@click.option("--contract", "contract_dir", type=click.Path(path_type=Path), help="Folder of the run's contract.")
@click.option(
    "--log",
    "logs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A log file or folder of the agent; repeatable.",
)
@click.option(
    "--artifact",
    "artifacts",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A test report or other artifact; repeatable.",
)
@click.option("--repo", type=click.Path(path_type=Path), help="The repository the agent worked in.")
@click.option("--base", default="", metavar="REV", help="Revision before the run; with --repo.")
@click.option(
    "--head", default="", metavar="REV", help="Commit the run ended with; without it, the working tree as it is."
)
@click.option("--phase", type=click.Choice([phase.value for phase in Phase]))
@click.option("--run", "run_id", default="", help="ID of the run; without it, made from the session.")
@click.option("--operator", default="", metavar="NAME", help="Who started the agent.")
@click.option(
    "--session",
    "sessions",
    multiple=True,
    metavar="ID",
    help="Take this session alone out of the logs, with its sub-agents and forks; repeatable.",
)
@click.option("--sessions", "listing", is_flag=True, help="Only list the sessions in these logs; nothing is recorded.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The run's folder, which must not exist yet; with --watch and --hook, the folder of all runs.",
)
@archive_options
@json_option
def record(*, listing: bool, as_json: bool, **options: object) -> None:
    """Turn an agent's logs and artifacts into one run folder: masked, typed, hash-chained."""
    asked = Archiving.of(options)
    if asked is not None:
        run_archiving(asked, {**options, "listing": listing}, as_json=as_json)
        return
    if not options["logs"]:
        raise click.UsageError("Missing option '--log'.")
    if listing:
        list_sessions(options["logs"], as_json=as_json)  # type: ignore[arg-type]  # click made them
        return
    if options["out"] is None:
        raise click.UsageError("Missing option '--out'.")
    from agent_router.pipeline.recording import Recording, record_evidence

    recording = Recording(**options)  # type: ignore[arg-type]  # click made them
    with byte_progress("reading the logs") as progress:
        done = record_evidence(recording, now(), progress)
    if as_json:
        say_json(_recorded_document(done))
        return
    say(f"recorded {done.run_id}: {done.records} records, digest {done.digest[:12]}, in {folder_name(done.folder)}")
    for remark in done.remarks:
        hint(remark)


def _recorded_document(done: "Recorded") -> dict[str, object]:
    return {
        "run_id": done.run_id,
        "folder": folder_name(done.folder),
        "records": done.records,
        "digest": done.digest,
        "remarks": list(done.remarks),
    }


@click.command()
@click.argument("run_dirs", metavar="RUN_DIR...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as-of", metavar="TIME", help="Judge by what was recorded until then; without it, now.")
@click.option(
    "--what-if", type=click.Path(path_type=Path), metavar="WORKBOOK", help="Judge by another workbook; never accepts."
)
@json_option
def accept(run_dirs: tuple[Path, ...], as_of: str | None, what_if: Path | None, *, as_json: bool) -> None:
    """Judge finished runs by their contracts. Exit 0 accepted, 1 not (yet), 3 cannot be read."""
    from agent_router.acceptance.wire import verdict_document
    from agent_router.pipeline.accepting import accept_run
    from agent_router.pipeline.in_force import in_force_notes

    clock = moment(as_of, now())
    judged = [accept_run(folder, as_of=clock, what_if=what_if) for folder in run_dirs]
    for own in judged:
        recorded = own.run.started.recorded
        if recorded is not None and recorded > clock:
            hint(
                f"{own.verdict.run_id} was recorded on {recorded.isoformat(sep=' ')}, after the moment asked for: "
                "its record is judged as it is now; only what people said until then is counted."
            )
    if what_if is not None:
        policies = {own.policy.sha256: own.policy for own in judged if own.policy is not None}
        for note in (note for policy in policies.values() for note in in_force_notes(policy, clock)):
            hint(f"Note: {note}")
    if as_json:
        documents = [verdict_document(own.verdict) for own in judged]
        say_json(documents[0] if len(documents) == 1 else documents)
    else:
        for own in judged:
            _print_verdict(own)
    sys.exit(max(_exit_code(own.verdict.state) for own in judged))


def _exit_code(state: VerdictState) -> int:
    if state is VerdictState.UNREADABLE:
        return 3
    return 0 if state is VerdictState.ACCEPTED else 1


def _print_verdict(judged: JudgedRun) -> None:
    verdict = judged.verdict
    color = {VerdictState.ACCEPTED: "green", VerdictState.WAITING: "yellow"}.get(verdict.state, "red")
    say(f"{verdict.run_id}  {verdict.state.value.replace('_', ' ').upper()}", bold=True, color=color)
    say(f"  {verdict.headline}")
    if verdict.what_if:
        say(
            f"  Asked as what if, by the workbook {verdict.what_if[:12]}: such a verdict never accepts.", color="yellow"
        )
    for problem in verdict.problems:
        say(f"  {problem}")
    for item in verdict.items:
        mark, item_color = MARKS[item.outcome]
        lines = cited(item.evidence)
        say(f"  {mark} {item.id:5} {item.question}  [{item.outcome.value}]", color=item_color)
        say(f"          {item.because}{' (' + lines + ')' if lines else ''}")
    for line in _used(verdict):
        say(f"  · {line}")
    for stop in verdict.stops:
        if stop.fired:
            say(f"  ■ {stop.id:5} {stop.because}", color="red")
    for waiting in verdict.waiting:
        say(f"  → {waiting.who or 'nobody named'}: {waiting.what}", color="yellow")
        say(f"      clears it: {waiting.clears}")


def cited(places: Sequence[Place]) -> str:
    """The first places, and how many more there are."""
    shown = [_where(place) for place in places[:_CITED]]
    more = len(places) - len(shown)
    return ", ".join([*shown, f"and {more} more"] if more else shown)


def _used(verdict: Verdict) -> list[str]:
    """Tokens and money by both meters, in words; nothing for a run that cannot be read."""
    from agent_router.report.view import cost_words, meters_words, tokens_words

    if verdict.state is VerdictState.UNREADABLE:
        return []
    said = [f"Tokens: {tokens_words(verdict.usage)}", f"Cost: {cost_words(verdict.cost)}"]
    apart = meters_words(verdict.cost)
    return [*said, f"Difference: {apart}"] if apart else said


def _where(place: Place) -> str:
    """A place in short: a line is one of the evidence log, unless its file is named."""
    return place.short if place.sheet or place.file == "run.jsonl" else str(place)

"""`diff`: what a changed workbook decides otherwise, because of which cells, and what that does to a queue."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from agent_router.cli.options import json_option
from agent_router.cli.printing import folder_name, hint, now, say, say_json
from agent_router.errors import Misuse
from agent_router.pipeline.workspace import named_apart, named_file

if TYPE_CHECKING:
    from agent_router.report.facts.changed_cells import ChangedCell
    from agent_router.report.facts.policy_difference import DifferenceFacts, KindsChanged
    from agent_router.report.facts.queue_moved import QueueMoved

SHOWN = 8
"""So many of a long list are printed; the page and --json have all."""
KINDS = 4
"""So many kinds of task are printed that change alike."""
WIDE = 160
"""Longer lists of what changes are cut in what only follows."""
ALL = "--html FILE shows them all"


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--queue", type=click.Path(path_type=Path), help="Also: which tasks of this queue move, and why.")
@click.option(
    "--runs",
    metavar="FOLDER",
    type=click.Path(path_type=Path),
    help="Also: the tasks of past contracts below this folder (contracts/, evidence/), decided again.",
)
@click.option("--html", metavar="FILE", type=click.Path(path_type=Path), help="Write it as one page for a browser.")
@json_option
def diff(old: Path, new: Path, queue: Path | None, runs: Path | None, html: Path | None, *, as_json: bool) -> None:
    """What the workbook NEW decides otherwise than OLD. Exit 0 nothing, 1 something, 3 one cannot be read."""
    from agent_router.ledger.files import write_atomic
    from agent_router.pipeline.comparing import Asked, compare_workbooks, difference_page

    if html is not None and html.resolve() in {path.resolve() for path in (old, new, queue) if path is not None}:
        raise Misuse(f"{html} is one of the files to compare. Name a new file for the page.")
    asked = Asked(now(), None if queue is None else named_file(queue, "queue"), runs)
    compared = compare_workbooks(*named_apart(old, new, "workbook"), asked, _progress)
    if html is not None:
        write_atomic(html, difference_page(compared, html.resolve().parent))
        hint(f"wrote {folder_name(html)}")
    if as_json:
        say_json(asdict(compared.facts))
    else:
        for line, bold in difference_lines(compared.facts):
            say(line, bold=bold)
    sys.exit(0 if compared.facts.alike else 1)


def _progress(text: str) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        hint(text)


def difference_lines(facts: "DifferenceFacts") -> Iterator[tuple[str, bool]]:
    """The comparison line by line, each with whether it is set off; the verdict first."""
    yield facts.verdict, True
    for remark in facts.remarks:
        yield f"Note: {remark}", False
    if facts.not_examined and facts.kinds:
        yield f"Not all kinds of task were compared: {facts.not_examined}", False
    first = [one for one in facts.kinds if not one.follows]
    for at, one in enumerate(first[:SHOWN], start=1):
        yield "", False
        yield from _kinds_lines(at, one)
    if len(first) > SHOWN:
        yield "", False
        yield f"… and {len(first) - SHOWN} more such changes ({_aspects(first[SHOWN:])}); {ALL}.", True
    yield from _following_lines([one for one in facts.kinds if one.follows])
    if facts.without_effect:
        yield "", False
        yield "Cells that differ, and move no task", True
        yield from ((f"  {line}", False) for line in _cells(facts.without_effect))
    for queue in facts.queues:
        yield "", False
        yield from _queue_lines(queue)


def _aspects(kinds: "Sequence[KindsChanged]") -> str:
    return ", ".join(dict.fromkeys(change.aspect for one in kinds for change in one.changes))


def _following_lines(kinds: "Sequence[KindsChanged]") -> Iterator[tuple[str, bool]]:
    """What follows for some kinds of task only: one line each, without the kinds."""
    if not kinds:
        return
    yield "", False
    yield f"The same cells also change, for some of these tasks and for others like them ({ALL}):", True
    for one in kinds[:SHOWN]:
        yield f"  {_short('; '.join(change.sentence for change in one.changes))}", False
    if len(kinds) > SHOWN:
        yield f"  … and {len(kinds) - SHOWN} more ({_aspects(kinds[SHOWN:])})", False


def _short(text: str) -> str:
    return text if len(text) <= WIDE else f"{text[: WIDE - 2].rstrip()} …"


def _kinds_lines(at: int, one: "KindsChanged") -> Iterator[tuple[str, bool]]:
    for change in one.main:
        yield f"{f'{at}.' if change is one.main[0] else '':3}{change.sentence}", True
    if one.with_it:
        yield f"   and with it: {'; '.join(_short(change.sentence) for change in one.with_it)}", False
    if one.always:
        yield f"   When {one.always},", False
    joint = "   and one of: " if one.always else "   When "
    yield f"{joint}{one.kinds[0]}", False
    yield from ((f"           or: {kind}", False) for kind in one.kinds[1:KINDS])
    if len(one.kinds) > KINDS:
        yield f"           or {len(one.kinds) - KINDS} more such kinds of task", False
    yield from ((f"   Because of {line}", False) for line in _cells(one.causes))
    if not one.causes:
        yield "   No single cell explains it.", False
    if one.example:
        yield f"   For example: {'; '.join(f'{header} {value}' for header, value in one.example_told)}", False


def _cells(cells: "tuple[ChangedCell, ...]") -> Iterator[str]:
    yield from (cell.sentence for cell in cells[:SHOWN])
    if len(cells) > SHOWN:
        yield f"… and {len(cells) - SHOWN} more (--json lists them all)"


def _queue_lines(queue: "QueueMoved") -> Iterator[tuple[str, bool]]:
    yield f"{queue.source}: {queue.verdict}", True
    for remark in queue.remarks[:SHOWN]:
        yield f"  {remark}", False
    for move in queue.moves:
        yield f"  {move.sentence}", False
        more = f" and {len(move.tasks) - SHOWN} more" if len(move.tasks) > SHOWN else ""
        yield f"    {', '.join(move.tasks[:SHOWN])}{more}", False
    for line in queue.load:
        if line.differs:
            yield f"  {line.group}, {line.what}: {line.before} → {line.after}", False

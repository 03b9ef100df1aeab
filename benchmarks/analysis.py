"""How long the exact analysis of one Routes sheet of 200 rows takes, beside trying every kind of task.

Timed are gaps, overlaps and rows that never decide, exact, touching points included; then everything `check` says of
the sheet. The peer, in the same run, is plain enumeration: the numpy index answers one task of each combination of
elementary pieces, many at a time, as many as fit into `--seconds`. Only the index is timed (it turns the columns into
arrays), not the making of the columns in Python, which is said beside it; the time is scaled up to all combinations,
not measured for them all.

Run: `python benchmarks/analysis.py [--rows 200] [--seed 7] [--seconds 3]`.
"""

import argparse
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, product
from math import prod
from pathlib import Path
from random import Random

from timing import Enumerated, timed

from agent_router.model.policy import Policy, Route, RouteEffect
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.review.one_sheet.rules import check_rules
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.columns import Columns
from agent_router.tables.coverage import gaps, overlaps, unreachable_rows
from agent_router.tables.cut_table import MOST_STATES, CutTable, cut_table
from agent_router.tables.engine import compile_table
from agent_router.tables.rulebook import compile_policy
from agent_router.workbook.interface import read_policy

STARTER = Path(__file__).parents[1] / "matrices" / "agent-router.xlsx"
GOAL = 1.0
"""Seconds for gaps, overlaps and rows that never decide."""
CHUNK = 200_000
CELLS = {
    "blast_radius": ("Low", "Medium", "High", "Low, Medium"),
    "work_type": ("Bug hunt", "Refactor, Migration", "Documentation", "not(Auth, Billing)", "Auth",
                  "Small edit, Bug hunt"),
    "output": ("Report", "Patch, Pull request", "Runbook"),
    "surface": ("Small", "Large"),
    "files_expected": ("< 5", ">= 5", "[5..20]", "> 20", "[21..49]", ">= 50"),
    "changes": ("yes", "no"),
    "acceptance_plan": ("given", "missing"),
    "reviewer": ("given", "missing"),
    "folders": ("given", "missing"),
    "systems": ("given",),
    "test_command": ("given",),
    "rollback": ("given", "missing"),
    "verification": ("given",),
}  # fmt: skip


def routes(policy: Policy, rows: int, seed: int) -> Table[RouteEffect]:
    """So many rows of two to six conditions over the columns of the shipped sheet, without a row for all others."""
    chance = Random(seed)  # noqa: S311 - the same rows in every run
    fields = {field.code: field for field in policy.fields}
    made = []
    for number in range(rows):
        codes = chance.sample(sorted(CELLS), chance.choice([2, 3, 4, 5, 6]))
        parsed = [parse_condition(chance.choice(CELLS[code]), fields[code], fields, None).condition for code in codes]
        then = RouteEffect(chance.choice(list(Route)))
        made.append(Row(f"RT{number + 1}", tuple(one for one in parsed if one is not None), then))
    return Table("Routes", tuple(made), HitPolicy.FIRST, policy.routes.place)


def analyze(table: Table[RouteEffect], policy: Policy) -> CutTable[RouteEffect]:
    """Gaps, overlaps and rows that never decide."""
    cut = cut_table(table, compile_policy(policy).fields, policy.matrix)
    for question in (lambda: gaps(cut, cut.all_rows), lambda: list(overlaps(cut)), lambda: list(unreachable_rows(cut))):
        cut.meter.allow(20 * MOST_STATES)
        question()
    return cut


def enumerated(cut: CutTable[RouteEffect], seconds: float) -> Enumerated:
    """One task of each combination of elementary pieces, answered by the index."""
    compiled = compile_table(cut.table, cut.fields)
    combinations: Iterator[tuple[int, ...]] = product(*(range(len(axis.pieces)) for axis in cut.axes))
    making, answering, done = 0.0, 0.0, 0
    while not done or making + answering < seconds:
        start = time.perf_counter()
        tasks = list(islice(combinations, CHUNK))
        if not tasks:
            break
        columns = {}
        for at, axis in enumerate(cut.axes):
            for place, code in enumerate(axis.codes):
                columns[code] = [axis.pieces[task[at]].values[place] for task in tasks]
        made = time.perf_counter()
        compiled.match(Columns(len(tasks), columns)).first_certain()
        making += made - start
        answering += time.perf_counter() - made
        done += len(tasks)
    return Enumerated(prod(len(axis.pieces) for axis in cut.axes), done, making, answering)


def main() -> None:
    """Print both times, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=3.0)
    asked = parser.parse_args()
    policy = read_policy(STARTER.read_bytes(), STARTER.name)
    table = routes(policy, asked.rows, asked.seed)
    wide = compile_policy(replace(policy, routes=table))
    own = timed(lambda: analyze(table, policy))
    cut = analyze(table, policy)
    found = gaps(cut, cut.all_rows, most=200)
    print(f"{asked.rows} rows, {len(cut.axes)} columns: gaps, overlaps and rows that never decide in {own:.2f} s")
    print(f"  {len(found.found)} kinds of task without a row, {sum(1 for _ in overlaps(cut))} overlaps,")
    print(f"  {sum(1 for _ in unreachable_rows(cut))} rows that never decide; goal {GOAL} s")
    print(f"everything check says of single sheets: {timed(lambda: check_rules(wide)):.2f} s")
    peer = enumerated(cut, asked.seconds)
    print(f"peer, every combination of pieces: {peer.tasks:,} tasks, of which {peer.done:,} were tried")
    print(f"  answered by the index, arrays included, in {peer.answering:.2f} s")
    print(f"  their columns made before that, in Python, in {peer.making:.2f} s")
    print(f"  answering them all {peer.whole:.1f} s (scaled up), {peer.whole / own:.0f} times as long")


if __name__ == "__main__":
    main()

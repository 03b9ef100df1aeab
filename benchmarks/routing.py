"""How fast a queue is matched against a table: this project beside zen-engine and pyDMNrules, in one run.

One million tasks, sixty rules, six conditions a rule, first match wins; the same rules and tasks for all three. The
peers look at one task after another, so they are timed on a sample and scaled up (the report says so); what they
answer there must be what we answer. Three figures of ours: from columns of codes and numbers, from plain Python
values with the encoding included, and every matching row rather than the first (the others stop at the first).

Run: `python benchmarks/routing.py [--tasks 1000000] [--sample 2000] [--seed 7]`; needs the `bench` extra.
"""

import argparse
import gc
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from agent_router.model.condition import Condition
from agent_router.model.field import Field, FieldKind, Word, WordList
from agent_router.model.table import HitPolicy, Row, Table
from agent_router.tables.cell_language import parse_condition
from agent_router.tables.columns import Coded, Column, Columns
from agent_router.tables.engine import CompiledTable, compile_table

RULES = 60
WORK_TYPES = tuple(f"Work {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTU")
DATA = ("No data", "Internal", "Customer", "Production")
TEAMS = ("Engineering", "Product", "Support", "Operations", "Sales")
GOAL = 10.0
"""The ratio this project wants to reach against either peer."""


def _choice(code: str, words: Sequence[str]) -> Field:
    return Field(code, code, FieldKind.CHOICE, words=WordList(code, tuple(map(Word, words))))


FIELDS: Mapping[str, Field] = {
    field.code: field
    for field in (
        _choice("worktype", WORK_TYPES),
        _choice("dataclass", DATA),
        _choice("team", TEAMS),
        Field("changes", "changes", FieldKind.YES_NO),
        Field("files", "files", FieldKind.WHOLE),
        Field("minutes", "minutes", FieldKind.WHOLE),
    )
}

Task = dict[str, str | int | bool]
Cells = dict[str, str]


@dataclass(frozen=True)
class Timing:
    """Seconds for the whole queue, and how they were found."""

    name: str
    seconds: float
    note: str = ""


def _rules(rng: random.Random) -> list[Cells]:
    """Sixty rules with six conditions each, in the spelling that all three understand."""

    def words(of: Sequence[str], least: int) -> str:
        return ",".join(f'"{word}"' for word in sorted(rng.sample(of, rng.randint(least, len(of) - 1))))

    def number() -> str:
        low = rng.randint(0, 60)
        return rng.choice([f">= {low}", f"< {low + 40}", f"[{low}..{low + 30}]"])

    return [
        {
            "worktype": words(WORK_TYPES, 3),
            "dataclass": words(DATA, 1),
            "team": words(TEAMS, 1),
            "changes": rng.choice(["true", "false"]),
            "files": number(),
            "minutes": number(),
        }
        for _ in range(RULES)
    ]


def _tasks(rng: random.Random, size: int) -> list[Task]:
    return [
        {
            "worktype": rng.choice(WORK_TYPES),
            "dataclass": rng.choice(DATA),
            "team": rng.choice(TEAMS),
            "changes": rng.random() < 0.5,
            "files": rng.randint(0, 100),
            "minutes": rng.randint(0, 100),
        }
        for _ in range(size)
    ]


def _compile(rules: Sequence[Cells]) -> CompiledTable[int]:
    rows = []
    for number, cells in enumerate(rules):
        conditions: list[Condition] = []
        for code, typed in cells.items():
            condition = parse_condition(typed, FIELDS[code], FIELDS, None).condition
            assert condition is not None
            conditions.append(condition)
        rows.append(Row(str(number), tuple(conditions), number))
    return compile_table(Table("Rules", tuple(rows), HitPolicy.FIRST), FIELDS)


def _best(run: Callable[[], object], times: int = 3) -> float:
    """The fastest of a few runs, in seconds."""
    found = []
    for _ in range(times):
        gc.collect()
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return min(found)


def _ours(table: CompiledTable[int], tasks: Sequence[Task]) -> tuple[list[Timing], list[int]]:
    plain: dict[str, list[Any]] = {code: [task[code] for task in tasks] for code in FIELDS}
    size = len(tasks)
    ready: dict[str, Column] = {}
    for code, values in plain.items():
        words = FIELDS[code].words
        if words is None:
            ready[code] = np.array(values)
        else:
            places = {text: place for place, text in enumerate(words.texts)}
            ready[code] = Coded(np.array([places[value] for value in values], dtype=np.int32), words.texts)
    timings = [
        Timing("ours, from columns", _best(lambda: table.match(Columns(size, ready)).first_certain())),
        Timing("ours, from Python values", _best(lambda: table.match(Columns(size, plain)).first_certain())),
        Timing("ours, every matching row", _best(lambda: table.match(Columns(size, ready)))),
    ]
    return timings, table.match(Columns(size, plain)).first_certain().tolist()


def _zen(rules: Sequence[Cells], tasks: Sequence[Task], size: int) -> tuple[list[Timing], list[int]]:
    import zen

    inputs = [{"id": f"i{place}", "name": code, "field": code} for place, code in enumerate(FIELDS)]
    lines = [
        {"_id": str(number), **{f"i{place}": cells[code] for place, code in enumerate(FIELDS)}, "o": str(number)}
        for number, cells in enumerate(rules)
    ]
    table = {
        "hitPolicy": "first",
        "inputs": inputs,
        "outputs": [{"id": "o", "name": "rule", "field": "rule"}],
        "rules": lines,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
        {"id": "t", "name": "t", "type": "decisionTableNode", "position": {"x": 0, "y": 0}, "content": table},
        {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 0, "y": 0}},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "t"},
        {"id": "b", "type": "edge", "sourceId": "t", "targetId": "out"},
    ]
    # The quickest of its ways on this table: compiled once, kept by its engine (a tenth of `create_decision`'s time).
    content = zen.ZenDecisionContent(json.dumps({"nodes": nodes, "edges": edges}))
    engine = zen.ZenEngine({"loader": lambda _key: content})
    found: list[int] = []

    def run() -> None:
        found[:] = [(engine.evaluate("rules", task)["result"] or {}).get("rule", -1) for task in tasks]

    seconds = _best(run)
    return [Timing("zen-engine", seconds * size / len(tasks), f"{len(tasks):,} tasks, scaled")], found


def _dmn_rules(rules: Sequence[Cells], tasks: Sequence[Task], size: int) -> tuple[list[Timing], list[int]]:
    import pyDMNrules

    dmn = pyDMNrules.DMN()
    status = dmn.use(_rules_workbook(rules))
    assert not status, status
    found: list[int] = []

    def run() -> None:
        found.clear()
        for task in tasks:
            status, decision = dmn.decide(dict(task))
            # That no rule matches is an error there; any other error would show as a different answer.
            found.append(-1 if status else int(decision["Result"]["rule"]))

    seconds = _best(run, times=1)
    return [Timing("pyDMNrules", seconds * size / len(tasks), f"{len(tasks):,} tasks, scaled")], found


def _rules_workbook(rules: Sequence[Cells]) -> Workbook:
    """The rules as pyDMNrules wants them: double lines part headers from rules and conditions from conclusions."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Rules"
    sheet.append(["Rules"])
    sheet.append(["F", *FIELDS, "rule"])
    for number, cells in enumerate(rules, 1):
        sheet.append([number, *(cells[code] for code in FIELDS), number - 1])
    none, double = Side(), Side(style="double")
    for number, line in enumerate(sheet.iter_rows(max_col=len(FIELDS) + 3, max_row=RULES + 3), 1):
        for place, cell in enumerate(line):
            right = double if number > 1 and place in {len(FIELDS), len(FIELDS) + 1} else none
            cell.border = Border(left=none, right=right, top=none, bottom=double if number == 2 else none)
    return book


def _report(timings: Sequence[Timing], size: int) -> None:
    print(f"{size:,} tasks, {RULES} rules, {len(FIELDS)} conditions a rule; fastest of three runs\n")
    for timing in timings:
        speed = size / timing.seconds
        print(f"{timing.name:28}{timing.seconds:12.3f} s {speed:16,.0f} tasks/s  {timing.note}")
    ours = timings[:2]
    for peer in timings[3:]:
        ratios = [peer.seconds / timing.seconds for timing in ours]
        met = "goal met" if min(ratios) >= GOAL else "GOAL MISSED"
        print(f"\n{peer.name}: {ratios[0]:,.0f} times faster from columns, {ratios[1]:,.0f} from Python values ({met})")


def main() -> None:
    """Measure all three and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=1_000_000)
    parser.add_argument(
        "--sample", type=int, default=20_000, help="tasks given to zen-engine; pyDMNrules gets a hundredth"
    )
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    rng = random.Random(given.seed)  # noqa: S311 - a benchmark wants the same numbers again, not secret ones
    rules, tasks = _rules(rng), _tasks(rng, given.tasks)
    timings, answers = _ours(_compile(rules), tasks)
    for measure, sample in ((_zen, given.sample), (_dmn_rules, max(1, given.sample // 100))):
        peer, found = measure(rules, tasks[:sample], given.tasks)
        assert found == answers[:sample], f"{peer[0].name} answers differently"
        timings += peer
    _report(timings, given.tasks)


if __name__ == "__main__":
    main()

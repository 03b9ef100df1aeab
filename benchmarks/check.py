"""How long `check` takes for a workbook of 200 rules, beside the plain way: every task of the product of all answers.

The shipped workbook is widened to 200 rules with more conditions of the same kinds, and written as Excel. Timed are the
whole check (reading included), the comparison of all sheets over every kind of task, and, as the peer in the same run,
plain enumeration: as many tasks as fit into `--seconds`, routed for real. Only the routing is timed, not the making of
the tasks, which is said beside it; the time is scaled up to the product of all answers, not measured for it.

Run: `python benchmarks/check.py [--rules 200] [--seed 7] [--seconds 5]`.
"""

import argparse
import io
import time
from collections.abc import Callable
from functools import partial
from math import prod
from pathlib import Path
from random import Random

from openpyxl import load_workbook
from timing import Enumerated, timed

from agent_router.model.policy import Policy
from agent_router.pipeline.checking import check_workbook
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.pipeline.workspace import NamedBytes
from agent_router.review.every_kind.all_sheets import LIMIT, SHEETS, check_all_sheets
from agent_router.review.every_kind.example_tasks import example_task
from agent_router.review.every_kind.kinds import Kinds
from agent_router.tables.rulebook import compile_policy
from agent_router.workbook.interface import read_policy

STARTER = Path(__file__).parents[1] / "matrices" / "agent-router.xlsx"
GOAL = 2.0
"""Seconds for the whole check of 200 rules."""
SHARES = {"Risk rules": 0.3, "Routes": 0.2, "Budgets": 0.25, "Proof": 0.25}
FIRST_ROW = 5
_WORK = ("Bug hunt", "Small edit", "Documentation", "Refactor", "Migration", "Auth", "Backlog triage", "Record update")
CELLS: dict[str, tuple[str, ...]] = {
    "Work type": (*_WORK, "Bug hunt, Small edit", "not(Migration, Refactor)"),
    "Changes anything?": ("yes", "yes", "no"),
    "Surface": ("Small", "Large"),
    "Files expected": (">= 5", ">= 10", "< 20", ">= 50", "[3..12]"),
    "Reversible?": ("no", "yes"),
    "Data class": ("Customer", "Production", "not Production"),
    "Area": ("auth", "billing", "security, privacy", "messaging"),
    "Blast radius": ("Low", "Medium", "High", "Low, Medium"),
    "Route": ("Single agent", "Dynamic workflow"),
    "Expected output": ("Patch, Pull request", "Report"),
    "Test command": ("given",),
    "Rollback": ("given",),
    "Acceptance plan": ("given", "missing"),
    "Reviewer": ("given",),
}
LED: dict[str, str | int] = {"Route": "Human-led"}
AGENT: dict[str, str | int] = {
    "Route": "Single agent", "Phases": "discovery, mutation", "Approval before": "mutation", "Reviewed by": "Reviewer",
}  # fmt: skip
EFFECTS: dict[str, Callable[[Random], dict[str, str | int]]] = {
    "Risk rules": lambda chance: {"Impact": chance.randint(1, 4), "Likelihood": chance.randint(1, 3)},
    "Routes": lambda chance: {**chance.choice([LED, AGENT]), "Say": "A further case."},
    "Budgets": lambda chance: {
        "Budget minutes": chance.choice([10, 20, 30]),
        "Budget tokens": 100_000,
        "Budget cost (USD)": 2,
        "Budget retries": 1,
        "Budget agents": 0,
        "When the box is full": "Stop and wait.",
    },
    "Proof": lambda chance: {"Proof required": chance.choice(["tests", "diff", "log", "screenshot"])},
}


def widened(rules: int, seed: int) -> bytes:
    """The shipped workbook with so many rules on its four sheets together."""
    chance = Random(seed)  # noqa: S311 - the same rules in every run
    book = load_workbook(STARTER)
    for name, share in SHARES.items():
        sheet = book[name]
        headers = {str(cell.value): cell.column for cell in sheet[FIRST_ROW - 1] if cell.value}
        used = [row for row in range(FIRST_ROW, sheet.max_row + 1) if sheet.cell(row, 1).value]
        more = max(0, round(rules * share) - len(used))
        # The catch-all of Routes stays last; on the other sheets order between old and new rows does not matter here.
        at = used[-1] if name == "Routes" else used[-1] + 1
        sheet.insert_rows(at, more)
        for number in range(more):
            conditions = [
                header for header in headers if header in CELLS and not (name == "Routes" and header == "Route")
            ]
            own = chance.sample(conditions, min(len(conditions), chance.choice([2, 2, 3])))
            cells = {header: chance.choice(CELLS[header]) for header in own}
            row = {"ID": f"{name[:2]}-{number + 1}", "On": "yes", **cells, **EFFECTS[name](chance)}
            for header, value in row.items():
                if header in headers:
                    sheet.cell(at + number, headers[header]).value = value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def enumerated(policy: Policy, seconds: float) -> Enumerated:
    """Tasks of the product of all answers, drawn at random and routed, as many as fit into the seconds."""
    kinds = Kinds([compile_policy(policy)], SHEETS, LIMIT)
    widths = [len(question.kinds) for question in kinds.questions]
    chance, making, answering, done = Random(1), 0.0, 0.0, 0  # noqa: S311 - the same rules in every run
    while not done or making + answering < seconds:
        start = time.perf_counter()
        paths = []
        for _ in range(500):
            path = {at: chance.randrange(width) for at, width in enumerate(widths)}
            together = chance.choice(sorted(kinds.touchings))
            path |= {kinds.places[code]: at for code, at in zip(("folders", "systems", "area"), together, strict=True)}
            paths.append(path)
        tasks = tuple(example_task(kinds.answers(path), policy) for path in paths)
        made = time.perf_counter()
        decide_quickly(tasks, policy)
        making += made - start
        answering += time.perf_counter() - made
        done += len(tasks)
    return Enumerated(prod(widths), done, making, answering)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=5)
    wanted = parser.parse_args()
    for name, data in (("shipped", STARTER.read_bytes()), ("widened", widened(wanted.rules, wanted.seed))):
        policy = read_policy(data, f"{name}.xlsx")
        rows = sum(len(table.rows) for table in (policy.risk_rules, policy.routes, policy.budgets, policy.proof))
        whole = timed(partial(check_workbook, NamedBytes(f"{name}.xlsx", data)))
        rulebook = compile_policy(policy)
        own = timed(partial(check_all_sheets, rulebook, decide_quickly))
        codes = [problem.rule.code for problem in check_all_sheets(rulebook, decide_quickly)]
        peer = enumerated(policy, wanted.seconds)
        print(f"{name}: {rows} rules")
        print(f"  whole check        {whole:10.2f} s {'ok' if whole <= GOAL else 'ABOVE GOAL'}")
        print(f"  all sheets at once {own:10.2f} s, {peer.tasks:,} kinds of task, {len(codes)} findings")
        print(f"  plain enumeration  {peer.whole:10,.0f} s (scaled up), {peer.whole / own:,.0f} times as long")
        print(f"    {peer.done:,} tasks were tried: routed in {peer.answering:.2f} s, made in {peer.making:.2f} s")
        if "RV305" in codes:
            print("  not all kinds of task were compared (RV305)")


if __name__ == "__main__":
    main()

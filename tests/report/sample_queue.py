"""A routed queue of 26 tasks, written by hand."""

from dataclasses import replace

from agent_router.model.assessment import Assessment, Rating, View
from agent_router.model.assignment import Assignment, Budget, ProofRequired, Standing
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, Grade, Phase, Route
from agent_router.model.problem import Problem, Rule, Severity
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.report import QueueReportInput
from agent_router.model.task import Answer, Task, Tasks
from tests.report.sample_policy import cell, sample_policy
from tests.report.sample_records import ATTACHMENTS, CUT_OFF, digest

_GOALS = (
    "Map code that nothing calls",
    "Move invoices to the new schema",
    "Make search answer in 200 ms",
    "List all licenses",
    "Fix the rounding of totals",
    "Write the runbook for exports",
    "Sort the support backlog by cause",
    "Summarize interviews on pricing",
)
_FUNCTIONS = (
    "Engineering",
    "Engineering",
    "Engineering",
    "Operations",
    "Engineering",
    "Operations",
    "Support",
    "Product",
)


def _task(number: int) -> Task:
    place = Place("queue.xlsx", "Queue", f"A{number + 4}")
    stated = {
        "id": f"T-{number}",
        "goal": _GOALS[number % 8],
        "function": _FUNCTIONS[number % 8],
        "work_type": ("Dead-code map", "Migration", "Performance", "Dependency inventory")[number % 4],
        "owner": ("Ada Lovelace", "Joan Clarke", "")[number % 3],
    }
    answers = tuple(
        Answer(field, value, Place("queue.xlsx", "Queue", f"{'ABCDE'[at]}{number + 4}"))
        for at, (field, value) in enumerate(stated.items())
        if value
    )
    return Task(stated["id"], stated["goal"], answers, place)


def _assignment(number: int) -> Assignment:
    task = _task(number)
    impact, likelihood = 1 + number * 7 % 5, 1 + number * 3 % 5
    radius = sample_policy().matrix.cell(impact, likelihood).blast_radius
    reasons = (
        Reason(
            ReasonKind.RISK,
            "Refactors touch what others rely on.",
            cell("Risk rules", "A7"),
            "R3",
            ("data_class",) if number % 4 == 0 else (),
            (Place("queue.xlsx", "Queue", f"D{number + 4}"),),
        ),
    )
    rating = Rating(View.REQUEST, impact, likelihood, radius, reasons)
    stated = BlastRadius.MEDIUM if number % 4 == 0 else radius
    assessment = Assessment(task.id, rating, replace(rating, view=View.SCOPE), min(stated, radius))
    human = radius is BlastRadius.HIGH
    missing = ("acceptance_plan", "reviewer") if human and number % 2 else ()
    return Assignment(
        task,
        Standing.DECIDED,
        Route.HUMAN_LED if human else tuple(Route)[1 + number % 2],
        assessment,
        () if human else (Phase.DISCOVERY, Phase.MUTATION),
        None if human else Phase.MUTATION,
        ("Grace Hopper", "Ada Lovelace", "")[number % 3],
        "High work needs a written acceptance plan." if human else "Small edit in named folders.",
        Budget(20, 60000, None, 2, 0, "Stop, report, ask.", cell("Budgets", "A6")),
        (ProofRequired("tests", 1, Grade.HARNESS, cell("Proof", "A6")),),
        missing=missing,
        ask=("data_class",) if human and number % 4 == 0 else (),
        because=(Reason(ReasonKind.ROUTE, "Row RT3 is the first that matches.", cell("Routes", "A7"), "RT3"),),
    )


def _not_evaluated() -> Assignment:
    task = _task(26)
    rule = Rule("Q104", Severity.ERROR, "The value is not in its list.", "Choose a word of the list.")
    fault = Problem(rule, Place("queue.xlsx", "Queue", "G30"), "“sometimes”", "yes")
    return Assignment(replace(task, problems=(fault,)), Standing.NOT_EVALUATED, Route.HUMAN_LED, problems=(fault,))


def queue_input(**more: object) -> QueueReportInput:
    assignments = (*(_assignment(number) for number in range(1, 26)), _not_evaluated())
    tasks = Tasks(tuple(one.task for one in assignments), "queue.xlsx", digest("queue"))
    given = QueueReportInput(tasks, assignments, sample_policy(), ATTACHMENTS[2:3], CUT_OFF)
    return replace(given, **more)  # type: ignore[arg-type] # tests name the noun's own fields

"""What only all sheets together show of one policy: supervision and coverage, over every kind of task at once."""

from collections.abc import Sequence

from agent_router.model.place import Place
from agent_router.model.problem import Problem
from agent_router.review.every_kind.coverage import Coverage
from agent_router.review.every_kind.forest import TooManyKinds
from agent_router.review.every_kind.kinds import Kinds, NotComparable
from agent_router.review.every_kind.outcome import Meaning
from agent_router.review.every_kind.supervision import Supervision
from agent_router.review.every_kind.unrated import unrated
from agent_router.review.interface import Decide
from agent_router.review.one_sheet.rules import CANNOT_DECIDE
from agent_router.review.problems import FIXED_ROUTE_UNUSED, NOT_ALL_COMPARED
from agent_router.tables.rulebook import Rulebook

SHEETS = ("risk", "routes", "budgets", "proof")
LIMIT = 150_000
"""Steps: two seconds at the very most; the shipped workbook needs a fortieth."""


def check_all_sheets(rulebook: Rulebook, decide: Decide) -> tuple[Problem, ...]:
    """Riskier answers that lead to more freedom, and kinds of task that a sheet forgets; confirmed by `decide`.

    Where the rules are too many to look at every kind of task, that is said instead of silence.
    """
    place = rulebook.policy.routes.place or Place(rulebook.policy.file)
    try:
        kinds = Kinds((rulebook,), SHEETS, LIMIT)
    except NotComparable as reason:
        return (Problem(NOT_ALL_COMPARED, place, str(reason)),)
    meaning = Meaning(kinds)
    supervision = Supervision(kinds, meaning)
    found = list(supervision.problems(decide))
    complete = supervision.complete
    try:
        found += Coverage(kinds, meaning).problems(decide)
        found += unrated(kinds, meaning, decide)
    except TooManyKinds:
        complete = False
    if not complete:
        rows = sum(len(getattr(rulebook, sheet).rows) for sheet in SHEETS)
        found.append(Problem(NOT_ALL_COMPARED, place, f"{rows} rows over {len(kinds.questions)} columns of answers"))
    return tuple(sorted(found, key=lambda problem: problem.rule.code))


def without_consequences(found: Sequence[Problem]) -> tuple[Problem, ...]:
    """Without the advice about routes whose rows never decide, while rows of that sheet are known not to."""
    sheets = {one.place.sheet for one in found if one.open and one.rule in CANNOT_DECIDE}
    return tuple(
        one for one in found if not (one.rule is FIXED_ROUTE_UNUSED and one.place.cell and one.place.sheet in sheets)
    )

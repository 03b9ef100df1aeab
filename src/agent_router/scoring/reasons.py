"""Why a view was rated so: the decisive rows and the matrix cell, each with its place."""

from collections.abc import Mapping, Sequence

from agent_router.model.condition import Anything, Missing
from agent_router.model.field import Field, IfBlank
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, RiskEffect
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.table import Row
from agent_router.model.task import Task
from agent_router.scope.areas import AreaFound
from agent_router.tables.rulebook import Rulebook


def risk_reasons(
    task: Task, rows: Sequence[Row[RiskEffect]], levels: tuple[int, int], rulebook: Rulebook
) -> tuple[Reason, ...]:
    """One reason for each row that reaches the winning impact or likelihood, then the matrix cell."""
    impact, likelihood = levels
    decisive = [row for row in rows if row.then.impact == impact or row.then.likelihood == likelihood]
    reasons = [_row_reason(task, row, rulebook) for row in decisive]
    if not any(row.then.impact for row in rows) or not any(row.then.likelihood for row in rows):
        reasons.append(
            Reason(
                ReasonKind.RISK,
                "No risk rule covers this task, so the highest level is taken.",
                rulebook.policy.risk_rules.place,
            )
        )
    return (*reasons, _matrix_reason(rulebook, impact, likelihood))


def area_reasons(found: Sequence[AreaFound]) -> tuple[Reason, ...]:
    """One reason an area: the system it comes from and why it is reached."""
    return tuple(
        Reason(ReasonKind.AREA, f"Area {area.area}: {area.why} (system {area.system.name}).", area.system.place)
        for area in found
    )


def unstated(task: Task, row: Row[RiskEffect], fields: Mapping[str, Field]) -> tuple[str, ...]:
    """Codes of the fields that the row looks at and that stand for something because they are blank."""
    return tuple(
        condition.field
        for condition in row.conditions
        if not isinstance(condition.test, Anything | Missing)
        and not fields[condition.field].derived
        and fields[condition.field].if_blank in {IfBlank.WORST, IfBlank.ASSUME}
        and task.get(condition.field) is None
    )


def _row_reason(task: Task, row: Row[RiskEffect], rulebook: Rulebook) -> Reason:
    fields = rulebook.fields
    assumed = unstated(task, row, fields)
    said = [f"impact {row.then.impact}"] if row.then.impact else []
    said += [f"likelihood {row.then.likelihood}"] if row.then.likelihood else []
    text = f"{' and '.join(said)}: {row.then.because or 'rule ' + row.id}".rstrip(".")
    if assumed:
        headers = " and ".join(fields[code].header for code in assumed)
        text += f" (counted because {headers} {'is' if len(assumed) == 1 else 'are'} not stated)"
    text = text[:1].upper() + text[1:] + "."
    return Reason(ReasonKind.RISK, text, row.place, row.id, assumed, _facts(task, row))


def _facts(task: Task, row: Row[RiskEffect]) -> tuple[Place, ...]:
    answers = (task.answer(condition.field) for condition in row.conditions)
    return tuple(answer.place for answer in answers if answer is not None and answer.place is not None)


def _matrix_reason(rulebook: Rulebook, impact: int, likelihood: int) -> Reason:
    matrix = rulebook.policy.matrix
    try:
        cell = matrix.cell(impact, likelihood)
    except KeyError:
        return Reason(
            ReasonKind.MATRIX,
            f"The matrix has no cell for impact {impact} × likelihood {likelihood}, so {BlastRadius.HIGH.value}.",
        )
    names = [
        next((level.name for level in levels if level.number == number), str(number))
        for levels, number in ((matrix.impact, impact), (matrix.likelihood, likelihood))
    ]
    text = (
        f"Impact {impact} ({names[0]}) × likelihood {likelihood} ({names[1]}) is {cell.blast_radius.value} "
        f"in the risk matrix."
    )
    return Reason(ReasonKind.MATRIX, text, cell.place)

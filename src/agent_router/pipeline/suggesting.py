"""What could be added to a workbook, dropped from it or merged, proven; nothing is written."""

from agent_router.model.review import Suggestion
from agent_router.pipeline.routing_tasks import decide_quickly
from agent_router.pipeline.workspace import NamedBytes
from agent_router.review.one_sheet.suggesting import suggest
from agent_router.tables.rulebook import compile_policy
from agent_router.workbook.interface import read_policy


def suggest_rows(workbook: NamedBytes) -> tuple[Suggestion, ...]:
    """The suggestions about a workbook, sheet by sheet; each is meant with those before it carried out.

    Raises:
        CannotRead: it is no workbook.
        InputRejected: it has errors; `check` names them.
    """
    policy = read_policy(workbook.data, workbook.name)
    return suggest(compile_policy(policy), decide_quickly)

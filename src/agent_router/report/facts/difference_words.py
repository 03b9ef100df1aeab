"""Words that the kinds of task and the tasks of a queue share."""

from agent_router.model.review import Aspect

MAIN = (Aspect.ROUTE, Aspect.BLAST_RADIUS)
"""What a lead looks at first."""
NOTHING = "nothing"
"""What a list says that has no such item."""


def gained_or_lost(before: str, after: str) -> str:
    """` gains …` or ` loses …`; empty where one item replaces another."""
    if before == NOTHING:
        return f" gains {after}"
    return f" loses {before}" if after == NOTHING else ""


def small(aspect: str) -> str:
    """The aspect inside a sentence."""
    return aspect[:1].lower() + aspect[1:]


def tasks_counted(count: int) -> str:
    """`1 task`, `1,200 tasks`."""
    return "1 task" if count == 1 else f"{count:,} tasks"

"""What each view of a task looks at: the request as stated, and the scope that its folders and systems reach.

Rules, in order (`docs/workbook.md`, Assessed three times):

1. Request: `Area` is empty (known to be none), everything else as stated.
2. Scope: `Area` comes from the folders and systems named, through `Systems`.
3. A patch or pull request without folders, and any other change (stated or assumed) that names neither folders nor
   systems, covers everything.
"""

from collections.abc import Sequence
from functools import lru_cache

from agent_router.model.field import Value
from agent_router.model.policy import Policy, System
from agent_router.scope.areas import AreaFound, areas_of
from agent_router.scope.covering import Record, covers_everything

SCOPE_FIELDS = ("folders", "systems", "output", "changes")
"""Codes of the fields that the scope view looks at."""


def scope_areas(record: Record, policy: Policy, *, as_stated: bool = False) -> tuple[AreaFound, ...]:
    """The areas of the scope view, each with the system and the reason it is reached."""
    return _areas(
        _texts(record.get("folders")),
        _texts(record.get("systems")),
        policy.systems,
        everything=covers_everything(record, policy, as_stated=as_stated),
    )


def area_words(found: Sequence[AreaFound]) -> tuple[str, ...]:
    """The areas alone, each once, in the order found."""
    return tuple(dict.fromkeys(area.area for area in found))


@lru_cache(maxsize=65536)
def _areas(
    folders: tuple[str, ...], systems: tuple[str, ...], known: tuple[System, ...], *, everything: bool
) -> tuple[AreaFound, ...]:
    return areas_of(folders, systems, known, covers_everything=everything)


def _texts(value: Value | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)

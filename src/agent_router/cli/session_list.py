"""`record --sessions`: the sessions in some logs, for a person to choose one."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from agent_router.cli.printing import say_json, table

if TYPE_CHECKING:
    from agent_router.evidence.choosing import FoundSession

_MOST_FILES = 2
_HEADERS = ("session", "program", "first", "last", "title", "with it", "files")


def list_sessions(logs: Sequence[Path], *, as_json: bool) -> None:
    """Print the sessions in these logs, the latest first; nothing is written."""
    from agent_router.evidence.choosing import find_sessions

    found = find_sessions(logs)
    if as_json:
        say_json([session_document(one) for one in found])
    else:
        table(_HEADERS, [_row(one) for one in found])


def session_document(session: "FoundSession") -> dict[str, object]:
    """One session for `--json`."""
    return {
        "id": session.id,
        "program": session.program,
        "title": session.title,
        "first": session.first.isoformat() if session.first else None,
        "last": session.last.isoformat() if session.last else None,
        "with_it": list(session.others),
        "files": list(session.files),
    }


def _row(session: "FoundSession") -> tuple[str, ...]:
    more = f" and {len(session.files) - _MOST_FILES} more" if len(session.files) > _MOST_FILES else ""
    return (
        session.id or "(no ID)",
        session.program,
        _time(session.first),
        _time(session.last),
        session.title,
        f"{len(session.others)} session(s)" if session.others else "",
        ", ".join(session.files[:_MOST_FILES]) + more,
    )


def _time(at: datetime | None) -> str:
    return at.isoformat(" ", "seconds") if at else "unknown"

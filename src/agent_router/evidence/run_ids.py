"""IDs of runs: the session, and the content of its logs."""

import hashlib
import re
from collections.abc import Iterable


def run_id_of(session: str, digests: Iterable[str]) -> str:
    """The same logs give the same ID, other logs of that session another; `digests` are the SHA-256 of its logs."""
    content = hashlib.sha256("".join(sorted(digests)).encode()).hexdigest()
    return f"{run_id_begins(session)}-{content[:6]}"


def run_id_begins(session: str) -> str:
    """What the IDs of all runs of a session begin with."""
    return re.sub(r"[^A-Za-z0-9]", "", session)[:8] or "run"

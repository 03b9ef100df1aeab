"""Requests with their answers, as facts and a health: what HAR files, transcripts and collections share.

1. An answer of 400 or more is a failed request, and so is one without an answer (refused, aborted, status 0).
2. All requests answered below 400, and at least one of them: passed. One failed: failed. None at all: unknown.
3. Addresses are shown without login, query and fragment, where secrets travel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from agent_router.evidence.artifacts.plain import shown
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health

ANSWER = "API response"
_GOOD = range(100, 400)
_MOST_SHOWN = 20
"""Requests named one by one, failed ones first."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One request and what came back."""

    method: str
    url: str
    status: int | None
    """None where no answer is stated."""
    at: datetime | None = None
    milliseconds: str = ""

    @property
    def failed(self) -> bool:
        """Whether the answer is no success."""
        return self.status not in _GOOD


def address(url: str) -> tuple[str, str]:
    """Host, and the address without login, query and fragment."""
    try:
        parts = urlsplit(url.strip())
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
        scheme = f"{parts.scheme}://" if parts.scheme else ""
    except ValueError:
        return "", "(an address that cannot be read)"
    if not host:
        return "", shown(parts.path or "/", 200)
    return shown(host, 100), shown(f"{scheme}{host}{port}{parts.path}", 200)


def requests_reading(kind: str, requests: Sequence[Seen], remarks: Sequence[str] = ()) -> ArtifactReading:
    """The reading of an artifact that holds these requests."""
    failed = [request for request in requests if request.failed]
    health = Health.FAILED if failed else Health.PASSED if requests else Health.UNKNOWN
    good = [request for request in requests if not request.failed]
    hosts = dict.fromkeys(host for request in requests if (host := address(request.url)[0]))
    facts = [("requests", f"{len(requests):,}"), ("failed", f"{len(failed):,}")]
    facts += [("hosts", ", ".join([*hosts][:_MOST_SHOWN]))] if hosts else []
    facts += [_fact(request) for request in (*failed, *good)[:_MOST_SHOWN]]
    said = list(remarks) or ([] if requests else ["It holds no request."])
    if len(requests) > _MOST_SHOWN:
        said.append(f"{len(requests):,} requests; {_MOST_SHOWN} of them are named, failed ones first.")
    times = [request.at for request in requests if request.at is not None]
    return ArtifactReading(
        kind, remarks=tuple(said), proof=ANSWER, health=health, facts=tuple(facts), when=max(times, default=None)
    )


def _fact(request: Seen) -> tuple[str, str]:
    status = "no answer" if not request.status else str(request.status)
    took = f", {request.milliseconds} ms" if request.milliseconds else ""
    name = f"{shown(request.method, 20) or 'request'} {address(request.url)[1]}".strip()
    return name, f"{status}{took}"

"""HTTP archives (HAR 1.1 to 1.3): which requests were made and how they were answered."""

import re
from collections.abc import Mapping

from agent_router.evidence.artifacts.plain import json_of, number, refused, sample_of
from agent_router.evidence.artifacts.requests_seen import ANSWER, Seen, requests_reading
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import items, mapping, moment, text, whole
from agent_router.ledger.jsontext import NotJson
from agent_router.model.known import Health

KIND = "har"
_LOG = re.compile(r'\{\s*"log"\s*:\s*\{')
_INSIDE = re.compile(r'"(?:entries|creator|pages|browser)"\s*:')


class HarReader:
    """Reader of HTTP archives, as browsers and proxies write them."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins as an archive's log."""
        start = sample_of(sample)
        return bool(_LOG.match(start) and _INSIDE.search(start))

    def read(self, data: bytes) -> ArtifactReading:
        """Every entry as a request with its answer."""
        try:
            value = json_of(data)
        except NotJson as fault:
            return ArtifactReading(KIND, problem=refused(fault), proof=ANSWER, health=Health.ERROR)
        return requests_reading(KIND, [_seen(mapping(entry)) for entry in items(value, "log", "entries")])


def _seen(entry: Mapping[str, object]) -> Seen:
    took = number(entry.get("time"))
    return Seen(
        method=text(entry, "request", "method"),
        url=text(entry, "request", "url"),
        status=whole(entry, "response", "status"),
        at=moment(entry, "startedDateTime"),
        milliseconds=f"{took:.1f}" if took is not None and took >= 0 else "",
    )

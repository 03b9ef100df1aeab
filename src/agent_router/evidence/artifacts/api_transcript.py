"""Requests and answers written down: `curl -v`, `curl -i`, .http files, JSON pairs, newman's report.

1. In text a request line (`> GET /path HTTP/1.1`, `GET https://… HTTP/1.1`) opens a request, a status line
   (`< HTTP/1.1 200 OK`) answers the request before it. `100 Continue` and an answer to CONNECT answer nothing.
2. A status line without a request is an answer to a request that is not shown (`curl -i`).
3. curl's own errors (`curl: (7) …`) are a request without an answer.
4. In JSON a pair is an object with `request` and `response` (or `status` beside them), alone, in a list or under a key.
5. newman: a failed assertion or a request error fails the run, whatever the status codes are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from agent_router.evidence.artifacts.plain import json_of, number, refused, sample_of, text_of
from agent_router.evidence.artifacts.requests_seen import ANSWER, Seen, requests_reading
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import items, mapping, moment, text, whole
from agent_router.ledger.jsontext import JsonValue, NotJson
from agent_router.model.known import Health

TEXT, PAIRS, NEWMAN = "http transcript", "request/response JSON", "newman"
MOST_REQUESTS = 100_000
"""Requests read of one file."""

_METHODS = "GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|TRACE|CONNECT"
_REQUEST = re.compile(rf"(?:>\s)?({_METHODS})\s(\S{{1,8000}})(?:\sHTTP/[\d.]{{1,4}})?\s*\Z")
_STATUS = re.compile(r"(?:<\s)?HTTP/[\d.]{1,4}\s(\d{3})(?:\s.{0,200})?\Z")
_HOST = re.compile(r"(?:>\s)?host:\s*(\S{1,300})\s*\Z", re.IGNORECASE)
_CURL_FAULT = re.compile(r"curl: \(\d{1,3}\)\s")
_OPENING = re.compile(
    rf"^(?:> (?:{_METHODS}) \S+ HTTP/|< HTTP/[\d.]+ \d{{3}}\b|curl: \(\d{{1,3}}\) )", re.MULTILINE
)  # fmt: skip
_RAW_OPENING = re.compile(
    rf"(?:(?:#|//)[^\n]*\n\s*)*(?:HTTP/[\d.]+ \d{{3}}\b|(?:{_METHODS}) (?:https?://\S+|/\S*)"
    r"(?:[ \t]+HTTP/[\d.]+)?\s*$)",
    re.MULTILINE,
)
_REQUEST_KEY = re.compile(r'"request"\s*:\s*[{"\[]')
_ANSWER_KEY = re.compile(r'"(?:response|status|status_?[cC]ode)"\s*:')
_NEWMAN = re.compile(r'"(?:executions|collection|stats)"\s*:')
_INTERIM, _SWITCHED = 200, 101
_LISTS = ("requests", "interactions", "http_interactions", "pairs", "entries", "calls", "exchanges", "results", "log")


class ApiTranscriptReader:
    """Reader of requests and answers as text or as JSON pairs."""

    name = "api transcript"

    def recognizes(self, sample: bytes) -> bool:
        """Whether it has request and status lines, or JSON objects with `request` and `response`."""
        start = sample_of(sample)
        if start[:1] in {"{", "["}:
            pair = _REQUEST_KEY.search(start) and _ANSWER_KEY.search(start)
            return bool(pair) or bool('"run"' in start and _NEWMAN.search(start) and '"executions"' in start)
        return bool(_OPENING.search(start) or _RAW_OPENING.match(start))

    def read(self, data: bytes) -> ArtifactReading:
        """Every request with its answer."""
        whole_text = text_of(data) or ""
        if whole_text.lstrip()[:1] not in {"{", "["}:
            return _of_text(whole_text)
        try:
            value = json_of(data)
        except NotJson as fault:
            return ArtifactReading(PAIRS, problem=refused(fault), proof=ANSWER, health=Health.ERROR)
        if mapping(value, "run"):
            return _of_newman(mapping(value, "run"))
        return requests_reading(PAIRS, [_of_pair(pair) for pair in _pairs(value)])


def _of_text(written: str) -> ArtifactReading:
    requests: list[Seen] = []
    faults: list[str] = []
    remarks: list[str] = []
    for line in written.splitlines():
        if _CURL_FAULT.match(line):
            faults.append(line)
        else:
            _take(line, requests)
        if len(requests) >= MOST_REQUESTS:
            remarks.append(f"Only the first {MOST_REQUESTS:,} requests are read.")
            break
    connects = [request for request in requests if request.method != "CONNECT"] or requests
    if faults and not any(request.status is None for request in connects):
        connects = [*connects, Seen("", "", None)]
    if connects and all(request.status is None for request in connects) and not faults:
        remarks.append("It holds requests and no answer, so it shows nothing about the system.")
        return replace(requests_reading(TEXT, connects, remarks), health=Health.UNKNOWN)
    return requests_reading(TEXT, connects, remarks)


def _take(line: str, requests: list[Seen]) -> None:
    if match := _REQUEST.match(line):
        requests.append(Seen(match[1], match[2], None))
    elif match := _STATUS.match(line):
        status = int(match[1])
        if status < _INTERIM and status != _SWITCHED:
            return
        if requests and requests[-1].status is None:
            requests[-1] = replace(requests[-1], status=status)
        else:
            requests.append(Seen("", "", status))
    elif requests and requests[-1].url.startswith("/") and (match := _HOST.match(line)):
        # The scheme is not in the transcript.
        requests[-1] = replace(requests[-1], url=f"//{match[1]}{requests[-1].url}")


def _pairs(value: JsonValue, depth: int = 3) -> Iterator[Mapping[str, object]]:
    """Objects with a request, wherever they stand in lists."""
    for each in value if isinstance(value, list) else [value]:
        found = mapping(each)
        if "request" in found:
            yield found
        elif depth:
            for name in _LISTS:
                if isinstance(inner := found.get(name), list | dict):
                    yield from _pairs(inner, depth - 1)


def _of_pair(pair: Mapping[str, object]) -> Seen:
    request, response = mapping(pair, "request"), mapping(pair, "response")
    written = text(pair, "request").split(maxsplit=2)
    status: int | None = None
    for holder in (response, mapping(response, "status"), pair):
        for name in ("status", "status_code", "statusCode", "code"):
            stated = holder.get(name)
            if isinstance(stated, str) and stated.isascii() and stated[:3].isdigit():
                stated = int(stated[:3])
            if status is None and isinstance(stated, int) and not isinstance(stated, bool):
                status = stated
    if status is None and isinstance(pair.get("response"), int):
        status = whole(pair, "response")
    took = number(response.get("responseTime", response.get("time", response.get("elapsed_ms"))))
    return Seen(
        method=(text(request, "method") or (written[0] if len(written) > 1 else "")).upper(),
        url=_url(request) or (written[1] if len(written) > 1 else "".join(written)),
        status=status,
        at=moment(pair, "at") or moment(pair, "time") or moment(pair, "timestamp") or moment(pair, "recorded_at"),
        milliseconds=f"{took:.1f}" if took is not None and took >= 0 else "",
    )


def _url(request: Mapping[str, object]) -> str:
    """The address, as text or in Postman's pieces."""
    for name in ("url", "uri", "path"):
        if isinstance(request.get(name), str):
            return text(request, name)
    pieces = mapping(request, "url")
    if text(pieces, "raw"):
        return text(pieces, "raw")
    host = ".".join(part for part in items(pieces, "host") if isinstance(part, str))
    path = "/".join(part for part in items(pieces, "path") if isinstance(part, str))
    return f"{text(pieces, 'protocol') or 'http'}://{host}/{path}" if host else ""


def _of_newman(run: Mapping[str, object]) -> ArtifactReading:
    executions = [mapping(each) for each in items(run, "executions")]
    seen = [_of_pair(each) for each in executions[:MOST_REQUESTS]]
    assertions = [mapping(assertion) for each in executions for assertion in items(each, "assertions")]
    failed = sum(bool(assertion.get("error")) for assertion in assertions)
    failed = max(failed, whole(run, "stats", "assertions", "failed") or 0, len(items(run, "failures")))
    errors = sum(bool(each.get("requestError")) for each in executions)
    reading = requests_reading(NEWMAN, seen)
    facts = (*reading.facts, ("assertions", str(len(assertions))), ("assertions failed", str(failed)))
    # A test that expects 404 and gets it has passed: what was asserted speaks, where something was.
    asserted = bool(assertions) and not failed and not errors and all(each.status for each in seen)
    health = Health.FAILED if failed or errors else Health.PASSED if asserted else reading.health
    return replace(reading, facts=facts, health=health)

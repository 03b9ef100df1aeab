"""HAR files, curl's output, .http files, JSON pairs and newman: which requests were made and how they ended."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.artifacts.requests_seen import address
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health
from tests.places import FIELD_DATA, needs_field_data

CURL = """* Connected to api.example (10.0.0.1) port 443
> POST /v1/items?token=s3cr3tvalue HTTP/1.1
> Host: api.example
>
< HTTP/1.1 100 Continue
<
< HTTP/1.1 201 Created
< content-type: application/json
<
{"id": 1}
"""


def har(*statuses: object) -> ArtifactReading:
    entries = [
        {
            "startedDateTime": "2026-11-22T14:44:08.074906+00:00",
            "time": 6.67,
            "request": {"method": "GET", "url": "https://u:p@api.example/a?key=1#x"},
            "response": {"status": status},
        }
        for status in statuses
    ]
    return read_artifact(json.dumps({"log": {"version": "1.2", "entries": entries}}).encode())


def text(written: str) -> ArtifactReading:
    return read_artifact(written.encode())


def pairs(value: object) -> ArtifactReading:
    return read_artifact(json.dumps(value).encode())


def numbers(found: ArtifactReading) -> tuple[str, str, Health | None]:
    facts = dict(found.facts)
    return facts["requests"], facts["failed"], found.health


def test_an_archive_passes_by_all_of_its_answers() -> None:
    assert numbers(har(200, 304)) == ("2", "0", Health.PASSED)
    assert numbers(har()) == ("0", "0", Health.UNKNOWN)
    assert har(200).when is not None
    assert ("GET https://api.example/a", "200, 6.7 ms") in har(200).facts


@pytest.mark.parametrize("status", [400, 404, 500, 0, -1, None, "200", 999])
def test_a_failed_request_fails_the_archive(status: object) -> None:
    assert numbers(har(200, status)) == ("2", "1", Health.FAILED)


@given(st.lists(st.integers(-1, 999), max_size=6), st.sampled_from([0, 400, 404, 503]))
def test_one_more_failed_request_never_helps(statuses: list[int], bad: int) -> None:
    assert har(*statuses, bad).health is Health.FAILED


def test_addresses_lose_login_query_and_fragment() -> None:
    assert address("https://u:p@api.example:8443/a?key=1#x") == ("api.example", "https://api.example:8443/a")
    assert address("/only/path?x=1") == ("", "/only/path")
    assert address("http://[broken")[0] == ""
    shown = str(har(200).facts) + str(text(CURL).facts)
    assert "key=1" not in shown
    assert "s3cr3tvalue" not in shown


def test_curl_tells_requests_and_answers() -> None:
    found = text(CURL)
    assert (found.kind, found.proof) == ("http transcript", "API response")
    assert numbers(found) == ("1", "0", Health.PASSED)
    assert ("POST api.example/v1/items", "201") in found.facts or ("POST //api.example/v1/items", "201") in found.facts
    assert numbers(text(CURL + CURL.replace("201 Created", "500 Oops"))) == ("2", "1", Health.FAILED)
    assert numbers(text("curl: (7) Failed to connect to api.example port 443\n")) == ("1", "1", Health.FAILED)
    assert numbers(text(CURL + "curl: (56) Recv failure\n"))[2] is Health.FAILED
    proxied = "> CONNECT api.example:443 HTTP/1.1\n< HTTP/1.1 200 Connection established\n" + CURL
    assert numbers(text(proxied)) == ("1", "0", Health.PASSED)


def test_answers_alone_and_requests_alone() -> None:
    assert numbers(text("HTTP/1.1 404 Not Found\r\nServer: x\r\n\r\nno\r\n")) == ("1", "1", Health.FAILED)
    only = text("### get\nGET https://api.example/a\nAccept: */*\n\n### put\nPUT https://api.example/a HTTP/1.1\n")
    assert only.health is Health.UNKNOWN
    assert "no answer" in only.remarks[0]
    answered = text("GET https://api.example/a HTTP/1.1\n\nHTTP/1.1 200 OK\n\n{}\n")
    assert numbers(answered) == ("1", "0", Health.PASSED)


@pytest.mark.parametrize(
    "value",
    [
        {"request": {"method": "get", "url": "https://api.example/a"}, "response": {"status": 200}},
        [{"request": {"method": "GET", "uri": "https://api.example/a"}, "response": {"status_code": 200, "time": 3}}],
        {"interactions": [{"request": "GET https://api.example/a", "response": {"status": {"code": 200}}}]},
        {"http_interactions": [{"request": {"method": "get", "uri": "https://api.example/a"}, "response": 200}]},
        [{"request": {"method": "GET", "url": {"protocol": "https", "host": ["api", "example"], "path": ["a"]}},
          "status": "200 OK"}],
    ],
)  # fmt: skip
def test_pairs_in_json(value: object) -> None:
    found = pairs(value)
    assert found.kind == "request/response JSON"
    assert numbers(found) == ("1", "0", Health.PASSED)
    assert any(name == "GET https://api.example/a" for name, _ in found.facts)


def newman(code: object = 200, error: object = None, **more: object) -> ArtifactReading:
    execution = {
        "request": {"method": "GET", "url": {"raw": "https://api.example/a"}},
        "response": {"code": code, "responseTime": 12},
        "assertions": [{"assertion": "ok", "error": error} if error else {"assertion": "ok"}],
        **more,
    }
    return pairs({"collection": {"info": {}}, "run": {"stats": {}, "executions": [execution], "failures": []}})


def test_newman_speaks_by_its_assertions() -> None:
    assert newman().kind == "newman"
    assert newman().health is Health.PASSED
    assert newman(404).health is Health.PASSED
    assert newman(404, assertions=[]).health is Health.FAILED
    assert newman(200, {"name": "AssertionError"}).health is Health.FAILED
    assert newman(200, requestError={"code": "ECONNREFUSED"}).health is Health.FAILED
    assert newman(None).health is Health.FAILED


def test_damaged_json_is_a_problem() -> None:
    for data in (b'{"log": {"entries": [', b'[{"request": {"method": "GET"}, "response": {"status": '):
        found = read_artifact(data)
        assert (found.proof, found.health) == ("API response", Health.ERROR)
        assert found.problem


@given(st.text(alphabet="<>GETPOS /HTP1.02\n*:#curl()", max_size=120))
def test_any_transcript_is_read(written: str) -> None:
    assert text("> GET /a HTTP/1.1\n" + written).proof == "API response"


@needs_field_data
def test_a_real_archive() -> None:
    found = read_artifact((FIELD_DATA / "artifacts/har/mitmproxy.har").read_bytes())
    assert numbers(found) == ("2", "1", Health.FAILED)
    assert any(value.startswith("404") for _, value in found.facts)

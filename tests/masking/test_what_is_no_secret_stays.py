import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_router.masking.secrets import mask, mask_bytes
from tests.masking.planted import letters
from tests.places import FIELD_DATA, needs_field_data

INNOCENT = [
    "3b18e512dba79e4c8300dd08aeb37f8e728b8dad",
    "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "id 550e8400-e29b-41d4-a716-446655440000",
    '{"session_token": "550e8400-e29b-41d4-a716-446655440000"}',
    '{"uuid":"9c1f8a30-4d0e-4a7e-8a77-2b8a3ad1f001","parentUuid":null,"sessionId":"1b2c"}',
    '{"type":"tool_use","id":"toolu_01A09q90qw90lq917835lq9","name":"Bash"}',
    '{"message":{"id":"msg_013Zva2CMHLNnjNjJKqJ2EF"},"requestId":"req_011CSHoEeqs5C35K2UUqR7Fy"}',
    '{"usage":{"input_tokens":31443,"output_tokens":210,"cache_creation_input_tokens":5000}}',
    '{"max_tokens": 4096, "next_page_token": null, "token_type": "bearer"}',
    '{"apiKeySource":"ANTHROPIC_API_KEY"}',
    "password = get_password(user)",
    "password: str = Field(...)",
    "def login(password: Optional[str], token: string) -> None:",
    "token = request.headers.get('x')",
    "PASSWORD=$DB_PASSWORD TOKEN=${TOKEN} API_KEY={{ key }}",
    'api_key = os.environ["KEY1"]',
    '"password": "Enter your new password 1"',
    "secretName: my-secret-1",
    '{"private_key_id": "0123456789abcdef0123456789abcdef01234567"}',
    '{"pass": true, "pass": 5}',
    "2 tests pass, 1 fails: pass 3",
    "proxy_password=self.options9",
    "token = color4.parse_one_component_value(1)",
    "if css_token == 'bookmark-label':",
    'publicKeyToken="1fc8b3b9a1e18e3b"',
    "SECRET_FILE=/run/secrets/db1",
    "PWD=/home/me/project1",
    "https://example.test:8443/path?page=2",
    "git@github.com:me/repo.git",
    "mailto:me@example.test",
    "http://localhost:3000/@scope/pkg",
    "docker run -u 1000:1000 image",
    "-----BEGIN PRIVATE KEY----- is how such a file begins",
    "-----BEGIN CERTIFICATE-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA\n-----END CERTIFICATE-----",
    "task-0123456789abcdef0123456789 disk-usage risk-free",
    "the tokens: 12000, and the token count: 45",
    "npm_config_cache npm_lifecycle_event",
    "author: Jane Doe <jane@example.test>",
    '{"password": "", "secret": null, "api_key": false, "token": 5}',
    '{"signature":"' + letters("signature", 900) + '=="}',
    "",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_ids_digests_keys_and_code_stay(text: str) -> None:
    masked = mask(text)
    assert masked.text == text
    assert masked.found == ()


@settings(max_examples=200, deadline=None)
@given(st.uuids(), st.binary(min_size=32, max_size=32), st.text(alphabet="abcdefghijklmnop \n.,;", max_size=200))
def test_text_without_secrets_is_unchanged(number: uuid.UUID, digest: bytes, prose: str) -> None:
    line = json.dumps({"uuid": str(number), "sha256": digest.hex(), "commit": digest[:20].hex(), "text": prose})
    assert mask(line).text is line


def test_bytes_that_are_no_text_pass() -> None:
    data = bytes(range(256)) * 50
    assert mask_bytes(data).data is data


def _logs() -> Iterator[Path]:
    for path in sorted((FIELD_DATA / "agent_logs").rglob("*")):
        if path.suffix in {".jsonl", ".json", ".traj"}:
            yield path


def _structure(value: object) -> object:
    if isinstance(value, dict):
        return {key: _structure(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_structure(inner) for inner in value]
    return type(value).__name__


def _parsed(line: bytes) -> object:
    try:
        return _structure(json.loads(line))
    except ValueError:
        return "no JSON"


@needs_field_data
def test_every_real_log_keeps_its_lines_and_structure() -> None:
    for path in _logs():
        data = path.read_bytes()
        masked = mask_bytes(data).data
        assert masked.count(b"\n") == data.count(b"\n"), path
        if masked == data:
            continue
        for before, after in zip(data.split(b"\n"), masked.split(b"\n"), strict=True):
            assert before == after or _parsed(before) == _parsed(after), path


@needs_field_data
def test_a_secret_planted_in_any_line_of_a_real_log_goes_and_nothing_else_changes() -> None:
    planted = "ghp_" + letters("planted", 36)
    for path in list(_logs())[::9]:
        for line in path.read_bytes().split(b"\n")[:40]:
            changed = line.replace(b" ", f" {planted} ".encode(), 1)
            masked = mask_bytes(changed).data
            assert planted.encode() not in masked
            assert _parsed(masked) == _parsed(changed)


@needs_field_data
def test_real_logs_raise_hardly_any_false_alarm() -> None:
    found = {path.name: mask_bytes(path.read_bytes()).found for path in _logs()}
    assert {name: alarms for name, alarms in found.items() if alarms} == {}

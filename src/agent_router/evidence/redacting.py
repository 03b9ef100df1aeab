"""Lines of a run's logs without their texts, for people outside; what can be checked stays as it is.

1. Stays: numbers, times, yes and no, digests, IDs that a program made, and words of a fixed list (kinds, grades).
2. Becomes a name with a number, the same for the same value in one export: people, paths, systems, tests, agents.
3. Goes: every other text, among it every field that this version does not know; its length is left.
4. A line that lost nothing keeps its exact bytes. A line that lost something says the SHA-256 of the line that it
   stands for, which the next line's `prev` names: the chain can be followed without the texts.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from agent_router.ledger.canonical import canonical_bytes
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.jsontext import JsonObject, JsonValue
from agent_router.model import known, policy
from agent_router.model.named_check import NAMED_CHECKS

STANDS_FOR = "redacted_sha256"
"""Field of a redacted line: SHA-256 of the original line."""

_ENUMS_OF_RECORDS: tuple[type[Enum], ...] = (
    *(known.Source, known.CommandOutcome, known.ExitSource, known.ChangeKind, known.KnownBy, known.Exactness),
    *(known.Health, known.AgentState),
)
_ENUMS_OF_RULES: tuple[type[Enum], ...] = (
    *(policy.Grade, policy.Phase, policy.Route, policy.BlastRadius, policy.IfNotMet, policy.StopWhen),
)
_DIGEST = re.compile(r"(?:[0-9a-f]{64}|[0-9a-f]{40})\Z")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?\Z")
_NUMBER = re.compile(r"-?\d{1,30}(?:\.\d{1,30})?\Z")
_ID = re.compile(r"[A-Za-z0-9<][A-Za-z0-9._:@/+>-]{0,99}\Z")
"""One word without a space; sentences are none."""
_FIELD = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")

_WORDS = frozenset(
    {
        *(word.value for words in (*_ENUMS_OF_RECORDS, *_ENUMS_OF_RULES) for word in words),
        *NAMED_CHECKS,
        *("before/after numbers", "database check", "API response", "inferred from a command"),
    }
)
"""Words of fixed lists."""

_IDS = frozenset(
    {
        *("kind", "log", "proof", "runner", "unit", "program", "program_version", "models", "model", "sessions"),
        *("run_id", "task_id", "router_version", "rule", "call_id", "response", "schema", "id", "item", "how", "tool"),
        *("cell", "field", "version", "severity", "role"),
    }
)
"""Fields whose single words are IDs that a program made, or names of models, programs and rules."""

_NUMBERED: Mapping[str, str] = {
    **dict.fromkeys(("by", "operator", "owner", "requester", "reviewer"), "person"),
    **dict.fromkeys(("path", "old_path", "file", "working_directory", "contract_folder", "folders", "scratch"), "path"),
    **dict.fromkeys(("name", "artifact_name", "off_limits"), "path"),
    **dict.fromkeys(("system", "systems", "repositories", "repository", "data_sources", "host"), "system"),
    **dict.fromkeys(("failed_tests", "passed_tests"), "test"),
    **dict.fromkeys(("agent", "label", "workflow"), "agent"),
}
"""Fields whose texts are told apart without being told."""


@dataclass
class Redactor:
    """Takes the texts out of one run's logs; the numbers of its names run on from file to file."""

    lost: int = 0
    """Texts taken out or numbered so far."""
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)

    def line(self, raw: bytes, plain: JsonObject) -> bytes:
        """One line of a log (without its line end), redacted; the same bytes where it held no text."""
        before = self.lost
        kept = self.document(plain)
        if self.lost == before:
            return raw
        return canonical_bytes({**kept, STANDS_FOR: sha256_hex(raw)})

    def document(self, plain: JsonObject) -> JsonObject:
        """A whole object without its texts."""
        return {self._key(key): self._value(key, value) for key, value in plain.items()}

    def _key(self, key: str) -> str:
        return key if _FIELD.match(key) else self._gone(key)

    def _value(self, key: str, value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            return {self._key(inner): self._value(inner, item) for inner, item in value.items()}
        if isinstance(value, list):
            return [self._value(key, item) for item in value]
        return self._text(key, value) if isinstance(value, str) else value

    def _text(self, key: str, value: str) -> str:
        plain = _DIGEST.match(value) or _TIME.match(value) or _NUMBER.match(value)
        if not value or plain or value in _WORDS or (key in _IDS and _ID.match(value)):
            return value
        noun = _NUMBERED.get(key)
        return self._numbered(noun, value) if noun else self._gone(value)

    def _numbered(self, noun: str, value: str) -> str:
        self.lost += 1
        known = self._names.get((noun, value))
        if known is None:
            self._counts[noun] = self._counts.get(noun, 0) + 1
            known = self._names[noun, value] = f"‹{noun} {self._counts[noun]}›"
        return known

    def _gone(self, value: str) -> str:
        self.lost += 1
        return f"‹redacted: {len(value)} characters›"

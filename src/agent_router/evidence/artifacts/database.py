"""Database checks: a query with its result, or the two halves of one, which `together.py` joins by their names.

1. JSON with `query` and `rows`, `result` or `count` is a whole check. Where it states what was `expected`, it passed
   or failed by that; else a person reads the result.
2. SQL alone is a query. One that writes (INSERT, UPDATE, DELETE, DDL …) is an act, not a check, and says so.
3. A table alone is a result whose query nobody shows: rows, columns and digest, and no proof.
4. The digest is that of the result (as JSON with sorted keys; a table as its cells), so that two exports compare.
"""

import json
import re
from collections.abc import Mapping

from agent_router.evidence.artifacts.delimited import Table, delimiter_of, table_of
from agent_router.evidence.artifacts.plain import json_of, refused, sample_of, shown, table_text_of, text_of
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import mapping, text
from agent_router.ledger.digest import sha256_hex
from agent_router.ledger.jsontext import NotJson
from agent_router.model.known import Health

CHECK, QUERY, TABLE = "database check", "sql", "table"
WRITES = "This query writes: it is an act, not a check."
_RESULTS = ("rows", "result", "results", "count", "row_count", "rowcount", "data")
_QUERY_NAMES = ("query", "sql", "statement")
_HAS_QUERY = re.compile(r'"(?:query|sql|statement)"\s*:\s*"\s*(?:--[^"]*\\n\s*)?\(?\s*[a-zA-Z]')
_HAS_RESULT = re.compile(r'"(?:rows|results?|count|row_?count|data)"\s*:')
_SQL = re.compile(
    r"(?:select|with|show|explain|describe|pragma|values|insert|update|delete|create|alter|drop|truncate|merge|begin|"
    r"grant|revoke|set|use)\s",
    re.IGNORECASE,
)
_SQL_SHAPE = re.compile(
    r"\A(?:select\s+(?:.*\bfrom\s+\S.*|[\d(*'@].*|\w+\(.*)|with\s+(?:recursive\s+)?[\w\"]+.*\bas\s*\(.+|show\s+\w+.*|explain\s+\w+.*|describe\s+\w+.*|"
    r"pragma\s+\w+.*|values\s*\(.+|insert\s+into\b.+|update\s+\S+\s+set\b.+|delete\s+from\b.+|create\s+\w+.+|"
    r"alter\s+\w+.+|drop\s+\w+.+|truncate\s+.+|merge\s+into\b.+|begin\b.*;.+|grant\s+.+\bto\b.+|revoke\s+.+|"
    r"set\s+\S+\s*(?:=|to)\s.+|use\s+\S+\s*;.+)\Z",
    re.IGNORECASE | re.DOTALL,
)
_QUIET = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`", re.DOTALL)
_WRITING = re.compile(
    r"\b(?:insert|update|delete|drop|alter|truncate|merge|create|grant|revoke|replace\s+into|call|exec(?:ute)?|copy|"
    r"vacuum|into\s+(?:outfile|dumpfile))\b",
    re.IGNORECASE,
)
_LONGEST_QUERY = 1_000_000
"""Characters of a query."""


class DatabaseJsonReader:
    """Reader of a query with its result as JSON."""

    name = CHECK

    def recognizes(self, sample: bytes) -> bool:
        """Whether it is an object with a query and a result."""
        start = sample_of(sample)
        return start[:1] == "{" and bool(_HAS_QUERY.search(start) and _HAS_RESULT.search(start))

    def read(self, data: bytes) -> ArtifactReading:
        """Query, rows, columns, digest, and whether it is what was expected."""
        try:
            value = mapping(json_of(data))
        except NotJson as fault:
            return ArtifactReading(CHECK, problem=refused(fault), proof=CHECK, health=Health.ERROR)
        query = next((found for name in _QUERY_NAMES if (found := text(value, name))), "")
        named = next((name for name in _RESULTS if name in value), "")
        if not query or not named:
            return ArtifactReading(CHECK, problem="It states no query, or no result.", proof=CHECK, health=Health.ERROR)
        facts = [("query", shown(query, 300)), *_result_facts(value[named])]
        if writes(query):
            return ArtifactReading(CHECK, remarks=(WRITES,), facts=tuple(facts))
        health = _as_expected(value, named)
        if "expected" in value:
            facts.append(("as expected", "yes" if health is Health.PASSED else "no"))
        if value.get("error"):
            return ArtifactReading(
                CHECK, remarks=("The database answered with an error.",), proof=CHECK, health=Health.FAILED,
                facts=tuple(facts),
            )  # fmt: skip
        return ArtifactReading(CHECK, proof=CHECK, health=health, facts=tuple(facts))


class SqlReader:
    """Reader of a query alone."""

    name = QUERY

    def recognizes(self, sample: bytes) -> bool:
        """Whether it begins as an SQL statement, comments left out."""
        start = _without_comments(sample_of(sample))
        return bool(_SQL.match(start)) and bool(_SQL_SHAPE.match(start[:2000]))

    def read(self, data: bytes) -> ArtifactReading:
        """The query, and whether it only reads."""
        query = (text_of(data) or "").strip()
        remark = WRITES if writes(query) else "A query without its result shows nothing by itself."
        return ArtifactReading(QUERY, remarks=(remark,), facts=(("query", shown(query, 300)),))


class TableReader:
    """Reader of a plain table."""

    name = TABLE

    def recognizes(self, sample: bytes) -> bool:
        """Whether its lines have the same number of columns, two or more."""
        start = sample_of(sample)
        lines = start.splitlines()
        whole = "\n".join(lines[:-1] if len(sample) >= 65536 else lines)
        plain = start[:1] not in {"{", "[", "<", ""} and len(lines) > 1 and bool(delimiter_of(start))
        return plain and isinstance(table_of(whole, 1_000), Table)

    def read(self, data: bytes) -> ArtifactReading:
        """Rows, columns and the digest of its cells."""
        table = table_of(table_text_of(data))
        if isinstance(table, str):
            return ArtifactReading(TABLE, problem=table)
        cells = [list(table.header), *(list(cells) for _, cells in table.rows)]
        facts = (
            ("rows", f"{len(table.rows):,}"),
            ("columns", shown(", ".join(table.header), 300)),
            ("digest of the result", _digest(cells)),
        )
        remarks = ("Only a part of its rows was read.",) if table.cut else ()
        return ArtifactReading(TABLE, remarks=remarks, facts=facts)


def writes(query: str) -> bool:
    """Whether a statement of this SQL may change data; words in strings, names in quotes and comments do not count."""
    return bool(_WRITING.search(_QUIET.sub(" ", query[:_LONGEST_QUERY]))) or len(query) > _LONGEST_QUERY


def _without_comments(start: str) -> str:
    while True:
        stripped = start.lstrip(" \t\r\n(")
        if stripped.startswith("--"):
            start = stripped.partition("\n")[2]
        elif stripped.startswith("/*"):
            start = stripped.partition("*/")[2]
        else:
            return stripped


def _result_facts(result: object) -> list[tuple[str, str]]:
    facts = []
    if isinstance(result, list):
        facts.append(("rows", f"{len(result):,}"))
        columns = result[0] if result and isinstance(result[0], dict) else ()
        facts += [("columns", shown(", ".join(map(str, columns)), 300))] if columns else []
    elif isinstance(result, int | float | str) and not isinstance(result, bool):
        facts.append(("result", shown(str(result), 60)))
    return [*facts, ("digest of the result", _digest(result))]


def _digest(result: object) -> str:
    plain = json.dumps(result, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256_hex(plain.encode("utf-8", errors="replace"))


def _as_expected(value: Mapping[str, object], named: str) -> Health:
    if "expected" not in value:
        return Health.UNKNOWN
    expected, result = value["expected"], value[named]
    counted = len(result) if isinstance(result, list) and isinstance(expected, int) else result
    same = counted == expected and isinstance(counted, bool) == isinstance(expected, bool)
    return Health.PASSED if same else Health.FAILED

"""Linters' own JSON: ruff, ESLint, Bandit, Pylint (both forms), mypy, Pyright, Semgrep, Stylelint, ShellCheck.

1. Levels are the tool's own words. Bandit's severities count as in its SARIF: high is an error, medium a warning.
2. A tool ran where its report says what it looked at (ESLint's files, Bandit's metrics, Pyright's summary …); a list of
   findings alone says so only where it is not empty.
3. An error of the tool's own (a file that it could not parse) means that it did not get through.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent_router.evidence.artifacts.findings import Findings, findings_reading, refused_findings
from agent_router.evidence.artifacts.json_document import Shape, json_document, json_lines, shape_of
from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import count, items, mapping, moment, text, whole

_SEVERE = 2
"""ESLint's number of an error."""


@dataclass(frozen=True, slots=True)
class _Told:
    """One finding as a tool tells it."""

    level: str
    """`error`, `warning` or `note`."""
    rule: str
    file: str


@dataclass(frozen=True, slots=True)
class _Report:
    """What one tool's document holds."""

    told: Sequence[_Told]
    ran: bool
    broke: bool = False
    suppressed: int = 0
    version: str = ""
    when: datetime | None = None


class LintReader:
    """Reader of one linter's JSON."""

    def __init__(
        self, name: str, belongs: Callable[[Shape], bool], tell: Callable[[object], _Report], *, by_line: bool = False
    ) -> None:
        """`belongs` knows the tool by its keys, `tell` turns its document (or list of lines) into findings."""
        self.name = name
        self._belongs = belongs
        self._tell = tell
        self._by_line = by_line

    def recognizes(self, sample: bytes) -> bool:
        """Whether the document has this tool's keys."""
        return self._belongs(shape_of(sample))

    def read(self, data: bytes) -> ArtifactReading:
        """Findings by level; a damaged document gives the reason."""
        remarks: tuple[str, ...] = ()
        if self._by_line:
            lines, remarks = json_lines(data)
            document: object = list(lines)
        else:
            document = json_document(data)
        if isinstance(document, Refused):
            return refused_findings(self.name, document.reason)
        report = self._tell(document)
        levels = [one.level for one in report.told]
        found = Findings(
            f"{self.name} {report.version}".strip(),
            errors=levels.count("error"),
            warnings=levels.count("warning"),
            notes=levels.count("note"),
            suppressed=report.suppressed,
            ran=report.ran and not remarks,
            broke=report.broke,
            files=frozenset(one.file for one in report.told),
            rules=frozenset(one.rule for one in report.told),
        )
        said = (*remarks, "The tool reports errors of its own." if report.broke else "")
        return findings_reading(self.name, found, said, report.when)


def _list(document: object) -> tuple[object, ...]:
    return tuple(document) if isinstance(document, list) else ()


def _ruff(document: object) -> _Report:
    told = [
        # Older versions state no severity: each finding fails the run.
        _Told(_word(text(one, "severity") or "error"), text(one, "code") or "syntax error", text(one, "filename"))
        for one in _list(document)
    ]
    return _Report(told, ran=bool(told))


def _eslint(document: object) -> _Report:
    told: list[_Told] = []
    suppressed = 0
    for file in _list(document):
        name = text(file, "filePath")
        suppressed += len(items(file, "suppressedMessages"))
        messages = items(file, "messages")
        told += [
            _Told("error" if whole(one, "severity") == _SEVERE else "warning", text(one, "ruleId"), name)
            for one in messages
        ]
        listed = sum(whole(one, "severity") == _SEVERE for one in messages)
        told += [_Told("error", "", name)] * min(max(count(file, "errorCount") - listed, 0), 1)
    return _Report(told, ran=bool(_list(document)), suppressed=suppressed)


_BANDIT = {"HIGH": "error", "MEDIUM": "warning", "LOW": "note"}


def _bandit(document: object) -> _Report:
    told = [
        _Told(_BANDIT.get(text(one, "issue_severity"), "warning"), text(one, "test_id"), text(one, "filename"))
        for one in items(document, "results")
    ]
    ran = count(document, "metrics", "_totals", "loc") > 0
    broke = bool(items(document, "errors"))
    skipped = count(document, "metrics", "_totals", "nosec")
    return _Report(told, ran=ran, broke=broke, suppressed=skipped, when=moment(document, "generated_at"))


_PYLINT = {
    "fatal": "error",
    "error": "error",
    "warning": "warning",
    "refactor": "note",
    "convention": "note",
    "info": "note",
}


def _pylint(document: object) -> _Report:
    messages = items(document, "messages") if isinstance(document, dict) else _list(document)
    told = [
        _Told(
            _PYLINT.get(text(one, "type"), "warning"),
            text(one, "symbol") or text(one, "message-id") or text(one, "messageId"),
            text(one, "path"),
        )
        for one in messages
    ]
    linted = count(document, "statistics", "modulesLinted") > 0
    return _Report(told, ran=linted or bool(told), broke=any(text(one, "type") == "fatal" for one in messages))


def _mypy(document: object) -> _Report:
    told = [
        _Told(_word(text(one, "severity") or "error"), text(one, "code"), text(one, "file"))
        for one in _list(document)
        if isinstance(one, dict)
    ]
    return _Report(told, ran=bool(told))


def _pyright(document: object) -> _Report:
    told = [
        _Told(_word(text(one, "severity")), text(one, "rule"), text(one, "file"))
        for one in items(document, "generalDiagnostics")
    ]
    stated = count(document, "summary", "errorCount")
    listed = sum(one.level == "error" for one in told)
    told += [_Told("error", "", "")] * min(max(stated - listed, 0), 1)
    return _Report(told, ran=count(document, "summary", "filesAnalyzed") > 0, version=text(document, "version"))


def _semgrep(document: object) -> _Report:
    results = items(document, "results")
    told = [_Told(_word(text(one, "extra", "severity")), text(one, "check_id"), text(one, "path")) for one in results]
    broke = any(text(one, "level") == "error" for one in items(document, "errors"))
    return _Report(told, ran=bool(items(document, "paths", "scanned")), broke=broke, version=text(document, "version"))


def _stylelint(document: object) -> _Report:
    told = [
        _Told(_word(text(one, "severity")), text(one, "rule"), text(file, "source"))
        for file in _list(document)
        for one in (*items(file, "warnings"), *items(file, "parseErrors"))
    ]
    told += [
        _Told("error", "", text(file, "source"))
        for file in _list(document)
        if mapping(file).get("errored") is True and not items(file, "warnings")
    ]
    return _Report(told, ran=bool(_list(document)))


def _shellcheck(document: object) -> _Report:
    comments = items(document, "comments") if isinstance(document, dict) else _list(document)
    told = [_Told(_word(text(one, "level")), f"SC{count(one, 'code')}", text(one, "file")) for one in comments]
    return _Report(told, ran=bool(told))


def _word(level: str) -> str:
    """A tool's own level as one of the three; an unknown one is a warning."""
    plain = level.casefold()
    if plain in {"error", "fatal", "critical", "high"}:
        return "error"
    return "note" if plain in {"note", "info", "information", "hint", "style", "low", "inventory"} else "warning"


LINT_READERS = (
    LintReader("eslint", lambda shape: shape.has("[].filePath", "[].messages"), _eslint),
    LintReader("ruff", lambda shape: shape.has("[].code", "[].location.row", "[].filename"), _ruff),
    LintReader("bandit", lambda shape: shape.has("generated_at", "metrics") or shape.has("results[].test_id"), _bandit),
    LintReader("pylint", lambda shape: shape.has("[].symbol", "[].message-id"), _pylint),
    LintReader("pylint", lambda shape: shape.has("messages") and shape.has("statistics.modulesLinted"), _pylint),
    LintReader("pyright", lambda shape: shape.has("generalDiagnostics"), _pyright),
    LintReader("semgrep", lambda shape: shape.has("paths.scanned") or shape.has("results[].check_id"), _semgrep),
    LintReader("stylelint", lambda shape: shape.has("[].source", "[].warnings"), _stylelint),
    LintReader("shellcheck", lambda shape: shape.has("[].level", "[].code", "[].fix"), _shellcheck),
    LintReader("shellcheck", lambda shape: shape.has("comments") and shape.has("comments[].level"), _shellcheck),
    LintReader(
        "mypy",
        lambda shape: shape.root == "{" and shape.has("file", "line", "column", "message", "severity"),
        _mypy,
        by_line=True,
    ),
)
"""In the order they are asked."""

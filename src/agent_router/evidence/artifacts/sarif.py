"""SARIF 2.1.0: what scanners and linters found, one or several runs.

1. A run's tool ran where an invocation says `executionSuccessful: true`; an empty list of results alone says nothing.
2. A result counts unless it is suppressed (an accepted suppression), of a kind other than `fail`, or absent by its
   baseline. Kinds `open` and `review` wait for a person and count as warnings.
3. Its level: its own, else its rule's (the driver's or an extension's), else `warning`.
4. `results: null` or none at all, results kept in another file, and a tool that reports an error of its own: the tool
   is not shown to have got through.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from agent_router.evidence.artifacts.findings import Findings, findings_reading, refused_findings
from agent_router.evidence.artifacts.json_document import json_document, shape_of
from agent_router.evidence.artifacts.refused import Refused
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.json_fields import items, mapping, moment, text, whole

KIND = "sarif"
_LEVELS = frozenset({"error", "warning", "note", "none"})
_FOR_A_PERSON = frozenset({"open", "review"})
_NO_INVOCATION = "A run names no invocation: nothing says that the tool got through."
_NO_RESULTS = "A run holds no list of results: the tool did not scan, or could not."
_ELSEWHERE = "A run keeps results in another file, which is not here."
_NOT_SUCCESSFUL = "An invocation says that the tool did not get through."


@dataclass(slots=True)
class _Count:
    """What is counted over all runs."""

    levels: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_LEVELS, 0))
    suppressed: int = 0
    ran: bool = True
    broke: bool = False
    tools: list[str] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)
    remarks: list[str] = field(default_factory=list)


class SarifReader:
    """Reader of SARIF files."""

    name = KIND

    def recognizes(self, sample: bytes) -> bool:
        """Whether it has runs with a tool, or says that it is SARIF."""
        shape = shape_of(sample)
        if shape.root != "{" or not shape.keys & {"runs", "$schema"}:
            return False
        if shape.has("runs[].tool") or shape.has("runs[].results") or shape.has("runs[].invocations"):
            return True
        return b"sarif" in sample[:2048].lower() and shape.has("version")

    def read(self, data: bytes) -> ArtifactReading:
        """Results by level over all runs; a damaged file gives the reason."""
        document = json_document(data)
        if isinstance(document, Refused):
            return refused_findings(KIND, document.reason)
        version = text(document, "version")
        if not version.startswith("2."):
            return refused_findings(KIND, f"SARIF {version[:20] or 'without a version'} is not read; 2.1.0 is.")
        runs = items(document, "runs")
        counted = _Count(ran=bool(runs))
        for run in runs:
            _take_run(run, counted)
        found = Findings(
            ", ".join(dict.fromkeys(counted.tools)),
            errors=counted.levels["error"],
            warnings=counted.levels["warning"],
            notes=counted.levels["note"],
            suppressed=counted.suppressed,
            ran=counted.ran,
            broke=counted.broke,
            files=frozenset(counted.files),
            rules=frozenset(counted.rules),
        )
        return findings_reading(KIND, found, counted.remarks, _when(runs))


def _take_run(run: object, counted: _Count) -> None:
    driver = mapping(run, "tool", "driver")
    version = text(driver, "semanticVersion") or text(driver, "version")
    counted.tools.append(f"{text(driver, 'name') or 'unnamed tool'} {version}".strip())
    _take_invocations(run, counted)
    results = mapping(run).get("results")
    if not isinstance(results, list):
        counted.ran = False
        counted.remarks.append(_NO_RESULTS)
    if mapping(run, "externalPropertyFileReferences").get("results"):
        counted.ran = False
        counted.remarks.append(_ELSEWHERE)
    levels = _rule_levels(run)
    for result in items(run, "results"):
        _take_result(result, levels, counted)


def _take_invocations(run: object, counted: _Count) -> None:
    invocations = items(run, "invocations")
    if not invocations:
        counted.ran = False
        counted.remarks.append(_NO_INVOCATION)
    for one in invocations:
        successful = mapping(one).get("executionSuccessful")
        if successful is not True:
            counted.ran = False
        if successful is False:
            counted.broke = True
            counted.remarks.append(_NOT_SUCCESSFUL)
        notices = (*items(one, "toolExecutionNotifications"), *items(one, "toolConfigurationNotifications"))
        errors = sum(text(notice, "level") == "error" for notice in notices)
        if errors:
            counted.ran = False
            counted.remarks.append(f"The tool reports {errors} error(s) of its own.")


def _take_result(result: object, levels: Mapping[str, str], counted: _Count) -> None:
    if _suppressed(result):
        counted.suppressed += 1
        return
    if text(result, "baselineState") == "absent":
        return
    level = _level(result, levels)
    counted.levels[level] += 1
    if level == "none":
        return
    counted.rules.add(text(result, "ruleId") or text(result, "rule", "id"))
    for location in items(result, "locations"):
        counted.files.add(text(location, "physicalLocation", "artifactLocation", "uri"))


def _suppressed(result: object) -> bool:
    states = [text(one, "status") or text(one, "state") or "accepted" for one in items(result, "suppressions")]
    return bool(states) and all(state == "accepted" for state in states)


def _level(result: object, levels: Mapping[str, str]) -> str:
    kind = text(result, "kind") or "fail"
    if kind in _FOR_A_PERSON:
        return "warning"
    if kind != "fail":
        return "none"
    own = text(result, "level")
    if own in _LEVELS:
        return own
    index = whole(result, "ruleIndex")
    rule = text(result, "ruleId") or text(result, "rule", "id")
    return levels.get(rule) or levels.get(f"#{index}") or levels.get(rule.partition("/")[0]) or "warning"


def _rule_levels(run: object) -> dict[str, str]:
    """Default levels by rule ID and, of the driver's rules, by `#index`."""
    found: dict[str, str] = {}
    for number, component in enumerate((mapping(run, "tool", "driver"), *items(run, "tool", "extensions"))):
        for index, rule in enumerate(items(component, "rules")):
            level = text(rule, "defaultConfiguration", "level")
            if level in _LEVELS:
                found.setdefault(text(rule, "id"), level)
                if number == 0:
                    found[f"#{index}"] = level
    found.pop("", None)
    return found


def _when(runs: tuple[object, ...]) -> datetime | None:
    for run in runs:
        for one in items(run, "invocations"):
            when = moment(one, "endTimeUtc") or moment(one, "startTimeUtc")
            if when is not None:
                return when
    return None

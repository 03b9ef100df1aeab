"""Coverage is figures and no proof; linters and scanners find, and silence is not a clean result."""

import json

import pytest

from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.interface import ArtifactReading
from agent_router.model.known import Health
from tests.places import FIELD_DATA, needs_field_data

DOCTYPE = '<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">'
JACOCO = (
    '<?xml version="1.0"?><!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="x">'
    '<counter type="INSTRUCTION" missed="1" covered="2"/><counter type="BRANCH" missed="1" covered="1"/>'
    '<counter type="LINE" missed="1" covered="3"/></report>'
)
CLOVER = (
    '<coverage generated="1767318245"><project><metrics statements="4" coveredstatements="3" conditionals="2" '
    'coveredconditionals="1"/></project></coverage>'
)
COBERTURA = DOCTYPE + '<coverage lines-valid="4" lines-covered="3" branches-valid="2" branches-covered="1"/>'
LCOV = "TN:\nSF:a.c\nLF:4\nLH:3\nBRF:2\nBRH:1\nDA:1,1\nend_of_record\n"
COVERAGE_PY = {
    "meta": {"branch_coverage": True, "timestamp": "2026-01-02T03:04:05"},
    "totals": {"covered_lines": 3, "num_statements": 4, "covered_branches": 1, "num_branches": 2},
}
ISTANBUL = {"total": {"lines": {"total": 4, "covered": 3}, "branches": {"total": 2, "covered": 1}}}


def read(data: object) -> ArtifactReading:
    return read_artifact((data if isinstance(data, str) else json.dumps(data)).encode())


@pytest.mark.parametrize("data", [COBERTURA, JACOCO, CLOVER, LCOV, COVERAGE_PY, ISTANBUL])
def test_coverage_shows_lines_and_branches_and_is_no_proof(data: object) -> None:
    reading = read(data)
    assert (reading.kind, reading.proof, reading.health, reading.problem) == ("coverage", "", None, "")
    facts = dict(reading.facts)
    assert (facts["lines covered"], facts["lines covered, percent"]) == ("3 of 4", "75.0 %")
    assert (facts["branches covered"], facts["branches covered, percent"]) == ("1 of 2", "50.0 %")


def test_coverage_without_totals_is_counted_from_its_lines() -> None:
    classes = "<class><methods><method><lines><line hits='1'/></lines></method></methods>{}</class>"
    lines = "<lines><line hits='1'/><line hits='0'/></lines>"
    assert dict(read(f"<coverage>{classes.format(lines)}</coverage>").facts)["lines covered"] == "1 of 2"
    assert dict(read("SF:a\nDA:1,2\nDA:2,0\nend_of_record\n").facts)["lines covered"] == "1 of 2"


def test_a_percentage_is_never_rounded_up_and_contradictions_are_said() -> None:
    assert dict(read('<coverage lines-valid="9999" lines-covered="9998"/>').facts)["lines covered, percent"] == "99.9 %"
    reading = read('<coverage lines-valid="1" lines-covered="2"/>')
    assert reading.remarks == ("It counts more lines covered than there are.",)
    assert "shows no coverage" in read("<coverage/>").remarks[0]
    assert "cut off" in read("SF:a\nDA:1,2\n").remarks[0]
    assert "entities" in read('<!DOCTYPE x [<!ENTITY a "b">]><coverage>&a;</coverage>').problem


def sarif(*results: object, **run: object) -> dict[str, object]:
    tool = {
        "driver": {"name": "scan", "version": "1", "rules": [{"id": "R1", "defaultConfiguration": {"level": "error"}}]}
    }
    invocations = [{"executionSuccessful": True, "endTimeUtc": "2026-01-02T03:04:05Z"}]
    return {"version": "2.1.0", "runs": [{"tool": tool, "invocations": invocations, "results": list(results), **run}]}


@pytest.mark.parametrize(
    ("document", "health"),
    [
        (sarif(), Health.PASSED),
        (sarif(invocations=[]), Health.UNKNOWN),
        (sarif(results=None), Health.UNKNOWN),
        (sarif(invocations=[{"executionSuccessful": False}]), Health.ERROR),
        (sarif(invocations=[{}]), Health.UNKNOWN),
        (sarif({"level": "error"}, invocations=[]), Health.FAILED),
        (sarif({"ruleId": "R1"}), Health.FAILED),
        (sarif({"ruleIndex": 0}), Health.FAILED),
        (sarif({"ruleId": "R2"}), Health.UNKNOWN),
        (sarif({"level": "note"}), Health.UNKNOWN),
        (sarif({"kind": "pass"}, {"kind": "notApplicable"}), Health.PASSED),
        (sarif({"kind": "review", "level": "none"}), Health.UNKNOWN),
        (sarif({"level": "error", "suppressions": [{"kind": "inSource"}]}), Health.PASSED),
        (sarif({"level": "error", "suppressions": [{"status": "underReview"}]}), Health.FAILED),
        (sarif({"level": "error", "baselineState": "absent"}), Health.PASSED),
        (sarif(externalPropertyFileReferences={"results": [{}]}), Health.UNKNOWN),
        (
            sarif(invocations=[{"executionSuccessful": True, "toolExecutionNotifications": [{"level": "error"}]}]),
            Health.UNKNOWN,
        ),
        ({"version": "2.1.0", "$schema": "sarif", "runs": []}, Health.UNKNOWN),
        ({"version": "2.1.0", "runs": [*sarif()["runs"], *sarif({"level": "error"})["runs"]]}, Health.FAILED),  # type: ignore[misc]
    ],
)
def test_sarif_passes_only_where_the_tool_is_shown_to_have_found_nothing(document: object, health: Health) -> None:
    reading = read(document)
    assert (reading.kind, reading.proof, reading.health) == ("sarif", "findings", health)


def test_sarif_counts_by_level_and_names_rules_and_files() -> None:
    place = {"physicalLocation": {"artifactLocation": {"uri": "src/a.py"}}}
    reading = read(sarif({"ruleId": "R1", "locations": [place]}, {"level": "warning"}, {"suppressions": [{}]}))
    facts = dict(reading.facts)
    assert facts == {
        "tool": "scan 1", "findings": "2", "errors": "1", "warnings": "1", "suppressed": "1", "rules": "R1",
        "files": "src/a.py",
    }  # fmt: skip
    assert reading.when is not None
    assert "not read" in read({**sarif(), "version": "1.0.0"}).problem


LINT: list[tuple[str, object, Health]] = [
    ("eslint", [{"filePath": "a.js", "messages": [], "errorCount": 0}], Health.PASSED),
    ("eslint", [{"filePath": "a.js", "messages": [{"severity": 1}], "errorCount": 0}], Health.UNKNOWN),
    ("eslint", [{"filePath": "a.js", "messages": [], "errorCount": 2}], Health.FAILED),
    ("ruff", [{"code": "E1", "filename": "a.py", "location": {"row": 1}}], Health.FAILED),
    ("bandit", {"errors": [], "generated_at": "", "metrics": {"_totals": {"loc": 5}}, "results": []}, Health.PASSED),
    ("bandit", {"errors": [], "generated_at": "", "metrics": {"_totals": {"loc": 0}}, "results": []}, Health.UNKNOWN),
    ("bandit", {"errors": [{}], "generated_at": "", "metrics": {"_totals": {"loc": 5}}, "results": []}, Health.ERROR),
    ("pylint", [{"type": "error", "symbol": "x", "message-id": "E1", "path": "a.py"}], Health.FAILED),
    ("pylint", {"messages": [], "statistics": {"modulesLinted": 3}}, Health.PASSED),
    ("pyright", {"version": "1", "generalDiagnostics": [], "summary": {"filesAnalyzed": 2}}, Health.PASSED),
    ("pyright", {"generalDiagnostics": [], "summary": {"filesAnalyzed": 2, "errorCount": 1}}, Health.FAILED),
    ("semgrep", {"results": [], "errors": [], "paths": {"scanned": ["a"]}}, Health.PASSED),
    ("semgrep", {"results": [{"check_id": "x", "extra": {"severity": "ERROR"}}]}, Health.FAILED),
    ("stylelint", [{"source": "a.css", "errored": False, "warnings": []}], Health.PASSED),
    ("stylelint", [{"source": "a.css", "errored": True, "warnings": []}], Health.FAILED),
    ("shellcheck", [{"file": "a", "level": "error", "code": 2086, "fix": None}], Health.FAILED),
    ("mypy", {"file": "a", "line": 1, "column": 0, "message": "m", "code": "x", "severity": "error"}, Health.FAILED),
    ("mypy", {"file": "a", "line": 1, "column": 0, "message": "m", "code": "x", "severity": "note"}, Health.UNKNOWN),
]


@pytest.mark.parametrize(("tool", "document", "health"), LINT)
def test_linters_fail_by_errors_and_pass_only_where_they_ran(tool: str, document: object, health: Health) -> None:
    reading = read(document)
    assert (reading.kind, reading.proof, reading.health) == (tool, "findings", health)


def test_an_empty_list_says_nothing_about_any_tool() -> None:
    reading = read([])
    assert (reading.kind, reading.health) == ("other", None)


def test_many_rules_are_named_in_part() -> None:
    found = [{"code": f"E{at}", "filename": "a.py", "location": {"row": 1}} for at in range(30)]
    assert dict(read(found).facts)["rules"].endswith(" and 10 more")


REAL = {
    "sarif/bandit.sarif": ("sarif", "3", Health.FAILED),
    "sarif/eslint.sarif": ("sarif", "3", Health.FAILED),
    "sarif/ruff.sarif": ("sarif", "15", Health.FAILED),
    "lint_json/bandit.json": ("bandit", "3", Health.FAILED),
    "lint_json/eslint.json": ("eslint", "3", Health.FAILED),
    "lint_json/ruff.json": ("ruff", "15", Health.FAILED),
    "junit/ruff_lint.junit.xml": ("lint-as-junit", "15", Health.FAILED),
}


@needs_field_data
@pytest.mark.parametrize("name", REAL)
def test_reports_of_real_linters_are_counted(name: str) -> None:
    reading = read_artifact((FIELD_DATA / "artifacts" / name).read_bytes())
    assert (reading.kind, dict(reading.facts)["findings"], reading.health) == REAL[name]


@needs_field_data
@pytest.mark.parametrize("name", ["coverage_py.cobertura.xml", "coverage_py.json", "coverage_py.lcov"])
def test_three_forms_of_one_real_coverage_agree(name: str) -> None:
    reading = read_artifact((FIELD_DATA / "artifacts" / "coverage" / name).read_bytes())
    assert dict(reading.facts)["lines covered"] == "4 of 6"

"""Known test runners: which command lines start one, whether they select some tests only, and what they printed."""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from agent_router.model.run import TestCounts
from agent_router.shell.same_command import NormalizedCommand

MOST_NAMES = 200
"""Test IDs kept of one run."""

_COLOR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, slots=True)
class RunnerCall:
    """One start of a known test runner."""

    runner: str
    selective: bool
    """Whether only some tests were asked for (`-k`, a path, a test name)."""


@dataclass(frozen=True, slots=True)
class Printed:
    """What a test runner printed."""

    counts: TestCounts | None = None
    """None where no summary was recognized."""
    failed: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()


_JS_SELECT = frozenset({"-t", "--testNamePattern", "-g", "--grep", "-f", "--fgrep", "--testPathPattern", "--shard"})
_JS_SELECT_MORE = frozenset({"--testPathPatterns", "--onlyChanged", "-o", "--findRelatedTests", "--test-name-pattern"})
_WITH_VALUE: dict[str, frozenset[str]] = {
    "pytest": frozenset({"-p", "-c", "-n", "-o", "-W", "--rootdir", "--maxfail", "--timeout", "--import-mode"}),
    "jest": frozenset({"-c", "--config", "--maxWorkers", "-w", "--testTimeout", "--rootDir"}),
    "rspec": frozenset({"-r", "--require", "-I", "--seed"}),
    "phpunit": frozenset({"-c", "--configuration", "--bootstrap"}),
    "go": frozenset({"-count", "-timeout", "-tags", "-p", "-parallel", "-mod"}),
}
_SELECT: dict[str, frozenset[str]] = {
    "pytest": frozenset({"-k", "-m", "--lf", "--last-failed", "--ff", "--sw", "--stepwise", "--deselect", "--ignore"})
    | frozenset({"--collect-only", "--co", "--ignore-glob", "--pyargs", "--nf"}),
    "unittest": frozenset({"-k"}),
    "jest": _JS_SELECT | _JS_SELECT_MORE,
    "vitest": _JS_SELECT | _JS_SELECT_MORE,
    "mocha": _JS_SELECT,
    "node:test": _JS_SELECT | _JS_SELECT_MORE | {"--test-only"},
    "playwright": _JS_SELECT | {"--project", "--last-failed"},
    "go": frozenset({"-run", "-skip", "-short", "-list"}),
    "cargo": frozenset({"-p", "--package", "--lib", "--bin", "--test", "--doc", "--exclude", "--bins", "--tests"}),
    "rspec": frozenset({"-e", "--example", "-t", "--tag", "--only-failures", "-P"}),
    "phpunit": frozenset({"--filter", "--group", "--testsuite", "--exclude-group"}),
    "dotnet": frozenset({"--filter"}),
}
_PATHS_SELECT = frozenset({"pytest", "jest", "vitest", "mocha", "rspec", "phpunit", "node:test", "playwright"})


def runner_call(command: NormalizedCommand) -> RunnerCall | None:
    """The known test runner that this command starts, or None."""
    words = list(command.words)
    while words and words[0] in {
        "npx",
        "bunx",
        "uv",
        "poetry",
        "pipenv",
        "hatch",
        "bundle",
        "pdm",
        "rye",
        "run",
        "exec",
    }:
        words = words[1:]
        while words and words[0].startswith("-"):
            words = words[1:]
    if words[:2] in (["python", "-m"], ["coverage", "run"]) or words[:3] == ["python", "-m", "coverage"]:
        words = words[words.index("-m") + 1 :] if "-m" in words else words[2:]
        if words[:2] == ["coverage", "run"]:
            words = words[words.index("-m") + 1 :] if "-m" in words else words[2:]
    runner, rest = _named(words)
    if not runner:
        return None
    selected_by_variable = any(name == "PYTEST_ADDOPTS" for name, _ in command.env)
    return RunnerCall(runner, _selects(runner, rest) or selected_by_variable)


def _named(words: list[str]) -> tuple[str, list[str]]:
    """The runner and the words after it; empty where the program is none."""
    if not words:
        return "", []
    first, rest = words[0].replace("\\", "/").rsplit("/", 1)[-1], words[1:]
    starts = _STARTS.get(first, ())
    for verbs, runner in starts:
        if tuple(rest[: len(verbs)]) == verbs:
            return runner, [word for word in rest[len(verbs) :] if word != "--"]
    if first == "node" and "--test" in rest:
        return "node:test", [word for word in rest if word != "--test"]
    return "", []


_SCRIPTS = ((("test",), "jest"), (("t",), "jest"), (("run", "test"), "jest"))
_STARTS: dict[str, tuple[tuple[tuple[str, ...], str], ...]] = {
    "pytest": (((), "pytest"),),
    "py.test": (((), "pytest"),),
    "unittest": ((("discover",), "unittest"), ((), "unittest")),
    "jest": (((), "jest"),),
    "vitest": ((("run",), "vitest"), ((), "vitest")),
    "mocha": (((), "mocha"),),
    "rspec": (((), "rspec"),),
    "phpunit": (((), "phpunit"),),
    "go": ((("test",), "go"),),
    "cargo": ((("test",), "cargo"), (("nextest", "run"), "cargo")),
    "dotnet": ((("test",), "dotnet"),),
    "playwright": ((("test",), "playwright"),),
    "npm": _SCRIPTS,
    "yarn": _SCRIPTS,
    "pnpm": _SCRIPTS,
    "bun": _SCRIPTS,
    "tox": (((), "tox"),),
    "nox": (((), "nox"),),
}
"""By program: the words that must follow it, and the runner that starts."""


def _selects(runner: str, words: list[str]) -> bool:
    options, with_value = _SELECT.get(runner, frozenset()), _WITH_VALUE.get(runner, frozenset())
    skip = False
    for word in words:
        if skip:
            skip = False
            continue
        name = word.partition("=")[0]
        if name in options:
            return True
        if word.startswith("-"):
            skip = word in with_value
        elif runner in _PATHS_SELECT or (runner == "unittest" and not word.startswith("discover")):
            return word not in {".", "./", "tests", "tests/", "test", "test/", "spec", "spec/"} or runner == "unittest"
        elif runner == "cargo" or (runner == "go" and word not in {"./...", "..."}):
            return True
    return False


def printed_tests(output: str) -> Printed:
    """The last summary of a known test runner in this output, with the IDs of tests it names."""
    text = _COLOR.sub("", output)
    if not any(word in text for word in _HINTS):
        return Printed()
    for read in _READERS:
        counts = read(text)
        if counts is not None:
            return Printed(counts, _names(_FAILED_NAMES, text), _names(_PASSED_NAMES, text))
    return Printed()


_HINTS = ("pass", "fail", "FAIL", "error", "ok", "OK", "Tests", "example", "Pass", "tests ran", "deselected", "Ran ")
"""One of these stands in every summary; most outputs hold none."""

_PYTEST_LINE = re.compile(
    r"^=*\s*((?:\d+ (?:failed|passed|errors?|skipped|deselected|xfailed|xpassed|warnings?|rerun|subtests passed)"
    r"(?:, )?)+|no tests ran) in [0-9.]+s\b.*$",
    re.MULTILINE,
)
_PYTEST_PART = re.compile(r"(\d+) (failed|passed|error|errors|skipped|xfailed|xpassed|subtests passed)\b")


def _pytest(text: str) -> TestCounts | None:
    found = _last(_PYTEST_LINE, text)
    if found is None:
        return None
    parts = {what: int(number) for number, what in _PYTEST_PART.findall(found[1])}
    return TestCounts(
        passed=parts.get("passed", 0) + parts.get("xpassed", 0),
        failed=parts.get("failed", 0),
        errors=parts.get("error", 0) + parts.get("errors", 0),
        skipped=parts.get("skipped", 0) + parts.get("xfailed", 0),
    )


_UNITTEST_RAN = re.compile(r"^Ran (\d+) tests? in [0-9.]+s\s+(OK|FAILED|NO TESTS RAN)(?: \(([^)\n]*)\))?", re.MULTILINE)


def _unittest(text: str) -> TestCounts | None:
    found = _last(_UNITTEST_RAN, text)
    if found is None:
        return None
    parts = dict(re.findall(r"([a-z ]+)=(\d+)", found[3] or ""))
    numbers = {name.strip(): int(number) for name, number in parts.items()}
    failed, errors = numbers.get("failures", 0) + numbers.get("unexpected successes", 0), numbers.get("errors", 0)
    skipped = numbers.get("skipped", 0) + numbers.get("expected failures", 0)
    return TestCounts(
        passed=max(int(found[1]) - failed - errors - skipped, 0), failed=failed, errors=errors, skipped=skipped
    )


_JEST_LINE = re.compile(r"^\s*Tests:?\s+((?:\d+ (?:failed|passed|skipped|todo|pending)\s*[,|]?\s*)+)", re.MULTILINE)


def _jest(text: str) -> TestCounts | None:
    found = _last(_JEST_LINE, text)
    if found is None:
        return None
    parts = {what: int(number) for number, what in re.findall(r"(\d+) (failed|passed|skipped|todo|pending)", found[1])}
    skipped = parts.get("skipped", 0) + parts.get("todo", 0) + parts.get("pending", 0)
    return TestCounts(passed=parts.get("passed", 0), failed=parts.get("failed", 0), skipped=skipped)


_MOCHA = {what: re.compile(rf"^\s*(\d+) {what}\b", re.MULTILINE) for what in ("passing", "failing", "pending")}


def _mocha(text: str) -> TestCounts | None:
    passing, failing, pending = (_number(_last(_MOCHA[what], text)) for what in ("passing", "failing", "pending"))
    if passing is None and failing is None:
        return None
    return TestCounts(passed=passing or 0, failed=failing or 0, skipped=pending or 0)


_CARGO_LINE = re.compile(r"^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored", re.MULTILINE)


def _cargo(text: str) -> TestCounts | None:
    found = _CARGO_LINE.findall(text)
    if not found:
        return None
    passed, failed, ignored = (sum(int(numbers[at]) for numbers in found) for at in range(3))
    return TestCounts(passed=passed, failed=failed, skipped=ignored)


_GO_TEST = re.compile(r"^\s*--- (PASS|FAIL|SKIP): (\S+)", re.MULTILINE)
_GO_PACKAGE = re.compile(r"^(ok|FAIL)[ \t]+([\w./-]+[./][\w./-]*|[\w-]+)[ \t]+(\S.*)$", re.MULTILINE)


def _go(text: str) -> TestCounts | None:
    packages = [(state, rest) for state, _, rest in _GO_PACKAGE.findall(text) if "no test" not in rest]
    tests = [state for state, _ in _GO_TEST.findall(text)]
    if not packages and not ("FAIL" in tests and "exit status" in text):
        return None
    broken = sum(
        1 for state, rest in packages if state == "FAIL" and ("build failed" in rest or "setup failed" in rest)
    )
    failed_packages = sum(1 for state, _ in packages if state == "FAIL") - broken
    # Without -v only packages are named: each `ok` stands for at least one test that passed.
    return TestCounts(
        passed=max(tests.count("PASS"), sum(1 for state, _ in packages if state == "ok")),
        failed=max(tests.count("FAIL"), failed_packages),
        errors=broken,
        skipped=tests.count("SKIP"),
    )


_NODE = {
    what: re.compile(rf"^[#ℹ] {what} (\d+)", re.MULTILINE) for what in ("tests", "pass", "fail", "skipped", "todo")
}


def _node(text: str) -> TestCounts | None:
    numbers = {what: _number(_last(pattern, text)) for what, pattern in _NODE.items()}
    if numbers["pass"] is None or numbers["fail"] is None:
        return None
    return TestCounts(
        passed=numbers["pass"], failed=numbers["fail"], skipped=(numbers["skipped"] or 0) + (numbers["todo"] or 0)
    )


_RSPEC_LINE = re.compile(r"^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?", re.MULTILINE)


def _rspec(text: str) -> TestCounts | None:
    found = _last(_RSPEC_LINE, text)
    if found is None:
        return None
    ran, failed, pending = int(found[1]), int(found[2]), int(found[3] or 0)
    return TestCounts(passed=max(ran - failed - pending, 0), failed=failed, skipped=pending)


_PHPUNIT_OK = re.compile(r"^OK \((\d+) tests?,", re.MULTILINE)
_PHPUNIT_LINE = re.compile(r"^Tests: (\d+), Assertions: \d+((?:, [A-Z][A-Za-z ]+: \d+)*)\.", re.MULTILINE)


def _phpunit(text: str) -> TestCounts | None:
    good = _last(_PHPUNIT_OK, text)
    if good is not None:
        return TestCounts(passed=int(good[1]))
    found = _last(_PHPUNIT_LINE, text)
    if found is None:
        return None
    parts = {what: int(number) for what, number in re.findall(r"([A-Z][A-Za-z ]+): (\d+)", found[2])}
    failed, errors = parts.get("Failures", 0), parts.get("Errors", 0)
    skipped = parts.get("Skipped", 0) + parts.get("Incomplete", 0)
    return TestCounts(
        passed=max(int(found[1]) - failed - errors - skipped, 0), failed=failed, errors=errors, skipped=skipped
    )


_DOTNET_LINE = re.compile(r"Failed:\s+(\d+), Passed:\s+(\d+), Skipped:\s+(\d+), Total:\s+\d+")


def _dotnet(text: str) -> TestCounts | None:
    found = _DOTNET_LINE.findall(text)
    if not found:
        return None
    failed, passed, skipped = (sum(int(numbers[at]) for numbers in found) for at in range(3))
    return TestCounts(passed=passed, failed=failed, skipped=skipped)


_PLAYWRIGHT = {
    what: re.compile(rf"^\s+(\d+) {what}\b", re.MULTILINE) for what in ("passed", "failed", "skipped", "flaky")
}
_PLAYWRIGHT_END = re.compile(r"^\s+\d+ (?:passed|failed) ?(?:\([0-9.]+m?s\))?\s*$", re.MULTILINE)


def _playwright(text: str) -> TestCounts | None:
    if "Running " not in text or not _PLAYWRIGHT_END.search(text):
        return None
    numbers = {what: _number(_last(pattern, text)) or 0 for what, pattern in _PLAYWRIGHT.items()}
    return TestCounts(passed=numbers["passed"] + numbers["flaky"], failed=numbers["failed"], skipped=numbers["skipped"])


_READERS: tuple[Callable[[str], TestCounts | None], ...] = (
    *(_pytest, _unittest, _jest, _cargo, _node, _rspec, _phpunit, _dotnet, _mocha, _playwright, _go),
)

_FAILED_NAMES = (
    re.compile(r"^(?:FAILED|ERROR) (\S+::\S+|\S+\.py\b)", re.MULTILINE),
    re.compile(r"^(?:FAIL|ERROR): (\S+(?: \([\w.]+\))?)", re.MULTILINE),
    re.compile(r"^\s*--- FAIL: (\S+)", re.MULTILINE),
    re.compile(r"^test (\S+) \.\.\. FAILED", re.MULTILINE),
    re.compile(r"^not ok \d+ - (.+)$", re.MULTILINE),
    re.compile(r"^rspec (\S+:\d+)", re.MULTILINE),
    re.compile(r"^\s+● (.+ › .+)$", re.MULTILINE),
)
_PASSED_NAMES = (
    re.compile(r"^(\S+::\S+) PASSED", re.MULTILINE),
    re.compile(r"^PASSED (\S+::\S+)", re.MULTILINE),
    re.compile(r"^\s*--- PASS: (\S+)", re.MULTILINE),
    re.compile(r"^test (\S+) \.\.\. ok", re.MULTILINE),
    re.compile(r"^ok \d+ - (.+)$", re.MULTILINE),
)


def _names(patterns: tuple[re.Pattern[str], ...], text: str) -> tuple[str, ...]:
    found = dict.fromkeys(name.strip() for pattern in patterns for name in pattern.findall(text))
    return tuple(found)[:MOST_NAMES]


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return next(iter(deque(pattern.finditer(text), maxlen=1)), None)


def _number(found: re.Match[str] | None) -> int | None:
    return int(found[1]) if found is not None else None

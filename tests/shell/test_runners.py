"""What known test runners print."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.shell.runners import printed_tests

CASES = [
    ("pytest", "=== 1 failed, 2 passed, 1 skipped, 1 xfailed in 0.99s ===", (2, 1, 0, 2)),
    ("pytest quiet", "....\n4 passed in 0.10s", (4, 0, 0, 0)),
    (
        "pytest errors",
        "ERROR test_a.py\n!!! Interrupted: 1 error during collection !!!\n1 error in 0.12s",
        (0, 0, 1, 0),
    ),
    ("pytest nothing", "no tests ran in 0.01s", (0, 0, 0, 0)),
    ("pytest deselected", "5 deselected in 0.02s", (0, 0, 0, 0)),
    ("pytest colors", "\x1b[31m\x1b[1m1 failed\x1b[0m, \x1b[32m3 passed\x1b[0m in 1.00s", (3, 1, 0, 0)),
    ("pytest minutes", "10 passed, 2 warnings in 70.01s (0:01:10)", (10, 0, 0, 0)),
    ("unittest", "Ran 3 tests in 0.001s\n\nOK", (3, 0, 0, 0)),
    ("unittest failed", "Ran 5 tests in 0.001s\n\nFAILED (failures=1, errors=2, skipped=1)", (1, 1, 2, 1)),
    ("jest", "Tests:       1 failed, 1 skipped, 4 passed, 6 total", (4, 1, 0, 1)),
    ("vitest", "      Tests  2 failed | 3 passed (5)", (3, 2, 0, 0)),
    ("mocha", "  3 passing (12ms)\n  1 pending\n  2 failing\n", (3, 2, 0, 1)),
    (
        "cargo",
        "test result: ok. 3 passed; 0 failed; 1 ignored\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored",
        (4, 2, 0, 1),
    ),
    ("go verbose", "--- PASS: TestA (0.00s)\n--- FAIL: TestB (0.00s)\nFAIL\nFAIL\texample.com/a\t0.01s", (1, 1, 0, 0)),
    (
        "go packages",
        "ok  \texample.com/a\t0.3s\n?   \texample.com/b\t[no test files]\nok  \texample.com/c\t(cached)",
        (2, 0, 0, 0),
    ),
    ("go build failed", "FAIL\texample.com/a [build failed]", (0, 0, 1, 0)),
    ("go none ran", "ok  \texample.com/a\t0.3s [no tests to run]", None),
    ("node", "# tests 3\n# pass 2\n# fail 1\n# skipped 0\n# todo 0", (2, 1, 0, 0)),
    ("node spec", "ℹ tests 2\nℹ pass 2\nℹ fail 0\nℹ skipped 1", (2, 0, 0, 1)),
    ("rspec", "Finished in 0.01 seconds\n5 examples, 1 failure, 1 pending", (3, 1, 0, 1)),
    ("phpunit", "OK (12 tests, 30 assertions)", (12, 0, 0, 0)),
    ("phpunit failed", "FAILURES!\nTests: 12, Assertions: 30, Errors: 1, Failures: 2, Skipped: 3.", (6, 2, 1, 3)),
    ("dotnet", "Failed!  - Failed:     1, Passed:     9, Skipped:     2, Total:    12, Duration: 1 s", (9, 1, 0, 2)),
    (
        "playwright",
        "Running 3 tests using 1 worker\n  1 failed\n    a.spec.ts:3:1 › bad\n  1 flaky\n  1 passed (2.0s)",
        (2, 1, 0, 0),
    ),
    ("nothing", "ok, that passed and nothing failed", None),
    ("empty", "", None),
]


@pytest.mark.parametrize(("output", "counts"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_summaries_of_known_runners_are_counted(output: str, counts: tuple[int, ...] | None) -> None:
    found = printed_tests(output).counts
    assert (found and (found.passed, found.failed, found.errors, found.skipped)) == counts


def test_the_last_summary_of_an_output_counts() -> None:
    found = printed_tests("1 failed in 0.1s\n...\n3 passed in 0.2s\n").counts
    assert found is not None
    assert (found.passed, found.failed) == (3, 0)


def test_names_of_failed_and_passed_tests_are_kept() -> None:
    printed = printed_tests("a.py::test_x PASSED\nFAILED a.py::test_y - boom\n1 failed, 1 passed in 0.1s")
    assert (printed.failed, printed.passed) == (("a.py::test_y",), ("a.py::test_x",))


@given(st.text(max_size=300))
def test_no_output_stops_the_reading(output: str) -> None:
    counts = printed_tests(output).counts
    assert counts is None or counts.ran >= 0

"""Which commands verify something, and what they show."""

import pytest

from agent_router.evidence.verifications import with_verifications
from agent_router.model.contract import Verifier
from agent_router.model.known import CommandOutcome, ExitSource, Health
from agent_router.model.policy import Grade
from agent_router.model.run import Command, Record, TestCounts, Verification

VERIFIERS = (
    Verifier("tests", "python -m pytest -q"),
    Verifier("lint", "ruff check ."),
    Verifier("tests", "make test", "app"),
)
PASSING, FAILING = TestCounts(passed=2), TestCounts(passed=1, failed=1)


def ran(text: str, code: int | None, counts: TestCounts | None = None, **more: object) -> Command:
    source = ExitSource.UNKNOWN if code is None else ExitSource.IMPLIED if code == 0 else ExitSource.RECORDED
    fields: dict[str, object] = {
        "outcome": CommandOutcome.RAN,
        "working_directory": "/r",
        "grade": Grade.HARNESS,
        **more,
    }
    return Command(text=text, exit_code=code, exit_source=source, counts=counts, **fields)  # type: ignore[arg-type]


def verified(command: Record) -> Verification | None:
    found = [one for one in with_verifications([command], VERIFIERS, "/r") if isinstance(one, Verification)]
    assert len(found) < 2
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "code", "counts", "health"),
    [
        ("python -m pytest -q", 0, PASSING, Health.PASSED),
        ("python -m pytest -q", 1, FAILING, Health.FAILED),
        ("python -m pytest -q", 0, None, Health.UNKNOWN),
        ("python -m pytest -q", 0, TestCounts(), Health.ERROR),
        ("python -m pytest -q", 0, TestCounts(skipped=3), Health.ERROR),
        ("python -m pytest -q", 5, TestCounts(), Health.ERROR),
        ("python -m pytest -q", 2, TestCounts(errors=1), Health.ERROR),
        ("python -m pytest -q", 1, TestCounts(passed=1, errors=1), Health.FAILED),
        ("python -m pytest -q", 1, PASSING, Health.FAILED),
        ("python -m pytest -q", 1, None, Health.FAILED),
        ("python -m pytest -q", 127, None, Health.ERROR),
        ("python -m pytest -q", 139, None, Health.ERROR),
        ("python -m pytest -q", -9, None, Health.ERROR),
        ("python -m pytest -q | tail", None, PASSING, Health.UNKNOWN),
        ("python -m pytest -q | tail", None, FAILING, Health.FAILED),
        ("python -m pytest -q | tail", None, TestCounts(errors=2), Health.ERROR),
        ("python -m pytest -q | tail", None, TestCounts(passed=1, errors=2), Health.FAILED),
        ("python -m pytest -q | tail", 1, None, Health.UNKNOWN),
        ("pip install . && python -m pytest -q", 0, PASSING, Health.PASSED),
        ("pip install . && python -m pytest -q", 1, None, Health.UNKNOWN),
        ("pip install . && python -m pytest -q", 1, FAILING, Health.FAILED),
        ("ruff check .", 0, None, Health.PASSED),
        ("ruff check .", 1, None, Health.FAILED),
        ("python -m pytest -q", 0, FAILING, Health.FAILED),
        ("python -m pytest -q", 0, TestCounts(passed=1, errors=1), Health.FAILED),
    ],
)
def test_health_comes_from_the_exit_code_and_a_summary_may_only_show_failure(
    text: str, code: int | None, counts: TestCounts | None, health: Health
) -> None:
    found = verified(ran(text, code, counts))
    assert found is not None
    assert found.health is health


def test_a_program_that_was_not_there_tested_nothing() -> None:
    found = verified(ran("python -m pytest -q", 1, output="/usr/bin/python: No module named pytest"))
    assert found is not None
    assert found.health is Health.ERROR


CRASH = (
    'Traceback (most recent call last):\n  File "x.py", line 1, in main\nFileNotFoundError: [Errno 2] No such directory'
)


@pytest.mark.parametrize(
    ("text", "code", "output", "health"),
    [
        ("python -m pytest -q", 1, CRASH, Health.ERROR),
        ("python -m pytest -q", 1, "…", Health.FAILED),
        ("python -m pytest -q", 2, "…", Health.ERROR),
        ("python -m pytest -q", 4, "ERROR: unrecognized arguments: --nope", Health.ERROR),
        ("python -m pytest -q", 5, "no tests ran in 0.01s", Health.ERROR),
        ("npx jest", 2, "…", Health.FAILED),
        ("ruff check .", 1, CRASH, Health.FAILED),
    ],
)
def test_a_runner_that_broke_tested_nothing(text: str, code: int, output: str, health: Health) -> None:
    found = verified(ran(text, code, output=output))
    assert found is not None
    assert found.health is health


@pytest.mark.parametrize(
    ("outcome", "health"),
    [
        (CommandOutcome.ERROR, Health.ERROR),
        (CommandOutcome.INTERRUPTED, Health.ERROR),
        (CommandOutcome.BACKGROUND, Health.UNKNOWN),
        (CommandOutcome.NO_RESULT, Health.UNKNOWN),
    ],
)
def test_a_call_without_a_result_never_passes(outcome: CommandOutcome, health: Health) -> None:
    found = verified(ran("python -m pytest -q", None, outcome=outcome))
    assert found is not None
    assert (found.health, found.outcome) == (health, outcome)


def test_a_denied_call_verifies_nothing() -> None:
    assert verified(ran("python -m pytest -q", None, outcome=CommandOutcome.DENIED)) is None


def test_matches_name_the_contracts_verifiers() -> None:
    for text, folder, matches in (
        ("python -m pytest -q --junitxml=r.xml", "/r", (0,)),
        ("ruff check .", "/r", (1,)),
        ("make test", "/r/app", (2,)),
        ("cd app && make test", "/r", (2,)),
        ("ruff check . && python -m pytest -q", "/r", (0, 1)),
    ):
        found = verified(ran(text, 0, PASSING, working_directory=folder))
        assert found is not None
        assert found.matches == matches


def test_a_known_runner_outside_the_contract_is_a_verification_too() -> None:
    found = verified(ran("go test ./...", 0, PASSING))
    assert found is not None
    assert (found.kind, found.runner, found.matches, found.selective) == ("tests", "go", (), False)
    found = verified(ran("pytest -k x", 0, PASSING))
    assert found is not None
    assert found.selective


def test_other_commands_verify_nothing() -> None:
    assert verified(ran("ls -la", 0)) is None
    assert verified(ran("make test", 0)) is None


def test_the_kind_is_that_of_the_matched_verifier() -> None:
    found = verified(ran("ruff check .", 0))
    assert found is not None
    assert (found.kind, found.selective, found.grade) == ("lint", False, Grade.HARNESS)

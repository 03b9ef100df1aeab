"""What became of a shell call, by what Claude Code wrote about it."""

from collections.abc import Sequence

import pytest

from agent_router.evidence.texts import EXCERPT
from agent_router.model.known import CommandOutcome, ExitSource
from agent_router.model.run import Command, Denied, Record
from tests.evidence.readings import (
    answer,
    bash,
    bash_failed,
    call,
    prompt,
    read_lines,
    said,
)


def only_command(records: Sequence[Record]) -> Command:
    (command,) = [one for one in records if isinstance(one, Command)]
    return command


@pytest.mark.parametrize(
    ("command", "code", "source"),
    [
        ("pytest -q", 0, ExitSource.IMPLIED),
        ("cd app && pytest -q", 0, ExitSource.IMPLIED),
        ("pytest -q > out.txt 2>&1", 0, ExitSource.IMPLIED),
        ("bash -c 'pytest -q'", 0, ExitSource.IMPLIED),
        ("# all of them\npytest -q", 0, ExitSource.IMPLIED),
        ("set -o pipefail && pytest | tail", 0, ExitSource.IMPLIED),
        ("pytest | tail -3", None, ExitSource.UNKNOWN),
        ("pytest; echo done", None, ExitSource.UNKNOWN),
        ("pytest || true", None, ExitSource.UNKNOWN),
        ("pytest &", None, ExitSource.UNKNOWN),
        ("pytest\necho done", None, ExitSource.UNKNOWN),
        ("! pytest", None, ExitSource.UNKNOWN),
        ("if pytest; then echo ok; fi", None, ExitSource.UNKNOWN),
        ("bash -c 'pytest | tail'", None, ExitSource.UNKNOWN),
        ("pytest 'unclosed", None, ExitSource.UNKNOWN),
    ],
)
def test_exit_zero_is_implied_only_where_the_line_has_one_meaning(
    command: str, code: int | None, source: ExitSource
) -> None:
    found = only_command(bash(command, "1 passed in 0.1s").records)
    assert (found.exit_code, found.exit_source, found.outcome) == (code, source, CommandOutcome.RAN)


def test_a_failing_call_bears_its_code() -> None:
    found = only_command(bash_failed("pytest -q", "Exit code 2\nboom").records)
    assert (found.exit_code, found.exit_source, found.output) == (2, ExitSource.RECORDED, "boom")


@pytest.mark.parametrize(
    "words",
    [
        "The user doesn't want to proceed with this tool use. The tool use was rejected",
        "The user doesn't want to take this action right now. STOP what you are doing",
        "This command requires approval",
        "Claude requested permissions to use Bash, but you haven't granted it yet.",
        "Permission to use Bash with command rm has been denied.",
        "PreToolUse:Bash hook error: [guard.sh]: not today",
        "this host is outside the contract",
    ],
)
def test_a_refusal_is_a_denial_and_no_execution(words: str) -> None:
    reading = bash_failed("rm -rf build", words)
    found = only_command(reading.records)
    assert (found.outcome, found.exit_code) == (CommandOutcome.DENIED, None)
    (denied,) = [one for one in reading.records if isinstance(one, Denied)]
    assert (denied.tool, denied.target, denied.path) == ("Bash", "rm -rf build", "/home/dev/shop/build")
    assert denied.reason == words


def test_the_programs_own_mark_of_denial_counts_whatever_the_words() -> None:
    found = only_command(bash_failed("ls", "Exit code 1\nno", denial="permission-rule").records)
    assert found.outcome is CommandOutcome.DENIED


@pytest.mark.parametrize(
    "words",
    [
        "<tool_use_error>InputValidationError: command is missing</tool_use_error>",
        "Sibling tool call errored",
        "No such tool available: Bash",
    ],
)
def test_a_fault_of_the_tool_is_an_error_and_no_denial(words: str) -> None:
    reading = bash_failed("ls", words)
    assert only_command(reading.records).outcome is CommandOutcome.ERROR
    assert not [one for one in reading.records if isinstance(one, Denied)]


def test_an_interrupted_call_has_no_code() -> None:
    found = only_command(bash("pytest", "..", {"interrupted": True}).records)
    assert (found.outcome, found.exit_code) == (CommandOutcome.INTERRUPTED, None)


def test_a_call_that_timed_out_was_interrupted() -> None:
    found = only_command(bash_failed("pytest", "Exit code 143\nCommand timed out after 2m 0s").records)
    assert (found.outcome, found.exit_code) == (CommandOutcome.INTERRUPTED, 143)


@pytest.mark.parametrize("detail", [{"backgroundTaskId": "b1"}, {}])
def test_a_background_call_has_no_code(detail: dict[str, object]) -> None:
    words = "Command running in background with ID: b1"
    found = only_command(bash("npm start", words, detail).records)
    assert (found.outcome, found.exit_code) == (CommandOutcome.BACKGROUND, None)


def test_a_benign_code_is_one_not_zero() -> None:
    found = only_command(bash("grep x y", "", {"returnCodeInterpretation": "No matches found"}).records)
    assert (found.exit_code, found.exit_source) == (1, ExitSource.IMPLIED)


def test_a_call_without_an_answer_is_a_possible_change() -> None:
    reading = read_lines(prompt(1), said(2, call("Bash", command="make release")))
    assert only_command(reading.records).outcome is CommandOutcome.NO_RESULT
    assert not reading.finished


def test_a_sub_agents_answer_has_no_details_and_is_read_from_its_text() -> None:
    lines = (said(2, call("Bash", command="pytest")), answer(3, "2 passed in 0.1s"))
    found = only_command(read_lines(prompt(1), *lines).records)
    assert (found.exit_code, found.counts and found.counts.passed) == (0, 2)


def test_powershell_is_not_taken_for_bash() -> None:
    lines = (said(2, call("PowerShell", command="Remove-Item a | Out-Null")), answer(3, ""))
    assert only_command(read_lines(prompt(1), *lines).records).exit_code is None
    lines = (said(2, call("PowerShell", command="dotnet test")), answer(3, "ok"))
    assert only_command(read_lines(prompt(1), *lines).records).exit_code == 0


def test_a_long_output_is_cut_to_head_and_tail_and_hashed_whole() -> None:
    output = "head\n" + "x" * 100_000 + "\n3 failed in 9.1s"
    found = only_command(bash("pytest", output).records)
    assert len(found.output) == EXCERPT
    assert found.output.startswith("head")
    assert found.output.endswith("3 failed in 9.1s")
    assert len(found.output_sha256) == 64
    assert found.counts is not None
    assert found.counts.failed == 3

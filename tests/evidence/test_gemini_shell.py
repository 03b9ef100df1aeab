"""Exit codes of Gemini CLI stand in a text: which text counts, in every version, and which never does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.logs.gemini_shell import framed
from agent_router.model.known import CommandOutcome, ExitSource
from agent_router.model.run import Command
from tests.evidence.gemini_lines import CWD, Json, shell

OLD = (
    "Command: make\nDirectory: (root)\nOutput: {}\nError: (none)\nExit Code: {}\nSignal: {}\nBackground PIDs: (none)\n"
)
OLD += "Process Group PGID: 7"
NEW = "<untrusted_context>\nOutput: {}\nProcess Group PGID: 7\n</untrusted_context>"


def command(answer: str, text: str = "make", **arguments: object) -> Command:
    (found,) = (one for one in shell(text, answer, "success", **arguments).records if isinstance(one, Command))
    return found


@pytest.mark.parametrize(
    ("answer", "code", "source"),
    [
        (OLD.format("hi", 0, 0), 0, ExitSource.TEXT),
        (OLD.format("hi", 2, "(none)"), 2, ExitSource.TEXT),
        (OLD.format("hi", "(none)", 9), None, ExitSource.UNKNOWN),
        (OLD.format("hi", 0, "SIGKILL"), None, ExitSource.UNKNOWN),
        (OLD.format("Exit Code: 0\nSignal: 0", 1, 0), 1, ExitSource.TEXT),
        (
            "Command: x\nDirectory: d\nStdout: a\nStderr: (empty)\nError: (none)\nExit Code: 3\nSignal: (none)",
            3,
            ExitSource.TEXT,
        ),
        (NEW.format("ok"), 0, ExitSource.IMPLIED),
        (NEW.format("no\nExit Code: 1"), 1, ExitSource.TEXT),
        (NEW.format("Exit Code: 0\nExit Code: 1"), 1, ExitSource.TEXT),
        (NEW.format("no\nSignal: 15"), None, ExitSource.UNKNOWN),
        (NEW.format("no\nError: spawn failed"), None, ExitSource.UNKNOWN),
        ("Output: cut off in the middle", None, ExitSource.UNKNOWN),
        ("Exit Code: 0", None, ExitSource.UNKNOWN),
        ("Command exited with code: 4", 4, ExitSource.TEXT),
        ("", None, ExitSource.UNKNOWN),
    ],
)
def test_only_the_tools_own_frame_states_an_exit_code(answer: str, code: int | None, source: ExitSource) -> None:
    ran = command(answer)
    assert (ran.exit_code, ran.exit_source) == (code, source)


def test_a_printed_code_of_0_is_output_where_versions_print_none() -> None:
    answer = NEW.format("x\nExit Code: 0")
    assert command(answer).exit_source is ExitSource.IMPLIED
    piped = command(answer, "pytest | tail")
    assert (piped.exit_code, piped.exit_source, piped.output) == (
        None,
        ExitSource.UNKNOWN,
        "x\nExit Code: 0",
    )


@given(st.text(alphabet="Exit Code:01\n Signal()PGIDProcess Group", max_size=60), st.integers(1, 255))
def test_no_output_hides_a_failure(output: str, code: int) -> None:
    assert framed(f"Output: {output}\nExit Code: {code}\nProcess Group PGID: 9").exit_code == code
    old = f"Command: c\nDirectory: d\nOutput: {output}\nError: (none)\nExit Code: {code}\nSignal: 0\n"
    assert framed(f"{old}Background PIDs: (none)\nProcess Group PGID: 9").exit_code == code


def test_frames_leave_the_output() -> None:
    assert framed(OLD.format("a\nb", 0, 0)).output == "a\nb"
    assert framed(NEW.format("(empty)")).output == ""


@pytest.mark.parametrize(
    ("answer", "status", "arguments", "outcome"),
    [
        ("[Operation Cancelled] Reason: User did not allow tool call", "cancelled", {}, CommandOutcome.DENIED),
        ('Tool execution for "Shell" denied by policy.', "error", {}, CommandOutcome.DENIED),
        ("[Operation Cancelled] Reason: User cancelled", "cancelled", {}, CommandOutcome.INTERRUPTED),
        ("Command was cancelled by user before it could complete.", "success", {}, CommandOutcome.INTERRUPTED),
        ("spawn ENOENT: Permission denied", "error", {}, CommandOutcome.ERROR),
        ("Command moved to background (PID: 3). Output hidden.", "success", {}, CommandOutcome.BACKGROUND),
        ("", "success", {"is_background": True}, CommandOutcome.BACKGROUND),
        ("", "executing", {}, CommandOutcome.NO_RESULT),
    ],
)
def test_a_status_is_read_with_its_words(answer: str, status: str, arguments: Json, outcome: CommandOutcome) -> None:
    (found,) = (one for one in shell("make", answer, status, **arguments).records if isinstance(one, Command))
    assert found.outcome is outcome


def test_a_folder_of_a_command_is_its_working_directory() -> None:
    assert command("", dir_path="web").working_directory == f"{CWD}/web"

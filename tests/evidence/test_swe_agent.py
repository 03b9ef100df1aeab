"""Trajectories of SWE-agent and mini-SWE-agent, old and new."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.interface import LogReading
from agent_router.evidence.logs.swe_agent import MINI, TRAJECTORY
from agent_router.model.known import ChangeKind, CommandOutcome, Exactness, ExitSource, KnownBy
from agent_router.model.run import Change, Claim, Command, FileRead, Stopped, Usage
from tests.evidence.reading_one import read_with
from tests.evidence.swe_agent_logs import READER, Json, read, step, trajectory
from tests.places import FIELD_DATA, needs_field_data

WILD = FIELD_DATA / "agent_logs" / "in_the_wild" / "swe_agent"

SUBMISSION = "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,3 @@\n x\n--- y\n+++ y\n+z\n"


def changes(reading: LogReading) -> list[tuple[str, ChangeKind, bool]]:
    return [(one.path, one.kind, one.done) for one in reading.records if isinstance(one, Change)]


def ran(reading: LogReading) -> list[Command]:
    return [one for one in reading.records if isinstance(one, Command)]


def test_its_own_commands_read_and_change_files() -> None:
    reading = read(
        trajectory(
            step("find_file a.py", "Found 1 matches", "n/a"),
            step("open a.py 3", "[File: /repo/a.py (9 lines total)]\n1:x", "/repo/a.py"),
            step("open gone.py", "File gone.py not found", "/repo/a.py"),
            step("search_file foo", 'Found 1 matches for "foo" in /repo/a.py', "/repo/a.py"),
            step("edit 'a' 'b'", "Text replaced. Please review", "/repo/a.py"),
            step("edit 1:2\nx\nend_of_edit", "Your proposed edit has introduced new syntax error(s).", "/repo/a.py"),
            step("create new.py", "[File: /repo/new.py (1 lines total)]\n1:", "/repo/new.py"),
            step("insert 1 x", "Text replaced", "/repo/new.py"),
            step("str_replace_editor view b.py", "1: x", "/repo/new.py"),
            step("str_replace_editor create c.py --file_text 'x'", "File created successfully at: /repo/c.py"),
            step("str_replace_editor str_replace c.py --old_str 'x", "No replacement was performed"),
            step("submit", SUBMISSION),
            exit_status="submitted",
        )
    )
    assert [one.path for one in reading.records if isinstance(one, FileRead)] == [
        "/repo/a.py",
        "/repo/a.py",
        "/repo/b.py",
    ]
    assert changes(reading) == [
        ("/repo/a.py", ChangeKind.MODIFIED, True),
        ("/repo/a.py", ChangeKind.MODIFIED, False),
        ("/repo/new.py", ChangeKind.CREATED, True),
        ("/repo/new.py", ChangeKind.MODIFIED, True),
        ("/repo/c.py", ChangeKind.CREATED, True),
        ("/repo/c.py", ChangeKind.MODIFIED, False),
    ]
    assert ran(reading) == []
    assert reading.finished
    assert reading.active_seconds == Decimal("6.0")


def test_a_command_has_no_exit_code_unless_its_text_states_one() -> None:
    reading = read(
        trajectory(
            step("python -m pytest -q", "1 failed, 1 passed in 0.1s"),
            step("make", "oops\nexit code: 2"),
            step("echo 'exit code: 0'", "exit code: 0"),
        )
    )
    assert [(one.exit_code, one.exit_source) for one in ran(reading)] == [
        (None, ExitSource.UNKNOWN),
        (2, ExitSource.TEXT),
        (None, ExitSource.UNKNOWN),
    ]
    assert [one.working_directory for one in ran(reading)] == ["/repo"] * 3
    assert not reading.finished
    assert any("No exit status" in words for _, words in reading.remarks)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("Operation 'vim' is not supported by this environment.", CommandOutcome.DENIED),
        ("The command 'x' was cancelled because it took more than 30 seconds.", CommandOutcome.INTERRUPTED),
        ("Your bash command contained syntax errors and was NOT executed. Please fix", CommandOutcome.ERROR),
        (None, CommandOutcome.NO_RESULT),
    ],
)
def test_what_became_of_a_command_is_told_by_the_environments_words(
    answer: str | None, outcome: CommandOutcome
) -> None:
    reading = read(trajectory(step("vim x", "ok"), step("x", answer)))
    assert ran(reading)[-1].outcome is outcome


def test_version_0_wrote_the_state_before_the_action() -> None:
    reading = read(
        trajectory(
            step("edit 1:1\nx\nend_of_edit", "no such thing", "/repo/first.py", after=False),
            step("open sub/b.py", "[File: /repo/sub/b.py (3 lines total)]", "/repo/first.py", after=False),
            step("edit 1:1\nx\nend_of_edit", "Your proposed edit has introduced", "/repo/sub/b.py", after=False),
        )
    )
    assert [path for path, _, _ in changes(reading)] == ["/repo/first.py", "/repo/sub/b.py"]


def test_the_submission_is_a_snapshot_of_the_change_and_stands_first() -> None:
    reading = read(trajectory(step("ls", ""), exit_status="submitted (exit_cost)", submission=SUBMISSION))
    first = reading.records[0]
    assert isinstance(first, Change)
    assert (first.path, first.known_by, first.added, first.removed) == ("/repo/a.py", KnownBy.SNAPSHOT, 2, 1)
    stop = reading.records[-1]
    assert isinstance(stop, Stopped)
    assert stop.reason == "submitted (exit_cost)"


def test_the_programs_own_meter_is_kept_and_a_replays_zero_is_unknown() -> None:
    stats = {"instance_cost": 1.5, "tokens_sent": 100, "tokens_received": 7, "api_calls": 3}
    usage = [one for one in read(trajectory(step("ls", ""), model_stats=stats)).records if isinstance(one, Usage)]
    assert [(one.total, one.meter, one.exactness) for one in usage] == [
        (107, False, Exactness.LOWER_BOUND),
        (0, True, Exactness.EXACT),
    ]
    assert usage[1].reported_cost_usd == Decimal("1.5")
    old = read(trajectory(step("ls", ""), model_stats={**stats, "total_cost": 1.5}))
    assert [one.exactness for one in old.records if isinstance(one, Usage)] == [Exactness.EXACT, Exactness.EXACT]
    replay = read(trajectory(step("ls", ""), model_stats={"instance_cost": 0}))
    assert not [one for one in replay.records if isinstance(one, Usage)]
    assert any("the cost is unknown" in words for _, words in replay.remarks)


def test_a_demonstration_with_a_history_alone_is_read() -> None:
    prompt = "(Open file: /repo/a.py)\n(Current directory: /repo)\nbash-$"
    history = [
        {"role": "system", "content": "You are"},
        {"role": "user", "content": "A demonstration", "is_demo": True},
        {"role": "user", "content": f"Fix it\n{prompt}"},
        {"role": "assistant", "content": "Editing.", "action": "edit 'a' 'b'", "thought": "Editing."},
        {"role": "tool", "content": [{"type": "text", "text": f"Text replaced.\n{prompt}"}]},
        {"role": "assistant", "content": "All done now.", "thought": "All done now.", "action": "ls"},
    ]
    reading = read({"history": history})
    assert changes(reading) == [("/repo/a.py", ChangeKind.MODIFIED, True)]
    (last,) = ran(reading)
    assert last.outcome is CommandOutcome.NO_RESULT
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["All done now."]


@needs_field_data
@pytest.mark.parametrize(
    ("name", "paths", "commands", "reason"),
    [
        ("function_calling_simple", {"tests/missing_colon.py"}, 1, ""),
        ("sweagenttestrepo", {"tests/missing_colon.py"}, 1, "submitted"),
        ("pydicom", {"reproduce_bug.py", "pydicom/pixel_data_handlers/numpy_handler.py"}, 3, "submitted"),
    ],
)
def test_trajectories_of_the_wild_are_read(name: str, paths: set[str], commands: int, reason: str) -> None:
    (path,) = [one for one in WILD.glob("*.traj") if name in one.name]
    reading = read_with(READER, path)
    root = reading.working_directory
    assert {path.removeprefix(f"{root}/") for path, _, done in changes(reading) if done} == paths
    assert len(ran(reading)) == commands
    assert all(one.exit_code is None for one in ran(reading))
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == [reason] * bool(reason)
    assert all(one.read_from and one.read_from.line for one in reading.records)


def mini(*messages: Json, **info: object) -> Json:
    config = {"environment": {"cwd": "/repo"}, "model": {"model_name": "m1"}}
    whole = {"config": config, "mini_version": "2.4.6", **info}
    return {"info": whole, "messages": list(messages), "trajectory_format": "mini-swe-agent-1.1"}


def asked(command: str, call: str = "c1", **extra: object) -> Json:
    actions = [{"command": command, "tool_call_id": call}]
    return {
        "role": "assistant",
        "content": "I run it.",
        "extra": {"actions": actions, "timestamp": 1795358499.5, **extra},
    }


def answered(code: object, output: str = "", call: str = "c1", **extra: object) -> Json:
    held = {"raw_output": output, "returncode": code, "timestamp": 1795358509.5, **extra}
    return {"role": "tool", "tool_call_id": call, "content": "…", "extra": held}


def test_exit_codes_of_the_mini_agent_are_recorded() -> None:
    usage = {"prompt_tokens": 100, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 60}}
    reading = read(
        mini(
            {"role": "system", "content": "x"},
            {"role": "user", "content": "task"},
            asked("python -m pytest -q", response={"id": "r1", "model": "m2", "usage": usage}),
            answered(1, "1 failed in 0.1s"),
            asked("echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT", "c2"),
            {"role": "exit", "content": "", "extra": {"exit_status": "Submitted"}},
            exit_status="Submitted",
            submission="All good.",
            model_stats={"instance_cost": 0.25, "api_calls": 2},
        )
    )
    assert [(one.exit_code, one.exit_source, one.working_directory) for one in ran(reading)] == [
        (1, ExitSource.RECORDED, "/repo"),
        (0, ExitSource.IMPLIED, "/repo"),
    ]
    (billed,) = [one for one in reading.records if isinstance(one, Usage) and not one.meter]
    assert (billed.input, billed.cache_read, billed.output, billed.model) == (40, 60, 9, "m2")
    assert (reading.program, reading.program_version) == ("mini-swe-agent", "2.4.6")
    assert reading.active_seconds == 10
    stop = reading.records[-1]
    assert isinstance(stop, Stopped)
    assert (stop.reason, stop.reported) == ("Submitted", "All good.")


def test_a_limit_that_was_reached_is_the_reason_of_the_stop() -> None:
    reading = read(mini(asked("ls"), exit_status="LimitsExceeded", submission=""))
    assert [one.outcome for one in ran(reading)] == [CommandOutcome.NO_RESULT]
    assert [one.reason for one in reading.records if isinstance(one, Stopped)] == ["LimitsExceeded"]


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [("Command timed out after 30s", CommandOutcome.INTERRUPTED), ("action was not executed", CommandOutcome.ERROR)],
)
def test_a_command_that_did_not_come_to_its_end_has_no_exit_code(fault: str, outcome: CommandOutcome) -> None:
    (command,) = ran(read(mini(asked("ls"), answered(-1, exception_info=fault))))
    assert (command.outcome, command.exit_code) == (outcome, None)


def test_fenced_commands_and_printed_codes_of_the_first_version_are_read() -> None:
    value = mini(
        {"role": "user", "content": "task with ```bash\nrm x\n```"},
        {"role": "assistant", "content": "Now:\n```bash\npytest -q\n```"},
        {"role": "user", "content": "<returncode>1</returncode>\n<output>\n1 failed in 0.1s\n</output>"},
        {"role": "assistant", "content": "Two:\n```bash\na\n```\n```bash\nb\n```"},
        {"role": "user", "content": "Please always provide EXACTLY ONE action"},
        {"role": "assistant", "content": [{"type": "text", "text": "```mswea_bash_command\nls\n```"}]},
        {"role": "user", "content": "Observation: nothing", "extra": {"interrupt_type": "FormatError"}},
    )
    value["trajectory_format"] = "mini-swe-agent-1"
    reading = read(value)
    assert [(one.text, one.exit_code, one.output) for one in ran(reading)] == [
        ("pytest -q", 1, "1 failed in 0.1s"),
        ("ls", None, ""),
    ]
    assert ran(reading)[0].exit_source is ExitSource.TEXT


def test_tool_calls_without_actions_are_read_by_either_interface() -> None:
    call = {"id": "c1", "function": {"name": "bash", "arguments": '{"command": "make"}'}}
    item = {"type": "function_call", "call_id": "c2", "name": "bash", "arguments": '{"command": "ls"}'}
    said = {"type": "message", "content": [{"type": "output_text", "text": "I listed it."}]}
    reading = read(
        mini(
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": '{"returncode": 2, "output": "no rule"}'},
            {"object": "response", "output": [said, item], "usage": {"input_tokens": 5, "output_tokens": 2}},
            {"type": "function_call_output", "call_id": "c2", "output": '{"returncode": 0}'},
        )
    )
    assert [(one.text, one.exit_code) for one in ran(reading)] == [("make", 2), ("ls", 0)]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["I listed it."]
    assert [one.total for one in reading.records if isinstance(one, Usage)] == [7]


def test_files_are_recognized_by_content_and_others_are_not() -> None:
    assert READER.recognizes(json.dumps(trajectory(step("ls", ""))).encode()) == TRAJECTORY
    assert READER.recognizes(json.dumps(mini()).encode()) == MINI
    old = {"info": {"exit_status": "x", "model_stats": {"api_calls": 1}}, "messages": []}
    assert READER.recognizes(json.dumps(old).encode()) == MINI
    assert READER.recognizes(b'{"environment": "x", "trajectory": [') == TRAJECTORY
    for other in (b"", b"[1]", b'{"messages": []}', b'{"trajectory": 3}', b'{"type": "user"}\n{"a": 1}', b"\xff\xfe"):
        assert READER.recognizes(other) == ""


def test_half_a_character_does_not_stop_the_reading() -> None:
    text = json.dumps(trajectory(step("echo x", "y"))).replace('"echo x"', '"echo \\ud83d"')
    assert [one.text for one in ran(read_with(READER, text.encode()))] == ["echo \ufffd"]


def test_a_trajectory_that_is_cut_off_is_read_up_to_there() -> None:
    whole = json.dumps(trajectory(step("ls", "a"), step("pwd", "b"))).encode()
    reading = read_with(READER, whole[: whole.index(b"pwd")])
    assert [one.text for one in ran(reading)] == ["ls"]
    assert any("No whole JSON" in words for _, words in reading.remarks)
    assert not reading.finished


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@given(JSON, st.sampled_from(["action", "observation", "state", "info", "history", "trajectory", "thought"]))
def test_wrong_types_never_stop_the_reading(value: object, where: str) -> None:
    document = trajectory(step("ls", "a"), {**step("edit x", "b"), where: value})
    if where in {"info", "history", "trajectory"}:
        document[where] = value
    log = read_with(READER, json.dumps(document).encode())
    assert log.program == "swe-agent"


@given(JSON, st.sampled_from(["role", "content", "extra", "tool_calls", "output", "tool_call_id"]))
def test_wrong_types_in_messages_never_stop_the_reading(value: object, where: str) -> None:
    log = read(mini(asked("ls"), {**asked("pwd"), where: value}, {**answered(0), where: value}, answered(0)))
    assert log.program == "mini-swe-agent"


def test_a_submission_is_read_from_the_log_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "x.traj"
    path.write_text(json.dumps(trajectory(step("ls", ""), submission=SUBMISSION, exit_status="submitted")))
    assert changes(read_with(READER, path)) == [("/repo/a.py", ChangeKind.MODIFIED, True)]

"""ATIF trajectories: steps, calls, usage, sub-agents, continuations."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.interface import LogReading
from agent_router.evidence.logs.atif import TRAJECTORY, Atif
from agent_router.model.known import AgentState, ChangeKind, CommandOutcome, Exactness, ExitSource
from agent_router.model.run import AgentSeen, Change, Claim, Command, Denied, FileRead, Request, Usage
from tests.evidence.reading_one import log_file, read_with

READER = Atif()
Json = dict[str, object]
PATCH = "*** Begin Patch\n*** Add File: d.py\n+x\n*** Delete File: e.py\n*** Move to: f.py"


def trajectory(*steps: Json, **more: object) -> Json:
    numbered = [{"step_id": number, **step} for number, step in enumerate(steps, start=1)]
    agent = {"name": "codex", "version": "0.169.0", "model_name": "m1"}
    return {"schema_version": "ATIF-v1.8", "session_id": "s1", "agent": agent, "steps": numbered, **more}


def call(name: str, arguments: object, result: object = "ok", **more: object) -> Json:
    """A step of one call; a result of None is no answer."""
    asked = [{"tool_call_id": "c1", "function_name": name, "arguments": arguments}]
    held = {} if result is None else {"observation": {"results": [{"source_call_id": "c1", "content": result}]}}
    return {"source": "agent", "message": "", "tool_calls": asked, **held, **more}


def said(words: object, **metrics: object) -> Json:
    return {"source": "agent", "message": words, **({"metrics": metrics} if metrics else {})}


def read(*values: Json) -> LogReading:
    return read_with(READER, *(json.dumps(value, indent=1).encode() for value in values))


def ran(reading: LogReading) -> list[Command]:
    return [one for one in reading.records if isinstance(one, Command)]


def billed(reading: LogReading) -> list[Usage]:
    return [one for one in reading.records if isinstance(one, Usage) and not one.meter]


def test_calls_of_commonly_named_tools_are_commands_changes_reads_and_requests() -> None:
    reading = read(
        trajectory(
            {"source": "user", "message": "Fix", "timestamp": "2026-03-01T10:00:00Z"},
            call("shell", {"command": ["bash", "-lc", "python -m pytest -q"]}, "1 failed in 0.1s\nexit code: 1"),
            call("exec_command", {"cmd": "make", "workdir": "/w/sub"}),
            call("Edit", {"file_path": "/w/a.py"}),
            call("str_replace_editor", {"command": "view", "path": "/w/b.py"}),
            call("str_replace_editor", {"command": "create", "path": "/w/c.py"}),
            call(
                "apply_patch",
                {"input": "*** Begin Patch\n*** Add File: d.py\n+x\n*** Delete File: e.py\n*** Move to: f.py"},
            ),
            call("web_fetch", {"url": "https://docs.example.com/x"}),
            call("web_search", {"query": "how"}),
            call("mcp__jira__create", {}),
            call("hologram", {}),
            said([{"type": "text", "text": "All done now."}], timestamp="x"),
            extra={"cwd": "/w"},
        )
    )
    commands = [(one.text, one.exit_code, one.exit_source, one.working_directory) for one in ran(reading)]
    assert commands == [
        ("python -m pytest -q", 1, ExitSource.TEXT, "/w"),
        ("make", None, ExitSource.UNKNOWN, "/w/sub"),
    ]
    assert [(one.path, one.kind) for one in reading.records if isinstance(one, Change)] == [
        ("/w/a.py", ChangeKind.MODIFIED),
        ("/w/c.py", ChangeKind.CREATED),
        ("/w/d.py", ChangeKind.CREATED),
        ("/w/e.py", ChangeKind.DELETED),
        ("/w/f.py", ChangeKind.CREATED),
    ]
    assert [one.path for one in reading.records if isinstance(one, FileRead)] == ["/w/b.py"]
    requests = [(one.system, one.method) for one in reading.records if isinstance(one, Request)]
    assert requests == [("docs.example.com", "GET"), ("web search", "search"), ("jira", "create")]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["All done now."]
    assert (reading.program, reading.program_version) == ("codex (atif)", "0.169.0")
    assert any("hologram (1)" in words for _, words in reading.remarks)


def test_a_call_without_a_result_is_only_possible() -> None:
    reading = read(trajectory(call("bash", {"command": "make"}, None), call("write", {"path": "/w/a"}, None)))
    assert [one.outcome for one in ran(reading)] == [CommandOutcome.NO_RESULT]
    assert [one.done for one in reading.records if isinstance(one, Change)] == [False]


def test_a_result_without_its_calls_id_answers_the_first_open_call() -> None:
    one = call("bash", {"command": "ls"}, None, observation={"results": [{"content": "a.py"}]})
    assert [found.output for found in ran(read(trajectory(one)))] == ["a.py"]


@pytest.mark.parametrize(
    ("words", "extra", "outcome", "code"),
    [
        ("x", {"exit_code": 2}, CommandOutcome.RAN, 2),
        ("x", {"exitCode": 0}, CommandOutcome.RAN, 0),
        ("permission denied by the user", {"is_error": True}, CommandOutcome.DENIED, None),
        ("no such tool", {"is_error": True}, CommandOutcome.ERROR, None),
        ("exit code: 0", {}, CommandOutcome.RAN, None),
        ("Process exited with code 3\nOutput: x", {}, CommandOutcome.RAN, 3),
    ],
)
def test_an_exit_code_is_unknown_unless_it_is_stated(
    words: str, extra: Json, outcome: CommandOutcome, code: int | None
) -> None:
    results = [{"source_call_id": "c1", "content": words, "extra": extra}]
    (found,) = ran(read(trajectory(call("bash", {"command": "x"}, observation={"results": results}))))
    assert (found.outcome, found.exit_code) == (outcome, code)


def test_a_denied_write_names_its_path() -> None:
    results = [{"source_call_id": "c1", "content": "Permission to edit was denied", "extra": {"is_error": True}}]
    reading = read(trajectory(call("Edit", {"file_path": "/w/a.py"}, observation={"results": results})))
    assert [one.path for one in reading.records if isinstance(one, Denied)] == ["/w/a.py"]


def test_copied_steps_are_not_counted() -> None:
    copied = {**call("bash", {"command": "rm x"}), "is_copied_context": True, "metrics": {"prompt_tokens": 9}}
    reading = read(trajectory(copied, said("Went on.", prompt_tokens=5, completion_tokens=1)))
    assert ran(reading) == []
    assert [one.total for one in billed(reading)] == [6]
    assert any("1 step(s) were copied" in words for _, words in reading.remarks)


def test_prompt_tokens_include_the_cached_ones() -> None:
    metrics = {"prompt_tokens": 100, "completion_tokens": 9, "cached_tokens": 60, "cost_usd": 0.5}
    extra = {"cache_creation_input_tokens": 30, "reasoning_tokens": 4}
    reading = read(trajectory(said("x", **metrics, extra=extra)))
    (usage,) = billed(reading)
    figures = (usage.input, usage.cache_read, usage.cache_write, usage.output, usage.reasoning)
    assert figures == (10, 60, 30, 9, 4)
    assert usage.exactness is Exactness.EXACT
    meters = [one.reported_cost_usd for one in reading.records if isinstance(one, Usage) and one.meter]
    assert meters == [Decimal("0.5")]
    assert reading.models == ("m1",)


def test_a_stated_total_cost_is_the_meter() -> None:
    final = {"total_prompt_tokens": 5, "total_completion_tokens": 1, "total_cost_usd": 1.5}
    reading = read(trajectory(said("x", prompt_tokens=5, completion_tokens=1, cost_usd=0.5), final_metrics=final))
    meters = [one.reported_cost_usd for one in reading.records if isinstance(one, Usage) and one.meter]
    assert meters == [Decimal("1.5")]
    assert [one.exactness for one in billed(reading)] == [Exactness.EXACT]


def test_totals_above_the_steps_make_a_lower_bound() -> None:
    final = {"total_prompt_tokens": 50, "total_completion_tokens": 1}
    reading = read(trajectory(said("x", prompt_tokens=5, completion_tokens=1), final_metrics=final))
    assert [(one.total, one.exactness) for one in billed(reading)] == [(6, Exactness.LOWER_BOUND)]


def test_totals_alone_are_a_lower_bound() -> None:
    final = {"total_prompt_tokens": 50, "total_completion_tokens": 1, "total_cached_tokens": 40}
    (usage,) = billed(read(trajectory(said("x"), final_metrics=final)))
    assert (usage.input, usage.cache_read, usage.output, usage.exactness) == (10, 40, 1, Exactness.LOWER_BOUND)


def test_embedded_sub_agents_bear_their_records() -> None:
    step = call("bash", {"command": "ls"}, metrics={"prompt_tokens": 3, "completion_tokens": 1})
    inner = trajectory({**step, "timestamp": "2026-03-01T10:00:00Z"}, trajectory_id="sub1")
    ref = {"source_call_id": "c1", "subagent_trajectory_ref": [{"trajectory_id": "sub1"}]}
    outer = trajectory(
        call("task", {}, observation={"results": [ref]}), trajectory_id="t", subagent_trajectories=[inner]
    )
    reading = read(outer)
    assert [one.agent for one in ran(reading)] == ["sub1"]
    seen = [(one.id, one.state) for one in reading.records if isinstance(one, AgentSeen)]
    assert sorted(seen, key=lambda one: one[1].value) == [("sub1", AgentState.FINISHED), ("sub1", AgentState.STARTED)]
    assert [(one.agent, one.exactness) for one in billed(reading)] == [("sub1", Exactness.EXACT)]


def test_a_sub_agent_that_is_not_here_is_told_and_makes_a_lower_bound() -> None:
    ref = {"subagent_trajectory_ref": [{"trajectory_path": "sub/gone.json"}]}
    step = call("task", {}, observation={"results": [ref]}, metrics={"prompt_tokens": 3, "completion_tokens": 1})
    reading = read(trajectory(step))
    assert {one.exactness for one in billed(reading)} == {Exactness.LOWER_BOUND}
    assert any("gone.json" in words for _, words in reading.remarks)


def test_a_sub_agent_in_a_file_of_its_own_is_told_apart() -> None:
    ref = {"subagent_trajectory_ref": {"trajectory_id": "sub1"}}
    outer = trajectory(call("task", {}, observation={"results": [ref]}), said("All done now."))
    inner = trajectory(call("bash", {"command": "ls"}), said("Hm, quiet."), trajectory_id="sub1")
    reading = read(outer, inner)
    assert [one.agent for one in ran(reading)] == ["sub1"]
    assert [one.text for one in reading.records if isinstance(one, Claim)] == ["All done now."]


def test_a_continuation_belongs_to_the_run_and_is_missed_where_it_is_absent() -> None:
    first = trajectory(said("Going on."), continued_trajectory_ref="1.json")
    assert not read(first).finished
    assert any("continued in 1.json" in words for _, words in read(first).remarks)
    both = read(first, trajectory(said("All done now.")))
    assert both.finished
    assert both.sessions == ("s1",)


def test_waiting_for_a_person_is_not_active_time() -> None:
    times = [("user", 0), ("agent", 10), ("user", 50), ("agent", 55)]
    steps: list[Json] = [
        {"source": who, "message": "x", "timestamp": f"2026-03-01T10:00:{at:02d}Z"} for who, at in times
    ]
    assert read(trajectory(*steps)).active_seconds == 15


def test_every_version_is_recognized_by_its_content() -> None:
    for version in range(9):
        value = {**trajectory(said("x")), "schema_version": f"ATIF-v1.{version}"}
        assert READER.recognizes(json.dumps(value).encode()) == TRAJECTORY
    unnamed = {key: one for key, one in trajectory(said("x")).items() if key != "schema_version"}
    assert READER.recognizes(json.dumps(unnamed).encode()) == TRAJECTORY
    for other in (b"", b"{}", b'{"steps": []}', b'{"type": "user"}', b"[{}]"):
        assert READER.recognizes(other) == ""


def test_a_name_that_would_turn_text_around_is_made_plain() -> None:
    named = trajectory(said("x"), agent={"name": "co\u202ed\nex" + "x" * 200})
    program = read(named).program
    assert program.startswith("co d exxx")
    assert len(program) < 100


def test_a_trajectory_that_is_cut_off_is_unfinished() -> None:
    whole = json.dumps(trajectory(call("bash", {"command": "ls"}), said("Bye."))).encode()
    file = log_file(READER, "x.json", whole[: whole.index(b"Bye.")])
    reading = READER.read([file])
    assert not reading.finished
    assert len(ran(reading)) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["steps", "agent", "final_metrics", "subagent_trajectories", "session_id", "trajectory_id"]


@given(JSON, st.sampled_from(FIELDS))
def test_wrong_types_of_fields_never_stop_the_reading(value: object, where: str) -> None:
    reading = read({**trajectory(call("bash", {"command": "ls"})), where: value})
    assert reading.program.endswith("atif") or "(atif)" in reading.program


@given(JSON, st.sampled_from(["source", "message", "tool_calls", "observation", "metrics", "timestamp"]))
def test_wrong_types_in_a_step_never_stop_the_reading(value: object, where: str) -> None:
    reading = read(trajectory({**call("bash", {"command": "ls"}), where: value}, said("Bye now.")))
    assert [one.text for one in reading.records if isinstance(one, Claim)][-1:] == ["Bye now."]


def test_costs_of_steps_are_figures_of_single_calls_that_add_up() -> None:
    metrics = {"prompt_tokens": 5, "completion_tokens": 1, "cost_usd": 0.5}
    reading = read(trajectory(said("x", **metrics), said("y", **metrics)))
    meters = [one for one in reading.records if isinstance(one, Usage) and one.meter]
    assert [one.reported_cost_usd for one in meters] == [Decimal("0.5"), Decimal("0.5")]
    assert len({one.response for one in meters}) == 2
    assert {one.response for one in meters} == {one.response for one in billed(reading)}

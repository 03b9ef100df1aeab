"""OpenTelemetry spans of GenAI agents, whatever exporter wrote them."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.logs.otel import BESIDE, DOCUMENT, SPANS
from agent_router.model.known import AgentState, CommandOutcome, Exactness, ExitSource
from agent_router.model.run import AgentSeen, Change, Claim, Command, Denied, FileRead, Request, Stopped, Usage
from tests.evidence.otel_spans import OTEL, READER, ROOT, Json, billed, chat, read, span, the_only, tool
from tests.evidence.reading_one import lines, read_with
from tests.evidence.readings import commands, tokens


def test_copilots_spans_show_what_its_events_show() -> None:
    reading = read_with(READER, OTEL / "copilot_fix.otel.jsonl")
    assert commands(reading) == [
        ["/usr/local/bin/python -m pytest -q", 1],
        ["/usr/local/bin/python -m pytest -q --junitxml=report.xml", 0],
    ]
    changed = [one.path for one in reading.records if isinstance(one, Change) and one.done]
    assert changed == ["/home/dev/calc/calc.py", "/home/dev/calc/NOTES.md"]
    assert tokens(reading.records) == {"input": 7500, "cache_write": 0, "cache_read": 27000, "output": 480}
    assert (reading.program, reading.program_version) == ("github-copilot (opentelemetry)", "1.0.102")
    assert (reading.sessions, reading.models) == (("04aa76af-c59b-4404-ac78-4978ee97deba",), ("mock-model",))
    assert reading.finished
    assert reading.active_seconds == Decimal("3.132")


def test_a_span_without_error_may_hold_a_failed_command() -> None:
    reading = read_with(READER, OTEL / "copilot_fail2.otel.jsonl")
    ran = [one for one in reading.records if isinstance(one, Command)]
    assert [(one.exit_code, one.exit_source) for one in ran] == [(code, ExitSource.RECORDED) for code in (1, 1, 7)]
    assert sum(tokens(reading.records).values()) == 28400
    assert [one.text for one in reading.records if isinstance(one, Claim)] == [
        "All tests pass now and the work is complete."
    ]
    request = the_only(reading, Request)
    assert isinstance(request, Request)
    assert (request.system, request.done) == ("127.0.0.1", False)
    assert any("metric record(s) beside the spans" in words for _, words in reading.remarks)


def otlp(*spans: Json) -> Json:
    """The same spans as OTLP/JSON."""

    def value(one: object) -> Json:
        if isinstance(one, bool):
            return {"boolValue": one}
        if isinstance(one, int):
            return {"intValue": str(one)}
        if isinstance(one, list):
            return {"arrayValue": {"values": [value(inner) for inner in one]}}
        if isinstance(one, dict):
            return {"kvlistValue": {"values": [{"key": key, "value": value(inner)} for key, inner in one.items()]}}
        return {"stringValue": one}

    converted = []
    for one in spans:
        given_attributes = one["attributes"]
        assert isinstance(given_attributes, dict)
        listed = [{"key": key, "value": value(held)} for key, held in given_attributes.items()]
        times = {}
        for name, new in (("startTime", "startTimeUnixNano"), ("endTime", "endTimeUnixNano")):
            seconds = one[name]
            assert isinstance(seconds, list)
            times[new] = str(seconds[0] * 10**9 + seconds[1])
        rest = {key: held for key, held in one.items() if key not in {"type", "startTime", "endTime", "attributes"}}
        converted.append({**rest, **times, "attributes": listed})
    resource = {"attributes": [{"key": "service.name", "value": {"stringValue": "shop-agent"}}]}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"scope": {}, "spans": converted}]}]}


@pytest.mark.parametrize("pretty", [False, True], ids=["a line", "one document"])
def test_otlp_json_shows_the_same(pretty: bool) -> None:
    spans = [
        ROOT,
        chat("c", input_tokens=100, output_tokens=5),
        tool("bash", {"command": "ls"}, process__exit__code=0),
    ]
    data = json.dumps(otlp(*spans), indent=2 if pretty else None).encode()
    assert READER.recognizes(data) == (DOCUMENT if pretty else SPANS)
    reading, plain = read_with(READER, data), read(*spans)
    assert reading.program == "shop-agent (opentelemetry)"
    assert commands(reading) == commands(plain) == [["ls", 0]]
    assert tokens(reading.records) == tokens(plain.records)
    assert (reading.first, reading.last) == (plain.first, plain.last)
    assert all(one.read_from and one.read_from.line for one in reading.records)


def test_a_document_that_is_cut_off_is_told() -> None:
    data = json.dumps(otlp(ROOT), indent=1).encode() + b'\n{"resourceSpans": ['
    reading = read_with(READER, data)
    assert any("No whole JSON" in words for _, words in reading.remarks)
    assert reading.sessions == ("c1",)


def test_a_console_exporters_objects_are_read() -> None:
    one = {
        "name": "execute_tool bash",
        "context": {"trace_id": "0x1", "span_id": "0x2"},
        "parent_id": None,
        "start_time": "2026-03-01T10:00:00.000000Z",
        "end_time": "2026-03-01T10:00:01.000000Z",
        "status": {"status_code": "ERROR", "description": "boom"},
        "attributes": {"gen_ai.tool.name": "bash", "gen_ai.tool.call.arguments": '{"command": "make"}'},
        "resource": {"attributes": {"service.name": "x"}},
    }
    reading = read_with(READER, json.dumps(one, indent=4).encode())
    ran = the_only(reading, Command)
    assert isinstance(ran, Command)
    assert (ran.text, ran.outcome, ran.output) == ("make", CommandOutcome.ERROR, "boom")
    assert reading.active_seconds == 1


def test_a_list_of_spans_over_many_lines_is_read() -> None:
    data = json.dumps([ROOT, tool("bash", {"command": "ls"})], indent=2).encode()
    assert READER.recognizes(data) == DOCUMENT
    assert commands(read_with(READER, data)) == [["ls", None]]


def test_an_agents_total_is_not_added_to_its_model_calls() -> None:
    root = span("invoke_agent", "root", gen_ai__usage__input_tokens=100, gen_ai__usage__output_tokens=5)
    call = chat("c", input_tokens=100, output_tokens=5, cache_read__input_tokens=60)
    (usage,) = billed(read(root, call))
    assert (usage.input, usage.cache_read, usage.output, usage.exactness) == (40, 60, 5, Exactness.EXACT)


def test_a_total_above_its_model_calls_makes_a_lower_bound() -> None:
    root = span("invoke_agent", "root", gen_ai__usage__input_tokens=300, gen_ai__usage__output_tokens=5)
    reading = read(root, chat("c", input_tokens=100, output_tokens=5))
    assert [one.exactness for one in billed(reading)] == [Exactness.LOWER_BOUND]
    assert any("lower bound" in words for _, words in reading.remarks)


def test_a_total_alone_is_a_lower_bound() -> None:
    root = span("invoke_agent", "root", gen_ai__usage__input_tokens=300, gen_ai__usage__output_tokens=5)
    (usage,) = billed(read(root))
    assert (usage.total, usage.exactness) == (305, Exactness.LOWER_BOUND)


def test_older_attribute_names_are_understood() -> None:
    old = chat(
        "c", prompt_tokens=10, completion_tokens=4, cache_creation=3, cache_read_input_tokens="2", reasoning_tokens=9
    )
    (usage,) = billed(read(ROOT, old))
    assert (usage.input, usage.cache_write, usage.cache_read, usage.output, usage.reasoning) == (5, 3, 2, 4, 4)


def test_input_that_is_smaller_than_its_cached_part_leaves_it_out() -> None:
    reading = read(ROOT, chat("c", input_tokens=10, output_tokens=1, cache_read__input_tokens=60))
    assert [(one.input, one.cache_read) for one in billed(reading)] == [(10, 60)]
    assert any("without the cached ones" in words for _, words in reading.remarks)


def test_one_request_reported_by_two_instrumentations_counts_once() -> None:
    inner = {**chat("inner", "outer", input_tokens=10, output_tokens=1)}
    reading = read(ROOT, chat("outer", input_tokens=10, output_tokens=1), inner, chat("empty"))
    assert sum(one.total for one in billed(reading)) == 11
    assert any("reported twice" in words for _, words in reading.remarks)


def test_a_stated_cost_is_the_programs_own_meter() -> None:
    data = lines(ROOT, chat("c", input_tokens=1, output_tokens=1, cost=0.25))
    (meter,) = [one for one in read_with(READER, data).records if isinstance(one, Usage) and one.meter]
    assert meter.reported_cost_usd == Decimal("0.25")
    # Of this call alone: figures of several calls add up.
    assert meter.response


def test_a_denied_tool_is_denied_and_changes_nothing() -> None:
    denied = tool("edit", {"path": "/w/a.py"}, status=2, message="not allowed", error__type="denied")
    refused = tool("bash", {"command": "curl https://x.example/"}, status=2, error__type="denied", second=1)
    reading = read(ROOT, denied, refused)
    found = [one for one in reading.records if isinstance(one, Denied)]
    assert [(one.tool, one.path, one.reason, one.system) for one in found] == [
        ("edit", "/w/a.py", "not allowed", ""),
        ("bash", "", "", "x.example"),
    ]
    assert [one.done for one in reading.records if isinstance(one, Change | Request)] == [False, False]
    assert [one.outcome for one in reading.records if isinstance(one, Command)] == [CommandOutcome.DENIED]


@pytest.mark.parametrize(
    ("error", "outcome"), [("cancelled", CommandOutcome.INTERRUPTED), ("spawn_failed", CommandOutcome.ERROR)]
)
def test_other_errors_of_a_tool_are_told_apart(error: str, outcome: CommandOutcome) -> None:
    ran = the_only(read(ROOT, tool("bash", {"command": "x"}, status=2, error__type=error)), Command)
    assert isinstance(ran, Command)
    assert (ran.outcome, ran.exit_code) == (outcome, None)


def test_calls_without_captured_content_are_counted_and_nothing_is_made_up() -> None:
    reading = read(ROOT, tool("bash", process__exit__code=1), tool("edit"), tool("view"), tool("grep"))
    ran, changed = the_only(reading, Command), the_only(reading, Change)
    assert isinstance(ran, Command)
    assert isinstance(changed, Change)
    assert (ran.text, ran.exit_code, changed.path) == ("", 1, ".")
    assert changed.note == "the log does not hold which path"
    assert not any(isinstance(one, FileRead) for one in reading.records)
    assert any(
        words.startswith("3 tool call(s) without captured content: bash (1), edit (1), view (1).")
        for _, words in reading.remarks
    )


def test_a_nested_agent_is_a_sub_agent_and_bears_its_records() -> None:
    inner = span(
        "invoke_agent helper", "sub", "tool", 1, gen_ai__agent__id="a7", gen_ai__agent__name="helper", status=2
    )
    task = span(
        "execute_tool task", "tool", "root", gen_ai__tool__name="task", gen_ai__tool__call__arguments='{"prompt": "x"}'
    )
    shell = span(
        "execute_tool bash", "x", "sub", gen_ai__tool__name="bash", gen_ai__tool__call__arguments='{"command": "ls"}'
    )
    words = [{"role": "assistant", "parts": [{"type": "text", "content": "All done here."}]}]
    quiet = span("chat m", "c", "sub", 9, gen_ai__output__messages=json.dumps(words))
    reading = read(shell, quiet, inner, task, ROOT)
    seen = [(one.id, one.state, one.label) for one in reading.records if isinstance(one, AgentSeen)]
    assert seen == [("a7", AgentState.STARTED, "helper"), ("a7", AgentState.FAILED, "helper")]
    ran = the_only(reading, Command)
    assert isinstance(ran, Command)
    assert ran.agent == "a7"
    assert not any(isinstance(one, Claim) for one in reading.records)


def test_agents_of_a_workflow_are_sub_agents() -> None:
    flow = span("invoke_workflow check", "root", gen_ai__workflow__name="check")
    agents = [span("invoke_agent", f"a{number}", "root", number) for number in range(2)]
    reading = read(flow, *agents)
    seen = [(one.workflow, one.state) for one in reading.records if isinstance(one, AgentSeen)]
    assert len(seen) == 4
    assert {workflow for workflow, _ in seen} == {"check"}


def test_spans_whose_parent_never_ended_make_the_run_unfinished() -> None:
    reading = read(tool("bash", {"command": "ls"}))
    assert not reading.finished
    assert any("parent that is in none of the files" in words for _, words in reading.remarks)


def test_a_span_that_is_there_twice_counts_once() -> None:
    once = [ROOT, chat("c", input_tokens=10, output_tokens=1)]
    reading = read_with(READER, lines(*once), lines(*once))
    assert sum(one.total for one in billed(reading)) == 11
    assert any("more than once" in words for _, words in reading.remarks)


def test_an_agent_that_failed_says_why() -> None:
    stop = the_only(
        read(span("invoke_agent", "root", status="STATUS_CODE_ERROR", message="late", error__type="timeout")), Stopped
    )
    assert isinstance(stop, Stopped)
    assert (stop.reason, stop.reported) == ("timeout", "late")


def test_tools_of_servers_are_requests_and_unknown_ones_are_told() -> None:
    server = span(
        "tools/call list_issues",
        "s",
        "root",
        mcp__method__name="tools/call",
        server__address="git.example",
        gen_ai__tool__name="list_issues",
    )
    reading = read(
        ROOT,
        server,
        tool("mcp__jira__create", {"a": 1}),
        tool("hologram", {"a": 1}),
        span("dream", "d", "root", gen_ai__operation__name="dream"),
    )
    found = [(one.system, one.method) for one in reading.records if isinstance(one, Request)]
    assert sorted(found) == [("git.example", "list_issues"), ("jira", "create")]
    said = [words for _, words in reading.remarks]
    assert "Calls of tools whose effects are not known: hologram (1)." in said
    assert "1 span(s) of unknown operation: dream." in said


@pytest.mark.parametrize(
    "start",
    [[1795358499, 0], 1795358499, 1795358499_000, 1795358499_000_000, "1795358499000000000", "2026-11-22T14:41:39Z"],
)
def test_every_form_of_time_is_the_same_moment(start: object) -> None:
    reading = read({**ROOT, "startTime": start})
    assert reading.first == datetime(2026, 11, 22, 14, 41, 39, tzinfo=UTC)


@pytest.mark.parametrize("start", [0, -1, "soon", [1], [1, 2, 3], None, 10**30, "2026-11-22T14:41:39"])
def test_what_is_no_time_is_none(start: object) -> None:
    reading = read({**ROOT, "startTime": start, "endTime": start})
    assert reading.first is None
    assert reading.active_seconds == 0


def test_deeply_nested_attributes_end_somewhere() -> None:
    nested: Json = {"stringValue": "x"}
    for _ in range(60):
        nested = {"arrayValue": {"values": [nested]}}
    one = otlp(tool("bash", {"command": "ls"}))
    text = json.dumps(one).replace('{"stringValue": "bash"}', json.dumps(nested), 1)
    assert read_with(READER, text.encode()).program == "shop-agent (opentelemetry)"


def test_spans_of_something_else_show_nothing() -> None:
    reading = read(ROOT, span("GET /health", "h", http__method="GET"), {"odd": 1}, "not json {")
    assert not [one for one in reading.records if isinstance(one, Command | Usage)]
    assert ("0.json", "1 record(s) of unknown kind.") in reading.remarks


def test_what_stands_beside_spans_is_recognized_and_holds_no_record() -> None:
    metric = {"type": "metric", "name": "x", "dataPoints": []}
    assert READER.recognizes(lines(metric)) == BESIDE
    assert READER.recognizes(lines({"resourceLogs": []})) == BESIDE
    assert READER.recognizes(lines({"type": "event", "id": "1"})) == ""
    assert list(read(metric, {"resourceLogs": []}).records) == []


def test_a_working_directory_is_taken_from_the_spans() -> None:
    root = span("invoke_agent", "root", process__working_directory="/w/shop")
    found = the_only(read(root, tool("view", {"path": "a.py"})), FileRead)
    assert isinstance(found, FileRead)
    assert found.path == "/w/shop/a.py"


def test_words_come_from_older_events_too() -> None:
    one = {
        **chat("c"),
        "events": [{"name": "gen_ai.choice", "attributes": {"gen_ai.completion": '{"content": "Fixed it all."}'}}],
    }
    assert [claim.text for claim in read(ROOT, one).records if isinstance(claim, Claim)] == ["Fixed it all."]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["key", "value", "x", "kvlistValue", "values", "arrayValue"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(JSON, st.sampled_from(["startTime", "attributes", "status", "events", "resource", "parentSpanId", "name"]))
def test_wrong_types_anywhere_never_stop_the_reading(value: object, where: str) -> None:
    reading = read(ROOT, {**tool("bash", {"command": "ls"}), where: value}, {"resourceSpans": [value]})
    assert reading.sessions == ("c1",)


@given(st.integers(0, 2000))
def test_a_file_cut_at_any_byte_is_read_up_to_there(cut: int) -> None:
    data = lines(ROOT, tool("bash", {"command": "ls"}, process__exit__code=0))
    reading = read_with(READER, data[: max(cut, 400)])
    assert len(commands(reading)) <= 1

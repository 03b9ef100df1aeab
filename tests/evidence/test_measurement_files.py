"""hyperfine, pytest-benchmark and plain tables: samples, units, and what is refused with its line."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_router.evidence.artifacts.registry import read_artifact
from agent_router.evidence.interface import ArtifactReading
from agent_router.evidence.measuring import NUMBERS
from agent_router.model.known import Health
from tests.places import FIELD_DATA, needs_field_data

ARTIFACTS = FIELD_DATA / "artifacts"


def hyperfine(*results: dict[str, object]) -> ArtifactReading:
    return read_artifact(json.dumps({"results": list(results)}).encode())


def benchmark(**more: object) -> ArtifactReading:
    stats = {"median": 1.5, "mean": 1.6, "data": [1.4, 1.5, 1.9]}
    whole = {
        "machine_info": {"node": "vm", "cpu": {"brand_raw": "AMD"}, "python_version": "3.11.7"},
        "commit_info": {"id": "abc", "time": "2026-01-01T00:00:00+00:00", "dirty": True},
        "benchmarks": [{"name": "b", "fullname": "t.py::b", "stats": stats}],
        "datetime": "2026-11-22T14:46:28.562868+00:00",
        "version": "5.3.1",
    }
    return read_artifact(json.dumps({**whole, **more}).encode())


def table(text: str, encoding: str = "utf-8") -> ArtifactReading:
    return read_artifact(text.encode(encoding))


def sides(reading: ArtifactReading) -> list[tuple[str, str, list[str], list[str]]]:
    return [
        (one.name, one.unit, [str(n.normalize()) for n in one.before], [str(n.normalize()) for n in one.after])
        for one in reading.measurements
    ]


def test_hyperfine_gives_the_samples_of_each_command() -> None:
    found = hyperfine(
        {"command": "./a", "mean": 1.0, "median": 1.1, "times": [1.0, 1.2], "exit_codes": [0, 0]},
        {"command": "./b", "mean": 2.0},
    )
    assert (found.kind, found.proof, found.health) == ("hyperfine", NUMBERS, Health.UNKNOWN)
    assert sides(found) == [("./a", "s", [], ["1", "1.2"]), ("./b", "s", [], ["2"])]
    assert found.measurements[0].summary == Decimal("1.1")
    assert found.remarks == ("./b: its samples were not exported; the mean is one sample.",)


@pytest.mark.parametrize("codes", [[0, 1], [None, 0], [True, 0], [0, "x"]])
def test_a_failed_command_measures_nothing(codes: list[object]) -> None:
    good: dict[str, object] = {"command": "./a", "times": [1.0], "exit_codes": [0]}
    found = hyperfine(good, {"command": "./b", "times": [1.0, 1.0], "exit_codes": codes})
    assert found.health is Health.FAILED
    assert [one.name for one in found.measurements] == ["./a"]
    assert found.remarks[0].startswith("./b: 1 of 2 runs failed")


@pytest.mark.parametrize("times", [[1.0, None], [1.0, "2"], [1e300], [-1.0], []])
def test_times_that_are_none_are_not_taken(times: list[object]) -> None:
    found = hyperfine({"command": "./a", "times": times, "exit_codes": [0]})
    assert found.health is Health.FAILED
    assert found.measurements == ()


def test_damaged_json_is_a_problem_and_no_measurement() -> None:
    found = read_artifact(b'{"results": [{"command": "x", "times": [1.0, 2')
    assert (found.kind, found.health, found.measurements) == ("hyperfine", Health.ERROR, ())
    assert found.problem.startswith("The JSON cannot be read")
    assert hyperfine({"command": "x" * 5_000, "mean": float("nan")}).problem


def test_pytest_benchmark_gives_samples_machine_and_time() -> None:
    found = benchmark()
    assert sides(found) == [("t.py::b", "s", [], ["1.4", "1.5", "1.9"])]
    assert dict(found.facts)["machine"] == "vm, AMD"
    assert dict(found.facts)["commit"] == "abc with changes not committed"
    assert found.when is not None
    naive = benchmark(datetime="2026-11-22T14:46:28")
    assert naive.when is not None
    assert naive.when.year == 2026
    assert naive.when.month == 1


def test_a_benchmark_without_saved_samples_is_one_sample() -> None:
    found = benchmark(benchmarks=[{"fullname": "a", "stats": {"median": 1.5}}, {"fullname": "b", "has_error": True}])
    assert sides(found) == [("a", "s", [], ["1.5"])]
    assert found.health is Health.FAILED
    assert any("samples were not saved" in remark for remark in found.remarks)
    assert benchmark(benchmarks=[{"fullname": "a", "stats": {"data": [1, "x"]}}]).measurements == ()
    assert benchmark(benchmarks=["odd", {"stats": {}}]).health is Health.FAILED
    assert read_artifact(b'{"machine_info": {}, "benchmarks": [').health is Health.ERROR


def test_columns_before_and_after() -> None:
    found = table("name,before_ms,after_ms\nparse,120,80\nparse,121,82\nrender,7,7\n")
    assert (found.kind, found.proof) == ("measurements table", NUMBERS)
    assert sides(found) == [("parse", "s", ["0.12", "0.121"], ["0.08", "0.082"]), ("render", "s", ["0.007"], ["0.007"])]
    assert table("before,after\n1,2\n").measurements[0].lower_is_better


def test_a_column_of_phases() -> None:
    found = table("phase;time (ms)\nbefore;1,5\nbefore;1,6\nafter;1,2\n")
    assert sides(found) == [("", "s", ["0.0015", "0.0016"], ["0.0012"])]
    named = table("benchmark,variant,value,unit\na,base,5,KB\na,head,4,KB\n")
    assert sides(named) == [("a", "KB", ["5"], ["4"])]


def test_a_table_of_one_side_needs_a_quantity() -> None:
    found = table("name,mean (ms)\nparse,12\n")
    assert sides(found) == [("parse", "s", [], ["0.012"])]
    assert table("name,amount\nparse,12\n").kind == "table"


@pytest.mark.parametrize(
    ("text", "lower"),
    [
        ("metric,before,after,unit\nx,1,2,req/s\n", False),
        ("metric,before_rps,after_rps\nx,1,2\n", False),
        ("metric,before (MB),after (MB)\nx,1,2\n", True),
        ("metric,before,after\naccuracy,1,2\n", False),
        ("metric,before,after\nlatency,1,2\n", True),
        ("metric,before,after,better\nx,1,2,higher\n", False),
    ],
)
def test_which_way_is_better_comes_from_unit_and_name(text: str, lower: bool) -> None:
    (one,) = table(text).measurements
    assert one.lower_is_better is lower
    assert table(text).remarks == ()


def test_an_unknown_direction_is_taken_as_lower_and_said() -> None:
    found = table("metric,before,after\nx,1,2\n")
    assert found.measurements[0].lower_is_better
    assert "lower is taken" in found.remarks[0]
    assert table("metric,before,after,better\nx,1,2,sideways\n").problem


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("name,before,after\na,1,2\na,=1+1,3\n", "Line 3, column before: =1+1 is a formula."),
        ("name,before,after\na,1,fast\n", "Line 2, column after: fast is no number."),
        ('name,before,after\na,"1,234",2\n', "Line 2, column before: 1,234 may be read in two ways"),
        ("name;before;after\na;1;nan\n", "nan is no number"),
        ("name;before;after\na;1;1e99\n", "1e99 is too large"),
        ("name,before,after\na,1\n", "Line 2: 2 cells, and the header has 3."),
        ("name,before_ms,after_kb\na,1,2\n", "different units (kb, s)"),
        ("before,after,After\n1,2,3\n", "two columns are named 'after'"),
        ("before,after_1,after_2\n1,2,3\n", "two columns for one side"),
    ],
)
def test_what_is_no_number_is_refused_with_its_line(text: str, why: str) -> None:
    found = table(text)
    assert why in found.problem
    assert (found.measurements, found.health) == ((), Health.ERROR)


@pytest.mark.parametrize("written", ["1.5", "1,5", "+1.5", "1.50", "15e-1", ".15e1"])
def test_ways_to_write_a_number(written: str) -> None:
    assert table(f"name;before;after\na;{written};\n").measurements[0].before == (Decimal("1.5"),)


def test_grouped_numbers_with_a_point_are_plain() -> None:
    found = table("name;before;after\na;1.234,5;1 234,5\n")
    assert sides(found) == [("a", "", ["1234.5"], ["1234.5"])]


def test_powershell_writes_utf_16() -> None:
    assert table("name,before,after\na,1,2\n", "utf-16").measurements


def test_excel_names_its_separator_in_a_line_of_its_own() -> None:
    assert sides(table("sep=;\r\nname;before;after\r\na;1,5;1\r\n")) == [("a", "", ["1.5"], ["1"])]
    assert "Line 3, column after: x is no number." in table("sep=;\nname;before;after\na;1;x\n").problem


@given(st.text(alphabet="abe,;\t\n\"'=+-0123456789.|forteswkm ()[]", max_size=200))
def test_any_table_is_read_or_refused(text: str) -> None:
    found = table("name,before,after\n" + text)
    assert found.problem or found.proof == NUMBERS or not found.measurements


@given(st.binary(max_size=300))
def test_any_bytes_are_an_artifact_of_some_kind(data: bytes) -> None:
    for start in (
        b"",
        b'{"results": [{"command": "x", "times": ',
        b"before,after\n",
        b'{"machine_info":1,"benchmarks": [',
    ):
        assert read_artifact(start + data).kind


@needs_field_data
def test_real_files() -> None:
    sleep = read_artifact((ARTIFACTS / "hyperfine/hyperfine_sleep.json").read_bytes())
    assert [len(one.after) for one in sleep.measurements] == [5, 5]
    failing = read_artifact((ARTIFACTS / "hyperfine/hyperfine_failing.json").read_bytes())
    assert (failing.health, failing.measurements) == (Health.FAILED, ())
    bench = read_artifact((ARTIFACTS / "pytest_benchmark/pytest_benchmark.json").read_bytes())
    assert bench.measurements[0].name == "test_calc.py::test_bench"
    assert len(bench.measurements[0].after) == 67

"""`accept` says tokens and money of a run in words a person reads, and holds all of it as JSON."""

from pathlib import Path

import pytest

from tests.cli.calling import answer, call

REAL = Path(__file__).parents[1] / "data" / "real_cli"


def recorded(workspace: Path, *logs: str) -> Path:
    run = workspace / "evidence" / "run"
    words = [word for log in logs for word in ("--log", REAL / log)]
    done = call("record", *words, "--out", run)
    assert done.exit_code == 0, done.stderr
    return run


@pytest.mark.parametrize(
    ("log", "lines"),
    [
        (
            "claude_code/claude_fix.stream.jsonl",
            ("· Tokens: 31,443, exact", "· Cost: $0.0349 (as the agent's program reports)"),
        ),
        (
            "claude_code/claude_maxbudget.transcript.jsonl",
            (
                "· Tokens: at least 15,324, since the log stops without its end",
                "· Cost: price unknown (no workbook with Prices covers this run)",
            ),
        ),
        (
            "copilot_cli/copilot_fix.stream.jsonl",
            (
                "· Tokens: unknown: the log states none, which is not zero",
                "· Cost: price unknown (the record holds no usage)",
            ),
        ),
    ],
)
def test_tokens_and_cost_are_said_in_words(workspace: Path, log: str, lines: tuple[str, ...]) -> None:
    run = recorded(workspace, log)
    said = call("accept", run).stdout
    for line in lines:
        assert line in said
    assert "$0.00 " not in said


def test_the_json_holds_both_meters_and_every_agent(workspace: Path) -> None:
    told = answer("accept", recorded(workspace, "claude_code/claude_fix.stream.jsonl"), "--json")
    cost, usage = told["cost"], told["usage"]
    assert (cost["reported"], cost["priced"], cost["unpriced"]) == (
        "0.03494475", None, "no workbook with Prices covers this run",
    )  # fmt: skip
    assert (cost["exactness"], cost["difference"], cost["percent_apart"]) == ("exact", None, None)
    assert [(line["agent"], line["total"]) for line in usage["by_agent_and_model"]] == [("", usage["total"])]


def test_the_json_of_an_unknown_usage_says_unknown(workspace: Path) -> None:
    told = answer("accept", recorded(workspace, "copilot_cli/copilot_fix.stream.jsonl"), "--json")
    assert (told["usage"]["exactness"], told["cost"]["exactness"]) == ("unknown", "unknown")
    assert told["cost"]["amount"] is None

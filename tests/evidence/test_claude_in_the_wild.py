"""Claude Code's logs of other people's work, against what an independent tool wrote beside each.

`DIFFERENCES` says where the two do not agree, and why; `docs/evidence-agreement.md` says it in words.
"""

import json
from pathlib import Path

import pytest

from agent_router.model.known import AgentState, Exactness
from agent_router.model.run import AgentSeen, Command, Denied, FileRead, Usage
from tests.evidence.readings import changed, of, read_paths, tokens
from tests.places import FIELD_DATA, needs_field_data

WILD = FIELD_DATA / "agent_logs" / "in_the_wild"
LOGS = sorted(WILD.glob("claude_code_2*/*.full.jsonl"))
pytestmark = needs_field_data

FILES_DIFFER = {
    "entireio-cli_04_0b015eb1c2_0": "nine of ten files were changed by a sub-agent whose own log is not here",
    "oh-my-posh_09_11216ed051_1": "the one file was changed by the person: the log holds no edit of it",
    "oh-my-posh_a1_dfa73dfc62_0": "the tool lists none; the log holds 44 edits, and a commit at the end",
}
TOKENS_DIFFER = {
    "oh-my-posh_70_ad7705e27c_0": "the tool looked before the session ended: 55 of 60 responses",
    "oh-my-posh_a1_dfa73dfc62_0": "the tool looked before the session ended: 141 of 142 responses",
}


def named(path: Path) -> str:
    return path.name.removesuffix(".full.jsonl")


def beside(path: Path) -> dict[str, object]:
    found = json.loads(path.with_name(f"{named(path)}.meta.json").read_text())
    assert isinstance(found, dict)
    return found


def billed(path: Path) -> list[Usage]:
    found = [one for one in read_paths(path).records if isinstance(one, Usage) and not one.meter]
    return [one for one in found if one.response]


@pytest.mark.parametrize("path", LOGS, ids=named)
def test_files_touched_agree(path: Path) -> None:
    ours = set(changed(read_paths(path)))
    theirs = beside(path)["files_touched"]
    assert isinstance(theirs, list)
    if named(path) in FILES_DIFFER:
        assert ours != set(theirs)
    else:
        assert ours == set(theirs)


@pytest.mark.parametrize("path", LOGS, ids=named)
def test_token_usage_agrees(path: Path) -> None:
    theirs = beside(path).get("token_usage")
    if theirs is None:
        pytest.skip("the tool wrote no usage beside this log")
    assert isinstance(theirs, dict)
    expected = {
        "input": theirs["input_tokens"],
        "cache_write": theirs["cache_creation_tokens"],
        "cache_read": theirs["cache_read_tokens"],
        "output": theirs["output_tokens"],
    }
    if named(path) in TOKENS_DIFFER:
        assert tokens(read_paths(path).records) != expected
        # Up to where the tool looked, both agree.
        until = billed(path)[: theirs["api_call_count"]]
        assert tokens(until) == expected
    else:
        assert tokens(read_paths(path).records) == expected
        assert len(billed(path)) == theirs["api_call_count"]


@pytest.mark.parametrize("path", LOGS, ids=named)
def test_versions_that_never_wrote_the_final_output_give_a_lower_bound(path: Path) -> None:
    exact = {one.exactness for one in billed(path)}
    newer = "2.1.2xx" in path.parent.name
    assert exact == {Exactness.EXACT if newer else Exactness.LOWER_BOUND}


def test_a_call_that_the_person_rejected_is_denied() -> None:
    rejected = [one for path in LOGS for one in read_paths(path).records if isinstance(one, Denied)]
    assert sorted(one.tool for one in rejected) == ["Bash", "Edit"]


def test_an_agent_without_its_log_is_told() -> None:
    reading = read_paths(next(path for path in LOGS if "_04_" in path.name))
    assert any("whose own log is not here" in words for _, words in reading.remarks)


SUBAGENTS = WILD / "claude_code_subagents"


def test_a_session_brings_its_sub_agents_along() -> None:
    reading = read_paths(SUBAGENTS / "50a7220d-7250-46f3-b38e-b716ce25032e.jsonl")
    (ran,) = [one for one in reading.records if isinstance(one, Command)]
    assert (ran.agent, ran.exit_code) == ("a21e2f5", 0)
    states = [(one.id, one.state) for one in of(reading, AgentSeen) if isinstance(one, AgentSeen)]
    assert states == [("a21e2f5", AgentState.STARTED), ("a21e2f5", AgentState.FINISHED)]
    assert reading.remarks == ()


def test_the_oldest_version_is_read() -> None:
    reading = read_paths(SUBAGENTS / "4c289ca8-f8bb-4588-8400-88b78beb784d.jsonl")
    assert reading.program_version == "1.0.98"
    assert len(changed(reading)) == 1
    assert of(reading, FileRead)


@pytest.mark.parametrize("path", [*LOGS, *sorted(SUBAGENTS.rglob("*.jsonl"))], ids=lambda path: path.name)
def test_no_log_is_refused_and_every_record_has_its_place(path: Path) -> None:
    reading = read_paths(path)
    assert reading.records
    assert all(one.read_from and one.read_from.line for one in reading.records)
    assert reading.first is not None


def test_a_redacted_union_of_record_kinds_is_read() -> None:
    reading = read_paths(WILD / "codex_redacted" / "agent-sessions_claude_small.jsonl")
    assert reading.program == "claude-code"

"""From a contract to a judged, signed and reported run, by the commands alone."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from tests.cli.calling import answer, call, retype

LOGS = Path(__file__).parents[1] / "data" / "real_cli" / "claude_code"
FIX = {
    "ID": "T-31",
    "Goal": "Fix the failing test",
    "Function": "Engineering",
    "Work type": "Small edit",
    "Changes anything?": "yes",
    "Expected output": "Patch",
    "Folders": "calc.py; NOTES.md; report.xml",
    "Data class": "No data",
    "Surface": "Small",
    "Files expected": 2,
    "Reversible?": "yes",
    "Test command": "python -m pytest -q",
    "Rollback": "git revert",
    "Requester": "Linus Berg",
    "Owner": "Ada Lovelace",
    "Reviewer": "Grace Hopper",
}


@pytest.fixture
def queue(workspace: Path) -> Path:
    path = workspace / "tasks.jsonl"
    path.write_text(json.dumps(FIX) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def contract(workspace: Path, queue: Path) -> Path:
    folder = workspace / "contracts" / "T-31"
    matrix = workspace / "matrices" / "agent-router.xlsx"
    made = call("contract", queue, "T-31", "--matrix", matrix, "--out", folder)
    assert made.exit_code == 0, made.stderr
    return folder


def record(workspace: Path, name: str, *more: str | Path) -> Path:
    folder = workspace / "evidence" / name
    made = call("record", "--log", LOGS / f"{name}.transcript.jsonl", *more, "--out", folder)
    assert made.exit_code == 0, made.stderr
    return folder


def test_a_contract_is_its_digest_its_page_and_its_workbook(contract: Path) -> None:
    assert sorted(path.name for path in contract.iterdir()) == ["approvals.jsonl", "contract.json", "contract.md"]
    assert [path.suffix for path in (contract.parent / "_policy").iterdir()] == [".xlsx"]
    page = (contract / "contract.md").read_text(encoding="utf-8")
    assert "Fix the failing test" in page
    assert "Grace Hopper" in page
    document = json.loads((contract / "contract.json").read_text(encoding="utf-8"))
    Draft202012Validator(answer("schema", "contract")).validate(document)


def test_with_all_every_task_that_may_have_a_contract_gets_one(workspace: Path) -> None:
    matrix = workspace / "matrices" / "agent-router.xlsx"
    told = call("contract", workspace / "queue.xlsx", "--all", "--matrix", matrix, "--out", workspace / "contracts")
    assert told.exit_code == 0
    folders = [path for path in (workspace / "contracts").iterdir() if path.name != "_policy"]
    assert len(folders) == len(told.stdout.splitlines())
    assert "no contract" in told.stderr


def test_a_task_and_all_together_are_misuse(workspace: Path, queue: Path) -> None:
    matrix = workspace / "matrices" / "agent-router.xlsx"
    assert call("contract", queue, "--matrix", matrix, "--out", workspace / "x").exit_code == 2
    assert call("contract", queue, "T-31", "--all", "--matrix", matrix, "--out", workspace / "x").exit_code == 2


def test_a_contract_for_an_unknown_task_is_misuse(workspace: Path, queue: Path) -> None:
    matrix = workspace / "matrices" / "agent-router.xlsx"
    assert call("contract", queue, "T-9", "--matrix", matrix, "--out", workspace / "x").exit_code == 2


def test_a_narrower_contract_names_the_one_it_replaces(workspace: Path, contract: Path) -> None:
    narrow = workspace / "narrow.jsonl"
    narrow.write_text(json.dumps({**FIX, "Folders": "calc.py"}) + "\n", encoding="utf-8")
    matrix = workspace / "matrices" / "agent-router.xlsx"
    made = call(
        "contract", narrow, "T-31", "--matrix", matrix, "--out", workspace / "contracts" / "n", "--replaces", contract
    )
    assert made.exit_code == 0, made.stderr
    document = json.loads((workspace / "contracts" / "n" / "contract.json").read_text(encoding="utf-8"))
    assert len(document["replaces"]) == 64


def test_an_approval_by_somebody_who_may_is_appended_and_by_another_refused(contract: Path) -> None:
    told = call("approve", contract, "--phase", "mutation", "--by", "Grace Hopper", "--note", "fine")
    assert told.exit_code == 0, told.stderr
    lines = (contract / "approvals.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[-1])["by"] == "Grace Hopper"
    refused = call("approve", contract, "--phase", "mutation", "--by", "Mallory")
    assert refused.exit_code == 1
    assert "People" in refused.stderr
    assert (contract / "approvals.jsonl").read_text(encoding="utf-8").splitlines() == lines


def test_a_time_without_an_offset_is_misuse(contract: Path) -> None:
    told = call("approve", contract, "--phase", "mutation", "--by", "Grace Hopper", "--at", "2026-11-22T10:00")
    assert told.exit_code == 2
    assert "UTC offset" in told.stderr
    assert call("approve", contract, "--phase", "mutation", "--by", "Grace Hopper", "--at", "noon").exit_code == 2


def test_a_run_is_recorded_judged_decided_waived_and_signed(workspace: Path, contract: Path) -> None:
    run = record(workspace, "claude_fix", "--contract", contract, "--operator", "Linus Berg")
    told = answer("accept", run, "--json")
    Draft202012Validator(answer("schema", "verdict")).validate(told)
    assert told["task"] == "T-31"
    assert told["cost"]["amount"] == "0.03494475"
    assert told["usage"]["total"] == 31443
    assert {path["path"] for path in told["changed"]} >= {"calc.py", "NOTES.md"}
    # The contract of this test is written after the recorded run, and the record shows it.
    fixed = next(item for item in told["items"] if item["question"].startswith("Was the contract fixed"))
    assert fixed["outcome"] == "not_shown"
    assert "recorded afterwards" in fixed["because"]
    assert told["verdict"] == "not_accepted"

    item = fixed["id"]
    until = ("--until", "2099-12-31")
    assert call("waive", run, "--item", item, "--by", "Mallory", "--reason", "x", *until).exit_code == 1
    waived = call("waive", run, "--item", item, "--by", "Grace Hopper", "--reason", "replayed log", *until)
    assert waived.exit_code == 0, waived.stderr
    opinion = call("decide", run, "--item", item, "--by", "Grace Hopper", "--answer", "met", "--note", "seen")
    assert opinion.exit_code == 1
    open_item = next(one["id"] for one in told["items"] if one["if_not_met"] == "needs a decision")
    decided = call("decide", run, "--item", open_item, "--by", "Grace Hopper", "--answer", "met", "--note", "seen")
    assert decided.exit_code == 0, decided.stderr
    signed = call("sign", run, "--by", "Grace Hopper", "--role", "Reviewer", "--meaning", "reviewed")
    assert signed.exit_code == 0, signed.stderr
    after = answer("accept", run, "--json")
    assert next(one for one in after["items"] if one["id"] == item)["outcome"] in {"met", "waived"}
    assert len(after["sign_offs"]) == 1


def test_no_waiver_stands_in_for_a_signature(workspace: Path, contract: Path) -> None:
    run = record(workspace, "claude_fix", "--contract", contract)
    until = ("--until", "2099-12-31")
    told = call("waive", run, "--item", "A37", "--by", "Grace Hopper", "--reason", "in a hurry", *until)
    assert told.exit_code == 1


def test_what_people_said_cannot_vanish_unseen(workspace: Path, contract: Path) -> None:
    run = record(workspace, "claude_fix", "--contract", contract)
    (run / "decisions.jsonl").unlink()
    told = answer("accept", run, "--json")
    assert told["verdict"] == "not_accepted"
    assert "decisions" in [item["id"] for item in told["items"] if item["outcome"] == "not_met"]


def test_a_later_contract_in_the_same_folder_does_not_undo_the_earlier_one(workspace: Path, contract: Path) -> None:
    run = record(workspace, "claude_fix", "--contract", contract)
    before = answer("accept", run, "--json")
    queue = workspace / "tasks.jsonl"
    queue.write_text(json.dumps({**FIX, "Files expected": 3}) + "\n", encoding="utf-8")
    matrix = workspace / "matrices" / "agent-router.xlsx"
    assert call("contract", queue, "T-31", "--matrix", matrix, "--out", contract).exit_code == 0
    after = answer("accept", run, "--json")
    assert [item["because"] for item in after["items"]] == [item["because"] for item in before["items"]]


def test_a_contract_never_takes_the_place_of_another_tasks(workspace: Path, contract: Path) -> None:
    queue = workspace / "tasks.jsonl"
    queue.write_text(json.dumps({**FIX, "ID": "T-99"}) + "\n", encoding="utf-8")
    matrix = workspace / "matrices" / "agent-router.xlsx"
    told = call("contract", queue, "T-99", "--matrix", matrix, "--out", contract)
    assert told.exit_code == 1
    assert "holds the contract of T-31" in told.stderr


def test_a_report_of_what_is_no_run_is_no_report(workspace: Path) -> None:
    told = call("report", workspace / "evidence" / "nosuch", "--out", workspace / "reports", "--format", "json")
    assert told.exit_code == 3
    assert list((workspace / "reports").iterdir()) == []


def test_two_runs_of_one_id_are_not_written_over_each_other(workspace: Path) -> None:
    runs = [record(workspace, "claude_fix"), workspace / "evidence" / "again"]
    log = LOGS / "claude_fix.transcript.jsonl"
    assert call("record", "--log", log, "--out", runs[1]).exit_code == 0
    told = call("report", *runs, "--out", workspace / "reports", "--format", "json")
    assert told.exit_code == 2
    assert "same run ID" in told.stderr


def test_a_report_of_a_run_is_written_as_html_and_json(workspace: Path) -> None:
    run = record(workspace, "claude_fix")
    told = call("report", run, "--out", workspace / "reports", "--format", "html,json")
    assert told.exit_code == 0, told.stderr
    assert sorted(path.suffix for path in (workspace / "reports").iterdir()) == [".html", ".json"]


def test_exactly_one_kind_of_report_is_asked_for(workspace: Path) -> None:
    assert call("report", "--out", workspace / "reports").exit_code == 2
    run = record(workspace, "claude_fix")
    assert call("report", run, "--week", "2026-W47", "--out", workspace / "reports").exit_code == 2
    assert call("report", run, "--out", workspace / "reports", "--format", "docx").exit_code == 2


def test_a_date_that_is_none_is_misuse(workspace: Path, contract: Path) -> None:
    run = record(workspace, "claude_fix", "--contract", contract)
    told = call("waive", run, "--item", "A1", "--by", "Grace Hopper", "--reason", "x", "--until", "soon")
    assert told.exit_code == 2


def test_a_run_without_contract_is_not_accepted_and_says_so(workspace: Path) -> None:
    run = record(workspace, "claude_denied")
    told = call("accept", run)
    assert told.exit_code == 1
    assert "NOT ACCEPTED" in told.stdout
    assert "no contract covers this run" in told.stdout


def test_what_if_judges_by_the_rows_of_another_workbook_and_never_accepts(workspace: Path, contract: Path) -> None:
    run = record(workspace, "claude_fix", "--contract", contract)
    other = workspace / "other.xlsx"
    other.write_bytes((workspace / "matrices" / "agent-router.xlsx").read_bytes())
    retype(other, "Acceptance checklist", "Question", 5, "Would a lead of support understand it?")
    past = ("--as-of", "2026-10-01T12:00:00Z")
    told = call("accept", run, "--what-if", other, "--json", *past)
    assert told.exit_code == 1
    assert "Note: other.xlsx › Start here!C7: The workbook is not in force yet." in told.stderr
    assert "Note:" not in call("accept", run, *past).stderr
    verdict = json.loads(told.stdout)
    assert verdict["verdict"] != "accepted"
    assert "Would a lead of support understand it?" in [item["question"] for item in verdict["items"]]
    assert len(verdict["what_if"]) == 64


def test_a_changed_byte_makes_the_run_not_accepted_or_unreadable(workspace: Path) -> None:
    run = record(workspace, "claude_fix")
    path = run / "run.jsonl"
    path.write_bytes(path.read_bytes().replace(b"calc.py", b"calx.py", 1))
    told = call("accept", run)
    assert told.exit_code in {1, 3}
    assert "broken" in told.stdout


def test_a_folder_that_is_no_run_exits_3(workspace: Path) -> None:
    told = call("accept", workspace / "reports")
    assert told.exit_code == 3
    assert "UNREADABLE" in told.stdout


def test_a_contract_that_was_swapped_makes_the_run_unreadable(workspace: Path, contract: Path) -> None:
    run = record(workspace, "claude_fix", "--contract", contract)
    path = run / "contract" / "contract.json"
    path.write_bytes(path.read_bytes().replace(b"Fix the failing test", b"Fix the failing text"))
    assert call("accept", run).exit_code == 3


def test_a_log_that_no_reader_knows_is_refused_with_words_and_nothing_is_written(workspace: Path) -> None:
    log = workspace / "notes.txt"
    log.write_text("I fixed it, trust me.\n", encoding="utf-8")
    told = call("record", "--log", log, "--out", workspace / "evidence" / "x")
    assert told.exit_code == 3
    assert "notes.txt" in told.stderr
    assert not (workspace / "evidence" / "x").exists()


def test_several_runs_are_judged_in_one_call(workspace: Path) -> None:
    runs = [record(workspace, name) for name in ("claude_fix", "claude_denied")]
    told = answer("accept", *runs, "--json")
    assert [one["verdict"] for one in told] == ["not_accepted", "not_accepted"]

"""`diff`: which kinds of task, and which tasks, a changed workbook decides otherwise, and because of which cells."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from tests.cli.calling import answer, call
from tests.faults.draft import Draft
from tests.policies import STARTER

QUEUE = "queue.xlsx"


@pytest.fixture
def old(workspace: Path) -> Path:
    return workspace / "matrices" / "agent-router.xlsx"


def changed(folder: Path, *changes: Callable[[Draft], object], name: str = "next.xlsx") -> Path:
    draft = Draft()
    for change in changes:
        change(draft)
    path = folder / name
    path.write_bytes(draft.data)
    return path


def wider(draft: Draft) -> None:
    draft.put_at("Routes", "Files expected", "RT3", "< 10")


def riskier(draft: Draft) -> None:
    draft.put_at("Risk rules", "Likelihood", "R1", 5)


def swapped(draft: Draft) -> None:
    """Two rows of Risk rules, where order means nothing; one of them called otherwise."""
    sheet = "Risk rules"
    for header, fifth, seventh in (
        ("ID", "R7a", "R5"),
        ("Files expected", None, ">=5"),
        ("Reversible?", "no", None),
        ("Impact", 4, None),
        ("Likelihood", None, 2),
        ("Because", "Moved up.", "Moved down."),
    ):
        draft.put_at(sheet, header, "R5", fifth)
        draft.put_at(sheet, header, "R7", seventh)


def test_a_workbook_says_the_same_as_itself(old: Path) -> None:
    said = call("diff", old, old)

    assert said.exit_code == 0
    assert said.stdout == "The two workbooks say the same, cell for cell.\n"


def test_rows_reordered_renamed_and_respelled_decide_alike(old: Path, tmp_path: Path) -> None:
    def respelled(draft: Draft) -> None:
        draft.put_at("Routes", "Files expected", "RT3", "<=4")

    said = call("diff", old, changed(tmp_path, swapped, respelled))

    assert said.exit_code == 0, said.stdout
    first = said.stdout.splitlines()[0]
    assert first.startswith("The two workbooks decide every task alike; 2 rows were reordered, 1 row was renamed, ")
    assert "Routes!H8: Files expected of RT3: < 5 → <=4" in said.stdout
    assert "row R7 is now called R7a" in said.stdout


def test_kinds_of_task_that_are_decided_otherwise_are_told_with_their_cause(old: Path, tmp_path: Path) -> None:
    said = call("diff", old, changed(tmp_path, wider))

    assert said.exit_code == 1
    lines = said.stdout.splitlines()
    assert re.fullmatch(
        r"\d+ kinds of task get another route; \d+ more keep route and blast radius\. What else changes: phases, .*\.",
        lines[0],
    )
    assert "1. Route: Human-led → Single agent" in lines
    assert "Files expected is from 5 to 9" in said.stdout
    assert "   Because of Routes!H8: Files expected of RT3: < 5 → < 10" in lines
    assert "   For example: Work type " in said.stdout


def test_the_tasks_of_a_queue_that_move_are_told_with_what_it_costs(old: Path, tmp_path: Path, workspace: Path) -> None:
    said = call("diff", old, changed(tmp_path, riskier), "--queue", workspace / QUEUE)

    assert said.exit_code == 1
    assert re.search(r"queue.xlsx: \d+ of 31 tasks of the queue are decided otherwise\.", said.stdout)
    assert re.search(r"\d tasks? moves? from Medium to High because of Risk rules!K6\n", said.stdout)
    assert re.search(r"Budget, all agents' tasks, minutes: [\d,]+ → [\d,]+", said.stdout)
    assert "Approval, tasks that need one: " in said.stdout


def test_a_row_that_is_switched_off_is_told_by_its_cell(old: Path, tmp_path: Path) -> None:
    said = call("diff", old, changed(tmp_path, lambda draft: draft.put_at("Routes", "On", "RT3", "no")))

    assert said.exit_code == 1
    assert "Because of Routes!B8: On of RT3: yes → no" in said.stdout


def test_tasks_that_no_row_covers_any_more_are_told_in_one_line(old: Path, tmp_path: Path, workspace: Path) -> None:
    def without_the_last_row(draft: Draft) -> None:
        for header in ("On", "Route", "Say"):
            draft.put_at("Routes", header, "RT8", None)
        draft.put("Routes", "A15", None)

    new = changed(tmp_path, without_the_last_row)
    said = call("diff", old, new, "--queue", workspace / QUEUE)
    found = answer("diff", old, new, "--queue", workspace / QUEUE, "--json")

    lines = said.stdout.splitlines()
    assert re.fullmatch(r"\d+ kinds of task get another route\.", lines[0])
    assert "1. Route: Human-led by row RT8 → no rule covers this task, so a person leads" in lines
    assert "   Because of Routes!A15: row RT8 was removed (Route: Human-led)" in lines
    to_nobody = "Human-led by row RT8 → no rule covers this task, so a person leads, because of Routes!A15"
    assert re.search(rf"\d+ tasks: {to_nobody}", said.stdout)
    assert {change["aspect"] for kind in found["kinds"] for change in kind["changes"]} == {"Route"}
    assert {move["aspect"] for move in found["queues"][0]["moves"]} == {"Route"}


def test_a_folder_added_to_a_system_says_what_is_not_told_apart(old: Path, tmp_path: Path) -> None:
    def ledger(draft: Draft) -> None:
        draft.put("Systems", "C6", "**/billing/**; **/payments/**; **/invoices/**; ledger/**")

    said = call("diff", old, changed(tmp_path, ledger), "--html", tmp_path / "page.html")

    note = "a task that reaches what changed on Systems, and another area as well, may be decided as before"
    assert said.stdout.splitlines()[1] == f"Not all kinds of task were compared: {note}"
    page = (tmp_path / "page.html").read_text("utf-8")
    assert note in page
    assert "exactly: all of them change so" not in page


def test_what_only_follows_comes_last_and_short(old: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, lambda draft: draft.put_at("Risk rules", "Likelihood", "R5", 3))
    said = call("diff", old, new)
    found = answer("diff", old, new, "--json")

    lines = said.stdout.splitlines()
    assert re.fullmatch(
        r"\d+ kinds of task get another route, 1 another blast radius; with it change budget .*", lines[0]
    )
    assert any(line.startswith("   and with it: Budget minutes: 60 → 20; ") for line in lines)
    follows = next(at for at, line in enumerate(lines) if line.startswith("The same cells also change"))
    assert not any(line.lstrip().startswith("When") for line in lines[follows:])
    assert [kind["follows"] for kind in found["kinds"]] == sorted(kind["follows"] for kind in found["kinds"])
    assert "Test command (given); Rollback (given)" in said.stdout
    assert ["Test command", "something else"] in [pair for kind in found["kinds"] for pair in kind["example"]]


def test_json_says_the_same(old: Path, tmp_path: Path, workspace: Path) -> None:
    found = answer("diff", old, changed(tmp_path, riskier), "--queue", workspace / QUEUE, "--json")
    (queue,) = found["queues"]

    assert not found["alike"]
    assert found["new"]["file"] == "next.xlsx"
    assert {cause["new_place"] for kind in found["kinds"] for cause in kind["causes"]} == {"next.xlsx › Risk rules!K6"}
    assert queue["moved"] == len({task for move in queue["moves"] for task in move["tasks"]})
    assert {line["group"] for line in queue["load"]} >= {"Route", "Reviewer", "Approval", "Blast radius"}


def test_a_queue_that_is_decided_alike_says_so(old: Path, tmp_path: Path, workspace: Path) -> None:
    said = call("diff", old, changed(tmp_path, swapped), "--queue", workspace / QUEUE)

    assert said.exit_code == 0
    assert "queue.xlsx: All 31 tasks of the queue are decided alike." in said.stdout


def test_past_contracts_are_decided_again(old: Path, tmp_path: Path, workspace: Path) -> None:
    contracts = workspace / "contracts"
    for task in ("ENG-120", "ENG-101"):
        call("contract", workspace / QUEUE, task, "--matrix", old, "--out", contracts / task)
    (contracts / "broken").mkdir()
    (contracts / "broken" / "contract.json").write_text("{}", "utf-8")
    said = call("diff", old, changed(tmp_path, riskier), "--runs", contracts)

    assert said.exit_code == 1
    assert "contracts: 1 of 2 tasks of past contracts is decided otherwise." in said.stdout
    assert "1 task moves from Medium to High because of Risk rules!K6" in said.stdout
    assert "left out: contracts/broken/contract.json: it is no contract" in said.stdout


def test_past_contracts_of_one_task_are_told_apart(old: Path, tmp_path: Path, workspace: Path) -> None:
    contracts = workspace / "contracts"
    for workbook in (old, changed(tmp_path, wider)):
        call("contract", workspace / QUEUE, "ENG-120", "--matrix", workbook, "--out", contracts / workbook.stem)
    found = answer("diff", old, changed(tmp_path, riskier), "--runs", contracts, "--json")["queues"][0]

    tasks = {task for move in found["moves"] for task in move["tasks"]}
    assert len(tasks) == found["tasks"] == 2
    assert all(re.fullmatch(r"ENG-120 \(contract [0-9a-f]{8}\)", task) for task in tasks)


def test_a_folder_without_contracts_is_misuse(old: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    nothing = call("diff", old, old, "--runs", tmp_path / "empty")
    nowhere = call("diff", old, old, "--runs", tmp_path / "nowhere")

    assert (nothing.exit_code, nowhere.exit_code) == (2, 2)
    assert "There is no contract below" in nothing.stderr
    assert "is no folder" in nowhere.stderr


def test_a_workbook_that_is_not_in_force_is_only_noted(old: Path, tmp_path: Path, workspace: Path) -> None:
    def later(draft: Draft) -> None:
        draft.put("Start here", "C7", date(2199, 1, 1))

    said = call("diff", old, changed(tmp_path, later), "--queue", workspace / QUEUE)

    assert said.exit_code == 0
    assert "Note: next.xlsx › Start here!C7: The workbook is not in force yet." in said.stdout


def test_people_who_may_approve_are_told_beside_an_equal_verdict(old: Path, tmp_path: Path) -> None:
    def approver(draft: Draft) -> None:
        draft.put("People", "D5", "Low")

    said = call("diff", old, changed(tmp_path, approver))

    assert said.exit_code == 0
    assert said.stdout.splitlines()[0].endswith("What People say differs.")


def test_a_workbook_with_errors_is_refused_by_name(old: Path, tmp_path: Path) -> None:
    def misspelled(draft: Draft) -> None:
        draft.put_at("Routes", "Route", "RT3", "Sngle agent")

    bad = changed(tmp_path, misspelled)
    for pair in ((old, bad), (bad, old)):
        said = call("diff", *pair)
        assert said.exit_code == 3
        assert "next.xlsx › Routes!P8" in said.stderr
        assert said.stdout == ""


def test_what_is_no_workbook_cannot_be_compared(old: Path, tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("hello", "utf-8")

    assert call("diff", old, text).exit_code == 3
    assert call("diff", old, tmp_path / "absent.xlsx").exit_code == 3


def test_two_files_of_the_same_name_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, other = (changed(tmp_path / folder, name="policy.xlsx") for folder in ("a", "b"))
    found = answer("diff", one, other, "--json")

    assert found["old"]["file"] == one.as_posix()
    assert found["new"]["file"] == other.as_posix()


def test_the_page_is_written_and_never_onto_an_input(old: Path, tmp_path: Path) -> None:
    new = changed(tmp_path, wider)
    before = new.read_bytes()
    said = call("diff", old, new, "--html", tmp_path / "page.html")

    assert said.exit_code == 1
    page = (tmp_path / "page.html").read_text("utf-8")
    assert "Route: Human-led → Single agent" in page
    assert "<script" not in page
    assert call("diff", old, new, "--html", new).exit_code == 2
    assert new.read_bytes() == before


def test_changes_is_held_against_the_previous_version(tmp_path: Path) -> None:
    said = call("check", changed(tmp_path, lambda draft: draft.put_at("Budgets", "Budget tokens", "B2", 250_000)),
                "--previous", STARTER)  # fmt: skip

    assert said.exit_code == 1
    assert "Budgets!G6 changed, Changes does not say so" in said.stdout
    assert "[RV603]" in said.stdout


def test_nothing_is_routed_by_a_workbook_that_is_not_in_force(workspace: Path, tmp_path: Path) -> None:
    later = changed(tmp_path, lambda draft: draft.put("Start here", "C7", date(2199, 1, 1)), name="later.xlsx")
    past = changed(tmp_path, lambda draft: draft.put("Start here", "C8", date(2026, 11, 3)), name="past.xlsx")
    queue = workspace / QUEUE

    for workbook, code in ((later, "RV605"), (past, "RV606")):
        for command in (("route", queue), ("contract", queue, "ENG-101", "--out", tmp_path / "out")):
            said = call(*command, "--matrix", workbook)
            assert said.exit_code == 3
            assert f"[{code}]" in said.stderr
            assert "--as-of DATE" in said.stderr
            assert not (tmp_path / "out").exists()
    assert call("contract", queue, "ENG-101", "--matrix", past, "--out", tmp_path / "out", "--as-of", "2026-11-03"
                ).exit_code == 0  # fmt: skip
    assert call("route", queue, "--matrix", later, "--as-of", "soon").exit_code == 2
    explained = call("explain", queue, "ENG-101", "--matrix", later)
    assert explained.exit_code == 0
    assert "Note: later.xlsx › Start here!C7: The workbook is not in force yet." in explained.stderr

import csv
import io
import json
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from openpyxl import load_workbook

from agent_router.errors import CannotRead, CannotWrite, Misuse
from agent_router.model.assessment import Assessment, Rating, View
from agent_router.model.assignment import Assignment, Budget, ChecklistItem, ProofRequired, Standing, StopCondition
from agent_router.model.place import Place
from agent_router.model.policy import BlastRadius, ChecklistEffect, Grade, Phase, Route, StopEffect, StopWhen
from agent_router.model.reason import Reason, ReasonKind
from agent_router.model.task import Answer
from agent_router.queue.wire import assignment_document, task_schema
from agent_router.queue.writing import write_assignments
from tests.queue.files import read, read_one
from tests.small_policy import small_policy

CELL = Place("m.xlsx", "Routes", "A5")
RATING = Rating(View.REQUEST, 3, 2, BlastRadius.MEDIUM, (), ("billing",))


def _decided(goal: str = "Do it") -> Assignment:
    return Assignment(
        read_one(goal=goal, labels=["dead-code"]),
        Standing.DECIDED,
        Route.SINGLE_AGENT,
        Assessment("A-1", RATING, RATING, BlastRadius.LOW),
        (Phase.DISCOVERY, Phase.MUTATION),
        Phase.MUTATION,
        "Ada",
        budget=Budget(30, 1000, Decimal("2.50"), 1, None, "Report", CELL),
        proof=(ProofRequired("tests", 2, Grade.HARNESS, CELL, "why"),),
        checklist=(ChecklistItem("C1", ChecklistEffect("Tests?", "tests passed"), CELL),),
        stops=(StopCondition("S1", StopEffect(StopWhen.OUTSIDE_SCOPE), CELL),),
        missing=("acceptance_plan",),
        ask=("surface", "unheard_of"),
        because=(Reason(ReasonKind.ROUTE, "Row R4 matched.", CELL, "R4"), Reason(ReasonKind.INPUT, "No place.")),
    )


def _not_evaluated() -> Assignment:
    task = read_one(id="=1+1", surface="Huge")
    return Assignment(task, Standing.NOT_EVALUATED, Route.HUMAN_LED, problems=task.problems)


BOTH = (_decided(), _not_evaluated())


def test_the_document_has_the_names_that_were_promised_and_fits_its_schema() -> None:
    for own in BOTH:
        document = assignment_document(own)
        Draft202012Validator(task_schema()).validate(document)
        assert isinstance(document, dict)
        assert {
            "id", "blast_radius", "as_far_as_stated", "ask", "impact", "likelihood", "score", "route", "phases",
            "missing", "because",
        } <= set(document)  # fmt: skip


def test_the_document_says_what_was_decided_with_places() -> None:
    document = assignment_document(_decided())
    assert isinstance(document, dict)
    assert (document["blast_radius"], document["as_far_as_stated"]) == ("Medium", "Low")
    assert (document["impact"], document["likelihood"], document["score"]) == (3, 2, 6)
    assert (document["route"], document["phases"]) == ("Single agent", ["discovery", "mutation"])
    reasons = document["because"]
    assert isinstance(reasons, list)
    assert isinstance(reasons[0], dict)
    assert (reasons[0]["text"], reasons[0]["place"]) == ("Row R4 matched.", "m.xlsx › Routes!A5")
    assert json.dumps(document["derived"]).count("Labels: dead-code") == 1


def test_a_task_that_was_not_evaluated_has_no_numbers_and_says_why() -> None:
    document = assignment_document(_not_evaluated())
    assert isinstance(document, dict)
    assert document["standing"] == "not evaluated"
    assert document["blast_radius"] is None
    assert "QU203" in json.dumps(document["problems"])


def test_a_workbook_is_written_without_anything_that_computes(tmp_path: Path) -> None:
    out = tmp_path / "routed.xlsx"
    write_assignments(out, BOTH, small_policy())
    sheet = load_workbook(out).worksheets[0]
    values = [[cell.value for cell in row] for row in sheet.iter_rows()]
    header = next(row for row in values if row[0] == "ID")
    first, second = values[values.index(header) + 1 : values.index(header) + 3]
    named = dict(zip(header, first, strict=True))
    assert named["Route"] == "Single agent"
    assert named["Budget cost (USD)"] == 2.5
    assert named["Missing"] == "Acceptance plan"
    assert named["Ask"] == "Surface, unheard_of"
    assert named["Proof required"] == "tests × 2"
    assert "m.xlsx › Routes!A5" in str(named["Because"])
    assert second[0] == "=1+1"
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


@pytest.mark.parametrize("goal", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1"])
def test_csv_cells_do_not_compute(tmp_path: Path, goal: str) -> None:
    out = tmp_path / "routed.csv"
    write_assignments(out, [_decided(goal)], small_policy())
    rows = list(csv.reader(io.StringIO(out.read_bytes().decode("utf-8-sig"))))
    assert rows[1][1].startswith("'")
    assert rows[1][0] == "A-1"


def test_json_lines_hold_the_documents(tmp_path: Path) -> None:
    out = tmp_path / "routed.jsonl"
    write_assignments(out, BOTH, small_policy())
    assert [json.loads(line) for line in out.read_text("utf-8").splitlines()] == [
        assignment_document(own) for own in BOTH
    ]


def test_another_ending_is_refused_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match=r"\.xlsx, \.csv, \.jsonl, \.parquet"):
        write_assignments(tmp_path / "routed.ods", BOTH, small_policy())
    assert list(tmp_path.iterdir()) == []


def test_parquet_says_which_package_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(CannotWrite, match="parquet"):
        write_assignments(tmp_path / "routed.parquet", BOTH, small_policy())
    assert list(tmp_path.iterdir()) == []


def test_parquet_is_written_and_read_where_the_package_is_there(tmp_path: Path) -> None:
    out = tmp_path / "routed.parquet"
    write_assignments(out, BOTH, small_policy())
    tasks = read(out.read_bytes())
    assert [task.id for task in tasks.tasks] == ["A-1", "=1+1"]
    assert dict(tasks.tasks[0].extra)["Budget cost (USD)"] == "2.50"
    with pytest.raises(CannotRead, match="damaged"):
        read(b"PAR1damaged")


def test_an_answers_place_may_be_absent() -> None:
    own = _decided()
    task = read_one()
    bare = type(task)("A", "g", (Answer("work_type", "Refactor", None, "Labels: x"),))
    document = assignment_document(Assignment(bare, own.standing, own.route))
    assert isinstance(document, dict)
    assert document["place"] == ""

"""Paths of a log that names no folder: nobody can say where in the repository they lie."""

from typing import Any

from agent_router.model.contract import Scope
from agent_router.model.verdict import Outcome
from tests.acceptance.runs import item_of, row, story, verdict_of

MET, NOT_MET, NOT_SHOWN = Outcome.MET, Outcome.NOT_MET, Outcome.NOT_SHOWN
INSIDE = Scope(folders=("src/**", "*.py"))
ROOTLESS: dict[str, Any] = {"working_directory": ""}


def test_a_path_that_nobody_can_place_is_neither_inside_nor_outside() -> None:
    told = story(**ROOTLESS).changes("/home/dev/calc/calc.py")

    item = item_of(told, "within folders", scope=INSIDE)

    assert item.found is NOT_SHOWN
    assert "the log names no folder that the agent worked in" in item.because
    assert item_of(told, "within folders").found is NOT_SHOWN
    assert item_of(told, "no stop condition", scope=INSIDE).found is MET
    assert item_of(told, "blast radius as approved").found is NOT_SHOWN
    assert verdict_of(told, scope=INSIDE).changed[0].in_scope is None


def test_what_is_off_limits_is_so_wherever_the_path_begins() -> None:
    for path in ("/home/dev/calc/secrets/key", "D:/work/secrets/key"):
        told = story(**ROOTLESS).changes(path)
        assert item_of(told, "within folders").found is NOT_MET
        assert item_of(told, "no stop condition").found is NOT_MET
        assert item_of(story(**ROOTLESS).reads(path), "within folders").found is NOT_MET


def test_an_exempt_kind_of_file_is_exempt_wherever_it_lies() -> None:
    rows = row("proof after the last change", "**/*.md")
    told = story(**ROOTLESS).tests(2).changes("/home/dev/calc/NOTES.md")
    assert verdict_of(told, rows).items[0].outcome is MET
    told = story(**ROOTLESS).tests(2).changes("/home/dev/calc/CLAUDE.md")
    assert verdict_of(told, rows).items[0].outcome is NOT_MET

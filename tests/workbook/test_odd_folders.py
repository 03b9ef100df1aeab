"""Folder patterns that mean something else than they look like are said, and ordinary ones are left alone."""

import pytest

from agent_router.model.condition import AnyOf, Condition, Given, Touches
from agent_router.model.place import Place
from agent_router.workbook.complaints import Complaints
from agent_router.workbook.folders import check_folder_condition, check_folders, check_letters

CELL = Place("rules.xlsx", "Systems", "C5")


def said(*patterns: str) -> list[tuple[str, str]]:
    complaints = Complaints()
    check_folders(patterns, CELL, complaints)
    assert all(problem.place == CELL for problem in complaints.problems)
    return [(problem.rule.code, problem.found) for problem in complaints.problems]


@pytest.mark.parametrize(
    "pattern",
    ["src/auth/**", "**/auth/**", "*.md", "file[0-9].py", "a[!b]*", ".github/workflows/**", "docs", "./docs", "[]a]",
     "/src", r"src\auth", "", " ", "src/a b/**", "..hidden/x"],
)  # fmt: skip
def test_ordinary_folders_are_left_alone(pattern: str) -> None:
    assert said(pattern) == []


@pytest.mark.parametrize(
    "pattern", ["../x", "src/../../x", r"..\x", "C:/repo/src", "~/work", "https://example.com/x", "~"]
)
def test_folders_outside_the_repository_are_said(pattern: str) -> None:
    assert said(pattern) == [("WB211", f"“{pattern}”")]


@pytest.mark.parametrize("pattern", ["/", ".", "**", "*", "**/*", "./**"])
def test_folders_that_stand_for_everything_are_said(pattern: str) -> None:
    assert said(pattern) == [("WB212", f"“{pattern}”")]


@pytest.mark.parametrize("pattern", ["[abc", "src/a]b", "src/{a/**", "b}", "a[", "[]"])
def test_signs_that_are_no_wildcards_are_said(pattern: str) -> None:
    assert said(pattern) == [("WB213", f"“{pattern}”")]


def test_braces_split_by_their_comma_are_one_finding() -> None:
    assert said("src/{a", "b}/**") == [("WB213", "“src/{a”, “b}/**”")]


def test_folders_that_differ_in_capitals_alone_are_said_with_the_other_cell() -> None:
    complaints = Complaints()
    other = Place("rules.xlsx", "Systems", "C9")
    check_letters([(("src/auth/**", "docs"), CELL), (("src/Auth/**", "docs"), other)], complaints)
    (found,) = complaints.problems
    assert (found.rule.code, found.place, found.found) == ("WB214", other, "“src/Auth/**”, and “src/auth/**” in C5")


def test_folders_of_conditions_are_looked_at_as_well() -> None:
    complaints = Complaints()
    check_folder_condition(Condition("folders", AnyOf((Touches("../x"), Touches("src/**"))), place=CELL), complaints)
    check_folder_condition(Condition("folders", Given(), place=CELL), complaints)
    check_folder_condition(Condition("folders", Touches("../x")), complaints)
    assert [(problem.rule.code, problem.place) for problem in complaints.problems] == [("WB211", CELL)]

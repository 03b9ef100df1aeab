"""Folders of two systems that overlap are told with a path that lies in both."""

from dataclasses import replace

from agent_router.model.place import Place
from agent_router.model.policy import Heading, System
from agent_router.model.problem import Problem
from agent_router.review.systems import check_systems
from tests.policies import starter_policy
from tests.small_policy import FILE, small_policy


def system(name: str, *folders: str, row: int = 5, **more: bool) -> System:
    return System(name, folders=folders, place=Place(FILE, "Systems", f"A{row}"), **more)  # type: ignore[arg-type]


def findings(*systems: System) -> tuple[Problem, ...]:
    return check_systems(small_policy(systems=systems))


def test_nothing_is_said_about_the_shipped_systems() -> None:
    assert check_systems(starter_policy()) == ()


def test_systems_treated_alike_are_advice() -> None:
    (found,) = findings(system("Site", "src/**"), system("Login", "docs/**", "src/auth/**", row=6))
    assert (found.rule.code, found.open) == ("RV404", False)
    assert found.found == "src/auth/** of Login and src/** of Site both hold src/auth/example"
    assert (found.place.cell, [place.cell for place in found.also]) == ("A6", ["A5"])


def test_systems_treated_differently_are_a_warning_that_says_how() -> None:
    (found,) = findings(
        system("Notes", "src/**", scratch=True), system("Login", "src/auth/**", row=6, agents_allowed=False)
    )
    assert (found.rule.code, found.open) == ("RV403", True)
    assert found.found.endswith("; agents are allowed in Notes only and Notes may always be written to")


def test_equal_folders_overlap() -> None:
    assert [problem.rule.code for problem in findings(system("A", "src/x"), system("B", "src/x"))] == ["RV404"]


def test_patterns_at_any_depth_meet_in_odd_paths_only_and_are_left_alone() -> None:
    assert findings(system("A", "**/auth/**"), system("B", "**/billing/**"), system("C", "deploy/**")) == ()


def test_a_folder_that_stands_for_everything_is_said_when_it_is_read() -> None:
    assert findings(system("A", "/"), system("B", "src/**"), system("C", "**")) == ()


def test_folders_of_one_system_may_overlap() -> None:
    assert findings(system("A", "src/**", "src/auth/**")) == ()


def test_the_cells_of_the_folders_are_named_where_they_are_known() -> None:
    policy = small_policy(systems=(system("A", "src/x"), system("B", "src/x", row=6), System("C", folders=("src/x",))))
    known = replace(policy, headings=(Heading("Systems", "Folders", Place(FILE, "Systems", "C4")),))
    first, *others = check_systems(known)
    assert (first.place.cell, first.also[0].cell) == ("C6", "C5")
    assert others[0].place == Place(FILE, "Systems")

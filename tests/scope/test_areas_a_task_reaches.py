import pytest

from agent_router.model.policy import System
from agent_router.scope.areas import areas_of, is_named, systems_reached

LOGIN = System("Login service", ("SSO", "auth-api"), ("src/auth/**", "**/oauth/**"), ("auth", "security"))
BILLING = System("Billing", (), ("src/billing",), ("billing",))
NOTES = System("Scratch", folders=("notes/**",), scratch=True)
SYSTEMS = (LOGIN, BILLING, NOTES)


def _areas(folders: list[str], names: list[str], *, everything: bool = False) -> list[tuple[str, str]]:
    found = areas_of(folders, names, SYSTEMS, covers_everything=everything)
    return [(area.area, area.system.name) for area in found]


def test_a_folder_reaches_the_areas_of_the_systems_it_may_touch() -> None:
    assert _areas(["src/auth/login.py"], []) == [("auth", "Login service"), ("security", "Login service")]
    assert _areas(["src/**"], []) == [("auth", "Login service"), ("security", "Login service"), ("billing", "Billing")]
    assert _areas(["docs"], []) == []
    assert _areas(["lib/oauth/x"], []) == [("auth", "Login service"), ("security", "Login service")]


@pytest.mark.parametrize("name", ["Login service", "login  SERVICE", " sso ", "Auth-API"])
def test_a_system_is_reached_by_any_of_its_names(name: str) -> None:
    assert is_named(LOGIN, name)
    assert _areas([], [name]) == [("auth", "Login service"), ("security", "Login service")]


@pytest.mark.parametrize("name", ["", "  ", "Login", "billing service"])
def test_other_names_reach_nothing(name: str) -> None:
    assert _areas([], [name]) == []


def test_a_task_that_covers_everything_reaches_every_area() -> None:
    assert _areas([], [], everything=True) == [
        ("auth", "Login service"),
        ("security", "Login service"),
        ("billing", "Billing"),
    ]


def test_each_reached_system_says_why() -> None:
    assert [found.why for found in systems_reached(["src/billing/x"], ["SSO"], SYSTEMS)] == [
        "system Login service is named (SSO)",
        "folder src/billing/x reaches src/billing",
    ]
    assert [found.why for found in systems_reached([], ["Billing"], SYSTEMS)] == ["system Billing is named"]
    everything = systems_reached([], [], SYSTEMS, covers_everything=True)
    assert [found.system.name for found in everything] == ["Login service", "Billing", "Scratch"]
    assert {found.why for found in everything} == {"no folder or system is named, so everything is covered"}


def test_a_task_without_folders_and_systems_reaches_nothing_by_itself() -> None:
    assert systems_reached([], [], SYSTEMS) == ()

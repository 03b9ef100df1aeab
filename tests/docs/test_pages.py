import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from agent_router.cli.main import agent_router as program
from tests.docs.pages import DOCS, catalogued_rooms, pages, problems_page
from tests.docs.problem_codes import ROOMS, problem_rules
from tests.places import REPOSITORY

PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]+)")
COMMAND = re.compile(r"^agent-router ([a-z-]+)(.*)$", re.MULTILINE)


@pytest.mark.parametrize("path", list(pages()), ids=lambda path: path.name)
def test_generated_pages_are_fresh(path: Path) -> None:
    assert path.read_text("utf-8") == pages()[path], "run: python -m tests.docs.pages"


def test_every_catalogue_is_documented() -> None:
    assert catalogued_rooms() == set(ROOMS)
    page = problems_page()
    for room in ROOMS:
        for rule in problem_rules(room):
            assert f"`{rule.code}`" in page


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in LINK.findall(page.read_text("utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", [*PAGES, REPOSITORY / "README.md"], ids=lambda path: path.name)
def test_every_command_shown_exists_with_its_options(page: Path) -> None:
    for command, rest in COMMAND.findall(page.read_text("utf-8")):
        shown = CliRunner().invoke(program, [command, "--help"])
        assert shown.exit_code == 0, command
        for option in re.findall(r"--[a-z-]+", rest):
            assert option in shown.output, f"{command} {option}"

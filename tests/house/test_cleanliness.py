"""Nothing that is committed names a package index or a place on the machine it was written on."""

import re

import pytest

from tests.house.places import committed, name_of

pytestmark = pytest.mark.uncounted

HOSTS = re.compile(
    rb"(pypi|pythonhosted|npmjs|yarnpkg|conda|anaconda|artifactory|nexus|jfrog|devpi|verdaccio)\.(org|com|io|net)"
    rb"|files\.pythonhosted|registry\.[a-z]+\.[a-z]+|/simple/|find-links\s*=|index-url\s*="
)
MACHINE = re.compile(rb"(?<![\w.:/*-])/(work|root|Users|var/folders|tmp/(?!claude-0/-home-dev-))/[\w.-]+")
"""`/tmp/claude-0/-home-dev-…` stands in recorded logs: the agent program's own scratch folder."""
ALLOWED = {
    "tests/house/test_cleanliness.py",  # names them to find them
    ".ci/setup",  # looks where Homebrew keeps libraries
    "Makefile",  # as .ci/setup
}


def _found(pattern: re.Pattern[bytes]) -> list[str]:
    return [
        f"{name_of(path)}: {match.group().decode(errors='replace')}"
        for path in committed()
        if name_of(path) not in ALLOWED
        for match in pattern.finditer(path.read_bytes())
    ]


def test_no_file_names_the_host_of_a_package_index() -> None:
    assert _found(HOSTS) == []


def test_no_file_names_a_place_on_the_machine_it_was_written_on() -> None:
    assert _found(MACHINE) == []

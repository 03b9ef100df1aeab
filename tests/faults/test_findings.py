"""`check` of each fixture reports exactly its problem: this code, at this place, in these words."""

import ast
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.catalogue import all_faults, all_rules
from tests.faults.checking import all_said, new_findings
from tests.faults.fault import CANNOT_READ, Fault
from tests.places import REPOSITORY

pytestmark = pytest.mark.uncounted

AT_LEAST = 60
OPENING = ("archive.py", "other_kinds.py", "reading.py")
"""Modules of `sheets` that refuse a file as a whole."""


@pytest.mark.parametrize("fault", all_faults(), ids=str)
def test_a_fixture_is_reported_in_these_words_and_nothing_else_is(fault: Fault) -> None:
    found = all_said(fault)

    assert [(place, words) for code, place, words in found if code == fault.code] == [(fault.place, fault.words)], found
    assert {code for code, _, _ in found} == {fault.code, *fault.companions}


@pytest.mark.parametrize("fault", [fault for fault in all_faults() if fault.also], ids=str)
def test_the_other_cells_concerned_are_named(fault: Fault) -> None:
    (problem,) = (problem for problem in new_findings(fault) if problem.rule.code == fault.code)

    assert tuple(place.short for place in problem.also) == fault.also


def test_every_code_has_a_fixture() -> None:
    shown = {fault.code for fault in all_faults()}
    codes = {rule.code for rule in all_rules()}

    assert codes - shown == set()
    assert shown <= {*codes, CANNOT_READ}


def test_there_are_fixtures_enough_and_each_has_a_name_of_its_own() -> None:
    names = Counter(f"{fault.code} {fault.name}" for fault in all_faults())

    assert len(names) >= AT_LEAST
    assert max(names.values()) == 1


def test_every_reason_for_not_opening_a_file_has_a_fixture() -> None:
    told = [fault.words for fault in all_faults() if fault.code == CANNOT_READ]
    untold = [reason for reason in _reasons() if not any(reason in words for words in told)]

    assert untold == []


def _reasons() -> Iterator[str]:
    """The beginnings of the sentences with which a file is refused, as written in the source."""
    for name in OPENING:
        source = (REPOSITORY / "src" / "agent_router" / "sheets" / name).read_text("utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _refuses(node.value):
                yield node.value


def _refuses(text: str) -> bool:
    return text.startswith(("This is ", "The file ", "The workbook")) and "\n" not in text


def test_all_fixtures_are_written_with_their_words_beside_them(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "tests.faults", str(tmp_path)], cwd=REPOSITORY, check=True)
    texts = sorted(tmp_path.glob("*.txt"))

    assert len(texts) == len(all_faults())
    assert all(text.with_suffix(".xlsx").exists() for text in texts)

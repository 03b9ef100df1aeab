"""When two command lines are the same command."""

import pytest

from agent_router.shell.same_command import command_line, report_files
from tests.acceptance.runs import PYTEST, ROOT

SAME = [
    "python -m pytest",
    "python -m pytest -q",
    "python -m pytest -v --tb=short --color=no",
    "python -m pytest --tb short",
    "python -m pytest -q --junitxml=report.xml",
    "python -m pytest --junit-xml report.xml -rA",
    ".venv/bin/python -m pytest -q",
    "C:\\tools\\python.exe -m pytest".replace("\\", "/"),
    "cd /home/dev/calc && python -m pytest -q",
    "bash -lc 'python -m pytest -q'",
    "sh -c \"bash -c 'python -m pytest -q'\"",
    "python -m pytest -q > out.txt 2>&1",
    "python -m pytest -q  # all of them",
    "python -m \\\n pytest -q",
    "python3 -m pytest",
    "CI=1 python -m pytest",
    "timeout 60 python -m pytest",
]
OTHER = [
    "python -m pytest -q -k add",
    "python -m pytest tests/unit",
    "python -m pytest -x",
    "python -m pytest -q || true",
    "python -m pytest -q | tail",
    "python -m pytest -q; echo done",
    "python -m pytest -q &",
    "python -m pytest -q\necho done",
    "cd tests && python -m pytest -q",
    "cd /elsewhere && python -m pytest -q",
    "pytest",
    "echo 'python -m pytest -q'",
    "python -m pytest 'unclosed",
    'sh -c \'sh -c "sh -c \\"sh -c true\\""\'',
    "",
]


@pytest.mark.parametrize("text", SAME)
def test_these_are_the_same_command(text: str) -> None:
    line, wanted = command_line(text, "", ROOT), command_line(PYTEST, "", ROOT)
    assert (line.single, line.conjunctive) == (wanted.single, True)


@pytest.mark.parametrize("text", OTHER)
def test_these_are_others(text: str) -> None:
    line, wanted = command_line(text, "", ROOT), command_line(PYTEST, "", ROOT)
    assert line.single != wanted.single


def test_the_working_directory_is_the_one_from_the_root() -> None:
    for folder, text in (("sub", "make"), (f"{ROOT}/sub", "make"), ("", "cd sub && make"), (ROOT, "cd ./sub/ && make")):
        line = command_line(text, folder, ROOT)
        assert line.single is not None
        assert line.single.working_directory == "sub"
    bare = command_line("cd sub && make", "", "")
    assert bare.parts[0].working_directory == "sub"


def test_a_chain_keeps_its_parts_and_says_whether_all_of_them_passed() -> None:
    chain = command_line("pip install -e . && pytest", "", ROOT)
    broken = command_line("pip install -e . ; pytest", "", ROOT)
    assert (len(chain.parts), chain.conjunctive, chain.single) == (2, True, None)
    assert (len(broken.parts), broken.conjunctive) == (2, False)


def test_report_files_are_found_in_the_options() -> None:
    text = "pytest --junitxml=out/report.xml --cov-report=xml:cov.xml --html 'page.html'"
    assert report_files(text) == ("out/report.xml", "cov.xml", "page.html")

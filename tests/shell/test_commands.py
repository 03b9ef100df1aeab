"""The same command, by rule 4 of evidence."""

import pytest

from agent_router.shell.runners import runner_call
from agent_router.shell.same_command import executions, normalize, same_command

VERIFIER = "python -m pytest -q"


@pytest.mark.parametrize(
    "line",
    [
        "python -m pytest -q",
        "python  -m pytest   -q",
        "python -m pytest",
        "python -m pytest -vv --junitxml=report.xml",
        "python -m pytest --junitxml report.xml --color=yes --tb short",
        ".venv/bin/python -m pytest -q",
        "/usr/bin/python3.11 -m pytest -q",
        r"C:\\venv\\Scripts\\python.exe -m pytest -q",
        "sh -c 'python -m pytest -q'",
        'bash -lc "python -m pytest -q"',
        "time python -m pytest -q",
        "timeout 60 python -m pytest -q",
        "env NO_COLOR=1 python -m pytest -q",
        "CI=1 python -m pytest -q",
        "python -m pytest -q 2>&1",
        "python -m pytest -q > out.txt",
        "python -m pytest -q | tail -5",
        "cd /repo && python -m pytest -q",
        "cd sub && cd .. && python -m pytest -q",
        "pip install -e . && python -m pytest -q",
        "# check\npython -m pytest -q",
        "(cd sub && ls); python -m pytest -q",
        "cd /repo/.worktrees/x && python -m pytest -q",
        "nice -n 5 python -m pytest -q",
    ],
)
def test_what_only_reports_or_starts_otherwise_is_the_same(line: str) -> None:
    assert same_command(line, VERIFIER, a_directory="/repo", b_directory="/repo", root="/repo")


@pytest.mark.parametrize(
    "line",
    [
        "python -m pytest -q -k add",
        "python -m pytest -q tests/test_a.py",
        "python -m pytest -q || true",
        "python -m pytest -q; true || python -m pytest -q -x",
        "! python -m pytest -q",
        "python -m pytest -q &",
        "if python -m pytest -q; then true; fi",
        "cd sub && python -m pytest -q",
        "PYTEST_ADDOPTS='-k add' python -m pytest -q",
        "export PYTEST_ADDOPTS=-k\\ add && python -m pytest -q",
        "python -m pytest -q --deselect a::b",
        "python -m unittest",
        "echo 'python -m pytest -q'",
        "echo python -m pytest -q",
        "",
        "python -m pytest 'unclosed",
    ],
)
def test_a_selection_another_folder_or_a_caught_code_is_another_command(line: str) -> None:
    if line.startswith("python -m pytest -q; true"):
        # The first command is the verifier, whatever follows it.
        assert same_command(line, VERIFIER)
        return
    assert not same_command(line, VERIFIER, a_directory="/repo", b_directory="/repo", root="/repo")


def test_a_chain_as_verifier_is_executed_whole_and_in_order() -> None:
    chain = "ruff check . && mypy ."
    assert same_command("cd /r && ruff check . && mypy .", chain, a_directory="/r", b_directory="/r")
    assert not same_command("ruff check .", chain)
    assert not same_command("mypy . && ruff check .", chain)


def test_a_verifier_that_catches_its_own_code_must_be_typed_the_same() -> None:
    assert same_command("make test  || true", "make test || true")
    assert not same_command("make test", "make test || true")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("npx jest --ci --json --outputFile=o.json", "npx jest"),
        ("go test -v ./...", "go test ./..."),
        ("cargo test --quiet", "cargo test"),
        ("npm test --silent", "npm test"),
        ("ruff check --output-format concise .", "ruff check ."),
        ("python3 -m unittest -v", "python -m unittest"),
        ("uv run pytest -q", "uv run pytest"),
        ("make --silent test", "make test"),
    ],
)
def test_report_options_are_known_tool_by_tool(a: str, b: str) -> None:
    assert same_command(a, b)


@pytest.mark.parametrize(
    ("a", "b"), [("grep -q x f", "grep x f"), ("./check -v", "./check"), ("uv run pytest", "pytest")]
)
def test_options_of_unknown_tools_stay(a: str, b: str) -> None:
    assert not same_command(a, b)


def test_one_command_is_normalized_and_several_are_not() -> None:
    found = normalize("cd app && FOO=1 /usr/local/bin/pytest --color=no", "/r")
    assert found is not None
    assert (found.words, found.env, found.working_directory) == (("pytest",), (("FOO", "1"),), "/r/app")
    assert normalize("a && b") is None
    assert normalize("echo only") is None


def test_only_a_line_of_one_command_owns_every_exit_code() -> None:
    alone = [(one.alone, one.decides, one.altered) for one in executions("cd x && pytest")]
    assert alone == [(True, True, False)]
    chain = [(one.alone, one.decides) for one in executions("make && pytest")]
    assert chain == [(False, True), (False, True)]
    piped = [(one.alone, one.decides) for one in executions("pytest | tail")]
    assert piped == [(False, False), (False, False)]


@pytest.mark.parametrize(
    ("line", "runner", "selective"),
    [
        ("pytest", "pytest", False),
        ("pytest tests/", "pytest", False),
        ("pytest tests/test_a.py::test_b", "pytest", True),
        ("pytest -p no:cacheprovider -n 4", "pytest", False),
        ("pytest -k x", "pytest", True),
        ("pytest --lf", "pytest", True),
        ("python3 -m pytest", "pytest", False),
        ("coverage run -m pytest", "pytest", False),
        ("python -m coverage run -m unittest", "unittest", False),
        ("python -m unittest discover", "unittest", False),
        ("python -m unittest tests.test_a", "unittest", True),
        ("npx jest", "jest", False),
        ("npx jest -t name", "jest", True),
        ("npm test", "jest", False),
        ("npm run test -- --testNamePattern=x", "jest", True),
        ("npx vitest run", "vitest", False),
        ("npx mocha --grep x", "mocha", True),
        ("node --test", "node:test", False),
        ("node --test test/a.mjs", "node:test", True),
        ("go test ./...", "go", False),
        ("go test -run TestX ./...", "go", True),
        ("go test ./pkg", "go", True),
        ("cargo test", "cargo", False),
        ("cargo nextest run", "cargo", False),
        ("cargo test my_test", "cargo", True),
        ("bundle exec rspec", "rspec", False),
        ("rspec spec/a_spec.rb", "rspec", True),
        ("vendor/bin/phpunit --filter x", "phpunit", True),
        ("dotnet test", "dotnet", False),
        ("npx playwright test", "playwright", False),
        ("uv run --frozen pytest", "pytest", False),
        ("tox -e py311", "tox", False),
        ("PYTEST_ADDOPTS=-x pytest", "pytest", True),
    ],
)
def test_known_runners_and_their_selections(line: str, runner: str, selective: bool) -> None:
    (found,) = [call for one in executions(line) if (call := runner_call(one.command))]
    assert (found.runner, found.selective) == (runner, selective)


@pytest.mark.parametrize(
    "line", ["python app.py", "go build ./...", "npm run build", "node app.js", "cargo build", "uv"]
)
def test_other_programs_are_no_runners(line: str) -> None:
    assert [call for one in executions(line) if (call := runner_call(one.command))] == []

"""What people read on the terminal: numbers with their nouns, and how much more there is than is shown."""

from pathlib import Path

import pytest

from agent_router.cli.audit_command import number_of
from agent_router.cli.run_commands import cited
from agent_router.model.place import Place
from tests.cli.calling import call


def test_an_audit_counts_as_people_do(tmp_path: Path) -> None:
    done = call("audit", tmp_path)
    assert "Please look: 1 error." in done.stdout


@pytest.mark.parametrize(
    ("number", "what", "said"),
    [
        (1, "runs", "1 run"),
        (2, "runs", "2 runs"),
        (1234, "lines", "1,234 lines"),
        (1, "decisions, waivers, signatures", "1 decision, waiver or signature"),
        (9, "decisions, waivers, signatures", "9 decisions, waivers and signatures"),
        (0, "logs", "0 logs"),
    ],
)
def test_a_number_has_its_nouns(number: int, what: str, said: str) -> None:
    assert number_of(number, what) == said


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, ""),
        (1, "line 1"),
        (4, "line 1, line 2, line 3, line 4"),
        (6, "line 1, line 2, line 3, line 4, and 2 more"),
    ],
)
def test_an_item_says_how_much_evidence_it_does_not_name(number: int, said: str) -> None:
    assert cited([Place("run.jsonl", line=at + 1) for at in range(number)]) == said


def test_lines_of_other_logs_are_named_with_their_file() -> None:
    assert cited([Place("run.jsonl", line=6), Place("verifications.jsonl", line=6)]) == (
        "line 6, verifications.jsonl line 6"
    )

"""Each problem that a person can be told about has a code of its own, a title and a remedy."""

import ast
from collections import Counter
from functools import cache

import pytest

from tests.house.places import name_of, nodes_of, sources

pytestmark = pytest.mark.uncounted


@cache
def _rules() -> tuple[tuple[str, str], ...]:
    """Place and code of every `Rule("CODE", severity, title, remedy)` written in the source."""
    return tuple(
        (f"{name_of(path)}:{node.lineno}", first.value)
        for path in sources("src")
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Rule", "_rule"}
        if node.args and isinstance(first := node.args[0], ast.Constant) and isinstance(first.value, str)
    )


def test_there_are_problem_codes() -> None:
    assert len(_rules()) > 1


def test_no_two_problems_share_a_code() -> None:
    codes = Counter(code for _, code in _rules())
    assert {code: count for code, count in codes.items() if count > 1} == {}


def test_a_code_is_letters_and_three_digits() -> None:
    odd = [
        f"{place} {code}"
        for place, code in _rules()
        if not (code[:-3].isalpha() and code[-3:].isdigit() and code.isupper())
    ]
    assert odd == []

"""Each problem that a person can be told about has a code of its own, a title and a remedy."""

import ast
from collections import Counter
from collections.abc import Iterator

from tests.house.places import name_of, sources


def _rules() -> Iterator[tuple[str, str, list[ast.expr]]]:
    """Every `Rule("CODE", severity, title, remedy)` written in the source: place, code, arguments."""
    for path in sources("src"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"Rule", "_rule"}:
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield f"{name_of(path)}:{node.lineno}", first.value, node.args


def test_there_are_problem_codes() -> None:
    assert len(list(_rules())) > 1


def test_no_two_problems_share_a_code() -> None:
    codes = Counter(code for _, code, _ in _rules())
    assert {code: count for code, count in codes.items() if count > 1} == {}


def test_a_code_is_letters_and_three_digits() -> None:
    odd = [
        f"{place} {code}"
        for place, code, _ in _rules()
        if not (code[:-3].isalpha() and code[-3:].isdigit() and code.isupper())
    ]
    assert odd == []

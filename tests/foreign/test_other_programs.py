"""A workbook of another program reads as the very same policy, or says in words what is wrong; never anything else."""

from collections.abc import Hashable
from functools import lru_cache

import pytest

from agent_router.errors import CannotRead, InputRejected
from agent_router.model.problem import Problem
from agent_router.workbook.interface import read_policy
from tests.foreign import excel_features, not_workbooks, packaging, written_anew
from tests.foreign.foreign import Foreign, Said
from tests.foreign.meaning import meaning
from tests.policies import starter_policy

pytestmark = pytest.mark.uncounted

_READABLE = (*excel_features.FOREIGN, *packaging.FOREIGN, *written_anew.FOREIGN)


@lru_cache(maxsize=1)
def _shipped() -> Hashable:
    return meaning(starter_policy())


def _said(problems: tuple[Problem, ...]) -> list[Said]:
    return sorted((problem.rule.code, problem.place.short) for problem in problems)


@pytest.mark.parametrize("foreign", [each for each in _READABLE if not each.rejected], ids=str)
def test_it_reads_as_the_same_policy(foreign: Foreign) -> None:
    policy = read_policy(foreign.make(), foreign.file)

    assert _said(policy.remarks) == sorted(foreign.said)
    assert meaning(policy) == _shipped()


@pytest.mark.parametrize("foreign", [each for each in _READABLE if each.rejected], ids=str)
def test_what_is_wrong_is_named_with_its_cell(foreign: Foreign) -> None:
    with pytest.raises(InputRejected) as rejected:
        read_policy(foreign.make(), foreign.file)

    assert _said(rejected.value.problems) == sorted(foreign.said)


@pytest.mark.parametrize("foreign", not_workbooks.FOREIGN, ids=str)
def test_what_is_no_workbook_is_called_by_its_name(foreign: Foreign) -> None:
    with pytest.raises(CannotRead) as refused:
        read_policy(foreign.make(), foreign.file)

    assert [words for words in foreign.refused if words not in str(refused.value)] == []

"""The shipped policy, read once for all tests."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pytest

from agent_router import pipeline
from agent_router.model.policy import Policy
from agent_router.workbook.interface import read_policy
from tests.places import REPOSITORY

STARTER = REPOSITORY / "matrices" / "agent-router.xlsx"


@lru_cache(maxsize=1)
def starter_policy() -> Policy:
    """The policy of `matrices/agent-router.xlsx`."""
    return read_policy(STARTER.read_bytes(), "matrices/agent-router.xlsx")


@lru_cache(maxsize=16)
def _read_once(data: bytes, name: str) -> Policy:
    return read_policy(data, name)


@contextmanager
def workbooks_read_once() -> Iterator[None]:
    """Commands read the same bytes once: a policy never changes, and reading one takes a third of a second."""
    with pytest.MonkeyPatch.context() as patch:
        for found in pkgutil.iter_modules(pipeline.__path__):
            module = importlib.import_module(f"{pipeline.__name__}.{found.name}")
            if hasattr(module, "read_policy"):
                patch.setattr(module, "read_policy", _read_once)
        yield

"""Finds all fixtures: every module of this package that has `FAULTS` holds one group of them."""

import importlib
import pkgutil
from functools import lru_cache

import tests.faults
from agent_router.model.problem import Rule
from tests.docs.problem_codes import problem_rules
from tests.faults.fault import Fault

ROOMS = ("workbook", "review")
"""Whose catalogues speak about a lead's workbook."""


@lru_cache(maxsize=1)
def all_faults() -> tuple[Fault, ...]:
    """Every fixture, by code, then name."""
    found: list[Fault] = []
    for module in pkgutil.iter_modules(tests.faults.__path__):
        if not module.name.startswith(("test_", "__")):
            found += getattr(importlib.import_module(f"tests.faults.{module.name}"), "FAULTS", ())
    return tuple(sorted(found, key=lambda fault: (fault.code, fault.name)))


def all_rules() -> tuple[Rule, ...]:
    """Every rule that `check` may name."""
    return tuple(rule for room in ROOMS for rule in problem_rules(room))
